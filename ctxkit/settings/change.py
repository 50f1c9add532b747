"""How to change a setting, in compose and in the chart: which line to edit, what to add, which
services to restart.

Not here: whether the change has an effect (`status.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ctxkit.dify.programs import (
    ENV,
    MIDDLEWARE,
    SERVICES_OF,
    VALUES,
    is_program,
    scope_of_file,
    scope_of_service,
)
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.settings.chain import Chain, Name, SettingFact, Walker, is_commented
from ctxkit.settings.layers import names_in_use
from ctxkit.settings.places import Found, is_placeholder
from ctxkit.settings.status import Effect, of_middleware_alone

_MOST_LINES = 3  # of docker/.env that one sentence names
_MOST_VALUES = 3  # of a chart that one sentence names
_MOST_SWITCHES = 6
_LONGEST = 40  # characters of a default that is written out
_MIDDLEWARE_FILE = "docker-compose.middleware.yaml"
_EXTRA_ENV = {
    "api": ("api", "worker", "beat"),
    "web": ("web",),
    "sandbox": ("sandbox",),
    "plugin_daemon": ("pluginDaemon",),
}
"""The parts of the chart's values that hold the `extraEnv` of a program; its nginx and squid read
no variables.
"""

_PLAIN = re.compile(r"(?!None\b)[\w./:@-]+")
"""A default that can be written as the fallback of an interpolation."""

_SANDBOX_FILE = "docker/volumes/sandbox/conf/config.yaml"
"""What compose mounts as the sandbox's file of settings."""


def how_to_change(
    chain: Chain, walker: Walker, found: list[Found], effect: Effect, *, compose: bool
) -> list[str]:
    """Return a sentence for each deployment in which the setting can be changed; none where there
    is no way.
    """
    if effect.status in ("computed", "dead"):
        return []
    facts = [fact for fact, _, _ in found if not fact.test]
    if of_middleware_alone(chain, walker):
        return [step] if (step := _in_middleware(walker, facts)) else []
    steps = []
    from_chart = all(name.scope == VALUES for name in chain.start)
    if compose and not from_chart:
        used = names_in_use(walker, found)
        own = (
            "" if chain.start[0].name.isupper() else _in_own_file(facts)
        )  # a variable is changed as variables are
        steps += [step for step in (own, _in_compose(chain, walker, facts, used, effect)) if step]
    if step := _in_chart(chain, walker, facts):
        steps.append(step)
    return steps


def _in_own_file(facts: list[SettingFact]) -> str:
    """Return the line to edit of the file that the compose deployment mounts for a program to read."""
    key = next(
        (fact for fact in facts if isinstance(fact, ConfigKey) and fact.origin == "yaml"), None
    )
    if key is None:
        return ""
    line = next(
        (
            f.line
            for f in facts
            if f.path == _SANDBOX_FILE and isinstance(f, ConfigUse) and f.role == "sets"
        ),
        0,
    )
    place = f"edit {_SANDBOX_FILE}:{line}" if line else f"add `{key.name}` to {_SANDBOX_FILE}"
    taken = any(
        isinstance(fact, ConfigUse) and fact.via == "getenv" and fact.role == "reads"
        for fact in facts
    )
    wins = "; an environment variable goes before it" if taken else ""
    return f"to change it with compose: {place}, then `docker compose restart sandbox`{wins}"


def _in_compose(
    chain: Chain, walker: Walker, facts: list[SettingFact], used: set[Name], effect: Effect
) -> str:
    handed_on = [
        (fact, source)
        for fact in facts
        if isinstance(fact, ConfigUse) and scope_of_file(fact.repo, fact.path) == ENV
        if fact.via.startswith("compose") or fact.via == "env-example"
        for source, _ in walker.rename(fact)[:1]
        if source in chain.depth and "template" not in fact.path
    ]
    if effect.status == "undelivered" or not handed_on:
        return _add_to_compose(chain, facts)
    reached: dict[
        str, dict[str, None]
    ] = {}  # by what an operator sets: the services that get it and know what it is
    for fact, source in handed_on:
        name = fact.target or fact.name
        services = walker.delivery.services(fact)
        ends = [(service, Name(scope_of_service(service), name)) for service in services]
        known = [
            s for s, end in ends if fact.role == "reads" or end in used or not is_program(end.scope)
        ]
        reached.setdefault(source.name, {}).update(dict.fromkeys(known))
    if all(fact.via == "compose-literal" for fact, _ in handed_on):
        places = ", ".join(f"{fact.path}:{fact.line}" for fact, _ in handed_on[:3])
        return f"to change it with compose: edit {places}{_restart(effect.services)}; docker/.env has no say in it"
    lines = {
        fact.name: fact for fact in facts if isinstance(fact, ConfigUse) and _is_env_line(fact)
    }
    names = [name for name in reached if name in lines] or list(reached)
    if len(names) > 1:  # the services of a program take the setting from different lines
        names = [name for name in names if reached[name]] or names
        ways = "; ".join(
            f"{_env_line(name, lines)} for {', '.join(reached[name])}"
            for name in names[:_MOST_LINES]
        )
        everyone = list(dict.fromkeys(service for name in names for service in reached[name]))
        return f"to change it with compose: set {ways}{_restart(everyone)}"
    return f"to change it with compose: set {_env_line(names[0], lines)}{_restart(reached[names[0]] or effect.services)}"


