from __future__ import annotations

from ctxkit.logline.readings import MAX_CHARS, MAX_LINES, Reading, readings

MESSAGE = "the letter box is full"


def test_a_bare_line_is_read_as_it_is() -> None:
    assert list(readings(MESSAGE)) == []


def test_the_ways_to_read_a_line() -> None:
    assert list(readings(f"- Error：{MESSAGE}")) == [
        Reading(f"- Error: {MESSAGE}"),
        Reading(MESSAGE),
    ]


def test_a_speaker_is_a_guess_unless_a_known_line_follows() -> None:
    assert list(readings(f"Alice: {MESSAGE}")) == [Reading(MESSAGE, guess=True)]
    line = "api-1  | the box is full"
    assert list(readings(f"Alice: {line}")) == [Reading(line)]


def test_a_line_with_a_known_beginning_has_nothing_around_it() -> None:
    assert list(readings("api-1  | Alice: error: full of letters")) == []


def test_what_is_too_long_is_a_log() -> None:
    assert list(readings("- " + "x y" * MAX_CHARS)) == []
    assert list(readings("- x y z a b c\n" * (MAX_LINES + 1))) == []
