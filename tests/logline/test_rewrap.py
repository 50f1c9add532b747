from __future__ import annotations

import textwrap

import pytest

from ctxkit.logline.rewrap import MAX_LINES, rewrapped

LINE = (
    "2026-05-26 13:22:31.627 INFO [Dummy-685] [mail.py:65] 7c13e32e0c455c8fb169b28b94e35e04 - "
    "Delivering invitation letter to a@example.com on attempt 3 of the postman's five"
)


def cut(width: int, line: str = LINE) -> str:
    return "\n".join(line[i : i + width] for i in range(0, len(line), width))


@pytest.mark.parametrize("width", [60, 72, 80, 100, 120])
def test_lines_that_were_cut_at_a_width(width: int) -> None:
    assert LINE in rewrapped(cut(width))


@pytest.mark.parametrize("indent", ["", "  "])
def test_lines_that_were_broken_at_blanks(indent: str) -> None:
    text = "\n".join(textwrap.wrap(LINE, 80, subsequent_indent=indent))
    assert LINE in rewrapped(text)


def test_each_line_of_several_is_joined() -> None:
    assert f"{LINE}\n{LINE}" in rewrapped(f"{cut(80)}\n{cut(80)}")


def test_texts_of_a_page_are_joined_whatever_their_width() -> None:
    assert rewrapped("The box is full,\nempty it.") == ["The box is full, empty it."]
    assert rewrapped("邮筒已满\n请清空") == ["邮筒已满请清空"]


@pytest.mark.parametrize(
    "time",
    [
        "2026-06-18 14:34:01 CST",
        "2026-06-18T14:34:01.123Z",
        "2026-06-18 14:34",
        "2026-06-18 14:34:01+08:00",
    ],
)
def test_the_time_that_a_viewer_puts_above_a_message_is_none_of_it(time: str) -> None:
    assert rewrapped(f"{time}\nThe box is full,\nempty it.") == ["The box is full, empty it."]


def test_a_line_that_begins_with_its_time_is_one_of_its_own() -> None:
    assert rewrapped("2026-06-18 14:34:01 The box\nis full,\nempty it.") == []


@pytest.mark.parametrize(
    "text",
    [
        "one line",
        f"{LINE}\n{LINE}",
        f"{LINE}\nfits above\n{LINE}{LINE}\n{LINE}",
        'Traceback (most recent call last):\n  File "/app/api/x.py", line 3, in f\n    return 1',
        "\n".join(["x" * 80] * (MAX_LINES + 1)),
    ],
)
def test_what_is_not_joined(text: str) -> None:
    assert rewrapped(text) == []
