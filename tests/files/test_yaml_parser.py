"""The door to the strict parser."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ctxkit.files.yaml_parser import YamlProblem, compose_nodes, line_of, parse_events


def test_nodes_and_events_have_their_lines() -> None:
    node = compose_nodes("a: 1\nb: 2\n")
    assert [line_of(key) for key, _ in node.value] == [1, 2]
    assert [type(event).__name__ for event in parse_events("a: 1\n")][3:5] == ["ScalarEvent"] * 2
    assert compose_nodes("# nothing\n") is None


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: [\n", 3, "node content"),
        ("a: 1\n\tb: 2\n", 2, "cannot start any token"),
        ("a: 1\nb: \x01\n", 2, "special characters"),
        ("a: *b\n", 1, "undefined alias"),
    ],
)
def test_a_problem_has_its_line(text: str, line: int, problem: str) -> None:
    for read in (compose_nodes, lambda text: list(parse_events(text)), _round_trip):
        if problem == "undefined alias" and read is not compose_nodes:
            continue
        with pytest.raises(YamlProblem) as raised:
            read(text)
        assert raised.value.line == line
        assert problem in raised.value.problem
        assert not raised.value.is_too_deep


def _round_trip(text: str) -> object:
    return compose_nodes(text, round_trip=True)


def test_a_file_that_is_too_deep_is_told_from_a_broken_one() -> None:
    for text, line in (("a: " + "[\n" * 1000, 0), ("x: 1\na: " + "[ {" * 1000, 2)):
        with pytest.raises(YamlProblem) as raised:
            compose_nodes(text)
        assert (raised.value.is_too_deep, raised.value.line) == (True, line)


def test_anchors_may_be_there_twice(recwarn: pytest.WarningsRecorder) -> None:
    assert compose_nodes("a: &x 1\nb: &x 2\n") is not None
    assert not list(recwarn)


def test_ruamel_is_imported_when_a_file_is_parsed() -> None:
    code = "import sys, ctxkit.files.values; print('ruamel.yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
