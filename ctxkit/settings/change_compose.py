"""How to change a setting with docker compose: which line of which file, and what to restart.

Not here: the chart (`change_chart.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from ctxkit.dify.paths import COMPOSE_VARIABLES, ENV_EXAMPLE
from ctxkit.dify.programs import ENV, environment_of
from ctxkit.model import LineChange, Via
from ctxkit.model.openings import WITH_COMPOSE
from ctxkit.regex import regex
from ctxkit.settings.chain import Chain
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.layers import Layer
from ctxkit.settings.names import COMPOSE_LINES, Name
from ctxkit.settings.readers import reading_variable
from ctxkit.settings.records import (
    Record,
    UseRecord,
    declarations_among,
    place_of,
    uses_among,
)
from ctxkit.settings.status import Effect
from ctxkit.settings.status_evidence import services_of
from ctxkit.settings.step import NO_STEP, Step
from ctxkit.settings.usage import handed_and_used, may_use, names_in_use

_MAX_LINES = 3  # of docker/.env in one sentence
_MAX_PLACES = 3
_MAX_DEFAULT_CHARS = 40  # of a default that is written out
_MIDDLEWARE_FILE = "docker-compose.middleware.yaml"
_ENV_FILE = "docker/.env"
_OVERRIDE_FILE = "docker/docker-compose.override.yaml"
_SANDBOX_FILE = "docker/volumes/sandbox/conf/config.yaml"
"""The file that compose mounts as the sandbox's configuration."""

_COPIED_EXAMPLES = (ENV_EXAMPLE, "docker/middleware.env.example")
"""Nothing starts without the copies of these, so they exist."""

_PASSING: frozenset[Via] = COMPOSE_LINES | {"env-example"}
_PLAIN = regex(r"(?!None\b)[\w./:@-]+")
"""A default that can be written as the fallback of an interpolation."""


def step_in_own_file(records: Sequence[Record]) -> Step:
    """Return which line to edit in the file that compose mounts for a program, if it has one."""
    keys = [key for key in declarations_among(records) if key.origin == "yaml"]
    if not keys:
        return NO_STEP
    uses = uses_among(records)
    lines = [use for use in uses if use.path == _SANDBOX_FILE]
    place = f"add `{keys[0].name}` to {_SANDBOX_FILE}"
    if lines:
        place = f"edit {place_of(lines[0])}"
    wins = ""
    reads = [use for use in uses if use.role == "reads"]
    if any(use.via == "getenv" for use in reads):
        wins = "; an environment variable takes precedence"
    text = f"{WITH_COMPOSE}{place}, then `docker compose restart sandbox`{wins}"
    return Step(text, (_change(_SANDBOX_FILE, keys[0].name, ("sandbox",)),))


def step_with_middleware(records: Sequence[Record]) -> Step:
    """Return how to change what only the middleware's compose file takes from its `.env`."""
    uses = [use for use in uses_among(records) if use.is_in_middleware]
    line = next((use for use in uses if use.via == "env-example"), None)
    if line is None:
        return NO_STEP
    services = services_of(use for use in uses if use is not line)
    restart = ""
    if services:
        restart = f", then `docker compose -f {_MIDDLEWARE_FILE} up -d {' '.join(services)}`"
    text = f"{WITH_COMPOSE}set {_line_to_set(line)}{restart}"
    return Step(text, (_change(_copy_of(line), line.name, services),))


def step_with_compose(
    chain: Chain, graph: SettingsGraph, records: Sequence[Record], effect: Effect
) -> Step:
    """Return which lines of docker/.env to set, or what to add to the compose file."""
    passing = [use for use in uses_among(records) if _passes_on(use, chain)]
    if effect.status == "undelivered":
        return _step_to_add(chain, graph, records)
    used = names_in_use(records)
    in_env_file = NO_STEP
    if not any(_using(use, used) for use in passing):
        in_env_file = _step_in_env_file(chain, records)
    if in_env_file.text:
        return in_env_file
    if not passing:
        own = _step_of_compose_itself(records)
        return own if own.text else _step_to_add(chain, graph, records)
    # A container to which compose gives a value of its own does not get that of docker/.env.
    from_file = [use for use in passing if use.via != "compose-literal"]
    if not from_file:
        return _step_in_compose_file(chain, passing, effect)
    return _step_by_name(chain, graph, records, from_file, effect)


def _step_of_compose_itself(records: Sequence[Record]) -> Step:
    """Return the line of a variable that no container needs: docker compose reads it itself."""
    examples = [use for use in uses_among(records) if use.path == ENV_EXAMPLE]
    line = next((use for use in examples if use.name in COMPOSE_VARIABLES), None)
    if line is None:
        return NO_STEP
    text = f"{WITH_COMPOSE}set {_line_to_set(line)}, then `docker compose up -d`"
    return Step(text, (_change(_ENV_FILE, line.name, ()),))


