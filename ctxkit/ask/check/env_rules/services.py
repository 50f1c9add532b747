"""Hosts that containers are told to call: services that are not started, and the container itself.

Not here: how a host is written (`url_forms.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.env_rules.choices import is_of_other_choice
from ctxkit.ask.check.rules import At, Breach, Rule, View, host_of

_CALLERS = ("api", "plugin_daemon", "sandbox")
_HERE = frozenset({"localhost", "127.0.0.1", "0.0.0.0"})  # noqa: S104


def _idle_services(view: View) -> list[Breach]:
    """A host that names a service of the compose file which no profile starts."""
    found = []
    for name in view.names("api"):
        host = host_of(view.value("api", name))
        if not host or not view.has(host, "") or view.runs(host) or not _is_host(name):
            continue
        if is_of_other_choice(name, view):
            continue
        found.append(
            Breach(
                rule="service-not-started",
                at=(At("api", name), At("", "COMPOSE_PROFILES")),
                why=f"{name} points to the service {host}, which COMPOSE_PROFILES does not start",
                fix=_way_to_start(host),
            )
        )
    return found


def _way_to_start(host: str) -> str:
    if host.startswith("db_"):
        return "set COMPOSE_PROFILES=${VECTOR_STORE},${DB_TYPE}, as docker/.env.example has it"
    return f"add the profile of {host} to COMPOSE_PROFILES"


def _is_host(name: str) -> bool:
    return name.endswith(("_HOST", "_URL", "_URI", "_ENDPOINT", "_SERVER"))


def _own_container(view: View) -> list[Breach]:
    """Inside a container `localhost` is that container, not the machine and not another container."""
    found: dict[str, Breach] = {}
    for caller in _CALLERS:
        for name in view.names(caller):
            if (
                not _is_host(name)
                or name in found
                or host_of(view.value(caller, name)) not in _HERE
            ):
                continue
            shipped = host_of(view.shipped(caller, name))
            if (
                not shipped
                or not view.has(shipped, "")
                or shipped == caller
                or view.shares_host(caller)
            ):
                continue
            why = f"{name} names the container itself: inside {caller}, localhost is neither {shipped} nor the machine"
            fix = f"use {shipped}, or host.docker.internal (with extra_hosts on Linux) or the machine's address"
            found[name] = Breach(rule="own-container", at=(At(caller, name),), why=why, fix=fix)
    return list(found.values())


RULES = (
    Rule(
        look=_idle_services,
        broken={"api": {"DB_HOST": "db_postgres"}, "db_postgres": {"": "idle"}},
        kept={"api": {"DB_HOST": "db_postgres"}, "db_postgres": {"": "runs"}},
    ),
    Rule(
        look=_own_container,
        broken={
            "api": {"DB_HOST": "localhost"},
            "shipped": {"DB_HOST": "db_postgres"},
            "db_postgres": {"": "runs"},
        },
        kept={
            "api": {"DB_HOST": "db.example"},
            "shipped": {"DB_HOST": "db_postgres"},
            "db_postgres": {"": "runs"},
        },
    ),
)
