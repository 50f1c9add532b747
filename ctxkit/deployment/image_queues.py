"""The queues that a worker of Dify's image reads where nothing names others: those that Dify sends
tasks to.

Not here: the queues that the workers of a deployment read (`ask/check/network/queues.py`,
`ask/triage/queues.py`).
"""

from __future__ import annotations

from ctxkit.dify.repositories import DIFY
from ctxkit.index.sources import Sources
from ctxkit.regex import regex

CLOUD, SELF_HOSTED = "CLOUD", "SELF_HOSTED"
"""The editions of Dify, which differ in their queues."""

ENTRYPOINT = "api/docker/entrypoint.sh"
"""The script that starts a worker with its queues."""

_LIST = regex(r"(?<![\w,])[a-z][a-z_]*(?:,[a-z][a-z_]*){2,}(?![\w,])")


def image_queues(sources: Sources, edition: str = SELF_HOSTED) -> list[str]:
    """Return the queues that the image's own script reads, none where it is not known."""
    lists: list[str] = []
    for line in sources.lines(DIFY, ENTRYPOINT):
        if not line.lstrip().startswith("#"):
            lists += _LIST.findall(line)
    if not lists:
        return []
    # The list of the cloud comes first.
    return (lists[0] if edition == CLOUD else lists[-1]).split(",")
