"""Keys of a `.env` that have no effect: dead, not passed on, computed, misspelt, unknown.

Not here: how names are joined (`settings/chain.py`), what an effect is (`settings/status.py`), the
`.env` that a program reads itself (`env_of_program.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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
from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.env_of_program import check_effect_in_program
from ctxkit.ask.check.fact_kinds import keys_in, uses_in
from ctxkit.ask.check.known_names import facts_of, readers_of
from ctxkit.ask.check.rule import Rule
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.programs import ENV, MIDDLEWARE, SERVICES_OF, scope_name, scope_of_file
from ctxkit.files.user_files import Setting
from ctxkit.model import ConfigUse, Location, Severity, Status
from ctxkit.settings.chain import Chain, chain_of
from ctxkit.settings.names import Name, SettingFact
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
    chain = chain_of(case.walker, [Name(ENV, name)])
    if not _is_in_compose(case, chain, name):
        case.idle.add(name)
        _report_not_in_compose(case, name, setting)
        return
    effect = _effect(case, chain, name)
    if effect.status == "live":
        return
    if effect.status == "undelivered" and _is_in_env_file(case, name):
        return
    if not effect.is_certain:
        return
    case.idle.add(name)
    _report_effect(case, setting, effect)


def _is_in_compose(case: EnvCase, chain: Chain, name: str) -> bool:
    """Return whether a compose file puts the key in anywhere."""
    if any(True for _ in case.deployment.uses_of(name)):
        return True
    uses = uses_in(chain.records)
    return any(_is_read_by_compose(use, name) for use in uses)


def _is_read_by_compose(use: ConfigUse, name: str) -> bool:
    if (use.role, use.name) != ("reads", name) or not use.via.startswith("compose"):
        return False
    # docker-compose-template.yaml is what Dify makes docker-compose.yaml from.
    return scope_of_file(use.repo, use.path) == ENV and "template" not in use.path


def _effect(case: EnvCase, chain: Chain, name: str) -> Effect:
    effect = effect_of(_with_declared(case, chain, name), compose=True, missing=case.missing)
    programs = _programs(case, name)
    if effect.status == "dead" and programs:
        chain = chain_of(
            case.walker, [Name(ENV, name), *(Name(program, name) for program in programs)]
        )
        return effect_of(chain, compose=True, missing=case.missing)
    return effect


def _programs(case: EnvCase, name: str) -> list[str]:
    """Return the programs of the deployment that declare or read a key."""
    return [each for each in readers_of(facts_of(case.walker, name)) if each in SERVICES_OF]


def _is_in_env_file(case: EnvCase, name: str) -> bool:
    """Return whether a service gets the file as its `env_file`, and with it a key that its program
    reads.
    """
    services = {
        service
        for program in readers_of(facts_of(case.walker, name))
        for service in SERVICES_OF.get(program, ())
    }
    # What comes by `env_file` has no text in the compose file.
    by_file = [given for given in case.deployment.uses_of(name) if not given.text]
    return any(given.name == name and given.service in services for given in by_file)


def _with_declared(case: EnvCase, chain: Chain, name: str) -> Chain:
    """Return the chain that begins at the program's own names too, where it only ends in what a
    program computes.
    """
    keys = keys_in(chain.records)
    if not any(key.origin in _COMPUTED for key in keys):
        return chain
    return chain_of(case.walker, [each for each in chain.depth if each.name == name])


def _report_effect(case: EnvCase, setting: Setting, effect: Effect) -> None:
    name = setting.name
    example = case.example(name)
    message = f"{name} has no effect: {effect.why}"
    severity = _severity_as_shipped(case, setting)
    if severity == "note":
        message += ", as in Dify's own example file"
    fix = _way_in(case, name) if effect.status == "undelivered" else f"remove {name}"
    places = [example.location] if example is not None else []
    rule = _RULE_OF[effect.status]
    case.reporter.add(rule, case.spot(setting), message, fix, severity=severity, places=places)


def _severity_as_shipped(case: EnvCase, setting: Setting) -> Severity | None:
    """Return a milder severity for what Dify's own example file contains as well."""
    return "note" if case.is_example_value(setting.name, setting.value) else None