def _in_middleware(walker: Walker, facts: list[SettingFact]) -> str:
    """Return how to change what the compose file of the middleware alone takes from its `.env`."""
    uses = [
        f for f in facts if isinstance(f, ConfigUse) and scope_of_file(f.repo, f.path) == MIDDLEWARE
    ]
    line = next((use for use in uses if use.via == "env-example" and not is_commented(use)), None)
    if line is None:
        return ""
    services = dict.fromkeys(
        s for use in uses if use is not line for s in walker.delivery.services(use)
    )
    place = f"set `{line.name}` in {line.path.removesuffix('.example')} ({line.path}:{line.line})"
    restart = (
        f", then `docker compose -f {_MIDDLEWARE_FILE} up -d {' '.join(services)}`"
        if services
        else ""
    )
    return f"to change it with compose: {place}{restart}"


def _restart(services: Iterable[str]) -> str:
    return f", then `docker compose up -d {' '.join(services)}`" if services else ""


def _env_line(name: str, lines: Mapping[str, ConfigUse]) -> str:
    line = lines.get(name)
    if line is None:
        return f"`{name}` in docker/.env"
    return f"`{name}` in {line.path.removesuffix('.example')} ({line.path}:{line.line})"


def _is_env_line(fact: ConfigUse) -> bool:
    return (
        fact.via == "env-example"
        and not is_commented(fact)
        and scope_of_file(fact.repo, fact.path) == ENV
    )


def _add_to_compose(chain: Chain, facts: list[SettingFact]) -> str:
    """Return what to add where compose does not hand the setting to the program that reads it."""
    reader = _reader(chain, facts)
    if reader is None or reader.scope not in SERVICES_OF:
        return ""
    services = ", ".join(SERVICES_OF[reader.scope])
    default = next(
        (
            fact.default
            for fact in facts
            if isinstance(fact, ConfigKey) and fact.name == reader.name
        ),
        None,
    )
    plain = default if default and len(default) <= _LONGEST and _PLAIN.fullmatch(default) else ""
    entry = f"{reader.name}: ${{{reader.name}:-{plain}}}" if plain else f"{reader.name}: <value>"
    return (
        f"to change it with compose: add `{entry}` to `environment` of {services} in a "
        "docker-compose.override.yaml; docker/.env alone does not reach the container"
    )


def _reader(chain: Chain, facts: list[SettingFact]) -> Name | None:
    """Return the variable by which a program takes the setting in."""
    for fact in facts:
        scope = scope_of_file(fact.repo, fact.path)
        if isinstance(fact, ConfigKey) and fact.origin in (
            "pydantic",
            "envconfig",
            "zod",
            "getenv",
        ):
            return _outermost(Name(scope, fact.name), facts)
        if (
            isinstance(fact, ConfigUse)
            and fact.role == "reads"
            and fact.via in ("getenv", "env", "shell", "template")
        ):
            # A read of all names of a pattern is a read of the one that was asked for.
            return Name(scope, chain.start[0].name if "*" in fact.name else fact.name)
    return None


def _outermost(name: Name, facts: list[SettingFact]) -> Name:
    """Return the variable that an entrypoint exports as `name`, for that export overwrites `name`;
    else `name`.
    """
    for fact in facts:
        if (
            isinstance(fact, ConfigUse)
            and fact.via == "shell"
            and fact.target == name.name
            and fact.name != name.name
        ):
            return Name(name.scope, fact.name)
    return name


