"""A program's own line inside a longer one begins where its prefix does, if nobody quotes it."""

from __future__ import annotations

import pytest

from ctxkit.logline import embedded
from ctxkit.logline.embedded import find_own_start, is_sentence, split_run_together

API = "2026-05-26 13:22:31.627 ERROR [Dummy-1] [mailer.py:101] - Mail failed"
DAEMON = "2025/05/22 02:57:35 pool.go:59: [INFO]init environment"
RECORD = '{"time": "2026-05-07T08:38:58Z", "msg": "x"}'


def test_limits() -> None:
    assert (embedded.MAX_START, embedded._MAX_BEGINNING_CHARS) == (400, 200)


@pytest.mark.parametrize(
    "line", [API, DAEMON, RECORD, "[GIN] 2024/06/06 - 09:41:35 | 500 | 1s | ::1 |"]
)
@pytest.mark.parametrize("before", ["12: ", "box7 > ", "host app[3]: ", "a " * 10])
def test_a_line_behind_a_wrapper(line: str, before: str) -> None:
    assert find_own_start(before + line) == len(before)


@pytest.mark.parametrize(
    "line",
    [
        "",
        API,
        RECORD,
        "plain words",
        f"we saw this error {API}",
        f"ERROR it said: {API}",
        f"Failed: {RECORD}",
        'x {"code": "y"}',
        f'"{API}"',
        f"x={API}",
        f"a/{API}",
    ],
)
def test_lines_without_a_start_inside(line: str) -> None:
    assert find_own_start(line) == 0


def test_a_record_after_a_mark_is_the_line() -> None:
    assert find_own_start(f"app 3: {RECORD}") == 7
    assert find_own_start(f"Fail3d: {RECORD}") == 8
    assert find_own_start(f"x 3ail: {RECORD}") == 0
    assert find_own_start(f"Failed; {RECORD}") == 8


@pytest.mark.parametrize(("length", "is_found"), [(400, True), (401, False)])
def test_how_far_inside(length: int, is_found: bool) -> None:
    before = "#" * (length - 1) + " "
    assert find_own_start(before + API) == (length if is_found else 0)


@pytest.mark.parametrize(
    ("text", "is_a_sentence"),
    [
        ("", False),
        ("we saw this", True),
        ("two words", False),
        ("We saw it", False),
        ("x ERROR it said: ", True),
        ("x ERROR 3: ", False),
        ("x TERROR said: ", False),
    ],
)
def test_sentences(text: str, is_a_sentence: bool) -> None:
    assert is_sentence(text) is is_a_sentence


def test_lines_that_were_run_together() -> None:
    assert split_run_together(f"{API} {DAEMON} {API}") == [API, DAEMON, API]
    assert split_run_together(f"12> {API} {API}") == [f"12> {API}", API]


@pytest.mark.parametrize("line", ["", API, f"12> {API}", f'{API} "{API}"', f"{API}: {API}"])
def test_lines_that_are_one(line: str) -> None:
    assert split_run_together(line) == [line]
