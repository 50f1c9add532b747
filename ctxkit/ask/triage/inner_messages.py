"""The messages that stand inside those of other statements: an error that is passed on says whose
it was.

Not here: how they are found in a log (`scan.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index, MessageRow
from ctxkit.index.sources import Sources
from ctxkit.model import Hit

_MOST_LOCATED = 8
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A message that stood inside those of a statement: how often, what `locate` makes of it, at
    how many places.
    """

    count: int
    hit: Hit
    equals: int = 1


def causes_of(
    outer: Iterable[MessageRow],
    counted: Mapping[tuple[int, int], tuple[int, bytes]],
    statements: list[MessageRow],
    index: Index,
    sources: Sources,
) -> dict[MessageRow, tuple[Cause, ...]]:
    """Return the causes that the messages of statements bear, for the first of `outer` that have
    any.

    `counted`: (statement, statement inside) by number, how often, and an example. Only what
    `locate`, asked for the example, names among the first is believed.
    """
    inside: dict[MessageRow, list[tuple[int, int, bytes]]] = defaultdict(list)
    for (number, cause), (count, example) in counted.items():
        inside[statements[number]].append((-count, cause, example))
    texts = Counter(row.template for row in statements) if inside else Counter()
    found = {}
    left = _MOST_LOCATED
    for row in outer:
        causes = sorted(inside.get(row, ()))[:_MOST_SHOWN][:left]
        left -= len(causes)
        sure = [
            Cause(count=-count, hit=hit, equals=texts[statements[number].template])
            for count, number, example in causes
            if (hit := _located(statements[number], example, index, sources))
        ]
        if sure:
            found[row] = tuple(sure)
    return found


def _located(row: MessageRow, example: bytes, index: Index, sources: Sources) -> Hit | None:
    finding = locate(index, sources, example.decode("utf8", "replace"))
    if finding.confidence not in ("high", "medium"):
        return None
    return next(
        (hit for hit in finding.hits[:3] if getattr(hit.fact, "template", "") == row.template), None
    )
