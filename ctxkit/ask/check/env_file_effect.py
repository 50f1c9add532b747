"""Lines of an `env_file` beside the `.env` that have no effect, because another line wins or no
program reads them where they arrive.

Not here: keys of the `.env` (`env_effect.py`), how docker compose decides (`deployment/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxkit.ask.check.effect_rules import (
    OVERRIDDEN_ENV_FILE_KEY,
    UNREACHED_ENV_FILE_KEY,
    UNUSED_ENV_FILE,
)
from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.env_effect import report_unread
from ctxkit.deployment.compose_files import DEFAULT_ENV_FILE
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.paths import COMPOSE_VARIABLES
from ctxkit.dify.programs import scope_name
from ctxkit.files.dotenv import EnvFile
from ctxkit.model import Severity
from ctxkit.model.rule import Rule

_MAX_NAMED = 8


class _Idle(NamedTuple):
    """Why a line has no effect: the rule, the reason as a clause, the remedy. Lines of one `group`
    have the same reason.
    """

    rule: Rule
    reason: str
    fix: str
    group: str
    severity: Severity | None = None


def check_env_files(case: EnvCase) -> None:
    """Report what has no effect in the `env_file`s beside the `.env`."""
    for path, file in case.env_files.items():
        services = [name for name, paths in case.deployment.env_files.items() if path in paths]
        if services:
            _check_file(case, path, file, services)
        else:
            _report_unused(case, file)


def _check_file(case: EnvCase, path: str, file: EnvFile, services: Sequence[str]) -> None:
    shipped: dict[tuple[str, str], list[tuple[UserLine, _Idle]]] = {}
    for name, setting in file.settings.items():
        line = UserLine(file.path, setting)
        idle = _read_by_compose_alone(case, name)
        if idle is None:
            if name in file.referenced or _has_effect(case, path, name, services):
                continue
            idle = _overridden(case, line, services) or _unreached(case, name)
        case.mark_idle(line)
        if idle is None:
            report_unread(case, line)
        elif case.is_example_of(path, name, setting.value):
            shipped.setdefault((idle.rule.id, idle.group), []).append((line, idle))
        else:
            message = f"{name} has no effect in this file: {idle.reason}"
            case.reporter.add(idle.rule, line.spot, message, idle.fix, severity=idle.severity)
    for lines in shipped.values():
        _report_shipped(case, lines)


def _report_shipped(case: EnvCase, lines: Sequence[tuple[UserLine, _Idle]]) -> None:
    """Report once the lines of Dify's own example file that have no effect for the same reason."""
    names = [line.setting.name for line, _ in lines]
    shown = ", ".join(names[:_MAX_NAMED])
    if len(names) > _MAX_NAMED:
        shown += f" and {len(names) - _MAX_NAMED} more"
    verb = "has" if len(names) == 1 else "have"
    first, idle = lines[0]
    message = f"{shown} {verb} no effect in this file, as in Dify's own: {idle.reason}"
    case.reporter.add(idle.rule, first.spot, message, idle.fix, severity="note")


def _report_unused(case: EnvCase, file: EnvFile) -> None:
    """Report a file that no service gets."""
    for setting in file.settings.values():
        case.mark_idle(UserLine(file.path, setting))
    first = next(iter(file.settings.values()), None)
    if first is not None:
        message = f"no service has {file.path} as its env_file, so nothing in it has an effect"
        fix = f"set what you need of it in {case.env_shown}"
        case.reporter.add(UNUSED_ENV_FILE, UserLine(file.path, first).spot, message, fix)


def _has_effect(case: EnvCase, path: str, name: str, services: Sequence[str]) -> bool:
    """Return whether a program reads a key in a container that gets it from this file."""
    for service in services:
        given = case.deployment.get(service, name)
        if given is None or not given.env_line or given.path != path:
            continue
        if case.readers.uses(given):
            return True
    return False


