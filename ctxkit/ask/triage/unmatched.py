"""Counts by shape -> clusters in order, the first of them looked up by `locate`.

Not here: shapes (`clusters.py`), statements (`statement_groups.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.ask.locate.locate import locate
from ctxkit.ask.triage.results import Cluster, severity_order
from ctxkit.ask.triage.tally import Tally
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Hit

MAX_LOCATED = 16
"""Clusters that are looked up: each takes as long as thousands of lines."""


def group_unmatched(tally: Tally, index: Index, sources: Sources) -> tuple[Cluster, ...]:
    """Return the clusters, the severest first."""
    clusters = [
        Cluster(shape=shape.decode("utf8", "replace"), level=level, count=count)
        for (shape, level, _), count in tally.clusters.items()
    ]
    clusters.sort(key=lambda each: (*severity_order(each.level, each.count), each.shape))
    located = [
        replace(cluster, hit=_locate(cluster, index, sources)) for cluster in clusters[:MAX_LOCATED]
    ]
    return (*located, *clusters[MAX_LOCATED:])


def _locate(cluster: Cluster, index: Index, sources: Sources) -> Hit | None:
    finding = locate(index, sources, cluster.count.example.decode("utf8", "replace"))
    if finding.confidence not in ("high", "medium"):
        return None
    return next(iter(finding.hits), None)
