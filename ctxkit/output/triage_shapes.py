"""The shape of unmatched lines of a log without their secrets. Pure.

Not here: how shapes are made (`ask/triage/clusters.py`).
"""

from __future__ import annotations

from ctxkit.ask.triage.clusters import shape_of
from ctxkit.ask.triage.results import Cluster
from ctxkit.regex import regex
from ctxkit.text.redact import Redactor

_LETTERS = regex(r"[^\W\d_]{4,}")


def masked_shape(cluster: Cluster, redactor: Redactor) -> str:
    """Return the shape of a cluster, masked.

    Its digits are gone, and with them what told a secret: where letters of one of the example are
    left, the shape is made anew of the masked example.
    """
    example = cluster.count.example.decode("utf8", "replace").partition("\n")[0]
    masked = redactor.mask(example)
    secrets = redactor.known_in(example)
    if not any(part in cluster.shape for secret in secrets for part in _LETTERS.findall(secret)):
        return redactor.mask(cluster.shape)
    return shape_of(masked.encode()).decode("utf8", "replace")
