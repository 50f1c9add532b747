"""How the template of a statement fits a message: its literal segments, found in order, in linear
time.

Pure functions of two texts. Not here: which templates to try and what else speaks for them
(`statements.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ctxkit.model import HOLE

_LONGEST_TAIL = 200
_SHORTEST_PREFIX = 10
_VERBS = ("%s", "%v", "%d", "%w", "%q", "%+v", "{}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How a template fits. `how`:

    - full: every literal segment was found, in order;
    - cut: the message ends inside the template, as a line that was cut does;
    - prefix: the message begins as the template does, then departs from it.

    `start` and `end` bound what the template explains; `share` is the part of its literal text that
    was found. `values` are the (start, end) spans that fill the holes, in order.
    """

    how: Literal["full", "cut", "prefix"]
    start: int
    end: int
    share: float
    values: tuple[tuple[int, int], ...] = ()


def match_template(template: str, text: str, *, anywhere: bool) -> Match | None:
    """Return how `template` fits `text` (both with folded white space), or None.

    `anywhere`: it may begin inside the text, as the message of a wrapped error does.
    """
    segments = template.split(HOLE)
    found = _full(segments, text, 0 if not anywhere else -1)
    if found is None and len(segments) > 1 and any(verb in text for verb in _VERBS):
        found = _unfilled(segments, text)
    if found is None or (anywhere and found.start > 0 and _full(segments, text, 0)):
        found = _full(segments, text, 0) or found
    return found or _partial(segments, text)


def _full(segments: list[str], text: str, at: int) -> Match | None:
    """`at`: where the template has to begin, -1 for anywhere."""
    first, last = segments[0], segments[-1]
    if not first:
        start = position = max(at, 0)
    elif at >= 0:
        if not text.startswith(first, at):
            if len(segments) == 2 and not last and text[at:] == first.rstrip():
                return Match(
                    how="full", start=at, end=len(text), share=1.0, values=((len(text), len(text)),)
                )
            return None
        start, position = at, at + len(first)
    else:
        start = text.find(first)
        if start < 0:
            return None
        position = start + len(first)
    if len(segments) == 1:
        return Match(how="full", start=start, end=position, share=1.0)
    values: list[tuple[int, int]] = []
    for segment in segments[1:-1]:
        place = text.find(segment, position)
        if place < 0:
            return None
        values.append((position, place))
        position = place + len(segment)
    if not last:
        return Match(
            how="full",
            start=start,
            end=len(text),
            share=1.0,
            values=(*values, (position, len(text))),
        )
    place = len(text) - len(last) if text.endswith(last) else text.find(last, position)
    if place < position:
        return None
    return Match(
        how="full",
        start=start,
        end=place + len(last),
        share=1.0,
        values=(*values, (position, place)),
    )


def _unfilled(segments: list[str], text: str) -> Match | None:
    """A format string that nobody filled (`%s` given to slog) stands in the message as it stands in
    the source.
    """
    for verb in _VERBS:
        whole = verb.join(segments)
        if verb in text and text.startswith(whole):
            return Match(how="full", start=0, end=len(whole), share=1.0)
    return None


def _partial(segments: list[str], text: str) -> Match | None:
    """The text begins as the template does, but ends or departs before its end."""
    total = sum(map(len, segments))
    first = segments[0]
    if not first or not total:
        return None
    same = common_prefix(first, text)
    if same < len(first):
        if same == len(text):
            how: Literal["cut", "prefix"] = "cut"
        elif same >= _SHORTEST_PREFIX:
            how = "prefix"
        else:
            return None
        return Match(how=how, start=0, end=same, share=same / total)
    position, done = len(first), len(first)
    values: list[tuple[int, int]] = []
    for segment in segments[1:]:
        place = text.find(segment, position) if segment else len(text)
        if place < 0:
            rest = _tail(segment, text, position)
            return Match(
                how="cut" if rest or len(text) - position < 2 * _LONGEST_TAIL else "prefix",
                start=0,
                end=len(text),
                share=(done + rest) / total,
                values=(*values, (position, len(text) - rest)),
            )
        values.append((position, place))
        position = place + len(segment)
        done += len(segment)
    return None


def _tail(segment: str, text: str, position: int) -> int:
    """Return how many characters of `segment`'s beginning end the text."""
    longest = min(len(segment), len(text) - position, _LONGEST_TAIL)
    return next((n for n in range(longest, 0, -1) if text.endswith(segment[:n])), 0)


def common_prefix(a: str, b: str) -> int:
    """Return the number of characters that both texts begin with."""
    length = min(len(a), len(b))
    if a[:length] == b[:length]:
        return length
    return next(i for i in range(length) if a[i] != b[i])
