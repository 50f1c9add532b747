"""How the template of a statement fits a message: its literal segments, found in order, in linear
time.

Pure functions of two texts. Not here: which templates to try and what else is evidence for them
(`statements.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from ctxkit.model import HOLE
from ctxkit.regex import regex
from ctxkit.text.similarity import common_prefix

_MAX_TAIL_CHARS = 200  # of a segment whose beginning may end a message that was cut
_MIN_PREFIX_CHARS = 10  # that a message must share with a template from which it departs
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_ANY_BRACKET = regex(r"[()\[\]{}]")
_VERBS = ("%s", "%v", "%d", "%w", "%q", "%+v", "{}")

_Form = Literal["full", "cut", "prefix"]


class Match(Struct, frozen=True, kw_only=True):
    """How a template fits. `how`:

    - full: every literal segment was found, in order;
    - cut: the message ends inside the template, as a line that was cut does;
    - prefix: the message begins as the template does, then departs from it.

    `start` and `end` bound what the template explains; `share` is the part of its literal text that
    was found. `values` are the (start, end) spans that fill the placeholders, in order.
    """

    how: _Form
    start: int
    end: int
    share: float
    values: tuple[tuple[int, int], ...] = ()
    torn: bool = False

    @property
    def from_start(self) -> bool:
        """Whether all of the template was found, from the text's start."""
        return self.how == "full" and self.start == 0

    def is_all_of(self, text: str) -> bool:
        """Return whether the template is the whole text."""
        return self.from_start and self.end >= len(text)


def match_template(template: str, text: str, *, anywhere: bool) -> Match | None:
    """Return how `template` fits `text` (both with folded white space), or None.

    `anywhere`: it may begin inside the text, as the message of a wrapped error does.
    """
    segments = template.split(HOLE)
    found = _full(segments, text, 0)
    if found is None and anywhere:
        start = text.find(segments[0])
        found = _full(segments, text, start) if start > 0 else None
    if found is None and len(segments) > 1:
        found = _unfilled(segments, text)
    return found or _partial(segments, text)


def literal_text(match: Match, text: str) -> str:
    """Return what a match explains of a text, with HOLE for the values."""
    pieces, position = [], match.start
    for start, end in match.values:
        pieces.append(text[position:start])
        position = end
    return HOLE.join([*pieces, text[position : match.end]])


def _full(segments: list[str], text: str, start: int) -> Match | None:
    """Return the match of all segments, the first of them at `start`."""
    first, last = segments[0], segments[-1]
    if not text.startswith(first, start):
        return _full_without_value(segments, text)
    position = start + len(first)
    if len(segments) == 1:
        return Match(how="full", start=start, end=position, share=1.0)
    values = _values(segments[1:], text, position, str.find)
    torn = values is not None and _is_torn(values, text)
    if torn:
        whole = _values(segments[1:], text, position, _find_outside_brackets)
        if whole is not None and not _is_torn(whole, text):
            values, torn = whole, False
    if values is None:
        return None
    end = values[-1][1] + len(last)
    return Match(how="full", start=start, end=end, share=1.0, values=tuple(values), torn=torn)


def _values(
    segments: list[str], text: str, position: int, find: Callable[[str, str, int], int]
) -> list[tuple[int, int]] | None:
    """Return what stands before each of the segments, or None where one is not found."""
    *inner, last = segments
    values: list[tuple[int, int]] = []
    for segment in inner:
        place = find(text, segment, position)
        if place < 0:
            return None
        values.append((position, place))
        position = place + len(segment)
    place = len(text) - len(last) if text.endswith(last) else text.find(last, position)
    if place < position:
        return None
    values.append((position, place))
    return values


def _is_torn(values: list[tuple[int, int]], text: str) -> bool:
    """Return whether a bracket opens in one of several values and closes in another."""
    opened = False
    for start, end in values if len(values) > 1 else ():
        wanted, unopened = _open_brackets(text[start:end])
        if opened and unopened:
            return True
        opened = opened or bool(wanted)
    return False


def _open_brackets(value: str) -> tuple[list[str], bool]:
    """Return the brackets that would close a value's, and whether it closes one of before it."""
    wanted: list[str] = []
    unopened = False
    for bracket in _ANY_BRACKET.findall(value):
        if bracket in _BRACKETS:
            wanted.append(_BRACKETS[bracket])
        elif wanted and wanted[-1] == bracket:
            wanted.pop()
        else:
            unopened = True
    return wanted, unopened


def _find_outside_brackets(text: str, segment: str, position: int) -> int:
    """Return where a segment first follows a value whose brackets are closed, or -1."""
    wanted: list[str] = []
    for place in range(position, len(text)):
        if not wanted and text.startswith(segment, place):
            return place
        letter = text[place]
        if letter in _BRACKETS:
            wanted.append(_BRACKETS[letter])
        elif wanted and wanted[-1] == letter:
            wanted.pop()
    return -1


def _full_without_value(segments: list[str], text: str) -> Match | None:
    """Match a message whose last value is empty, so that a blank at its end was lost."""
    if len(segments) != 2 or segments[1] or text != segments[0].rstrip():
        return None
    end = len(text)
    return Match(how="full", start=0, end=end, share=1.0, values=((end, end),))


def _unfilled(segments: list[str], text: str) -> Match | None:
    """Match a format string that nobody filled (`%s` given to slog): the message has it."""
    for verb in (verb for verb in _VERBS if verb in text):
        whole = verb.join(segments)
        if text.startswith(whole):
            return Match(how="full", start=0, end=len(whole), share=1.0)
    return None


def _partial(segments: list[str], text: str) -> Match | None:
    """Match a text that begins as the template does, but ends or departs before its end."""
    first = segments[0]
    if not first or (text and first[0] != text[0]):  # most of the templates that are tried
        return None
    total = sum(map(len, segments))
    same = common_prefix(first, text)
    if same < len(first):
        how = _form_of_first(same, text)
        if how is None:
            return None
        return Match(how=how, start=0, end=same, share=same / total)
    position, done = len(first), len(first)
    values: list[tuple[int, int]] = []
    for segment in segments[1:]:
        place = text.find(segment, position) if segment else len(text)
        if place < 0:
            rest = _tail(segment, text, position)
            ends_early = rest > 0 or len(text) - position < 2 * _MAX_TAIL_CHARS
            return Match(
                how="cut" if ends_early else "prefix",
                start=0,
                end=len(text),
                share=(done + rest) / total,
                values=(*values, (position, len(text) - rest)),
            )
        values.append((position, place))
        position = place + len(segment)
        done += len(segment)
    return None


def _form_of_first(same: int, text: str) -> _Form | None:
    """Return how a text fits that shares only `same` characters with the first segment."""
    if same == len(text):
        return "cut"
    return "prefix" if same >= _MIN_PREFIX_CHARS else None


def _tail(segment: str, text: str, position: int) -> int:
    """Return how many characters of `segment`'s beginning end the text."""
    longest = min(len(segment), len(text) - position, _MAX_TAIL_CHARS)
    return next((n for n in range(longest, 0, -1) if text.endswith(segment[:n])), 0)