def _step_in_compose_file(chain: Chain, passing: Sequence[UseRecord], effect: Effect) -> Step:
    """Return which lines of compose to edit: without interpolation, docker/.env changes nothing."""
    places = ", ".join(place_of(use) for use in passing[:_MAX_PLACES])
    restart = _restart(chain, effect.services)
    text = f"{WITH_COMPOSE}edit {places}{restart}; docker/.env does not set it"
    starting = _to_restart(chain, effect.services)
    return Step(text, tuple(_change(use.path, use.target_name, starting) for use in passing[:1]))


def _step_by_name(
    chain: Chain,
    graph: SettingsGraph,
    records: Sequence[Record],
    passing: Sequence[UseRecord],
    effect: Effect,
) -> Step:
    """Return which names to set, each with the services that take the setting from it."""
    feeding = [use for use in uses_among(records) if _feeds(use, chain)]
    used = names_in_use(records)
    reached = _services_by_name([*passing, *feeding], used)
    for name, services in handed_and_used(chain, records):
        if name.name in reached:
            reached[name.name] = list(dict.fromkeys([*reached[name.name], *services]))
    lines = _lines_by_name(chain, uses_among(records), passing)
    names = _names_to_set(reached, lines, {use.edges[0].source.name for use in passing})
    if len(names) == 1:
        own = reached[names[0]] or list(effect.services)
        also = _services_of_siblings(chain, graph, names[0])
        reached[names[0]] = list(dict.fromkeys([*own, *also]))
        set_line = f"set {_env_line(names[0], lines)}{_restart(chain, reached[names[0]])}"
        return Step(f"{WITH_COMPOSE}{set_line}", tuple(_changes(chain, names, lines, reached)))
    # The services of a program take the setting from different lines.
    names = [name for name in names if reached[name]] or names
    shown = names[:_MAX_LINES]
    ways = "; ".join(f"{_env_line(name, lines)} for {', '.join(reached[name])}" for name in shown)
    everyone = dict.fromkeys(service for name in names for service in reached[name])
    for each in names:
        everyone.update(dict.fromkeys(_services_of_siblings(chain, graph, each)))
    text = f"{WITH_COMPOSE}set {ways}{_restart(chain, everyone)}"
    return Step(text, tuple(_changes(chain, shown, lines, reached)))


def _services_of_siblings(chain: Chain, graph: SettingsGraph, name: str) -> Iterator[str]:
    """Yield the services that take other settings from the line that is to be set: without a
    restart they go on with the value of before.
    """
    siblings = {each for each, source in chain.siblings.items() if source == Name(ENV, name)}
    for use in graph.uses_of([name], "compose") if siblings else ():
        for service in graph.delivery.services(use):
            if Name(graph.delivery.scope_of(service), use.target or use.name) in siblings:
                yield service
    for sibling in sorted(siblings):
        if sibling.name == name:
            yield from graph.delivery.handed_over(sibling)


def _names_to_set(
    reached: Mapping[str, Sequence[str]], lines: Mapping[str, UseRecord], asked: AbstractSet[str]
) -> list[str]:
    """Return the names that an operator sets: one with a line in an example file is known, and any
    other one counts only for containers that none of those reaches.
    """
    names = [name for name in reached if name in asked and name in lines]
    covered = {service for name in names for service in reached[name]}
    others = [name for name in reached if name not in names]
    others.sort(key=lambda name: (name not in lines, name not in asked))
    for name in others:
        if not covered.issuperset(reached[name]):
            names.append(name)
            covered.update(reached[name])
    return names or [name for name in reached if name in asked]


def _changes(
    chain: Chain,
    names: Iterable[str],
    lines: Mapping[str, UseRecord],
    reached: Mapping[str, Sequence[str]],
) -> Iterator[LineChange]:
    for name in names:
        file = _copy_of(lines[name]) if name in lines else _ENV_FILE
        yield _change(file, name, _to_restart(chain, reached[name]))


def _change(file: str, name: str, restart: Iterable[str]) -> LineChange:
    return LineChange(deployment="compose", file=file, name=name, restart=tuple(restart))


def _passes_on(use: UseRecord, chain: Chain) -> bool:
    """Return whether a line of compose or its example file passes the setting to a container."""
    if not use.is_in_compose or use.via not in _PASSING:
        return False
    if "template" in use.path:
        return False  # what docker-compose.yaml is generated from
    return any(edge.source in chain.depth for edge in use.edges)


def _feeds(use: UseRecord, chain: Chain) -> bool:
    """Return whether a line of compose gives a variable of the setting another name's value."""
    if not use.is_in_compose or use.via != "compose" or "template" in use.path:
        return False
    return use.role != "reads" and any(edge.target in chain.start for edge in use.edges)


