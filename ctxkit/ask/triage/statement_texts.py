"""The texts of all statements, and how one fits a message: bytes, in order.

Not here: which texts are tried on a message (`matcher.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.scoring import mark_bits, word_bits
from ctxkit.index.reader import MessageRow
from ctxkit.model import HOLE, LogTemplate
from ctxkit.text.template import template_words


class StatementText(Struct, frozen=True, eq=False):
    """A template that several statements may share.

    `first` begins the message, `middle` and `last` follow in order. `open`: it has a placeholder.
    `log`: log statements share it, else errors. `bases` are the statements by the base name of
    their file.
    """

    first: bytes
    middle: tuple[bytes, ...]
    last: bytes
    open: bool
    bits: float
    words: int
    log: bool
    statements: tuple[int, ...]
    bases: dict[str, tuple[int, ...]]


class FoldedText(NamedTuple):
    """The skeletons of a text's parts."""

    first: bytes
    middle: tuple[bytes, ...]
    last: bytes
    open: bool


def texts_of(rows: Sequence[MessageRow]) -> Iterator[StatementText]:
    """Yield the texts of the log statements, and of the errors whose text alone is evidence."""
    holders: dict[tuple[str, bool], list[int]] = {}
    for number, row in enumerate(rows):
        if row.template:
            holders.setdefault((row.template, row.kind == LogTemplate.kind), []).append(number)
    words = {template: template_words(template) for template, _ in holders}
    counts: Counter[str] = Counter()
    for (template, _), numbers in holders.items():
        for word in words[template]:
            counts[word] += len(numbers)
    bits_of = {word: word_bits(count) for word, count in counts.items()}
    for (template, log), numbers in holders.items():
        own = words[template]
        bits = sum(bits_of[word] for word in own) + mark_bits(template)
        if not log and bits < weights.SHOWN_TEXT:
            continue
        bases: dict[str, tuple[int, ...]] = {}
        for number in numbers:
            bases[rows[number].base] = (*bases.get(rows[number].base, ()), number)
        first, *rest = [segment.encode("utf8", "replace") for segment in template.split(HOLE)]
        yield StatementText(
            first=first,
            middle=tuple(segment for segment in rest[:-1] if segment),
            last=rest[-1] if rest else b"",
            open=bool(rest),
            bits=bits,
            words=len(own),
            log=log,
            statements=tuple(numbers),
            bases=bases,
        )


def fit(text: StatementText | FoldedText, message: bytes, start: int = 0) -> int:
    """Return where a text that fits a message from `start` ends in it, or -1.

    Linear in the message.
    """
    if not message.startswith(text.first, start):
        return -1
    position = start + len(text.first)
    if not text.open:
        return position
    for segment in text.middle:
        place = message.find(segment, position)
        if place < 0:
            return -1
        position = place + len(segment)
    last = text.last
    if not last:
        return len(message)
    if message.endswith(last) and len(message) - len(last) >= position:
        return len(message)
    place = message.find(last, position)
    return -1 if place < 0 else place + len(last)


def end_of_literals(text: StatementText, message: bytes, start: int) -> int:
    """Return where the value begins that ends a message of an open text, or -1 if the text does not
    fit.
    """
    if not message.startswith(text.first, start):
        return -1
    position = start + len(text.first)
    for segment in text.middle:
        place = message.find(segment, position)
        if place < 0:
            return -1
        position = place + len(segment)
    return position
