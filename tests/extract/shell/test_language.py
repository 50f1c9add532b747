"""Scripts as a whole, and other files that are scanned by lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.extract.registry import extract, language_of
from ctxkit.extract.shell.language import LANGUAGE
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse, Fact, Symbol
from tests.extract.annotated import check
from tests.extract.literal import facts
from tests.pace import at_most


def test_functions_of_a_script() -> None:
    check("shell/docker/entrypoint.sh", Symbol)
    [found] = facts("a.sh", "f() {\n}\n", Symbol)
    assert (found.what, found.name, found.line, found.end_line) == ("function", "f", 1, 2)


def test_scripts_of_tests_are_not_read() -> None:
    assert facts("a.sh", "f $AB", ConfigUse)
    assert not facts("a.sh", "f $AB", Fact, test=True)


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("docker/entrypoint.sh", True),
        ("docker/start.bash", True),
        ("docker/docker-entrypoint", True),
        ("docker/entrypoint", True),
        ("docker/x-entrypoint", False),
        ("build/build_amd64.sh", False),
        (".github/workflows/ports.sh", False),
        ("ci/a.sh", False),
        ("dev/a.sh", False),
        ("scripts/a.sh", False),
        ("sdks/a.sh", False),
        ("a.zsh", False),
    ],
)
def test_scripts_that_no_operator_runs_are_left_out(path: str, matches: bool) -> None:
    assert LANGUAGE.reads(path) is matches
    assert (language_of(path) is LANGUAGE) is matches


@given(st.text(alphabet="\\$\"'`{}()#|>&;=:- \nabcABC_echo", max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_script_can_be_read(text: str) -> None:
    lines = text.count("\n") + 1
    for path in ("docker/entrypoint.sh", "Dockerfile", "docker/nginx/a.conf", "docker/squid.conf"):
        for fact in extract(Source(repo="dify", path=path, data=text.encode())):
            assert 1 <= fact.line <= fact.end_line <= lines


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker/entrypoint.sh", 'echo "' + "$A" * 400_000),
        ("docker/entrypoint.sh", "A=${A\n" * 50_000),
        ("docker/entrypoint.sh", "f() {\n" * 50_000),
        ("docker/entrypoint.sh", "f() {\n}\n" * 50_000),
        ("docker/entrypoint.sh", "".join(f"export A{n}=$B{n}\n" for n in range(40_000))),
        ("docker/nginx/a.conf", "a b\n" * 200_000),
        ("docker/nginx/a.conf", "a {\n" * 100_000),
        ("Dockerfile", "ENV " + "A=1 " * 200_000),
    ],
)
@pytest.mark.no_cover
def test_hostile_files_take_no_longer_than_their_size(path: str, text: str) -> None:
    with at_most(8):
        list(extract(Source(repo="dify", path=path, data=text.encode())))
