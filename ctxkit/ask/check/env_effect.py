"""Keys of a `.env` that have no effect: dead, not passed on, computed, misspelt, unknown.

Not here: how names are joined (`settings/chain.py`), what an effect is (`settings/status.py`), the
`.env` that a program reads itself (`env_of_program.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from ctxkit.ask.check.effect_rules import (
    COMPUTED_KEY,
    DEAD_KEY,
    FED_BY_ANOTHER_KEY,
    MIDDLEWARE_ONLY_KEY,
    MISSPELT_KEY,
    NOT_PASSED_KEY,
    UNKNOWN_KEY,
    UNREAD_KEY,
)
from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.env_of_program import check_effect_in_program
from ctxkit.ask.check.fact_kinds import keys_in
from ctxkit.ask.check.known_names import facts_of, readers_of, reads_in_any_case
from ctxkit.ask.check.way_in import containers_of, way_in
from ctxkit.deployment.compose_files import DEFAULT_ENV_FILE
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.libraries import library_variable
from ctxkit.dify.programs import (
    ENV,
    MIDDLEWARE,
    SERVICES_OF,
    scope_name,
    scope_of_file,
)
from ctxkit.files.user_files import Setting
from ctxkit.model import Location, Severity, Status
from ctxkit.model.rule import Rule
from ctxkit.settings.chain import Chain, chain_of
from ctxkit.settings.names import Name
from ctxkit.settings.status import Effect, effect_of

_BY_COMPOSE = ("COMPOSE_", "DOCKER_")
"""Prefixes of variables that docker compose itself reads."""
_COMPUTED = ("computed", "property")
_RULE_OF: dict[Status, Rule] = {
    "dead": DEAD_KEY,
    "unread": UNREAD_KEY,
    "undelivered": NOT_PASSED_KEY,
    "computed": COMPUTED_KEY,
}


def check_effect(case: EnvCase, name: str, setting: Setting) -> None:
    """Report that a key has no effect, if it has none."""
    if name.startswith(_BY_COMPOSE) or name in case.env.referenced:
        return
    if case.program:
        check_effect_in_program(case, name, setting)
        return
    if case.is_interpolated(name):
        return
    given = list(case.deployment.uses_of(name))
    used = [each for each in given if case.readers.uses(each)]
    if used:
        shadowed = next(_shadowed(case, name, used), None)
        if shadowed is not None:
            _report_shadowed(case, setting, shadowed, used)
        return
    if not given:
        case.mark_idle(case.line_of(setting))
        _report_not_in_compose(case, name, setting)
        return
    _report_without_reader(case, name, setting)


def _shadowed(
    case: EnvCase, name: str, used: Sequence[ContainerVariable]
) -> Iterator[ContainerVariable]:
    """Yield the variables of that name of the first service of a program, where the compose file
    sets them from something else, and only other services of the program get the key.
    """
    if any(each.text for each in used):
        return  # a line of the compose file passes it on to somebody
    for program in dict.fromkeys(case.deployment.program(each.service) for each in used):
        for service in itertools.islice(case.readers.services(program), 1):
            given = case.deployment.get(service, name)
            if given is not None and given.line and name not in given.sources:
                yield given


def _report_shadowed(
    case: EnvCase, setting: Setting, by: ContainerVariable, used: Sequence[ContainerVariable]
) -> None:
    """Report a key that the compose file itself sets where it matters most."""
    services = ", ".join(dict.fromkeys(each.service for each in used))
    message = f"{setting.name} reaches {services}, but not {by.service}: {_set_by(by)}"
    _report_by_compose(case, setting, by, message)


def _set_by(by: ContainerVariable) -> str:
    origin = f"from {by.sources[0]}" if by.sources else f"itself ({by.path}:{by.line})"
    return f"the compose file sets {by.name} of {by.service} {origin}"


def _report_without_reader(case: EnvCase, name: str, setting: Setting) -> None:
    """Report a key that containers get, but none whose program reads it."""
    programs = case.readers.programs(name)
    fed = next(_fed_by_another_key(case, programs, name), None)
    if fed is not None:
        case.mark_idle(case.line_of(setting))
        _report_fed_by_another_key(case, setting, fed)
        return
    effect = _effect(case, chain_of(case.walker, [Name(ENV, name)]), name)
    if not effect.is_certain:
        return
    case.mark_idle(case.line_of(setting))
    if effect.status in ("live", "undelivered") and programs:
        _report_not_passed(case, setting, programs)
    elif effect.status in _RULE_OF and (facts_of(case.walker, name) or case.example(name)):
        _report_effect(case, case.line_of(setting), effect)
    else:
        _report_unknown(case, case.line_of(setting))


def _effect(case: EnvCase, chain: Chain, name: str) -> Effect:
    """Return the effect of a key, where it reaches nobody of what programs declare by that name."""
    effect = effect_of(_with_declared(case, chain, name), compose=True, missing=case.missing)
    programs = [each for each in readers_of(facts_of(case.walker, name)) if each in SERVICES_OF]
    if effect.status == "dead" and programs:
        chain = chain_of(
            case.walker, [Name(ENV, name), *(Name(program, name) for program in programs)]
        )
        return effect_of(chain, compose=True, missing=case.missing)
    return effect


def _with_declared(case: EnvCase, chain: Chain, name: str) -> Chain:
    """Return the chain that begins at the program's own names too, where it only ends in what a
    program computes.
    """
    keys = keys_in(chain.records)
    if not any(key.origin in _COMPUTED for key in keys):
        return chain
    return chain_of(case.walker, [each for each in chain.depth if each.name == name])


def _report_effect(case: EnvCase, line: UserLine, effect: Effect) -> None:
    setting = line.setting
    name = setting.name
    example = case.example(name)
    message = f"{name} has no effect: {effect.why}"
    if case.other_version:
        message = f"{name} has no effect at {case.version}, but the images are of "
        message += f"{case.other_version}: {effect.why}"
    severity = _severity_as_shipped(case, setting)
    if severity == "note":
        message += ", as in Dify's own example file"
    fix = _removal(case, name)
    if effect.status == "undelivered":
        fix = way_in(case, setting, case.readers.programs(name))
    places = [example.location] if example is not None else []
    rule = _RULE_OF[effect.status]
    case.reporter.add(
        rule,
        line.spot,
        message,
        fix,
        severity=severity,
        places=places,
        as_shipped=severity == "note",
    )


def _severity_as_shipped(case: EnvCase, setting: Setting) -> Severity | None:
    """Return a milder severity for what Dify's own example files contain as well, unless one of
    them has another value: then the key is not for all services.
    """
    return "note" if case.is_value_of_examples(setting.name, setting.value) else None


def _removal(case: EnvCase, name: str) -> str:
    """Return the advice to remove a key, empty where another version, which the user runs, or a
    program whose code is missing may know it.
    """
    return "" if case.other_version or case.missing else f"remove {name}"


def _report_not_in_compose(case: EnvCase, name: str, setting: Setting) -> None:
    """Report a key that no compose file mentions."""
    programs = case.readers.programs(name)
    fed = next(_fed_by_another_key(case, programs, name), None)
    if fed is not None:
        _report_fed_by_another_key(case, setting, fed)
    elif programs:
        _report_not_passed(case, setting, programs)
    elif _is_of_middleware(case, name):
        message = (
            f"{name} has no effect: only docker-compose.middleware.yaml reads it, "
            "which is for development"
        )
        spot = case.spot(setting)
        case.reporter.add(MIDDLEWARE_ONLY_KEY, spot, message, _removal(case, name))
    else:
        report_unread(case, case.line_of(setting))


def _is_of_middleware(case: EnvCase, name: str) -> bool:
    facts = facts_of(case.walker, name)
    return any(scope_of_file(fact.repo, fact.path) == MIDDLEWARE for fact in facts)


def _fed_by_another_key(
    case: EnvCase, programs: Iterable[str], name: str
) -> Iterator[ContainerVariable]:
    """Yield the variables of that name which containers get from another key, those of the programs
    that read it first.
    """
    own = [service for program in programs for service in case.readers.services(program)]
    for service in own:
        given = case.deployment.get(service, name)
        if given is not None and given.line and name not in given.sources:
            yield given
    for service, variables in case.deployment.services.items():
        given = variables.get(name)
        if given is None or not given.line or name in given.sources:
            continue
        # Without a source it is a text of the compose file's own.
        if given.sources and case.deployment.runs(service):
            yield given


def _report_fed_by_another_key(case: EnvCase, setting: Setting, fed: ContainerVariable) -> None:
    _report_by_compose(case, setting, fed, f"{setting.name} has no effect: {_set_by(fed)}")


def _report_by_compose(
    case: EnvCase, setting: Setting, by: ContainerVariable, message: str
) -> None:
    places = []
    if by.path not in case.deployment.own:  # a line of the user's is not a place in the sources
        places = [Location(repo="dify", path=by.path, line=by.line, end_line=by.line)]
    fix = f"change it in `environment` of {by.service} in a docker-compose.override.yaml"
    if by.sources:
        fix = f"set {by.sources[0]} instead"
    elif _tells_services_apart(case, by):
        fix = f"remove {by.name}"
    severity = _severity_as_shipped(case, setting)
    spot = case.spot(setting)
    case.reporter.add(FED_BY_ANOTHER_KEY, spot, message, fix, severity=severity, places=places)


def _tells_services_apart(case: EnvCase, by: ContainerVariable) -> bool:
    """Return whether services of one program have each a text of its own under a name: `MODE` makes
    one image the api, the worker or the scheduler.
    """
    program = case.deployment.program(by.service)
    given = (case.deployment.get(each, by.name) for each in case.readers.services(program))
    return len({each.value for each in given if each and each.line and not each.sources}) > 1


def _report_not_passed(case: EnvCase, setting: Setting, programs: Sequence[str]) -> None:
    name = setting.name
    who = " and ".join(scope_name(program) for program in programs)
    verb = "reads" if len(programs) == 1 else "read"
    reason = f"{who} {verb} it, but the compose file does not pass it to the container"
    if library_variable(name) is not None and not facts_of(case.walker, name):
        programs = programs[:1]
        reason = "the compose file passes it to no container"
    is_run = bool(containers_of(case, programs))
    if not is_run and facts_of(case.walker, name):
        reason = f"{who} {verb} it, which no container here runs"
    message = f"{name} has no effect: {reason}"
    fix = way_in(case, setting, programs)
    severity = _severity_as_shipped(case, setting)
    if severity == "note":
        message += ", as in Dify's own example file"
    elif not fix and is_run:
        message += ", which would refuse this value"
    facts = facts_of(case.walker, name)
    declared = [fact for fact in facts if scope_of_file(fact.repo, fact.path) in programs]
    spot, places = case.spot(setting), [fact.location for fact in declared[:1]]
    case.reporter.add(
        NOT_PASSED_KEY,
        spot,
        message,
        fix,
        severity=severity,
        places=places,
        as_shipped=severity == "note",
    )


def report_unread(case: EnvCase, line: UserLine) -> None:
    """Report a key that nothing reads in any container."""
    name = line.setting.name
    if not case.readers.may_be_read(name):
        _report_unknown(case, line)
        return
    effect = _effect(case, chain_of(case.walker, [Name(ENV, name)]), name)
    if effect.status in ("unread", "computed"):
        _report_effect(case, line, effect)
    elif case.example(name) is not None:
        _report_example_only(case, line)
    else:
        _report_unknown(case, line)


def _report_example_only(case: EnvCase, line: UserLine) -> None:
    setting = line.setting
    example = case.example(setting.name)
    message = (
        f"{setting.name} has no effect: it is in Dify's own example file, but no compose file "
        "uses it"
    )
    case.reporter.add(
        DEAD_KEY,
        line.spot,
        message,
        _removal(case, setting.name),
        severity=_severity_as_shipped(case, setting),
        places=[example.location] if example is not None else [],
    )


def _report_unknown(case: EnvCase, line: UserLine) -> None:
    name, spot = line.setting.name, line.spot
    intended = case.names.intended(name)
    if intended == name.upper() and _is_read_in_any_case(case, name):
        return
    if intended and intended != name:
        message = f"unknown setting {name}; did you mean {intended}?"
        if intended in case.env.settings:
            message = f"unknown setting {name}; did you mean {intended} (also set in this file)?"
        keys = keys_in(facts_of(case.walker, intended))
        places = [key.location for key in keys[:1]]
        case.reporter.add(MISSPELT_KEY, spot, message, f"rename it to {intended}", places=places)
        return
    if place := _env_file_of(case, name):
        message = f"{name} has no effect in this file: Dify's own example has it in {place}"
        case.reporter.add(NOT_PASSED_KEY, spot, message, f"set {name} in {place}")
        return
    message = f"unknown setting {name}: nothing in Dify {case.version} reads it"
    if case.other_version:
        message = f"unknown setting {name}: not at {case.version}, but the images are of "
        message += case.other_version
    elif case.missing:
        message = f"unknown setting {name}: nothing in this workspace reads it"
    likely = case.names.likely(name)
    if likely and likely != name:
        fix = f"set {likely} instead if you mean it"
        case.reporter.add(UNKNOWN_KEY, spot, f"{message}; did you mean {likely}?", fix)
        return
    if near := case.names.near(name):
        message += f"; nearest: {', '.join(near)}"
    case.reporter.add(UNKNOWN_KEY, spot, message, _removal(case, name))


def _is_read_in_any_case(case: EnvCase, name: str) -> bool:
    """Return whether a container gets a name in other letters than its program's, and not the name
    itself too, and the program reads it nevertheless.
    """
    return any(
        name in variables
        and name.upper() not in variables
        and reads_in_any_case(case.walker, case.deployment.program(service), name)
        for service, variables in case.deployment.services.items()
    )


def _env_file_of(case: EnvCase, name: str) -> str:
    """Return the `env_file` of a service whose example has a key, also in a comment; empty if all
    of them get the `.env` too.
    """
    for use in case.uses(name):
        path = use.path.removeprefix("docker/").removesuffix(".example")
        if use.path == path or scope_of_file(use.repo, use.path) != ENV:
            continue
        for paths in case.deployment.env_files.values():
            if path in paths and DEFAULT_ENV_FILE not in paths:
                return f"docker/{path}"
    return ""
