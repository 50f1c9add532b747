"""One order of two lists of hits: all facts by their own words (`ranking.py`), and settings by
their profiles (`setting_hits.py`).

The scores of the two cannot be compared, so ranks are. Not here: the weights (`weights.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from ctxkit.ask.find.ranking import is_setting
from ctxkit.ask.find.weights import FACT_RANK, SETTING_LIST, SETTING_RANK
from ctxkit.model import Hit

_Identity = tuple[str, ...]


def merged(
    told: Sequence[Hit], facts: Sequence[Hit], settings: Sequence[Hit], *, limit: int
) -> list[Hit]:
    """Return the hits of all lists, best first, a setting once; their scores are between 0 and 1.

    What the question tells outright comes first. A setting that several have is shown at the place
    that the first of them has.
    """
    scores: defaultdict[_Identity, float] = defaultdict(float)
    hits: dict[_Identity, Hit] = {}
    for place, hit in enumerate(told):
        hits.setdefault(_identity(hit), hit)
        scores.setdefault(_identity(hit), 1.0 + 1 / (1 + place))
    first = frozenset(hits)
    for listed, flatness, weight in (
        (facts, FACT_RANK, 1.0),
        (settings, SETTING_RANK, SETTING_LIST),
    ):
        seen: set[_Identity] = set()
        for rank, hit in enumerate(listed):
            identity = _identity(hit)
            hits.setdefault(identity, hit)
            if identity not in seen | first:  # else another use of a setting
                scores[identity] += weight / (flatness + rank)
            seen.add(identity)
    best = 1 / FACT_RANK + SETTING_LIST / SETTING_RANK
    order = sorted(hits, key=lambda identity: (-scores[identity], identity))[:limit]
    return [replace(hits[each], score=round(min(1.0, scores[each] / best), 3)) for each in order]


def _identity(hit: Hit) -> _Identity:
    fact = hit.fact
    if is_setting(fact):
        return ("setting", fact.name)
    return (fact.kind, fact.repo, fact.path, str(fact.line), fact.name)
