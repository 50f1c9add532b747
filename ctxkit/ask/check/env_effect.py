"""Keys of a `.env` that have no effect: dead, undelivered, computed, misspelt, unknown.

Not here: how names are joined (`settings/chain.py`), what an effect is (`settings/status.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.known_names import Names, facts_of, readers_of
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.libraries import is_read_by_library
from ctxkit.dify.programs import ENV, MIDDLEWARE, SERVICES_OF, scope_name, scope_of_file
from ctxkit.files.user_files import Setting
from ctxkit.model import ConfigKey, ConfigUse, Location, Status
from ctxkit.settings.chain import Chain, chain_of
from ctxkit.settings.names import Name
from ctxkit.settings.status import Effect, effect_of

_BY_COMPOSE = ("COMPOSE_", "DOCKER_")
_RULE_OF: dict[Status, str] = {
    "dead": "dead-key",
    "unread": "unread-key",
    "undelivered": "undelivered-key",
    "computed": "computed-key",
}


def check_effect(case: EnvCase, name: str, setting: Setting) -> None:
    if name.startswith(_BY_COMPOSE) or name in case.env.referenced:
        return
    if case.program:
        _of_program(case, name, setting)
        return
    chain = chain_of(case.walker, [Name(ENV, name)])
    taken = any(
        isinstance(f, ConfigUse) and f.role == "reads" and f.name == name
        for f in _in_compose(case, chain)
    )
    if not taken and not any(True for _ in case.deployment.uses_of(name)):
        case.idle.add(name)
        _not_taken(case, name, setting)
        return
    effect = effect_of(_with_declared(case, chain, name), compose=True)
    if effect.status == "dead" and (
        programs := [
            each for each in readers_of(facts_of(case.walker, name)) if each in SERVICES_OF
        ]
    ):
        chain = chain_of(
            case.walker, [Name(ENV, name), *(Name(program, name) for program in programs)]
        )
        effect = effect_of(chain, compose=True)
    if effect.status == "live" or (effect.status == "undelivered" and _comes_whole(case, name)):
        return
    case.idle.add(name)
    _without_effect(case, setting, effect)


def _comes_whole(case: EnvCase, name: str) -> bool:
    """Tell whether a service gets the file as its `env_file`, and with it a key that its program
    reads.
    """
    services = {
        s
        for program in readers_of(facts_of(case.walker, name))
        for s in SERVICES_OF.get(program, ())
    }
    return any(
        given.name == name and not given.text and given.service in services
        for given in case.deployment.uses_of(name)
    )


def _of_program(case: EnvCase, name: str, setting: Setting) -> None:
    """Report a key that the program which reads the file itself does not know."""
    if case.program in readers_of(facts_of(case.walker, name)) or is_read_by_library(name):
        return
    case.idle.add(name)
    shipped = next((f for f in facts_of(case.walker, name) if _is_example(f, case.program)), None)
    if shipped is not None:
        message = f"{name} has no effect: it stands in {scope_name(case.program)}'s example file, but no code reads it"
        case.add(
            "dead-key", setting, message, f"remove {name}", places=[shipped.location], note=True
        )
        return
    names = Names(case.enumerations.declared_names(case.program))
    meant = names.meant(name)
    who = scope_name(case.program)
    if meant:
        message = f"{who} knows no {name}; probably {meant} is meant"
        case.add("misspelt-key", setting, message, f"rename it to {meant}")
    else:
        case.add(
            "unknown-key",
            setting,
            f"{who} of Dify {case.version} knows no {name}",
            f"remove {name}",
        )


def _is_example(fact: object, program: str) -> bool:
    return (
        isinstance(fact, ConfigUse)
        and fact.via.startswith("env-example")
        and scope_of_file(fact.repo, fact.path) == program
    )


def _in_compose(case: EnvCase, chain: Chain) -> Iterator[ConfigUse]:
    for fact in chain.records:
        if not isinstance(fact, ConfigUse) or not fact.via.startswith("compose"):
            continue
        if scope_of_file(fact.repo, fact.path) == ENV and "template" not in fact.path:
            yield fact


def _with_declared(case: EnvCase, chain: Chain, name: str) -> Chain:
    """Return the chain that begins at the program's own names too, where it only ends in what a
    program computes.
    """
    keys = [fact for fact in chain.records if isinstance(fact, ConfigKey)]
    if not any(fact.origin in ("computed", "property") for fact in keys):
        return chain
    return chain_of(case.walker, [each for each in chain.depth if each.name == name])


def _without_effect(case: EnvCase, setting: Setting, effect: Effect) -> None:
    example = case.example(setting.name)
    as_shipped = example is not None and (example.value or "") == setting.value
    tail = ", as in Dify's own example file" if as_shipped else ""
    case.reporter.add(
        _RULE_OF[effect.status],
        key=setting.name,
        path=case.env.path,
        line=setting.line,
        end_line=setting.end_line,
        message=f"{setting.name} has no effect: {effect.why}{tail}",
        fix=f"remove {setting.name}"
        if effect.status != "undelivered"
        else _way_in(case, setting.name),
        severity="note" if as_shipped else None,
        places=[example.location] if example else [],
    )


def _way_in(case: EnvCase, name: str) -> str:
    """Return how to hand a variable to the program that reads it."""
    programs = [each for each in readers_of(facts_of(case.walker, name)) if each in SERVICES_OF]
    if not programs:
        return ""
    services = ", ".join(SERVICES_OF[programs[0]])
    return f"add `{name}: ${{{name}}}` to `environment` of {services} in a docker-compose.override.yaml"


def _not_taken(case: EnvCase, name: str, setting: Setting) -> None:
    """Report a key that the compose files never mention."""
    facts = facts_of(case.walker, name)
    programs = [each for each in readers_of(facts) if each in SERVICES_OF]
    under = next(_fed_otherwise(case, programs, name), None)
    declared = next(
        (fact for fact in facts if scope_of_file(fact.repo, fact.path) in programs), None
    )
    if under is not None:
        case.add(
            "undelivered-key",
            setting,
            f"{name} has no effect here: the container {under.service} gets its {name} from {under.sources[0]}",
            f"set {under.sources[0]} instead",
            places=_place_in_compose(case, under),
        )
    elif programs and declared is not None:
        who = " and ".join(scope_name(each) for each in programs)
        example = case.example(name)
        as_shipped = example is not None and (example.value or "") == setting.value
        case.add(
            "undelivered-key",
            setting,
            f"{name} has no effect: {who} knows it, but the compose file does not hand it over"
            + (" (as in Dify's own example file)" if as_shipped else ""),
            _way_in(case, name),
            places=[declared.location],
            note=as_shipped,
        )
    elif any(scope_of_file(fact.repo, fact.path) == MIDDLEWARE for fact in facts):
        message = f"{name} has no effect here: only docker-compose.middleware.yaml reads it, a set-up for developers"
        case.add("dead-key", setting, message, f"remove {name}")
    else:
        _unknown(case, name, setting)


def _fed_otherwise(
    case: EnvCase, programs: Iterable[str], name: str
) -> Iterator[ContainerVariable]:
    """Yield the variables of that name which containers get from another name: those of the
    programs first.
    """
    own = [service for program in programs for service in SERVICES_OF[program]]
    for service in (*own, *filter(case.deployment.runs, case.deployment.services)):
        given = case.deployment.get(service, name)
        if given is not None and given.sources and name not in given.sources:
            yield given


def _unknown(case: EnvCase, name: str, setting: Setting) -> None:
    example = case.example(name)
    if example is not None:
        as_shipped = (example.value or "") == setting.value
        message = f"{name} has no effect: it stands in Dify's own example file, but nothing takes it from there"
        case.add(
            "dead-key",
            setting,
            message,
            f"remove {name}",
            places=[example.location],
            note=as_shipped,
        )
        return
    meant = case.names.meant(name)
    if meant:
        both = " (which this file sets too)" if meant in case.env.settings else ""
        case.add(
            "misspelt-key",
            setting,
            f"no program knows {name}; probably {meant} is meant{both}",
            f"rename it to {meant}",
            places=[
                fact.location
                for fact in facts_of(case.walker, meant)
                if isinstance(fact, ConfigKey)
            ][:1],
        )
        return
    near = case.names.near(name)
    tail = f"; the nearest are {', '.join(near)}" if near else ""
    case.add(
        "unknown-key",
        setting,
        f"no program of Dify {case.version} knows {name}{tail}",
        f"remove {name}",
    )


def _place_in_compose(case: EnvCase, given: ContainerVariable) -> list[Location]:
    """Return the line of Dify's own compose file; those of the user's are no place in the sources."""
    if given.path in case.deployment.own:
        return []
    return [Location(repo="dify", path=given.path, line=given.line, end_line=given.line)]
