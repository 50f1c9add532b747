"""The grammar of a `.env` in docker compose: its assignments, before interpolation.

Follows compose-go's `dotenv` package; reading goes on where compose rejects the file. Not here:
interpolation and the flaws of a line (`dotenv.py`), descriptions in comments
(`extract/env_example.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

MAX_NAME_CHARS = 2_000
"""A line without `=` or `:` within that many characters is not an assignment."""

_BLANKS = " \t\v\f\r\x85\xa0"
_NAME = r"[\w.\[\]-]+"
_KEY = re.compile(rf"(?:export[ \t\v\f\r]+)?({_NAME})[{_BLANKS}]*[=:]")
_NAME_ALONE = re.compile(rf"(?:export\s+)?({_NAME})\Z")
_ASSIGNMENT_BELOW = re.compile(r"\n[ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]{0,200}[ \t]*=")
_QUOTED = {
    '"': re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL),
    "'": re.compile(r"[^'\\]*(?:\\.[^'\\]*)*", re.DOTALL),
}
_ESCAPE = re.compile(r'\\(?:([abfnrtv"\\$])|0(\d{0,3}))')
_ESCAPED = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"',
    "\\": "\\",
    "$": "$$",  # for the interpolation that follows
}  # fmt: skip
_OCTAL = re.compile("[0-3][0-7]{2}")


class Assignment(Struct, frozen=True, kw_only=True):
    """`NAME=text`, without quotes and escapes; the lines are 1-based.

    `is_closed` is false for an unterminated quote. `trailing` is the text after a closing quote,
    unless it is a comment. `is_comment`: only a comment follows the `=`; compose reads it as the
    value.
    """

    name: str
    text: str
    line: int
    end_line: int
    quote: str = ""
    is_closed: bool = True
    trailing: str = ""
    is_comment: bool = False


class UnreadLine(Struct, frozen=True, kw_only=True):
    """A line that is neither an assignment nor a comment nor a name alone."""

    text: str
    line: int


class NameAlone(Struct, frozen=True, kw_only=True):
    """A line of a name without `=`: compose passes that variable on from its own environment."""

    name: str
    line: int


class _Value(NamedTuple):
    """A value, and the offset at which reading goes on."""

    text: str
    end: int
    quote: str = ""
    is_closed: bool = True
    trailing: str = ""
    is_comment: bool = False


def read_assignments(text: str) -> Iterator[Assignment | NameAlone | UnreadLine]:
    """Yield the assignments of a file in order, names alone, and the lines that compose cannot
    read.
    """
    starts = _line_starts(text)
    at = 0
    while (at := _next_statement(text, at)) < len(text):
        end = _line_end(text, at)
        line = bisect_right(starts, at)
        key = _KEY.match(text, at, min(end, at + MAX_NAME_CHARS))
        if key is None:
            content = text[at:end].rstrip()
            alone = _NAME_ALONE.match(content)
            if alone is None:
                yield UnreadLine(text=content, line=line)
            else:
                yield NameAlone(name=alone[1], line=line)
            at = end
            continue
        value = _value(text, key.end(), end)
        yield Assignment(
            name=key[1],
            text=value.text,
            line=line,
            end_line=bisect_right(starts, max(value.end - 1, at)),
            quote=value.quote,
            is_closed=value.is_closed,
            trailing=value.trailing,
            is_comment=value.is_comment,
        )
        at = value.end
        if _is_rejected(value.trailing):
            at = _line_end(text, at)  # reported as trailing text, not as a line of its own


def value_of_line(line: str) -> str:
    """Return the value of one line `NAME=value`, before interpolation."""
    found = next(read_assignments(line), None)
    return found.text if isinstance(found, Assignment) else ""


def has_assignment_below(text: str) -> bool:
    """Return whether a line of a quoted value, except the first, looks like an assignment."""
    return _ASSIGNMENT_BELOW.search(text) is not None


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


_GAP = re.compile(r"(?:\s+|#[^\n]*)*")


def _next_statement(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, line_end: int) -> _Value:
    start = at
    while start < line_end and text[start] in _BLANKS:
        start += 1
    quote = text[start : start + 1]
    if quote in _QUOTED:
        return _quoted_value(text, start + 1, line_end, quote)
    # Only a space makes a comment of a #: a tab does not.
    value = text[start:line_end].partition(" #")[0].rstrip()
    return _Value(value, line_end, is_comment=start > at and value.startswith("#"))


def _quoted_value(text: str, start: int, line_end: int, quote: str) -> _Value:
    inside = _QUOTED[quote].match(text, start)
    close = inside.end() if inside else start
    unclosed = _Value(text[start:line_end].rstrip(), line_end, quote, is_closed=False)
    if text[close : close + 1] != quote:
        return unclosed
    trailing = text[close + 1 : _line_end(text, close)].strip()
    if trailing.startswith("#"):
        trailing = ""
    if _is_rejected(trailing) and has_assignment_below(text[start:close]):
        return unclosed  # the closing quote is the opening quote of another assignment
    return _Value(_unescaped(text[start:close], quote), close + 1, quote, trailing=trailing)


def _is_rejected(trailing: str) -> bool:
    """Return whether compose rejects the text after a closing quote, its next statement."""
    return not (trailing == "" or _KEY.match(trailing) or _NAME_ALONE.match(trailing))


def _unescaped(text: str, quote: str) -> str:
    if quote == "'":
        return text.replace("\\'", "'")
    return _ESCAPE.sub(_unescape, text)


def _unescape(escape: re.Match[str]) -> str:
    letter, digits = escape.groups()
    if letter:
        return _ESCAPED[letter]
    if _OCTAL.fullmatch(digits):
        return chr(int(digits, 8))
    return f"\\{digits}"
