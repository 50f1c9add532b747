"""All rows about causes, and which of them a text tells.

Not here: the rows, by subject (`causes_*.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache

from ctxkit.dify import (
    causes_browser,
    causes_cluster,
    causes_data,
    causes_limits,
    causes_mail,
    causes_models,
    causes_network,
    causes_platform,
    causes_plugins,
    causes_redis,
    causes_storages,
    causes_stores,
)
from ctxkit.dify.cause_row import CauseRow
from ctxkit.regex import regex

_OF_OTHERS = regex(
    rf"PluginInvokeError|please contact the author of |{causes_plugins.CODE_OF_USER}"
)
"""A plugin, or the code of a user in the sandbox, tells what failed: its databases, stores and
relays are others than those of Dify.
"""


@cache
def all_causes() -> tuple[CauseRow, ...]:
    """Return all rows, a stricter one before a looser one."""
    return (
        *causes_plugins.PLUGIN_CAUSES,
        *causes_models.MODEL_CAUSES,
        *causes_stores.STORE_CAUSES,
        *causes_storages.STORAGE_CAUSES,
        *causes_data.DATA_CAUSES,
        *causes_redis.REDIS_CAUSES,
        *causes_limits.LIMIT_CAUSES,
        *causes_mail.MAIL_CAUSES,
        *causes_network.NETWORK_CAUSES,
        *causes_browser.BROWSER_CAUSES,
        *causes_platform.PLATFORM_CAUSES,
        *causes_cluster.CLUSTER_CAUSES,
        *causes_plugins.CODE_CAUSES,
    )


class Causes:
    """The rows whose words are in some of the texts that will be asked about.

    Most texts have none of the words, and most words are in none of the texts: those are looked up
    once, in all of them together.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        whole = "\n".join(texts)
        self._rows = [
            (present, row)
            for words, row in _by_words()
            if (present := tuple(word for word in words if word in whole))
        ]

    def of_text(self, text: str, *, state: bool = False) -> CauseRow | None:
        """Return the first row whose cause a text tells; `state`: it is of a container or an
        event.
        """
        for words, row in self._rows:
            for word in words:
                if word in text:
                    if (state or row.where == "any") and _tells(row, text):
                        return row
                    break
        return None


@cache
def told_by_clients() -> AbstractSet[str]:
    """Return the causes that programs tell of databases and relays that others may use as well."""
    rows = (*causes_data.DATA_CAUSES, *causes_redis.REDIS_CAUSES, *causes_mail.MAIL_CAUSES)
    return {row.id for row in rows}


def _tells(row: CauseRow, text: str) -> bool:
    """Return whether a text tells a cause, and is not of a program that only others use."""
    return row.tells(text) and not (row.id in _of_own_programs() and _is_of_others(text))


def _is_of_others(text: str) -> bool:
    return _OF_OTHERS.search(text) is not None


@cache
def _of_own_programs() -> AbstractSet[str]:
    """Return the causes in the databases, the stores and the relay that Dify itself uses."""
    stores = (*causes_stores.STORE_CAUSES, *causes_storages.STORAGE_CAUSES)
    return told_by_clients() | {row.id for row in stores}


def cause_of_text(text: str, *, state: bool = False) -> CauseRow | None:
    """Return the first row whose cause a text tells; `state`: it is of a container or an event."""
    return Causes([text]).of_text(text, state=state)


@cache
def _by_words() -> list[tuple[tuple[str, ...], CauseRow]]:
    return [(tuple(row.hint.split("|")), row) for row in all_causes()]