def _lines_by_name(
    chain: Chain, uses: Iterable[UseRecord], passing: Iterable[UseRecord]
) -> dict[str, UseRecord]:
    """Return for each name the line of an example file whose copy decides the value.

    Operators make docker/.env of docker/.env.example. It is the last `env_file` of a service, so
    what it sets wins, and docker compose fills `${NAME}` from it alone.
    """
    by_env = {service for services in chain.handed_over.values() for service in services}
    example = [use for use in uses if use.via == "env-example" and use.is_in_compose]
    # The copy of another example file is for a container that docker/.env does not reach.
    lines = {use.name: use for use in example if not by_env.issuperset(use.containers)}
    filled_in = {use.edges[0].source.name for use in passing if use.via == "compose"}
    for name in filled_in:
        lines.pop(name, None)
    lines.update((use.name, use) for use in example if use.path == ENV_EXAMPLE)
    return lines


def _services_by_name(passing: Sequence[UseRecord], used: set[Name]) -> dict[str, list[str]]:
    """Return for each name that an operator sets the services that use what they receive."""
    reached: dict[str, dict[str, None]] = {}
    for use in passing:
        services = reached.setdefault(use.edges[0].source.name, {})
        services.update(dict.fromkeys(_using(use, used)))
    return {name: list(services) for name, services in reached.items()}


def _using(use: UseRecord, used: set[Name]) -> list[str]:
    if use.role == "reads":  # by docker compose itself, on behalf of these services
        return list(use.containers)
    return [service for service, name in use.received if may_use(name, used)]


def _to_restart(chain: Chain, services: Iterable[str]) -> list[str]:
    """Return the services that run with the profiles that Dify ships, else all of them.

    `docker compose up -d db_mysql` would start a database that the deployment does not use.
    """
    every = list(services)
    return [service for service in every if service not in chain.stopped_services] or every


def _restart(chain: Chain, services: Iterable[str]) -> str:
    if chain.selects_services:  # named services alone would leave out the one that is now to start
        return ", then `docker compose up -d`"
    every = list(services)
    starting = _to_restart(chain, every)
    others = [service for service in every if service not in starting]
    also = f"; also {', '.join(others)} if your profiles start it" if others else ""
    return f", then `docker compose up -d {' '.join(starting)}`{also}" if starting else ""


def _env_line(name: str, lines: Mapping[str, UseRecord]) -> str:
    """Return the line of docker/.env that sets `name`.

    Scripts read the form `NAME` in docker/....env: keep it.
    """
    line = lines.get(name)
    return _line_to_set(line) if line else f"`{name}` in docker/.env"


def _line_to_set(line: UseRecord) -> str:
    """Return a line of an example file as the line to set in the copy that an operator made."""
    file = _copy_of(line)
    copied = ""
    if line.path not in _COPIED_EXAMPLES:
        copied = f"; copy it to {file.rpartition('/')[2]} first if that file is missing"
    return f"`{line.name}` in {file} ({place_of(line)}{copied})"


def _copy_of(line: UseRecord) -> str:
    """Return the file that an operator makes of an example."""
    return line.path.removesuffix(".example")


def _step_in_env_file(chain: Chain, records: Sequence[Record]) -> Step:
    """Return what to set where the containers of the reader receive all of docker/.env."""
    reader = reading_variable(chain, records)
    services = chain.handed_over.get(reader, ()) if reader else ()
    if reader is None or not services:
        return NO_STEP
    text = f"{WITH_COMPOSE}set `{reader.name}` in docker/.env"
    change = _change(_ENV_FILE, reader.name, _to_restart(chain, services))
    return Step(text + _restart(chain, services), (change,))


def _step_to_add(chain: Chain, graph: SettingsGraph, records: Sequence[Record]) -> Step:
    """Return what to add where compose does not pass the setting to the program that reads it."""
    reader = reading_variable(chain, records)
    services = graph.delivery.present(environment_of(reader.scope)) if reader else ()
    if reader is None or not services:
        return NO_STEP
    default = _value_if_unset(reader, records)
    entry = f"{reader.name}: <value>"
    if _is_plain(default):
        entry = f"{reader.name}: ${{{reader.name}:-{default}}}"
    text = (
        f"{WITH_COMPOSE}add `{entry}` to `environment` of {', '.join(services)} in a "
        "docker-compose.override.yaml; a line in docker/.env alone does not reach the container"
    )
    return Step(text, (_change(_OVERRIDE_FILE, reader.name, services),))


def _value_if_unset(reader: Name, records: Sequence[Record]) -> str | None:
    """Return what a program has where compose gives it nothing: its image's own value, which an
    entry in `environment` would replace, else the default.
    """
    uses = [use for use in uses_among(records) if use.layer is Layer.IMAGE and not use.is_commented]
    images = [use.value for use in uses if reader in use.sources]
    keys = [key.default for key in declarations_among(records) if key.name == reader.name]
    return next(iter([*images[-1:], *keys]), None)


def _is_plain(default: str | None) -> bool:
    if default is None or len(default) > _MAX_DEFAULT_CHARS:
        return False
    return _PLAIN.fullmatch(default) is not None
