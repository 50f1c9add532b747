"""The parser's limits: hostile files cost little, and the next file is read as ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import tree_sitter_go
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from ctxkit.extract import treesitter
from ctxkit.extract.treesitter import (
    MAX_SECONDS,
    Grammar,
    Scopes,
    TooCostlyError,
    end_line_of,
    field_text,
    fields,
    first_child,
    line_of,
    raw,
    text,
)
from ctxkit.index.jobs import Job
from ctxkit.index.worker import read_job

GRAMMARS = {
    "python": tree_sitter_python.language,
    "go": tree_sitter_go.language,
    "typescript": tree_sitter_typescript.language_typescript,
}
GOOD = {
    "python": b'import logging\n\n\ndef f():\n    logging.getLogger().info("a text %s", 3)\n',
    "go": b'package a\n\nfunc f() { log.Info("a text") }\n',
    "typescript": b"console.info('a text')\n",
}


def parsed(source: bytes, load: Callable[[], object] = tree_sitter_python.language) -> Node:
    return Parser(Language(load())).parse(source).root_node


@pytest.mark.parametrize("unit", [b"(", b"[", b"{", b".", b'"', b"A{b:", b"`", b"error("])
@pytest.mark.parametrize("language", GRAMMARS)
@pytest.mark.no_cover
def test_a_hundred_thousand_of_anything_cost_no_more_than_the_limit(
    monkeypatch: pytest.MonkeyPatch, language: str, unit: bytes
) -> None:
    monkeypatch.setattr(treesitter, "MAX_SECONDS", 0.2)
    grammar = Grammar(language, GRAMMARS[language])
    list(grammar.matches(b""))  # compiles the queries
    start = time.thread_time()
    with suppress(TooCostlyError):
        list(grammar.matches(unit * (100_000 // len(unit))))
    assert time.thread_time() - start < 1.5
    assert any(m.pattern.kind == "log_template" for m in grammar.matches(GOOD[language]))


@pytest.mark.parametrize(
    ("language", "unit", "what"),
    [("python", b"(", "searched"), ("python", b".", "parsed"), ("go", b'"', "parsed")],
)
def test_a_file_in_which_the_parser_or_the_queries_get_lost_is_given_up(
    monkeypatch: pytest.MonkeyPatch, language: str, unit: bytes, what: str
) -> None:
    monkeypatch.setattr(treesitter, "MAX_SECONDS", 0.2)
    grammar = Grammar(language, GRAMMARS[language])
    with pytest.raises(TooCostlyError, match=f"not {what} within"):
        list(grammar.matches(unit * 100_000))


@pytest.mark.no_cover
def test_a_file_of_which_the_spots_take_too_long_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "python").mkdir()
    query = '(call function: (identifier) (#set! called "^f$")) @call'
    (tmp_path / "python/raise.scm").write_text(query)
    monkeypatch.setattr(treesitter, "QUERIES", tmp_path)
    grammar = Grammar("python", tree_sitter_python.language)
    grammar.compile()
    nested = b"f(" * 3_000 + b")" * 3_000
    assert sum(1 for _ in grammar.matches(nested)) == 3_000
    monkeypatch.setattr(treesitter, "MAX_SECONDS", 0.05)
    monkeypatch.setattr(treesitter, "_searched", lambda query, root: [])
    with pytest.raises(TooCostlyError, match="not searched within"):
        list(grammar.matches(nested))


def test_what_other_processes_take_is_not_the_time_of_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grammar = Grammar("python", tree_sitter_python.language)
    source = GOOD["python"] * 2_000
    whole = [match.pattern.kind for match in grammar.matches(source)]
    monkeypatch.setattr(treesitter, "MAX_SECONDS", 0.002)
    slow = Grammar("python", tree_sitter_python.language)
    with pytest.raises(TooCostlyError):
        list(slow.matches(source))
    monkeypatch.setattr(time, "thread_time", lambda: 0.0)
    assert [match.pattern.kind for match in slow.matches(source)] == whole


def test_the_limit_is_for_a_file_that_no_program_has() -> None:
    assert MAX_SECONDS == 4
    grammar = Grammar("python", tree_sitter_python.language)
    assert sum(1 for _ in grammar.matches(GOOD["python"] * 2_000)) > 2_000


def test_such_a_file_is_named_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def given_up(source: object) -> None:
        raise TooCostlyError("not parsed within 4 s")

    monkeypatch.setattr("ctxkit.index.worker.extract", given_up)
    data = b"x"
    oid = bytes.fromhex("c1b0730e0133b2ee6b6b1c2d8b0ee1d2ee5a8c4d")
    assert read_job(Job(1, "dify", "/nowhere", "a.py", oid, False, data))[1:3] == (
        [],
        "TooCostlyError: not parsed within 4 s",
    )


def test_a_match_has_the_kind_of_its_file_and_the_settings_of_its_pattern(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "python"
    folder.mkdir()
    (folder / "a.scm").write_text("(integer) @number\n; é\n(float) @number")
    (folder / "b.scm").write_text('((string) @text (#set! level "info"))\n(call function: (_) @f)')
    monkeypatch.setattr(treesitter, "QUERIES", tmp_path)
    grammar = Grammar("python", tree_sitter_python.language)
    assert [p.kind for p in grammar.patterns] == ["a", "a", "b", "b"]
    found = {match.pattern.kind: match for match in grammar.matches(b'f(1, "x")')}
    assert sorted(found) == ["a", "b"]
    matches = list(grammar.matches(b'1, "x", 2.0'))
    assert [(m.pattern.kind, m.pattern.settings) for m in matches] == [
        ("a", {}),
        ("b", {"level": "info"}),
        ("a", {}),
    ]
    assert matches[0].text("number") == "1"
    assert "number" in matches[0]
    assert "text" not in matches[0]
    assert matches[0].text("text") == ""
    assert matches[0].find("text") is None
    assert matches[0].nodes("text") == []
    assert [text(node) for node in matches[0].nodes("number")] == ["1"]
    assert text(matches[2].node("number")) == "2.0"


def test_scopes_tell_the_innermost_definition_around_a_byte() -> None:
    source = b"class A:\n  def b(self):\n    def c(): 1\n    2\n  3\ndef d(): 4\n5"
    found: list[tuple[Node, str]] = []
    unvisited = [parsed(source)]
    while unvisited:
        node = unvisited.pop()
        unvisited += node.named_children
        if node.type in ("class_definition", "function_definition"):
            found.append((node, field_text(node, "name")))
    scopes = Scopes(found)
    places = [scopes.at(source.index(b"%d" % n)) for n in range(1, 6)]
    assert places == ["A.b.c", "A.b", "A", "d", ""]
    assert sorted(scopes.name_of(node) for node, _ in found) == ["A", "A.b", "A.b.c", "d"]
    assert Scopes(found, separator="/").at(source.index(b"1")) == "A/b/c"
    assert Scopes([]).at(0) == ""


def test_nodes_and_their_text() -> None:
    root = parsed(b"\nf(\n  '\xff')\n")
    call = root.named_children[0].named_children[0]
    assert (line_of(call), end_line_of(call)) == (2, 3)
    assert raw(call) == b"f(\n  '\xff')"
    assert text(call) == "f(\n  '\ufffd')"
    assert [text(node) for node in fields(call, "function", "arguments") or ()] == [
        "f",
        "(\n  '\ufffd')",
    ]
    assert fields(call, "function", "body") is None
    assert field_text(call, "function") == "f"
    assert field_text(call, "body") == ""
    first = first_child(call)
    assert first is not None
    assert text(first) == "f"
    assert first_child(first) is None
