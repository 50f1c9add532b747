"""Whether a name that `explain` is asked for is a service or a queue of a deployment.

Not here: what is known of one (`service.py`, `queue.py`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import DIFY
from ctxkit.files.decoding import decode
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Fact, Finding
from ctxkit.regex import regex

if TYPE_CHECKING:
    from ctxkit.deployment.user_deployment import UserDeployment

_MAY_BE_NAME = regex(r"[a-z][a-z0-9_.-]{1,80}")


def explain_network(
    index: Index, sources: Sources, key: str, files: UserDeployment | None = None
) -> Finding | None:
    """Return the answer about a service or a queue of this name, in the user's deployment if there
    is one; None if there is none, or a setting has just this name.
    """
    name = key.strip()
    kinds: tuple[type[Fact], ...] = (ConfigKey, ConfigUse)
    if not _MAY_BE_NAME.fullmatch(name) or any(index.named(kind, name) for kind in kinds):
        return None
    is_service = _is_service(sources, name, files)
    if not is_service and not _may_be_queue(index, sources, name):
        return None
    # Reading a deployment takes time that a setting need not wait for.
    from ctxkit.ask.explain.queue import explain_queue
    from ctxkit.ask.explain.service import explain_service
    from ctxkit.network.inputs import shipped_input, user_input

    if files is not None and (files.has_env or files.compose):
        given = user_input(index, sources, files)
    else:
        given = shipped_input(index, sources)
    found = is_service and explain_service(index, given, name)
    return found or explain_queue(index, sources, given, name)


def also_service(sources: Sources, name: str) -> list[str]:
    """Return a note where the name of a setting is that of a service as well."""
    if not _MAY_BE_NAME.fullmatch(name) or not _is_service(sources, name, None):
        return []
    return [f"{name} is also a service of the deployment: ctxkit map --service {name}"]


def _is_service(sources: Sources, name: str, files: UserDeployment | None) -> bool:
    """Return whether a compose file has a key of this name that begins a block."""
    block = re.compile(rf"""^\s{{1,12}}["']?{re.escape(name)}["']?:\s*(?:#.*)?$""", re.MULTILINE)
    texts = ["\n".join(sources.lines(DIFY, COMPOSE_FILE))]
    texts += [decode(file.data) for file in (files.compose if files is not None else ())]
    return any(block.search(text) for text in texts)


def _may_be_queue(index: Index, sources: Sources, name: str) -> bool:
    from ctxkit.network.task_queues import queued_tasks

    return any(name == queue.name for each in queued_tasks(index, sources) for queue in each.queues)
