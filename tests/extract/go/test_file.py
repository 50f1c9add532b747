from __future__ import annotations

from textwrap import dedent

import pytest

from ctxkit.extract.go.file import GoFile, bare_type
from ctxkit.extract.go.language import GRAMMAR
from ctxkit.extract.go.symbols import scopes_of
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import fields
from tests.extract.go.test_text import expression


def go_file(code: str) -> GoFile:
    source = Source(repo="dify", path="internal/a/b.go", data=dedent(code).encode())
    found = [match for match in GRAMMAR.matches(source.data) if match.pattern.kind == "symbol"]
    return GoFile(source=source, found={"symbol": found}, scopes=scopes_of(found))


def test_a_file() -> None:
    file = go_file('const a = "text"\nconst b = 3\n')
    assert file.package == "internal/a"
    assert file.matches("route") == []
    assert [file.message(expression(name)).text for name in "ab"] == ["text", "\x1f"]
    assert file.at(file.matches("symbol")[0].node("value")) == "a"


@pytest.mark.parametrize(
    ("code", "comment"),
    [
        ("// a\n// b\nx", "a b"),
        ("// a\n\nx", ""),
        ("x", ""),
        ("y\n\t//  a\nx", "a"),
        ("y // a\nx", ""),
        ("// a\n//\n/// b\nx", "a b"),
        ("// " + "a" * 300 + "\nx", "a" * 300),
        ("// " + "a" * 301 + "\nx", "a" * 300),
        ("// a\n" * 39 + "x", "a " * 38 + "a"),
        ("// a\n" * 40 + "x", "a " * 38 + "a"),
    ],
)
def test_the_comment_above_a_line(code: str, comment: str) -> None:
    line = code.count("\n") + 1
    assert go_file(code).comment_above(line) == comment


def test_lines() -> None:
    file = go_file("a\nb")
    assert [file.line_text(line) for line in range(4)] == ["", "a", "b", ""]


@pytest.mark.parametrize(
    ("code", "name"), [("*Pool[T]", "Pool"), ("Pool", "Pool"), ("**a.Pool", "a.Pool")]
)
def test_types_without_pointer_and_arguments(code: str, name: str) -> None:
    type_ = fields(expression(f"func(a {code}) {{}}"), "parameters")
    assert type_
    inner = fields(type_[0].named_children[0], "type")
    assert inner
    assert bare_type(inner[0]) == name
