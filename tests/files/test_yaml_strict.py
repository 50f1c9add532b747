"""Small YAML files of ours, and precise messages about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.errors import WorkspaceError
from ctxkit.files.yaml_strict import MAX_FILE_BYTES, compose, entries, line_of, read_text, text_of


def message(raised: pytest.ExceptionInfo[WorkspaceError]) -> tuple[str, str]:
    return raised.value.message, raised.value.hint


def test_a_text_is_read_with_its_line_ends(tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_bytes(b"a: 1\r\n")
    assert read_text(tmp_path / "w.yaml") == "a: 1\r\n"


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    with pytest.raises(WorkspaceError, match=r"w\.yaml cannot be read: No such file"):
        read_text(path)
    path.write_bytes(b"\xff")
    with pytest.raises(WorkspaceError, match="not UTF-8"):
        read_text(path)
    path.write_bytes(b"#" * MAX_FILE_BYTES)
    assert read_text(path)
    path.write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with pytest.raises(WorkspaceError, match="larger than 200000 bytes"):
        read_text(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "w.yaml:1: invalid YAML: "),
        ("a: " + "[" * 1000, "w.yaml:1: invalid YAML: nested too deeply"),
        ("", "w.yaml: is empty"),
    ],
)
def test_a_broken_file(text: str, problem: str) -> None:
    with pytest.raises(WorkspaceError) as raised:
        compose("w.yaml", text)
    assert raised.value.message.startswith(problem)


def test_entries_by_key() -> None:
    found = entries("w.yaml", compose("w.yaml", "b: 1\na: 2\n"), "the file", ("a", "b"))
    assert [(key, line_of(pair[0]), pair[1].value) for key, pair in found.items()] == [
        ("b", 1, "1"),
        ("a", 2, "2"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", ("w.yaml:1: the file must be a mapping, not a list", "")),
        ("text", ("w.yaml:1: the file must be a mapping, not text", "")),
        ("a: 1\n[x]: 2", ("w.yaml:2: a key of the file must be text, not a list", "")),
        ("a: 1\na: 2", ("w.yaml:2: duplicate key 'a' in the file (first defined on line 1)", "")),
        ("alph: 1", ("w.yaml:1: unknown key 'alph' in the file", "did you mean: alpha")),
        ("zzz: 1", ("w.yaml:1: unknown key 'zzz' in the file", "known keys: a, alpha")),
    ],
)
def test_entries_that_are_wrong(text: str, expected: tuple[str, str]) -> None:
    with pytest.raises(WorkspaceError) as raised:
        entries("w.yaml", compose("w.yaml", text), "the file", ("a", "alpha"))
    assert message(raised) == expected


def test_any_key_is_allowed_where_none_are_named() -> None:
    assert list(entries("w.yaml", compose("w.yaml", "zzz: 1"), "the file")) == ["zzz"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1.14", ("w.yaml:1: a must be text, not a number", 'write it in quotes: "1.14"')),
        ("a: 7", ("w.yaml:1: a must be text, not a number", 'write it in quotes: "7"')),
        ("a: true", ("w.yaml:1: a must be text, not true or false", 'write it in quotes: "true"')),
        ("a:\n\n\n", ("w.yaml:1: a must be text, not nothing", "")),
        ("a: [x]", ("w.yaml:1: a must be text, not a list", "")),
        ("a:\n  b: c", ("w.yaml:2: a must be text, not a mapping", "")),
    ],
)
def test_a_value_that_is_not_text(text: str, expected: tuple[str, str]) -> None:
    entry = entries("w.yaml", compose("w.yaml", text), "the file")["a"]
    with pytest.raises(WorkspaceError) as raised:
        text_of("w.yaml", entry, "a")
    assert message(raised) == expected


def test_a_value_that_is_text() -> None:
    entry = entries("w.yaml", compose("w.yaml", "a: '1.14'"), "the file")["a"]
    assert text_of("w.yaml", entry, "a") == "1.14"
