"""The parts of Dify that a deployment needs, and what the api and its workers must share.

Not here: their images (`ask/check/env_images.py`), secrets of two programs
(`ask/check/env_rules/shared.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.deployment.compose_files import DEFAULT_ENV_FILE
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.listening import listener_of
from ctxkit.dify.worker_settings import WORKER_SETTINGS, WorkerSetting
from ctxkit.model import Severity
from ctxkit.network.endpoints import endpoint_of
from ctxkit.network.modes import API, WORKER, services_of_api

_DAEMON = "plugin_daemon"
_DAEMON_URL = "PLUGIN_DAEMON_URL"
_NEEDED_PROGRAMS = frozenset({"api", "web"})

_API = "  api:\n    image: langgenius/dify-api:1.14.0\n    environment:\n      MODE: api\n"
_WORKER = "  worker:\n    image: langgenius/dify-api:1.14.0\n    environment:\n      MODE: worker\n"

WORKER_DIFFERS = FileRule(
    id="worker-differs-from-api",
    category="settings-clash",
    severity="warning",
    summary="The api and a worker have different values of a setting that they must share",
    why="They share a database, a queue and what is encrypted. It is an error if one of them does"
    " not get the setting at all.",
    remedy="Give both the same value.",
    broken={
        "compose": f"services:\n{_API}      DB_DATABASE: dify\n{_WORKER}      DB_DATABASE: other\n"
    },
    kept={
        "compose": f"services:\n{_API}      DB_DATABASE: dify\n{_WORKER}      DB_DATABASE: dify\n"
    },
)
NO_PLUGIN_DAEMON = FileRule(
    id="plugin-daemon-missing",
    category="service-missing",
    severity="warning",
    summary="A deployment of Dify 1.x has no plugin daemon",
    why="Models, tools and agents are plugins since 1.0. Without the daemon no model can be"
    " called. It is reported for a compose file that replaces Dify's own and has api, worker and"
    " web.",
    remedy="Add the service plugin_daemon of Dify's compose file, or set PLUGIN_DAEMON_URL to one"
    " elsewhere.",
    broken={"compose": f"services:\n{_API}  plugin_daemon: !reset null\n"},
    kept={"compose": f"services:\n{_API}"},
)
RULES = (WORKER_DIFFERS, NO_PLUGIN_DAEMON)


def check_roles(case: EnvCase) -> None:
    """Report a missing part, and workers that are set up otherwise than the api."""
    apis, workers = services_of_api(case.deployment, API), services_of_api(case.deployment, WORKER)
    if not apis or not workers:
        return
    for setting in WORKER_SETTINGS:
        for worker in workers:
            _check_worker(case, setting, apis[0], worker)
    _check_daemon(case, apis[0])


def _check_worker(case: EnvCase, setting: WorkerSetting, api: str, worker: str) -> None:
    given = [case.deployment.get(service, setting.name) for service in (worker, api)]
    first, second = given
    if first is None or second is None:
        if setting.needed and any(given):
            _report_missing(case, setting, api, worker, given)
        return
    if first.value == second.value or (setting.is_host and _are_alike(case, given)):
        return
    line = case.deciding_line(first) or case.deciding_line(second)
    if line is not None and not _is_reported(case, given):
        message = f"{setting.name} of {worker} differs from that of {api}: {setting.effect}"
        case.reporter.add(WORKER_DIFFERS, line.spot, message, "use the same value for both")


def _is_reported(case: EnvCase, given: Iterable[ContainerVariable | None]) -> bool:
    """Return whether one of the values is no host at all."""
    lines = [case.deciding_line(each) for each in given if each is not None]
    return any(
        case.reporter.has(line.setting.name, line.path, "unknown-host") for line in lines if line
    )


def _are_alike(case: EnvCase, given: Iterable[ContainerVariable | None]) -> bool:
    """Return whether hosts may be the same one: a proxy of it, or seen from the host's network."""
    names = set()
    for each in given:
        if each is None or case.deployment.network.is_open(each.service):
            return True
        endpoint = endpoint_of(each.value)
        peer = case.deployment.network.service(endpoint.host) if endpoint is not None else None
        if peer is not None and not listener_of("", peer.image):
            return True  # pgbouncer
        names.add(peer.name if peer is not None else each.value)
    return len(names) == 1


def _report_missing(
    case: EnvCase,
    setting: WorkerSetting,
    api: str,
    worker: str,
    given: Iterable[ContainerVariable | None],
) -> None:
    variable = next(each for each in given if each is not None)
    line: UserLine | None = case.deciding_line(variable)
    without = api if variable.service == worker else worker
    if line is None or _has_unread_files(case, without):
        return
    severity: Severity = "error"
    message = f"{variable.service} gets {setting.name}, but {without} does not: {setting.effect}"
    fix = f"give {setting.name} to {without} as well"
    case.reporter.add(WORKER_DIFFERS, line.spot, message, fix, severity=severity)


def _has_unread_files(case: EnvCase, service: str) -> bool:
    """Return whether a container gets variables from a file that is not at hand."""
    return any(path != DEFAULT_ENV_FILE for path in case.deployment.env_files.get(service, ()))


def _check_daemon(case: EnvCase, api: str) -> None:
    network = case.deployment.network
    programs = {case.deployment.program(service) for service in case.deployment.services}
    own = network.services[api]
    is_whole = programs >= _NEEDED_PROGRAMS and own.path in case.deployment.own
    if not is_whole or _DAEMON in programs or network.is_open(api):
        return
    endpoint = endpoint_of(case.deployment.value(api, _DAEMON_URL))
    if endpoint is not None and not (endpoint.is_bare and not network.knows(api, endpoint.host)):
        return
    message = "the deployment has no plugin daemon: no model, tool or agent works without it"
    fix = f"add the service {_DAEMON} of Dify's compose file, or set {_DAEMON_URL}"
    case.reporter.add(NO_PLUGIN_DAEMON, Spot(path=own.path, key=api, line=own.line), message, fix)
