"""How to change a setting with docker compose: which line of which file, and what to restart.

Not here: the chart (`change_chart.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ctxkit.dify.paths import ENV_EXAMPLE
from ctxkit.dify.programs import SERVICES_OF
from ctxkit.model import Via
from ctxkit.settings.chain import Chain
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
from ctxkit.settings.usage import may_use, names_in_use

_MAX_LINES = 3  # of docker/.env in one sentence
_MAX_PLACES = 3
_MAX_DEFAULT_CHARS = 40  # of a default that is written out
_MIDDLEWARE_FILE = "docker-compose.middleware.yaml"
_SANDBOX_FILE = "docker/volumes/sandbox/conf/config.yaml"
"""The file that compose mounts as the sandbox's configuration."""

_COPIED_EXAMPLES = (ENV_EXAMPLE, "docker/middleware.env.example")
"""Nothing starts without the copies of these, so they exist."""

_PASSING: frozenset[Via] = COMPOSE_LINES | {"env-example"}
_PLAIN = re.compile(r"(?!None\b)[\w./:@-]+")
"""A default that can be written as the fallback of an interpolation."""


def step_in_own_file(records: Sequence[Record]) -> str:
    """Return which line to edit in the file that compose mounts for a program, if it has one."""
    keys = [key for key in declarations_among(records) if key.origin == "yaml"]
    if not keys:
        return ""
    uses = uses_among(records)
    lines = [use for use in uses if use.path == _SANDBOX_FILE]
    place = f"add `{keys[0].name}` to {_SANDBOX_FILE}"
    if lines:
        place = f"edit {place_of(lines[0])}"
    wins = ""
    reads = [use for use in uses if use.role == "reads"]
    if any(use.via == "getenv" for use in reads):
        wins = "; an environment variable takes precedence"
    return f"to change it with compose: {place}, then `docker compose restart sandbox`{wins}"


def step_with_middleware(records: Sequence[Record]) -> str:
    """Return how to change what only the middleware's compose file takes from its `.env`."""
    uses = [use for use in uses_among(records) if use.is_in_middleware]
    line = next((use for use in uses if use.via == "env-example"), None)
    if line is None:
        return ""
    services = services_of(use for use in uses if use is not line)
    restart = ""
    if services:
        restart = f", then `docker compose -f {_MIDDLEWARE_FILE} up -d {' '.join(services)}`"
    return f"to change it with compose: set {_line_to_set(line)}{restart}"


def step_with_compose(chain: Chain, records: Sequence[Record], effect: Effect) -> str:
    """Return which lines of docker/.env to set, or what to add to the compose file."""
    passing = [use for use in uses_among(records) if _passes_on(use, chain)]
    if effect.status == "undelivered":
        return _step_to_add(chain, records)
    used = names_in_use(records)
    in_env_file = ""
    if not any(_using(use, used) for use in passing):
        in_env_file = _step_in_env_file(chain, records)
    if in_env_file or not passing:
        return in_env_file or _step_to_add(chain, records)
    if all(use.via == "compose-literal" for use in passing):
        # No interpolation: a line of docker/.env would change nothing.
        places = ", ".join(place_of(use) for use in passing[:_MAX_PLACES])
        restart = _restart(effect.services)
        return f"to change it with compose: edit {places}{restart}; docker/.env does not set it"
    reached = _services_by_name(passing, used)
    lines = _lines_by_name(uses_among(records), passing)
    # A name with a line in the example file is the one that operators know.
    names = [name for name in reached if name in lines] or list(reached)
    if len(names) == 1:
        restart = _restart(reached[names[0]] or effect.services)
        return f"to change it with compose: set {_env_line(names[0], lines)}{restart}"
    # The services of a program take the setting from different lines.
    names = [name for name in names if reached[name]] or names
    shown = names[:_MAX_LINES]
    ways = "; ".join(f"{_env_line(name, lines)} for {', '.join(reached[name])}" for name in shown)
    everyone = dict.fromkeys(service for name in names for service in reached[name])
    return f"to change it with compose: set {ways}{_restart(everyone)}"


def _passes_on(use: UseRecord, chain: Chain) -> bool:
    """Return whether a line of compose or its example file passes the setting to a container."""
    if not use.is_in_compose or use.via not in _PASSING:
        return False
    if "template" in use.path:
        return False  # what docker-compose.yaml is generated from
    return any(edge.source in chain.depth for edge in use.edges)


def _lines_by_name(uses: Iterable[UseRecord], passing: Iterable[UseRecord]) -> dict[str, UseRecord]:
    """Return for each name the line of an example file whose copy decides the value.

    Operators make docker/.env of docker/.env.example. It is the last `env_file` of a service, so
    what it sets wins, and docker compose fills `${NAME}` from it alone.
    """
    example = [use for use in uses if use.via == "env-example" and use.is_in_compose]
    lines = {use.name: use for use in example}
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


def _restart(services: Iterable[str]) -> str:
    names = " ".join(services)
    return f", then `docker compose up -d {names}`" if names else ""


def _env_line(name: str, lines: Mapping[str, UseRecord]) -> str:
    """Return the line of docker/.env that sets `name`.

    Scripts read the form `NAME` in docker/....env: keep it.
    """
    line = lines.get(name)
    return _line_to_set(line) if line else f"`{name}` in docker/.env"


def _line_to_set(line: UseRecord) -> str:
    """Return a line of an example file as the line to set in the copy that an operator made."""
    file = line.path.removesuffix(".example")
    copied = ""
    if line.path not in _COPIED_EXAMPLES:
        copied = f"; copy it to {file.rpartition('/')[2]} first if that file is missing"
    return f"`{line.name}` in {file} ({place_of(line)}{copied})"


def _step_in_env_file(chain: Chain, records: Sequence[Record]) -> str:
    """Return what to set where the containers of the reader receive all of docker/.env."""
    reader = reading_variable(chain, records)
    services = chain.env_file_services.get(reader.scope, ()) if reader else ()
    if reader is None or not services:
        return ""
    return f"to change it with compose: set `{reader.name}` in docker/.env{_restart(services)}"


def _step_to_add(chain: Chain, records: Sequence[Record]) -> str:
    """Return what to add where compose does not pass the setting to the program that reads it."""
    reader = reading_variable(chain, records)
    if reader is None or reader.scope not in SERVICES_OF:
        return ""
    keys = [key for key in declarations_among(records) if key.name == reader.name]
    entry = f"{reader.name}: <value>"
    if keys and _is_plain(keys[0].default):
        entry = f"{reader.name}: ${{{reader.name}:-{keys[0].default}}}"
    services = ", ".join(SERVICES_OF[reader.scope])
    return (
        f"to change it with compose: add `{entry}` to `environment` of {services} in a "
        "docker-compose.override.yaml; a line in docker/.env alone does not reach the container"
    )


def _is_plain(default: str | None) -> bool:
    if default is None or len(default) > _MAX_DEFAULT_CHARS:
        return False
    return _PLAIN.fullmatch(default) is not None
