"""The prefix that each line of a paste has is taken off, if it is a viewer's."""

from __future__ import annotations

import pytest

from ctxkit.logline import viewer_prefix
from ctxkit.logline.viewer_prefix import strip_common_prefix, strip_time_column

TIME = "2025-03-11 09:51:31 "
HEADER = "Traceback (most recent call last):"
FRAME = '  File "/app/api/app.py", line 37, in run'
OWN = "2026-05-26 13:22:31.627 INFO [Dummy-1] [a_task.py:65] - Trigger"


def column(*lines: str) -> str:
    return strip_time_column("\n".join(lines))


def test_limits() -> None:
    assert (viewer_prefix.MAX_PREFIX_CHARS, viewer_prefix.MAX_LINES_TRIED) == (200, 50)


def test_a_column_of_times_before_indented_lines() -> None:
    assert (
        column(TIME + HEADER, TIME + FRAME, TIME + "ValueError") == f"{HEADER}\n{FRAME}\nValueError"
    )
    assert column(TIME + "a", TIME + TIME + "b") == f"a\n{TIME}b"


@pytest.mark.parametrize(
    "lines",
    [
        (TIME + FRAME,),
        (TIME + FRAME, ""),
        (TIME + "a", TIME + "b"),
        (TIME + "a", TIME + " b"),
        ("a", "  b"),
        (TIME + FRAME, "b", TIME + "c"),
        (TIME + FRAME, TIME + "a", "b", TIME + "c"),
        ("a", TIME + FRAME),
    ],
)
def test_texts_without_a_column_of_times(lines: tuple[str, ...]) -> None:
    assert column(*lines) == "\n".join(lines)


def test_the_first_and_the_last_line_may_be_cut() -> None:
    assert column("a", TIME + FRAME, "2025-03-11 09:5") == f"a\n{FRAME}\n"
    assert column("a", TIME + FRAME, "2025-03-") == f"a\n{FRAME}\n"
    assert column("a", TIME + FRAME, "2025-03") == f"a\n{FRAME}\n2025-03"
    assert column("a", TIME + FRAME, "b") == f"a\n{FRAME}\nb"
    assert column("a", TIME + FRAME, TIME.strip(), "", TIME + "b") == f"a\n{FRAME}\n\n\nb"


def test_a_prefix_of_each_line() -> None:
    lines = [f"1234: box7 > {OWN}", "1235: box8 > more of it", "1236: box9"]
    assert strip_common_prefix(lines) == [OWN, "more of it", "1236: box9"]
    lines = [f"host-1a2b app: {HEADER}", f"host-9f app: {FRAME}", "host-9f app:", "other app: x"]
    assert strip_common_prefix(lines) == [HEADER, FRAME, "", "other app: x"]


def test_the_indentation_of_a_frame_stays() -> None:
    lines = [f"box >{FRAME}", f"box >{FRAME}"]
    assert strip_common_prefix(lines) == [FRAME, FRAME]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [OWN, OWN],
        ["a", "b"],
        [f"1: box > {OWN}", "no prefix"],
        [f"it could not read {OWN}", f"it could not read {OWN}"],
        [f'{{"a": > {OWN}', f'{{"a": > {OWN}'],
        [f"  {HEADER}", f"  {FRAME}"],
    ],
)
def test_lines_without_a_common_prefix(lines: list[str]) -> None:
    assert strip_common_prefix(lines) == lines


def test_how_long_a_prefix_may_be() -> None:
    for length, is_prefix in ((200, True), (201, False)):
        prefix = "x" * (length - 3) + " > "
        lines = [f"{prefix}{HEADER}", f"{prefix}{FRAME}"]
        expected = [HEADER, FRAME] if is_prefix else lines
        assert strip_common_prefix(lines) == expected


def test_how_many_lines_are_tried() -> None:
    lines = ["box > more"] * 49 + [f"box > {OWN}"]
    assert strip_common_prefix(lines) == ["more"] * 49 + [OWN]
    assert strip_common_prefix(["box > more", *lines]) == ["box > more", *lines]


@pytest.mark.parametrize(
    ("second", "is_taken_off"),
    [
        ("box 7: pod-aa11 | more", True),
        ("box 12345: pod-9f | more", True),
        ("box  7:     pod-1a |more", False),
        ("bax 7: pod-1a | more", False),
        ("box x: pod-1a | more", True),
        ("box : pod-1a | more", False),
        ("box " + "1" * 41 + ": pod-1a | more", False),
    ],
)
def test_numbers_and_hashes_vary(second: str, is_taken_off: bool) -> None:
    first = f"box 7: pod-1a2b | {HEADER}"
    assert strip_common_prefix([first, first, second])[2] == ("more" if is_taken_off else second)
