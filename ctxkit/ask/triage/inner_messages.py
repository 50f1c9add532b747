"""The messages inside those of other statements, confirmed by `locate`: an error that is passed on
names its cause.

Not here: how they are found in a log (`wrapped_message.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index, MessageRow
from ctxkit.index.sources import Sources
from ctxkit.model import Hit

MAX_LOCATED = 8
MAX_CAUSES_OF_STATEMENT = 3
MAX_RANK = 3
"""Place among the hits of `locate` down to which it confirms a cause."""


class Cause(Struct, frozen=True, kw_only=True):
    """A message inside those of a statement: how often, where it is from, how many statements have
    the same text.
    """

    count: int
    hit: Hit
    equals: int = 1


def causes_of(
    outer: Iterable[MessageRow],
    counted: Mapping[tuple[int, int], tuple[int, bytes]],
    statements: Sequence[MessageRow],
    index: Index,
    sources: Sources,
) -> dict[MessageRow, tuple[Cause, ...]]:
    """Return the causes inside the messages of statements, for the first of `outer` that have any.

    `counted`: the numbers of (statement, statement inside) -> events, an example. A cause counts
    only if `locate`, asked for the example, names it among its first hits.
    """
    inside: dict[MessageRow, list[tuple[int, int, bytes]]] = defaultdict(list)
    for (number, inner), (count, example) in counted.items():
        inside[statements[number]].append((-count, inner, example))
    equal_texts = Counter(row.template for row in statements) if inside else Counter()
    causes: dict[MessageRow, tuple[Cause, ...]] = {}
    left = MAX_LOCATED
    for row in outer:
        commonest = sorted(inside.get(row, ()))[:MAX_CAUSES_OF_STATEMENT][:left]
        left -= len(commonest)
        found = []
        for negative_count, number, example in commonest:
            template = statements[number].template
            hit = _confirm(template, example, index, sources)
            if hit:
                found.append(Cause(count=-negative_count, hit=hit, equals=equal_texts[template]))
        if found:
            causes[row] = tuple(found)
    return causes


def _confirm(template: str, example: bytes, index: Index, sources: Sources) -> Hit | None:
    """Return the hit of `locate` with the text of a cause, if it is confident."""
    finding = locate(index, sources, example.decode("utf8", "replace"))
    if finding.confidence not in ("high", "medium"):
        return None
    hits = finding.hits[:MAX_RANK]
    return next((hit for hit in hits if getattr(hit.fact, "template", "") == template), None)
