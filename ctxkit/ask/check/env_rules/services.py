"""Hosts that containers call: the container itself.

Not here: hosts that are no service or not started (`ask/check/network/`), how a host is written
(`url_forms.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.values.forms import host_of

_CALLERS = ("api", "plugin_daemon", "sandbox")
_LOCALHOST = frozenset({"localhost", "127.0.0.1", "0.0.0.0"})  # noqa: S104
_HOST_NAMES = ("_HOST", "_URL", "_URI", "_ENDPOINT", "_SERVER")


def _localhost(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """Inside a container `localhost` is that container, not its host and not another container."""
    reported: set[str] = set()
    for caller in _CALLERS:
        if view.shares_host(caller):  # network_mode: host
            continue
        for name in view.names(caller):
            if name in reported or not _is_localhost(caller, name, view):
                continue
            shipped = host_of(view.shipped(caller, name))
            if view.has_service(shipped) and shipped != caller:
                reported.add(name)
                yield DeploymentBreach(
                    at=(Variable(caller, name),),
                    message=f"{name} points to the {caller} container itself: inside a container "
                    f"localhost is neither {shipped} nor the host",
                    fix=f"use {shipped}, or host.docker.internal (with extra_hosts on Linux) "
                    "or the address of the host",
                )


def _is_localhost(caller: str, name: str, view: DeploymentView) -> bool:
    return name.endswith(_HOST_NAMES) and host_of(view.value(caller, name)) in _LOCALHOST


RULES = (
    DeploymentRule(
        id="localhost-in-container",
        category="own-container",
        severity="error",
        summary="A host is localhost, which inside a container is the container itself",
        why="Inside a container localhost is neither another container nor the host, so nothing"
        " answers.",
        remedy="Use the name of the service, or host.docker.internal (with extra_hosts on Linux).",
        look=_localhost,
        broken={"api": {"DB_HOST": "localhost"}, "db_postgres": {}},
        kept={"api": {"DB_HOST": "db.example"}, "db_postgres": {}},
        shipped={"DB_HOST": "db_postgres"},
    ),
)
