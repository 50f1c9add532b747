"""The state of a whole cluster -> that of the namespaces that a deployment of Dify is in.

Not here: reading the state (`state_files.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from ctxkit.ask.triage.deployment_state import ClusterState
from ctxkit.dify.service_names import OWN_SERVICES

MIN_OWN_SERVICES = 2
"""Services named like those of Dify that tell its namespace: others have an `api`, too."""

PLATFORM = ("kube-system",)
"""What fails there may fail for every namespace: names, volumes."""


def of_dify(state: ClusterState, texts: Iterable[str]) -> ClusterState:
    """Return a state without the namespaces in which nothing of Dify runs, and of which the texts
    (files, lines of logs) name no service; all of it if Dify is in none.
    """
    services: dict[str, set[str]] = {}
    for each in state.workloads:
        # A list that does not say the namespace may be of any.
        if each.namespace:
            services.setdefault(each.namespace, set()).add(each.service)
    own = {
        name for name, found in services.items() if len(found & OWN_SERVICES) >= MIN_OWN_SERVICES
    }
    named = {each.namespace for each in state.workloads}
    named |= {each.namespace for each in state.events}
    others = named - own - {"", *PLATFORM}
    if not own or not others:
        return state
    others -= _named(others, texts)
    return replace(
        state,
        workloads=tuple(each for each in state.workloads if each.namespace not in others),
        events=tuple(each for each in state.events if each.namespace not in others),
    )


def _named(namespaces: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Return the namespaces of which a text names a service: `redis.data.svc`, `pg.data:5432`."""
    names = "|".join(map(re.escape, sorted(namespaces)))
    host = re.compile(rf"\w\.({names})(?:\.svc\b|:\d)")
    return {found[1] for text in texts for found in host.finditer(text)}
