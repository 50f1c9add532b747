"""A `.env` as docker compose reads it, and the lines that it reads otherwise than they look."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.files.dotenv import EnvFile, is_secret_piece, read_env
from ctxkit.files.interpolation import MAX_ADDED_CHARS
from ctxkit.files.user_files import CustomerFile
from tests.files.compose_answers import ANSWERS

_CASES = [(text, values) for answers in ANSWERS.values() for text, values in answers]


def read(text: str) -> EnvFile:
    return read_env(CustomerFile(path="my.env", data=text.encode()))


def flaws(text: str) -> list[tuple[str, int, str]]:
    return [(flaw.rule, flaw.line, flaw.name) for flaw in read(text).flaws]


@pytest.mark.parametrize(("text", "values"), [case for case in _CASES if case[1] is not None])
def test_values_are_those_of_docker_compose(text: str, values: dict[str, str]) -> None:
    assert read(text).values() == values


@pytest.mark.parametrize("text", [text for text, values in _CASES if values is None])
def test_what_compose_refuses_has_a_flaw_or_a_reference(text: str) -> None:
    assert read(text).flaws or "${" in text


def test_a_setting_has_its_lines() -> None:
    env = read('A=1\nB="two\nlines"  # said\nA=2\n')
    assert [(s.name, s.value, s.line, s.end_line) for s in env.lines] == [
        ("A", "1", 1, 1),
        ("B", "two\nlines", 2, 3),
        ("A", "2", 4, 4),
    ]
    assert env.settings["A"].line == 4


def test_variables_that_nothing_sets_are_named() -> None:
    env = read("A=1\nB=${A}-${LATER}-${HAS:-x}-$LATER2\nC='$RAW'\nLATER=1\n")
    assert env.settings["B"].lost == ("LATER", "LATER2")
    assert env.settings["C"].lost == ()
    assert env.referenced == {"A", "LATER", "HAS", "LATER2"}


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("this is no assignment", "not-an-assignment"),
        ("export KEY value", "not-an-assignment"),
        ("A B=1", "not-an-assignment"),
        ('KEY="never closed', "unclosed-quote"),
        ("KEY='a' b", "behind-quote"),
        ("KEY= # said", "comment-as-value"),
        ("KEY=\u201cquoted", "odd-character"),
        ("KEY=quoted\u201d", "odd-character"),
        ('KEY="\u00a0x"', "odd-character"),
    ],
)
def test_lines_that_are_not_what_they_look(line: str, rule: str) -> None:
    env = read(f"A=1\n{line}\nB=2\n")
    assert [(flaw.rule, flaw.line) for flaw in env.flaws] == [(rule, 2)]
    assert env.values()["B"] == "2"  # and the rest is read all the same


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# prose = prose",
        "NAME",
        "KEY: value",
        "KEY =",
        "A-B=1",
        'K="a" # b',
        "K=#a",
        "K=a\u201cb",
        "K='a\nb'",
    ],
)
def test_lines_that_compose_takes(line: str) -> None:
    assert read(f"A=1\n{line}\n").flaws == ()


def test_the_flaw_of_several_lines_is_on_the_one_where_it_shows() -> None:
    assert flaws('A="open\nB=1\nC="x"\n') == [("unclosed-quote", 1, "A")]
    assert flaws('A="x\nB=1\n"\n') == [("unclosed-quote", 1, "A")]
    assert flaws("A='x\ny' z") == [("behind-quote", 2, "A")]
    assert "closed only on line 3" in read('A="x\nB=1\n"\n').flaws[0].message


def test_a_line_that_is_not_read_shows_its_name_only_if_it_surely_is_one() -> None:
    assert flaws("SECRET_KEY abc") == [("not-an-assignment", 1, "SECRET_KEY")]
    assert flaws("export SECRET_KEY abc") == [("not-an-assignment", 1, "SECRET_KEY")]
    assert flaws("hunter2 hunter3") == [("not-an-assignment", 1, "")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SECRET_KEY", False),
        ("s3_bucket2", False),
        ("aB3aB3aB3aB", False),
        ("aB3aB3aB3aB3", True),
        ("ab3ab3ab3ab3", False),
        ("AB3AB3AB3AB3", False),
        ("aBcaBcaBcaBc", False),
        ("A" * 100, False),
        ("A" * 101, True),
    ],
)
def test_a_piece_of_a_secret_is_not_taken_for_a_name(text: str, expected: bool) -> None:
    assert is_secret_piece(text) is expected
    assert (text in read(f"{text}=1").settings) is not expected


def test_a_piece_of_a_secret_is_not_shown() -> None:
    assert flaws("MIIEvQIBADANBgkqhkiG9w0==") == [("not-an-assignment", 1, "")]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    read_env(CustomerFile(path="x", data=data))


def test_values_that_double_with_every_line_end() -> None:
    doubling = "A=xxxxxxxxxx\n" + "A=$A$A\n" * 40 + "B=b\n"
    found = read_env(CustomerFile(path=".env", data=doubling.encode())).values()
    assert len(found["A"]) < MAX_ADDED_CHARS
    assert found["B"] == "b"


def test_a_value_that_grows_with_every_line_ends() -> None:
    growing = "A=x\n" + "A=${A}x\n" * 100_000
    found = read_env(CustomerFile(path=".env", data=growing.encode()))
    assert sum(len(line.value) for line in found.lines) < 2 * MAX_ADDED_CHARS