def _in_chart(chain: Chain, walker: Walker, facts: list[SettingFact]) -> str:
    values = _chart_values(chain, facts)
    reader = _reader(chain, facts)
    if values:
        # Of values that alternatives of the deployment name alike, those of the program itself
        # first.
        own = reader.scope.replace("_", "") if reader else ""
        values.sort(key=lambda fact: own not in fact.name.lower())
        return f"to change it with Helm: set {_each_value(walker, facts, values[:_MOST_VALUES])}, then `helm upgrade`"
    listed = next((f for f in facts if isinstance(f, ConfigUse) and f.via == "helm-env"), None)
    if listed is not None and listed.target == (reader.name if reader else listed.target):
        place = f"`{listed.target}` in the list `{listed.name}` ({listed.path}:{listed.line})"
        return f"to change it with Helm: set {place}, then `helm upgrade`"
    if by := _switches(walker, facts):
        return f"to change it with Helm: the chart sets it by {by}; then `helm upgrade`"
    return _add_to_chart(reader, walker, facts) if reader else ""


def _switches(walker: Walker, facts: list[SettingFact]) -> str:
    """Return the values that decide which fixed value the chart's templates give the setting."""
    made = [
        fact
        for fact in facts
        if isinstance(fact, ConfigUse) and fact.via == "helm-literal" and not fact.test
    ]
    names = dict.fromkeys(use.name for fact in made for use in walker.conditions_of(fact)[-1:])
    values = [
        f
        for f in walker.about(names)
        if isinstance(f, ConfigUse) and f.via == "helm-values" and f.name in names
    ]
    values = [fact for fact in values if fact.path.endswith("/values.yaml")]
    values.sort(key=lambda fact: list(names).index(fact.name))
    more = f" and {len(values) - _MOST_SWITCHES} more" if len(values) > _MOST_SWITCHES else ""
    return (
        ", ".join(f"`{fact.name}` ({fact.path}:{fact.line})" for fact in values[:_MOST_SWITCHES])
        + more
    )


def _each_value(walker: Walker, facts: list[SettingFact], values: list[ConfigUse]) -> str:
    """Return where the values stand: with their services where each feeds others, else as
    alternatives.
    """
    fed: dict[str, dict[str, None]] = {fact.name: {} for fact in values}
    for fact in facts:
        if (
            isinstance(fact, ConfigUse)
            and fact.role == "renders"
            and fact.name in fed
            and fact.target
        ):
            fed[fact.name].update(dict.fromkeys(walker.delivery.services(fact)))
    all_fed = [service for services in fed.values() for service in services]
    places = {fact.name: f"`{fact.name}` ({fact.path}:{fact.line})" for fact in values}
    if len(places) > 1 and all(fed.values()) and len(all_fed) == len(set(all_fed)):
        return ", ".join(f"{place} for {', '.join(fed[name])}" for name, place in places.items())
    return " or ".join(places.values())


def _chart_values(chain: Chain, facts: list[SettingFact]) -> list[ConfigUse]:
    """Return the chart's values that feed the setting: no parts of it, and none that stand in where
    these are empty.
    """
    values = [
        fact
        for fact in facts
        if isinstance(fact, ConfigUse)
        and fact.via == "helm-values"
        and fact.path.endswith("/values.yaml")
        if not fact.name.startswith("externalSecret.")
    ]
    if asked := [fact for fact in values if Name(VALUES, fact.name) in chain.start]:
        return asked
    together: dict[
        tuple[str, int, str], set[str]
    ] = {}  # by what is rendered: the names of the values in it
    partial: set[tuple[str, int, str]] = set()
    for fact, _ in chain.facts.values():
        if isinstance(fact, ConfigUse) and fact.via == "helm-template" and fact.target.isupper():
            rendered = (fact.path, fact.line, fact.target)
            together.setdefault(rendered, set()).add(fact.name)
            partial |= {rendered} if fact.partial else set()
    whole = {
        name
        for key, names in together.items()
        if len(names) == 1 and key not in partial
        for name in names
    }
    chosen = [fact for fact in values if fact.name in whole]
    return chosen or ([] if together else values)


def _add_to_chart(reader: Name, walker: Walker, facts: list[SettingFact]) -> str:
    """Return what to add where no value of the chart feeds the setting."""
    paths = [f"{part}.extraEnv" for part in _EXTRA_ENV.get(reader.scope, ())]
    known = {
        fact.name
        for fact in walker.about(paths)
        if isinstance(fact, ConfigUse) and fact.via == "helm-values"
    }
    extra = [path for path in paths if path in known]
    if not extra:
        return ""
    where = " and ".join(f"`{path}`" for path in extra)
    sets = (
        f
        for f in facts
        if isinstance(f, ConfigUse) and (f.via in ("helm-literal", "helm-computed") or f.partial)
    )
    made = next((fact for fact in sets if not is_placeholder(fact)), None)
    instead = f"; it goes before what {made.path}:{made.line} sets" if made else ""
    return f"to change it with Helm: add `{reader.name}` to {where} of the values, then `helm upgrade`{instead}"