def _way_in(case: EnvCase, name: str) -> str:
    """Return how to pass a variable to the program that reads it."""
    programs = _programs(case, name)
    if not programs:
        return ""
    services = ", ".join(SERVICES_OF[programs[0]])
    return (
        f"add `{name}: ${{{name}}}` to `environment` of {services} "
        "in a docker-compose.override.yaml"
    )


def _report_not_in_compose(case: EnvCase, name: str, setting: Setting) -> None:
    """Report a key that no compose file mentions."""
    facts = facts_of(case.walker, name)
    programs = _programs(case, name)
    fed = next(_fed_by_another_key(case, programs, name), None)
    declared = [fact for fact in facts if scope_of_file(fact.repo, fact.path) in programs]
    if fed is not None:
        _report_fed_by_another_key(case, setting, fed)
    elif programs and declared:
        _report_not_passed(case, setting, programs, declared[0])
    elif any(scope_of_file(fact.repo, fact.path) == MIDDLEWARE for fact in facts):
        message = (
            f"{name} has no effect: only docker-compose.middleware.yaml reads it, "
            "which is for development"
        )
        case.reporter.add(MIDDLEWARE_ONLY_KEY, case.spot(setting), message, f"remove {name}")
    elif case.example(name) is not None:
        _report_example_only(case, setting)
    else:
        _report_unknown(case, name, setting)


def _fed_by_another_key(
    case: EnvCase, programs: Iterable[str], name: str
) -> Iterator[ContainerVariable]:
    """Yield the variables of that name which containers get from another key, those of the programs
    that read it first.
    """
    own = [service for program in programs for service in SERVICES_OF[program]]
    for service in (*own, *filter(case.deployment.runs, case.deployment.services)):
        given = case.deployment.get(service, name)
        if given is None or name in given.sources:
            continue
        if given.sources:  # without one it is a text of the compose file's own
            yield given


def _report_fed_by_another_key(case: EnvCase, setting: Setting, fed: ContainerVariable) -> None:
    name, source = setting.name, fed.sources[0]
    message = f"{name} has no effect: the compose file sets {name} of {fed.service} from {source}"
    places = []
    if fed.path not in case.deployment.own:  # a line of the user's is not a place in the sources
        places = [Location(repo="dify", path=fed.path, line=fed.line, end_line=fed.line)]
    spot = case.spot(setting)
    case.reporter.add(FED_BY_ANOTHER_KEY, spot, message, f"set {source} instead", places=places)


def _report_not_passed(
    case: EnvCase, setting: Setting, programs: list[str], declared: SettingFact
) -> None:
    name = setting.name
    who = " and ".join(scope_name(program) for program in programs)
    message = (
        f"{name} has no effect: {who} reads it, but the compose file does not pass it to "
        "the container"
    )
    severity = _severity_as_shipped(case, setting)
    if severity == "note":
        message += ", as in Dify's own example file"
    case.reporter.add(
        NOT_PASSED_KEY,
        case.spot(setting),
        message,
        _way_in(case, name),
        severity=severity,
        places=[declared.location],
    )


def _report_example_only(case: EnvCase, setting: Setting) -> None:
    example = case.example(setting.name)
    message = (
        f"{setting.name} has no effect: it is in Dify's own example file, but no compose file "
        "uses it"
    )
    case.reporter.add(
        DEAD_KEY,
        case.spot(setting),
        message,
        f"remove {setting.name}",
        severity=_severity_as_shipped(case, setting),
        places=[example.location] if example is not None else [],
    )


def _report_unknown(case: EnvCase, name: str, setting: Setting) -> None:
    spot = case.spot(setting)
    intended = case.names.intended(name)
    if intended:
        message = f"unknown setting {name}; did you mean {intended}?"
        if intended in case.env.settings:
            message = f"unknown setting {name}; did you mean {intended} (also set in this file)?"
        keys = keys_in(facts_of(case.walker, intended))
        places = [key.location for key in keys[:1]]
        case.reporter.add(MISSPELT_KEY, spot, message, f"rename it to {intended}", places=places)
        return
    message = f"unknown setting {name}: nothing in Dify {case.version} reads it"
    fix = f"remove {name}"
    if case.missing:
        message, fix = f"unknown setting {name}: nothing in this workspace reads it", ""
    if near := case.names.near(name):
        message += f"; nearest: {', '.join(near)}"
    case.reporter.add(UNKNOWN_KEY, spot, message, fix)
