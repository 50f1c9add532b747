"""Hosts that containers call: services that are not started, and the container itself.

Not here: how a host is written (`url_forms.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.env_rules.choices import belongs_to_other_choice
from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.ask.check.value_forms import host_of

_CALLERS = ("api", "plugin_daemon", "sandbox")
_LOCALHOST = frozenset({"localhost", "127.0.0.1", "0.0.0.0"})  # noqa: S104
_HOST_NAMES = ("_HOST", "_URL", "_URI", "_ENDPOINT", "_SERVER")
_PROFILES = Variable("", "COMPOSE_PROFILES")


def _not_started(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """A host that names a service of the compose file which no profile starts."""
    for name in view.names("api"):
        host = host_of(view.value("api", name))
        if not name.endswith(_HOST_NAMES) or not _is_idle(host, view):
            continue
        if not belongs_to_other_choice(name, view):
            yield DeploymentBreach(
                at=(Variable("api", name), _PROFILES),
                message=f"{name} points to the service {host}, "
                "which COMPOSE_PROFILES does not start",
                fix=_way_to_start(host, view),
            )


def _is_idle(host: str, view: DeploymentView) -> bool:
    return view.has_service(host) and not view.runs(host)


def _way_to_start(host: str, view: DeploymentView) -> str:
    profiles = " or ".join(view.profiles(host)) or f"the profile of {host}"
    return f"add {profiles} to COMPOSE_PROFILES"


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
        id="service-not-started",
        category="service-not-started",
        severity="warning",
        summary="A setting points to a service that is not started",
        why="COMPOSE_PROFILES does not include the profile of the service, so nothing answers.",
        remedy="Add the profile to COMPOSE_PROFILES.",
        look=_not_started,
        broken={"api": {"DB_HOST": "db_postgres"}, "db_postgres": {}},
        kept={"api": {"DB_HOST": "db_postgres"}, "db_postgres": {}},
        idle_if_broken=("db_postgres",),
    ),
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
