"""The innermost message in a value, or in the error field of a line, is found; a few words not."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.triage import wrapped_message
from ctxkit.ask.triage.matcher import Matcher
from ctxkit.ask.triage.wrapped_message import inner_statement, may_wrap
from tests.ask.triage.test_matcher import row

ROWS = [
    row("failed to send the letter: {}", "api/post.py:7"),
    row("postman refused the parcel", "api/a.py:3", kind="raise", name="PostmanError"),
    row("no stamps left in drawer {}", "api/b.py:3", kind="raise", name="StampError"),
    row("could not pack the parcel", "internal/pack.go:9"),
    row("letter {} was lost on the way", "api/c.py:3"),
]
MATCHER = Matcher(ROWS, set())
SENDING, PACKING, LOSING = (MATCHER.text_of[number] for number in (0, 3, 4))
HEAD = b"failed to send the letter: "


def inner(message: bytes, start: int = 0, raw: bytes = b"") -> int | None:
    return inner_statement(MATCHER, SENDING, message, start, raw)


def test_limits() -> None:
    assert (wrapped_message.MAX_INNER_BYTES, wrapped_message.MAX_LAYERS) == (2_000, 6)
    assert wrapped_message.MIN_BLANKS == 2


@pytest.mark.parametrize(
    ("level", "language", "wraps"),
    [
        ("critical", "py", True),
        ("error", "", True),
        ("warning", "py", True),
        ("info", "py", False),
        ("debug", "go", False),
        ("", "go", False),
    ],
)
def test_only_serious_messages_wrap_others(level: str, language: str, wraps: bool) -> None:
    assert may_wrap(SENDING, LineContext(level=level, language=language)) is wraps


def test_a_message_that_does_not_end_in_a_value_wraps_in_go_only() -> None:
    for text in (PACKING, LOSING):
        assert not may_wrap(text, LineContext(level="error", language="py"))
        assert not may_wrap(text, LineContext(level="error"))
        assert may_wrap(text, LineContext(level="error", language="go"))


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (b"postman refused the parcel", 1),
        (b" postman refused the parcel ", 1),
        (b"sorry: postman refused the parcel", 1),
        (b"postman refused the parcel: no stamps left in drawer 3", 2),
        (b"postman refused the parcel: it rains", 1),
        (b"it rains, and nobody goes out", None),
        (b"sorry:postman refused the parcel", None),
        (b"failed to send the letter: it rains", None),
        (b"failed to send the letter: postman refused the parcel", 1),
        (b"", None),
    ],
)
def test_the_innermost_message_of_a_value(value: bytes, number: int | None) -> None:
    assert inner(HEAD + value) == number
    assert inner(b"12345" + HEAD + value, 5) == number


def test_a_message_of_another_text_has_no_value() -> None:
    assert inner(b"did not send the letter: postman refused the parcel") is None


def test_one_or_two_words_are_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [ROWS[0], row("postman resigned", kind="raise"), row("postman resigned today", kind="x")]
    matcher = Matcher(rows, set())
    sending = matcher.text_of[0]
    assert inner_statement(matcher, sending, HEAD + b"postman resigned", 0, b"") is None
    assert inner_statement(matcher, sending, HEAD + b"postman resigned today", 0, b"") == 2
    # Blanks before the value do not count.
    monkeypatch.setattr(wrapped_message, "MIN_BLANKS", 1)
    assert inner_statement(matcher, sending, HEAD + b"postman resigned", 0, b"") == 1


def test_a_limited_number_of_layers_is_looked_at() -> None:
    assert inner(HEAD + b"x: " * 5 + b"postman refused the parcel") == 1
    assert inner(HEAD + b"x: " * 6 + b"postman refused the parcel") is None


def test_a_limited_part_of_a_value_is_looked_at() -> None:
    assert inner(HEAD + b"a b c " + b"x" * 1_992 + b": postman refused the parcel") == 1
    assert inner(HEAD + b"a b c " + b"x" * 1_993 + b": postman refused the parcel") is None
    assert inner(HEAD + b"x" * 1_998 + b"  : postman refused the parcel") is None
    assert inner(HEAD + b"x" * 1_999 + b" " + b": postman refused the parcel") is None


def test_a_message_is_cut_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    message = HEAD + b"postman refused the parcel"
    monkeypatch.setattr(wrapped_message, "MAX_INNER_BYTES", 26)
    assert inner(message) == 1
    monkeypatch.setattr(wrapped_message, "MAX_INNER_BYTES", 25)
    assert inner(message) is None


@pytest.mark.parametrize(
    "raw",
    [
        b'could not pack the parcel error="no stamps left in drawer 3"',
        b"could not pack the parcel error=no stamps left in drawer 3",
        b'could not pack the parcel err="no stamps left in drawer 3"',
        b'{"msg": "could not pack", "error": "no stamps left in drawer 3"}',
        b'{"error":"no stamps left in drawer 3"}',
        b"could not pack,err: no stamps left in drawer 3",
    ],
)
def test_the_error_field_of_a_line_comes_before_its_value(raw: bytes) -> None:
    assert inner_statement(MATCHER, PACKING, b"could not pack the parcel", 0, raw) == 2
    assert inner(HEAD + b"postman refused the parcel", 0, raw) == 2


@pytest.mark.parametrize(
    "raw",
    [
        b'could not pack the parcel reason="no stamps left in drawer 3"',
        b'could not pack the parcel myerror="no stamps left in drawer 3"',
        b'could not pack the parcel errors="no stamps left in drawer 3"',
        b"could not pack the parcel error no stamps left in drawer 3",
    ],
)
def test_other_fields_have_no_cause(raw: bytes) -> None:
    assert inner_statement(MATCHER, PACKING, b"could not pack the parcel", 0, raw) is None
    assert inner(HEAD + b"postman refused the parcel", 0, raw) == 1


def test_a_message_that_does_not_end_in_a_value_has_no_cause_without_a_field() -> None:
    message = b"letter 3 was lost on the way: postman refused the parcel"
    assert inner_statement(MATCHER, LOSING, message, 0, message) is None
