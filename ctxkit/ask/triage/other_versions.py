"""What the other versions of the workspace know of a log that the asked one does not.

Not here: how a single line is asked (`ask/locate/other_versions.py`), line numbers
(`log_versions.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from msgspec.structs import replace

from ctxkit.ask.locate.other_versions import MAX_VERSIONS, OtherVersion, sure_hit
from ctxkit.ask.triage.defects import compared
from ctxkit.ask.triage.results import Cluster, Triage
from ctxkit.index.ask_hint import ask_words

_MAX_CLUSTERS = 12  # the severest: each takes as long as a question


def told_of_others(
    found: Triage, own: OtherVersion, others: Callable[[], Iterable[OtherVersion]]
) -> Triage:
    """Return a report with the versions that know lines of which the asked one has no statement,
    and with those that have the code of a defect.
    """
    found = _with_known_lines(found, islice(others(), MAX_VERSIONS))
    return compared(found, own, islice(others(), MAX_VERSIONS))


def _with_known_lines(found: Triage, others: Iterable[OtherVersion]) -> Triage:
    unknown = [cluster for cluster in found.clusters if cluster.hit is None][:_MAX_CLUSTERS]
    if not unknown:
        return found
    notes = []
    for other in others:
        known = sum(each.count.count for each in unknown if _is_known(other, each))
        if known:
            lines = "1 line fits" if known == 1 else f"{known:,} lines fit"
            notes.append(
                f"{lines} a statement of {other.dify}, and none of this version: "
                f"{ask_words(other.label)}"
            )
    return replace(found, notes=(*found.notes, *notes))


def _is_known(other: OtherVersion, cluster: Cluster) -> bool:
    return sure_hit(other, cluster.count.example.decode("utf8", "replace")) is not None
