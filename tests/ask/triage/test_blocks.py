"""Blocks end where a line ends, and where no event is cut if there is such a place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.triage import blocks
from ctxkit.ask.triage.blocks import cleaned, read_blocks

HEAD = b"2026-05-26 13:22:31 INFO [a.py:3] - x\n"


def cut(monkeypatch: pytest.MonkeyPatch, *chunks: bytes, size: int = 10) -> list[bytes]:
    """Return the blocks of a file that is read in such chunks."""

    def read_chunks(*_: object) -> Iterator[bytes]:
        yield from chunks

    monkeypatch.setattr(blocks, "BLOCK_BYTES", size)
    monkeypatch.setattr(blocks, "read_chunks", read_chunks)
    return list(read_blocks(["a.log"]))


def test_limits() -> None:
    assert (blocks.BLOCK_BYTES, blocks.MAX_HELD_LINE_BYTES) == (4_194_304, 1_048_576)
    assert (blocks.CUT_WINDOW_BYTES, blocks.STACK_DISTANCE_BYTES) == (262_144, 4_000)
    assert blocks._MAX_CUTS_TRIED == 200


def test_blocks_of_several_files(tmp_path: Path) -> None:
    for name in ("a.log", "b.log", "c.log"):
        (tmp_path / name).write_text("" if name == "b.log" else name)
    names = [str(tmp_path / name) for name in ("a.log", "b.log", "c.log")]
    assert list(read_blocks(names)) == [b"a.log", b"c.log"]
    assert list(read_blocks(names, is_stopped=lambda: True)) == []


def test_a_block_is_cut_as_soon_as_it_is_large_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cut(monkeypatch, b"a\nb\nc\nd\n", b"x") == [b"a\nb\nc\nd\nx"]
    assert cut(monkeypatch, b"a\nb\nc\nd\ne\n", b"x") == [b"a\nb\nc\nd\ne\n", b"x"]
    assert cut(monkeypatch, b"a\nb\n", b"c\nd\ne\nf", b"x\n") == [b"a\nb\nc\nd\ne\n", b"fx\n"]


def test_a_block_is_cut_before_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    data = HEAD + HEAD + b"  more\n  more"
    assert cut(monkeypatch, data) == [HEAD, HEAD + b"  more\n  more"]
    # The first line begins the block already: there is nothing before it.
    assert cut(monkeypatch, HEAD + b"more\n") == [HEAD + b"more\n"]


@pytest.mark.parametrize(
    ("line", "begins_event"),
    [
        (b"2026-05-26 x", True),
        (b"[2026-05-26 x", True),
        (b'{2 "x"', False),
        (b"{22", True),
        (b"26/May/2026", True),
        (b"2 letters", False),
        (b"api-1  | 2026-05-26 x", True),
        (b"api-1  | [2026-05-26 x", True),
        (b"api-1  | more", False),
        (b"api-1  | 2 letters", False),
        (b"api 1  | 2026", False),
        (b" 2026", False),
        (b"a" * 81 + b" " * 40 + b" | 2026", False),
        (b"a" * 81 + b" " * 40 + b"| 2026", True),
        (b"a" * 82 + b" " * 40 + b"| 2026", False),
    ],
)
def test_lines_that_begin_an_event(
    monkeypatch: pytest.MonkeyPatch, line: bytes, begins_event: bool
) -> None:
    whole = b"first line\n" + line + b"\n"
    assert cut(monkeypatch, whole) == ([b"first line\n", line + b"\n"] if begins_event else [whole])


@pytest.mark.parametrize(
    "sign",
    [
        b"Traceback (most recent call last):\n",
        b'x\n  File "a.py", line 3\n',
        b"x\n\t/app/a.go:3\n",
        b"api-1 | \t/app/a.go:3\n",
        b'api-1 |   File "a.py", line 3\n',
        b"goroutine 1 [running]:\n",
    ],
)
def test_a_block_is_cut_far_from_stacks(monkeypatch: pytest.MonkeyPatch, sign: bytes) -> None:
    monkeypatch.setattr(blocks, "STACK_DISTANCE_BYTES", 100)
    fill = b"y" * 98 + b"\n"
    data = HEAD + fill + HEAD + fill + fill + sign + HEAD
    found = cut(monkeypatch, data)
    assert found == [HEAD + fill, HEAD + fill + fill + sign + HEAD]
    # Near stacks only, the last event is taken.
    monkeypatch.setattr(blocks, "STACK_DISTANCE_BYTES", 10_000)
    assert cut(monkeypatch, data)[-1] == HEAD


@pytest.mark.parametrize(("fill", "is_far"), [(87, False), (88, False), (89, True)])
def test_how_far_behind_a_stack(monkeypatch: pytest.MonkeyPatch, fill: int, is_far: bool) -> None:
    monkeypatch.setattr(blocks, "STACK_DISTANCE_BYTES", 100)
    between = HEAD + b"w" * 200 + b"\ngoroutine 1\n" + b"y" * (fill - 1) + b"\n"
    data = b"x\n" + between + HEAD + b"z" * 200 + b"\n"
    assert cut(monkeypatch, data)[0] == (b"x\n" + between if is_far else b"x\n")


@pytest.mark.parametrize(("fill", "is_far"), [(51, False), (52, False), (53, True)])
def test_how_far_before_a_stack(monkeypatch: pytest.MonkeyPatch, fill: int, is_far: bool) -> None:
    monkeypatch.setattr(blocks, "STACK_DISTANCE_BYTES", 100)
    between = HEAD + b"w" * 200 + b"\n"
    data = b"x\n" + between + HEAD + b"y" * (fill - 1) + b"\ngoroutine 1\n"
    assert cut(monkeypatch, data)[0] == (b"x\n" + between if is_far else b"x\n")


def test_the_place_to_cut_is_near_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"x\n" + HEAD + b"y\n" * 20
    assert cut(monkeypatch, data)[0] == b"x\n"
    monkeypatch.setattr(blocks, "CUT_WINDOW_BYTES", len(data) - 1)
    assert cut(monkeypatch, data)[0] == b"x\n"
    monkeypatch.setattr(blocks, "CUT_WINDOW_BYTES", len(data) - 2)
    assert cut(monkeypatch, data)[0] == data


def test_a_limited_number_of_places_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "STACK_DISTANCE_BYTES", 60)
    short = b"\n2026"
    data = b"x" * 100 + short + b"y" * 100 + short + short + b"goroutine 1\n"
    for tried, blocks_end in ((3, 100), (2, -12 - 4)):
        monkeypatch.setattr(blocks, "_MAX_CUTS_TRIED", tried)
        first = cut(monkeypatch, data)[0]
        assert first == (data[: blocks_end + 1] if blocks_end > 0 else data[:blocks_end])


def test_a_line_longer_than_a_block_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_HELD_LINE_BYTES", 5)
    assert cut(monkeypatch, b"x" * 12, b"y" * 12, b"z\nnext", b" line\n") == [b"xxxxx\nnext line\n"]
    assert cut(monkeypatch, b"x" * 12) == [b"xxxxx"]
    assert cut(monkeypatch, b"x" * 12, b"y") == [b"xxxxx"]


def test_a_long_rest_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_HELD_LINE_BYTES", 5)
    assert cut(monkeypatch, b"first\n" + b"x" * 10, b"y\n") == [b"first\n", b"x" * 10 + b"y\n"]
    assert cut(monkeypatch, b"first\n" + b"x" * 11, b"y\n") == [b"first\n", b"xxxxx\n"]
    rest = HEAD + b"x" * 20
    assert cut(monkeypatch, b"first\n" + rest) == [b"first\n", rest]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n", b"a\nb\nc\n"),
        (b"\x1b[31mred\x1b[0m", b"red"),
        (b"\x1b]0;title\x07text", b"text"),
        (b"\x1bMup", b"up"),
        (b"a\x00b\x08c\x0bd\x0ce\x0ef\x1fg\x7f", b"abcdefg"),
        (b"a\tb\nc", b"a\tb\nc"),
        ("\ufeffa\u200bb\u200ec\u200fd".encode(), b"abcd"),
        ("a\u00a0b\u2014c".encode(), "a b\u2014c".encode()),
        ("é".encode(), "é".encode()),
        ("投递失败：收件人不存在".encode("gb18030"), "投递失败：收件人不存在".encode()),
    ],
)
def test_a_block_is_cleaned(data: bytes, text: bytes) -> None:
    assert cleaned(data) == text
