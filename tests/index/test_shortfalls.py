"""What the index lacks is kept beside it, and read whatever is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.index.shortfalls import FILE, read_shortfalls, shortfall_notes, write_shortfalls

BROKEN = [("dify", f"api/{name}.py", "why") for name in "abcd"]


def test_sources_and_files_are_told_by_name() -> None:
    assert shortfall_notes({"dify-sandbox": "is away"}, [*BROKEN, ("helm", "x\ny", "")]) == (
        "dify-sandbox is away; run: ctxkit sync",
        "4 files of dify could not be read, what they say is missing: "
        "api/a.py, api/b.py, api/c.py, ...",
        "1 file of helm could not be read, what they say is missing: x\\u000ay",
    )


def test_they_are_there_while_something_is_lacking(tmp_path: Path) -> None:
    assert read_shortfalls(tmp_path) == ()
    write_shortfalls(tmp_path, ["a", "b"])
    assert read_shortfalls(tmp_path) == ("a", "b")
    write_shortfalls(tmp_path, [])
    assert not (tmp_path / FILE).exists()
    write_shortfalls(tmp_path, [])


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (b"", ("what the index lacks is not known; run: ctxkit index",)),
        (b"\xff", ("what the index lacks is not known; run: ctxkit index",)),
        (b"{}", ()),
        (b'["\\u001b]0;x", 5]', ("\\u001b]0;x", "5")),
    ],
)
def test_a_strange_file_is_read_as_text(
    tmp_path: Path, data: bytes, notes: tuple[str, ...]
) -> None:
    (tmp_path / FILE).write_bytes(data)
    assert read_shortfalls(tmp_path) == notes
