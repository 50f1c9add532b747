"""Which of the settings that a walk finds decide a statement, by how far they are and by the kind
of failure that the line tells.

Not here: the walk (`origins.py`), the kinds of failures (`failures.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.cause.failures import FailureKind, failures_told, is_of_kind
from ctxkit.model import Location
from ctxkit.model.cause import Decider

MAX_DECIDERS = 6
MAX_COST = 1.6
"""What a setting may cost that only the code says to decide."""
MAX_COST_ALONE = 1.9
"""What it may cost if it is almost the only one that was found so far away."""
_ALONE = 2
MAX_COST_OF_KIND = 3.2
"""What it may cost if its name is of the kind of failure that the line tells."""
MAX_COST_OF_OTHER = 0.3
"""What it may cost if the line tells a failure of another kind, unless it is almost alone."""
_SPREAD = 0.4
_SPREAD_OF_KIND = 1.0
_LEAST_WAY = 3
_CERTAIN = 0.17
"""A setting that costs no more is read by a condition itself, or by that around it."""


def deciding(found: Sequence[Decider], text: str) -> list[Decider]:
    """Return the settings that decide, the surest first, then those that have the part of the
    program run at all.

    Where the text tells a kind of failure, and a setting of that kind is found, only a condition
    that reads another setting itself names that, too.
    """
    modes = {d.use.name: d for d in found if d.chooses}
    kept = _deciding([d for d in found if not d.chooses], failures_told(text))
    for decider in kept:
        modes.pop(decider.use.name, None)
    return [*kept, *modes.values()]


def _deciding(found: Sequence[Decider], kinds: Sequence[FailureKind]) -> list[Decider]:
    of_kind = [d for d in found if d.cost <= MAX_COST_OF_KIND and _fits(d, kinds)]
    if of_kind:
        nearest = min(decider.cost for decider in of_kind)
        kept = [d for d in of_kind if d.cost <= nearest + _SPREAD_OF_KIND]
        others = [d for d in found if d.cost <= _CERTAIN and d not in of_kind and d.conditional]
        joined = frozenset(name for d in kept for name in d.joined)
        others += [d for d in found if d.use.name in joined and d not in (*kept, *others)]
        others += [d for d in found if _is_beside(d, kept) and d not in (*kept, *others)]
        others = sorted(others, key=lambda d: d.cost)[: max(MAX_DECIDERS - len(kept), 0)]
        return sorted([*kept, *others], key=lambda d: d.cost)[:MAX_DECIDERS]
    near, far = (MAX_COST_OF_OTHER, MAX_COST) if kinds else (MAX_COST, MAX_COST_ALONE)
    least = min((decider.cost for decider in found), default=0.0)
    most = near if least <= near else far
    kept = [d for d in found if d.cost <= min(least + _SPREAD, most)]
    return kept[:MAX_DECIDERS] if least <= near or len(kept) <= _ALONE else []


def _is_beside(decider: Decider, kept: Sequence[Decider]) -> bool:
    """Return whether a setting has the way of one that is kept but for its own end: a value is made
    of both, as the least of two limits.
    """
    way = _way_of(decider)
    return len(way) >= _LEAST_WAY and any(_way_of(each) == way for each in kept)


def _way_of(decider: Decider) -> tuple[Location, ...]:
    return tuple(place.location for place in decider.how[:-1])


def nearest_of(found: Sequence[Decider]) -> list[Decider]:
    """Return the nearest settings, whatever kind of failure a text tells: what refused a request
    was asked, and did not fail.
    """
    least = min((decider.cost for decider in found), default=0.0)
    return [d for d in found if d.cost <= min(least + _SPREAD, MAX_COST_ALONE)]


def _fits(decider: Decider, kinds: Sequence[FailureKind]) -> bool:
    return is_of_kind(decider.use.name, kinds)


def limit_after(decider: Decider, kinds: Sequence[FailureKind]) -> float:
    """Return what a setting may cost at most to be named beside one that was found."""
    if is_of_kind(decider.use.name, kinds):
        return decider.cost + _SPREAD_OF_KIND
    return MAX_COST_OF_KIND if kinds else decider.cost + _SPREAD


def limit_of(kinds: Sequence[FailureKind]) -> float:
    """Return what a setting may cost at most."""
    return MAX_COST_OF_KIND if kinds else MAX_COST_ALONE
