"""The causes of several deployments -> one ranked list, each cause with the deployments that have
it.

Not here: the causes of one (`case.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.ask.triage.case_results import CaseCauses, RankedCause
from ctxkit.ask.triage.results import Triage

MAX_CAUSES = 40
MAX_PROOFS = 8


class _Shared(Struct):
    """A cause, with the best of its places in the lists, and those who have it."""

    best: int
    cause: RankedCause
    of: list[tuple[str, RankedCause]] = field(default_factory=list)


def causes_over_all(deployments: Sequence[Triage]) -> CaseCauses:
    """Return the causes of all deployments, those that lead in one first, of these the most
    frequent ones.
    """
    shared: dict[tuple[str, str], _Shared] = {}
    for each in deployments:
        for place, cause in enumerate(each.case.causes):
            found = shared.setdefault((cause.what, cause.judged.level), _Shared(place, cause))
            if place < found.best:
                found.best, found.cause = place, cause
            found.of.append((each.name, cause))
    ranked = sorted(shared.values(), key=lambda each: (each.best, -len(each.of), each.cause.what))
    return CaseCauses(causes=tuple(map(_joined, ranked[:MAX_CAUSES])))


def _joined(shared: _Shared) -> RankedCause:
    """Return a cause as where it ranks best, with the counts and a proof of each deployment."""
    causes = [cause for _, cause in shared.of]
    times = [cause.first for cause in causes if cause.first]
    return replace(
        shared.cause,
        proof=tuple(cause.proof[0] for cause in causes if cause.proof)[:MAX_PROOFS],
        count=sum(cause.count for cause in causes),
        first=min(times, default=""),
        last=max((cause.last for cause in causes), default=""),
        services=tuple(sorted({name for cause in causes for name in cause.services})),
        deployments=tuple(name for name, _ in shared.of),
    )
