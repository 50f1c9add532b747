"""The parser's limits: hostile files cost little, and the next file is read as ever."""

from __future__ import annotations

import time

import pytest
import tree_sitter_go
import tree_sitter_python

from ctxkit.extract import treesitter
from ctxkit.extract.treesitter import Grammar, TooCostlyError
from ctxkit.index.worker import read_job

GOOD = b'import logging\n\n\ndef f():\n    logging.getLogger().info("a text %s", 3)\n'


@pytest.mark.parametrize("unit", [b"(", b"[", b"{", b"."])
def test_a_file_in_which_the_parser_gets_lost_is_given_up(
    monkeypatch: pytest.MonkeyPatch, unit: bytes
) -> None:
    monkeypatch.setattr(treesitter, "PATIENCE", 0.2)
    grammar = Grammar("python", tree_sitter_python.language)
    start = time.monotonic()
    with pytest.raises(TooCostlyError, match="within 0 s"):
        list(grammar.matches(grammar.parse(unit * 100_000)))
    assert time.monotonic() - start < 5
    assert any(kind == "log_template" for kind, _ in grammar.matches(grammar.parse(GOOD)))


def test_unclosed_strings_of_go_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(treesitter, "PATIENCE", 0.2)
    grammar = Grammar("go", tree_sitter_go.language)
    with pytest.raises(TooCostlyError):
        grammar.parse(b'"' * 100_000)
    tree = grammar.parse(b"package a\n\nfunc F() {}\n")
    assert not tree.root_node.has_error


def test_such_a_file_is_named_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def given_up(source: object) -> None:
        raise TooCostlyError("not parsed within 4 s")

    monkeypatch.setattr("ctxkit.index.worker.extract", given_up)
    data = b"x"
    oid = bytes.fromhex("c1b0730e0133b2ee6b6b1c2d8b0ee1d2ee5a8c4d")
    assert read_job((1, "dify", "/nowhere", "a.py", oid, False, data))[1:3] == (
        [],
        "TooCostlyError: not parsed within 4 s",
    )
