"""All rows about causes, and which of them a text tells.

Not here: the rows, by subject (`causes_*.py`).
"""

from __future__ import annotations

from functools import cache

from ctxkit.dify import (
    causes_cluster,
    causes_data,
    causes_limits,
    causes_models,
    causes_network,
    causes_platform,
    causes_plugins,
    causes_stores,
)
from ctxkit.dify.cause_row import CauseRow


@cache
def all_causes() -> tuple[CauseRow, ...]:
    """Return all rows, a stricter one before a looser one."""
    return (
        *causes_plugins.PLUGIN_CAUSES,
        *causes_models.MODEL_CAUSES,
        *causes_stores.STORE_CAUSES,
        *causes_data.DATA_CAUSES,
        *causes_limits.LIMIT_CAUSES,
        *causes_network.NETWORK_CAUSES,
        *causes_platform.PLATFORM_CAUSES,
        *causes_cluster.CLUSTER_CAUSES,
    )


def cause_of_text(text: str, *, state: bool = False) -> CauseRow | None:
    """Return the first row whose cause a text tells; `state`: it is of a container or an event."""
    for words, row in _by_words():
        # Thousands of texts are asked about, and most have none of the words.
        for word in words:
            if word in text:
                if (state or row.where == "any") and row.tells(text):
                    return row
                break
    return None


@cache
def _by_words() -> list[tuple[tuple[str, ...], CauseRow]]:
    return [(tuple(row.hint.split("|")), row) for row in all_causes()]
