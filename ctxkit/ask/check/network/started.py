"""Services that containers call and no profile of `COMPOSE_PROFILES` starts.

Not here: hosts that are no service (`hosts.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.network.hosts import is_unknown
from ctxkit.ask.check.rule import FileRule
from ctxkit.deployment.containers import PROFILES
from ctxkit.dify.choice import Choice
from ctxkit.dify.choices import is_chosen, is_on
from ctxkit.dify.services import DATABASES, database_of, switch_of_service
from ctxkit.dify.vector_stores import VECTOR_STORES
from ctxkit.model import Severity
from ctxkit.network.calls import Call, database_type
from ctxkit.network.modes import API, services_of_api

_DB_HOST = "DB_HOST"

NOT_STARTED = FileRule(
    id="service-not-started",
    category="service-not-started",
    severity="warning",
    summary="A setting points to a service that is not started",
    why="COMPOSE_PROFILES does not include the profile of the service, so nothing answers. It is an"
    " error for the database and the vector store that are selected.",
    remedy="Add the profile to COMPOSE_PROFILES.",
    broken={"env": "DB_HOST=db_postgres\n"},
    kept={"env": "DB_HOST=db_postgres\nCOMPOSE_PROFILES=postgresql,weaviate\n"},
)
NO_DATABASE = FileRule(
    id="database-not-started",
    category="service-not-started",
    severity="error",
    summary="COMPOSE_PROFILES starts no database, and DB_HOST is none elsewhere",
    why="Since Dify 1.10 the database is started by a profile, which a COMPOSE_PROFILES of an older"
    " .env does not have. Dify cannot connect to any database.",
    remedy="Add the profile that belongs to DB_TYPE to COMPOSE_PROFILES.",
    broken={"env": "DB_HOST=db\nCOMPOSE_PROFILES=weaviate\n"},
    kept={"env": "DB_HOST=db_postgres\nCOMPOSE_PROFILES=weaviate,postgresql\n"},
)
RULES = (NOT_STARTED, NO_DATABASE)


def check_started(case: EnvCase, calls: Sequence[Call]) -> None:
    """Report the services that nothing starts."""
    profiles = case.env.settings.get(PROFILES)
    asked = case.line_of(profiles) if profiles is not None else None
    for call in calls:
        line = case.deciding_line(call.variable) if call.variable is not None else None
        peer = case.deployment.network.service(call.endpoint.host)
        if peer is None or case.deployment.runs(peer.name) or (line or asked) is None:
            continue
        if case.deployment.network.is_open(call.caller) or _is_switched_off(case, peer.name):
            continue
        if not _is_of_other_database(case, call):
            _report(case, call, peer.name, line or asked, severity=_severity(case, call))
    if asked is not None:
        _check_database(case, calls, asked)


def _is_of_other_database(case: EnvCase, call: Call) -> bool:
    """Return whether a container calls another database than it selects: not to be started."""
    if call.variable is None or call.variable.name != _DB_HOST:
        return False
    database = database_of(database_type(case.callers, call))
    others = {each.service for each in DATABASES if each != database}
    return database is not None and call.endpoint.host in others


def _report(
    case: EnvCase, call: Call, peer: str, line: UserLine | None, *, severity: Severity | None
) -> None:
    assert line is not None
    who = call.variable.name if call.variable is not None else f"{call.file} of {call.caller}"
    profiles = case.env.settings.get(PROFILES)
    at = f" (line {profiles.line})" if profiles is not None else ""
    message = f"{who} points to the service {peer}, which {PROFILES}{at} does not start"
    case.reporter.add(NOT_STARTED, line.spot, message, _way_to_start(case, peer), severity=severity)


def _way_to_start(case: EnvCase, service: str) -> str:
    profiles = " or ".join(filter(None, case.deployment.profiles.get(service, ())))
    fix = f"add {profiles or f'the profile of {service}'} to {PROFILES}"
    switch = switch_of_service(service)
    return f"{fix}, or set {switch}=false" if switch else fix


def _is_switched_off(case: EnvCase, service: str) -> bool:
    """Return whether Dify is set up to do without a service."""
    switch = switch_of_service(service)
    if not switch:
        return False
    values = [case.deployment.value(api, switch) for api in services_of_api(case.deployment, API)]
    return any(value and not is_on(value) for value in values)


def _severity(case: EnvCase, call: Call) -> Severity | None:
    if PROFILES not in case.env.settings or call.variable is None:
        return None
    name = call.variable.name
    if case.deployment.get(call.caller, name) is None:
        return None  # it may be set in a file that is not at hand
    is_needed = name == _DB_HOST or any(name in store.needs for store in _stores(case, call.caller))
    return "error" if is_needed else None


def _stores(case: EnvCase, service: str) -> list[Choice]:
    """Return the vector store that a container selects."""
    return [
        store
        for store in VECTOR_STORES
        if is_chosen(store, lambda name: case.deployment.value(service, name))
    ]


def _check_database(case: EnvCase, calls: Iterable[Call], line: UserLine) -> None:
    for call in calls:
        if call.variable is None or call.variable.name != _DB_HOST or not is_unknown(case, call):
            continue
        database = database_of(database_type(case.callers, call))
        if database is None or database.service not in case.deployment.profiles:
            continue
        if not case.deployment.runs(database.service):
            message = (
                f"{PROFILES} starts no database: {database.service}, which DB_TYPE={database.kind} "
                "selects, is started by a profile"
            )
            fix = _way_to_start(case, database.service)
            case.reporter.add(NO_DATABASE, line.spot, message, fix)