def _read_by_compose_alone(case: EnvCase, name: str) -> _Idle | None:
    """Return that docker compose configures itself with a key, if it does."""
    if name not in COMPOSE_VARIABLES:
        return None
    reason = f"docker compose itself reads it, from {case.env_shown} alone"
    return _Idle(UNREACHED_ENV_FILE_KEY, reason, f"set {name} in {case.env_shown}", "compose")


def _overridden(case: EnvCase, line: UserLine, services: Sequence[str]) -> _Idle | None:
    """Return which line wins where a program reads the key, None if none does."""
    name = line.setting.name
    received = (case.deployment.get(service, name) for service in services)
    by = next((given for given in received if given and case.readers.uses(given)), None)
    if by is None:
        return None
    return _by_env_file(case, line, by) if not by.line else _by_environment(case, line, by)


def _by_env_file(case: EnvCase, line: UserLine, by: ContainerVariable) -> _Idle:
    name = line.setting.name
    severity: Severity | None = "note" if by.value == line.setting.value else None
    if by.env_line:
        file = case.env_files[by.path].path if by.path in case.env_files else by.path
        reason = f"{file}:{by.env_line} sets it too, and {by.service} reads that file later"
        return _Idle(OVERRIDDEN_ENV_FILE_KEY, reason, f"set {name} there", file, severity)
    own = case.env.settings.get(name)
    place = f"{case.env_shown}:{own.line}" if own is not None else case.env_shown
    reason = f"{place} sets it too, and {by.service} reads that file last"
    fix = f"set {name} in {case.env_shown}"
    return _Idle(OVERRIDDEN_ENV_FILE_KEY, reason, fix, case.env_shown, severity)


def _by_environment(case: EnvCase, line: UserLine, by: ContainerVariable) -> _Idle:
    severity: Severity | None = "note" if by.value == line.setting.value else None
    reason = f"`environment` of {by.service} sets it ({by.path}:{by.line}), which wins"
    fix = "change that line in a docker-compose.override.yaml"
    if by.sources:
        source = case.env_shown if by.sources[0] == by.name else by.sources[0]
        reason = f"`environment` of {by.service} sets it from {source}, which wins"
        fix = f"set {by.sources[0]} in {case.env_shown}"
    return _Idle(OVERRIDDEN_ENV_FILE_KEY, reason, fix, "environment", severity)


def _unreached(case: EnvCase, name: str) -> _Idle | None:
    """Return why nothing that reads a key gets it from an `env_file`; None if nothing reads it."""
    in_env = f"set {name} in {case.env_shown}"
    used = next((given for given in case.deployment.uses_of(name) if given.text), None)
    if used is not None:
        reason = (
            f"docker compose fills ${{{name}}} of {used.service} from {case.env_shown}, never "
            "from an env_file"
        )
        return _Idle(UNREACHED_ENV_FILE_KEY, reason, in_env, used.service)
    if case.is_interpolated(name):
        reason = f"only docker compose itself uses it, and it reads {case.env_shown} alone"
        return _Idle(UNREACHED_ENV_FILE_KEY, reason, in_env, "compose")
    for program in case.readers.programs(name):
        services = list(case.readers.services(program))
        if services:
            return _of_other_service(case, name, services[0], scope_name(program))
    return None


def _of_other_service(case: EnvCase, name: str, service: str, reader: str) -> _Idle:
    reason = f"{reader} reads it, but {service} does not get this file"
    given = case.deployment.get(service, name)
    if given is not None and given.line and name not in given.sources:
        fix = f"change the `environment` of {service}, which sets it ({given.path}:{given.line})"
        if given.sources:
            fix = f"set {given.sources[0]} in {case.env_shown}, from which {service} gets it"
    elif DEFAULT_ENV_FILE in case.deployment.env_files.get(service, ()) or given is not None:
        fix = f"set {name} in {case.env_shown}"
    else:
        fix = f"add `{name}: ${{{name}}}` to `environment` of {service}"
        fix += f" in a docker-compose.override.yaml, and set {name} in {case.env_shown}"
    return _Idle(UNREACHED_ENV_FILE_KEY, reason, fix, reader)
