"""Go files as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.extract.go.language import LANGUAGE
from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from tests.pace import at_most


def test_which_files_are_go() -> None:
    assert LANGUAGE.reads("cmd/main.go")
    assert not LANGUAGE.reads("go.mod")


@pytest.mark.parametrize(
    "text",
    [
        "package a\nvar x = " + "A{b: config.C}," * 20_000,
        "package a\nfunc f() {\n" + 'return errors.New("x")\n' * 15_000 + "}",
        "package a\ntype Config struct {\n" + ' A string `envconfig:"A"`\n' * 15_000 + "}",
        "package a\n" + 'func f(config *Config) { if config.A == "" {\n' * 8_000,
    ],
)
@pytest.mark.no_cover
def test_hostile_files_take_no_longer_than_their_size(text: str) -> None:
    with at_most(8):
        list(extract(Source(repo="dify", path="a.go", data=text.encode())))


@given(st.text(alphabet='abErr.(){}"`%s:=,\n&*configlog', max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_file_can_be_read(text: str) -> None:
    lines = text.count("\n") + 2
    for path in ("a.go", "web/a.ts", "web/a.tsx"):
        data = f"package a\n{text}" if path == "a.go" else text
        for fact in extract(Source(repo="dify", path=path, data=data.encode())):
            assert 1 <= fact.line <= fact.end_line <= lines
