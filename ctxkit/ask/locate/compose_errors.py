"""Docker Compose's own errors (`service "a" depends on undefined service "b"`) -> the lines of the
Compose file, or of the `.env`, that they are about.

The files in the repository are read: those of a deployment may have other line numbers. Not here:
variables that Compose fills in (`configurations.py`), and images (`kubernetes.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution, in_order, point_at
from ctxkit.index.reader import FileEntry
from ctxkit.model import Symbol
from ctxkit.regex import regex

_MAX_CHARS = 4_000
_MAX_PLACES = 3
_FILES = ("docker-compose.yaml", "docker-compose.middleware.yaml", "docker-compose.dev.yaml")
_EXAMPLES = (".env.example", "middleware.env.example")
_NAME = r"[\w.-]{1,80}"
_KEY = regex(rf"( {{0,60}})(?:- )?[\"']?({_NAME})[\"']?(?::|$)")
_INSTANCE = regex(r"[-_]\d{1,3}$")


class ComposeError(Struct, frozen=True, kw_only=True):
    """A way in which Compose words an error.

    `paths` are the keys of the Compose file that it is about, the likeliest first, with the
    pattern's groups in them; `container` is replaced by its service as `service`. Without paths the
    group `env` is text of the `.env`, and `file` one that `env_file` names. `why` says what is
    there. A sample matches no other row.
    """

    pattern: str
    hint: str
    why: str
    sample: str
    paths: tuple[str, ...] = ()


ERRORS: tuple[ComposeError, ...] = (
    ComposeError(
        pattern=rf"ervice \"?(?P<needed>{_NAME})\"? was pulled in as a dependency of service \"?(?P<service>{_NAME})",
        hint="was pulled in as a dependency",
        paths=("services.{service}.depends_on.{needed}", "services.{needed}.profiles"),
        why="the service must be in a profile of COMPOSE_PROFILES",
        sample='Service "crow" was pulled in as a dependency of service "nest" but is not enabled by the active profiles.',
    ),
    ComposeError(
        pattern=rf"ervice \"?(?P<service>{_NAME})\"? depends on undefined service \"?(?P<needed>{_NAME})",
        hint="depends on undefined service",
        paths=("services.{service}.depends_on.{needed}", "services.{service}.depends_on"),
        why="the dependency is named here",
        sample='service "nest" depends on undefined service "crow": invalid compose project',
    ),
    ComposeError(
        pattern=rf"ervice ['\"](?P<service>{_NAME})['\"] depends on service ['\"](?P<needed>{_NAME})['\"] which is undefined",
        hint="which is undefined",
        paths=("services.{service}.depends_on.{needed}", "services.{service}.depends_on"),
        why="the dependency is named here",
        sample="Service 'nest' depends on service 'crow' which is undefined.",
    ),
    ComposeError(
        pattern=rf"^(?:ERROR: )?[Nn]o such service: (?P<service>{_NAME})",
        hint="o such service: ",
        paths=("services.{service}",),
        why="the service is here, in profiles that an old Compose does not start for others",
        sample="no such service: crow",
    ),
    ComposeError(
        pattern=rf"optional dependency ['\"](?P<service>{_NAME})['\"] (?:failed to start|is not )",
        hint="optional dependency ",
        paths=("services.{service}.healthcheck", "services.{service}"),
        why="what the others wait for is decided here",
        sample='Container docker-crow-1  Skipped: optional dependency "crow" failed to start',
    ),
    ComposeError(
        pattern=rf"ervice \"?(?P<service>{_NAME})\"? refers to undefined (?P<kind>network|volume|config|secret) ",
        hint="refers to undefined ",
        paths=("services.{service}.{kind}s",),
        why="the name is used here",
        sample='service "nest" refers to undefined network twigs: invalid compose project',
    ),
    ComposeError(
        pattern=rf"dependency failed to start: container (?P<container>{_NAME})",
        hint="dependency failed to start",
        paths=("services.{service}.healthcheck", "services.{service}"),
        why="what the others wait for is decided here",
        sample="dependency failed to start: container docker-crow-1 is unhealthy",
    ),
    ComposeError(
        pattern=rf"on endpoint (?P<container>{_NAME}) .{{0,120}}(?:Bind for|listen tcp\w?) \S{{0,60}}:(?P<port>\d{{1,5}})",
        hint="on endpoint ",
        paths=("services.{service}.ports",),
        why="the port of the host is taken here",
        sample="driver failed programming external connectivity on endpoint docker-nest-1 (3f2a): Bind for 0.0.0.0:8080 failed: port is already allocated",
    ),
    ComposeError(
        pattern=r"(?:exposing port TCP \S{1,60}:|Bind for \S{1,60}:)(?P<port>\d{1,5})",
        hint="exposing port TCP|port is already allocated",
        why="the port of the host is taken here",
        sample="ports are not available: exposing port TCP 0.0.0.0:8080 -> 0.0.0.0:0: listen tcp 0.0.0.0:8080: bind: address already in use",
    ),
    ComposeError(
        pattern=rf"(?P<path>services\.{_NAME})\.? (?:must be|value must|array items|[aA]dditional propert|contains|failed|is not|has )",
        hint="services.",
        paths=("{path}",),
        why="the key is here",
        sample="validating /srv/docker-compose.yaml: services.nest.ports must be a array",
    ),
    ComposeError(
        pattern=rf"error while interpolating (?P<path>services\.{_NAME}): ",
        hint="error while interpolating services.",
        paths=("{path}",),
        why="the variable is used here",
        sample="error while interpolating services.nest.image: required variable TWIG is missing a value",
    ),
    ComposeError(
        pattern=r"env file (?P<file>\S{1,300}) not found",
        hint="env file ",
        why="the file is named here",
        sample="env file /srv/dify/docker/twigs.env not found: stat /srv/dify/docker/twigs.env: no such file or directory",
    ),
    ComposeError(
        pattern=r"unexpected character \\?\"[^\n]{1,4}\\?\" in variable name (?:near )?\\?\"?(?P<env>[^\n]{1,300})",
        hint="unexpected character ",
        why="a value that breaks off, or has blanks, must be in quotes",
        sample='unexpected character "%" in variable name near "%H:%M twigs\\nCROW=1"',
    ),
    ComposeError(
        pattern=r"unterminated quoted value (?P<env>[^\n]{1,300})",
        hint="unterminated quoted value",
        why="the quotes of the value must be closed",
        sample="failed to read /srv/.env: line 2: unterminated quoted value 'twigs of the crow",
    ),
)


def resolve_compose(context: LocateContext) -> Resolution:
    """Return the lines that an error of Docker Compose is about."""
    text = context.line.message[:_MAX_CHARS]
    for error in ERRORS:
        if not any(hint in text for hint in error.hint.split("|")):
            continue
        found = re.search(error.pattern, text)
        if found:
            return Resolution(candidates=_places(context, error, found.groupdict()))
    return Resolution()


def _places(
    context: LocateContext, error: ComposeError, groups: dict[str, str | None]
) -> list[Candidate]:
    named = {name: value.rstrip(".") for name, value in groups.items() if value}
    if "env" in named:
        lines = _lines_of_env(context, named["env"])
    elif "file" in named:
        lines = _lines_with_file(context, named["file"])
    elif error.paths:
        lines = _lines_of_paths(context, error, named)
    else:
        lines = _lines_with_port(context, named["port"])
    return in_order(
        lines[:_MAX_PLACES],
        score=weights.COMPOSE_PLACE,
        step=weights.NEXT_CONFIGURED,
        confidence="medium",
        why=error.why,
    )


def _compose_files(context: LocateContext) -> Iterator[tuple[FileEntry, Sequence[str]]]:
    for base in _FILES:
        for file in context.index.files(base=base, repo="dify"):
            yield file, context.sources.lines(file.repo, file.path)


def _point(file: FileEntry, line: int) -> Symbol:
    return point_at(None, file.repo, file.path, line)


def _lines_of_paths(
    context: LocateContext, error: ComposeError, named: dict[str, str]
) -> list[Symbol]:
    """Return the lines of the keys in the first Compose file that has the service."""
    for file, lines in _compose_files(context):
        if "container" in named:
            named = {**named, "service": _service_of(lines, named["container"])}
        paths = [path.format(**named).split(".") for path in error.paths]
        found = [line for line in (line_of_path(lines, path) for path in paths) if line]
        if found and "port" in named:
            below = _lines_below(lines, found[0], _published(named["port"]))
            return [_point(file, line) for line in below or found]
        if found:
            return [_point(file, line) for line in dict.fromkeys(found)]
    return []


def _service_of(lines: Sequence[str], container: str) -> str:
    """Return the service of a container: its name without the project's and its number."""
    name = _INSTANCE.sub("", container)
    parts = re.split(r"([-_])", name)
    ends = ("".join(parts[start:]) for start in range(0, len(parts), 2))
    return next((end for end in ends if line_of_path(lines, ["services", end])), name)


def line_of_path(lines: Sequence[str], path: Sequence[str]) -> int:
    """Return the line of a key of a Compose file, or of the nearest key above it; 0 if there is
    none of the first two.

    An entry of a list (`- crow`) is found as a key is.
    """
    line, first, indent = 0, 0, -1
    for depth, key in enumerate(path):
        number = _line_of_key(lines, first, indent, key)
        if not number:
            return line if depth > 1 else 0
        line = first = number
        indent = _indent(lines[number - 1])
    return line


def _line_of_key(lines: Sequence[str], first: int, indent: int, key: str) -> int:
    """Return the line of a key right below one that is on line `first`, as far in as `indent`."""
    own = -1
    for number, text in enumerate(lines[first:], first + 1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        here = _indent(text)
        if here <= indent:
            return 0
        own = here if own < 0 else own
        found = _KEY.match(text) if here == own else None
        if found and found[2] == key:
            return number
    return 0


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _lines_with_port(context: LocateContext, port: str) -> list[Symbol]:
    """Return the lines below `ports:` that publish a port of the host."""
    published = _published(port)
    for file, lines in _compose_files(context):
        found = [number for number, text in enumerate(lines, 1) if published.search(text)]
        if found:
            return [_point(file, line) for line in found]
    return []


def _published(port: str) -> re.Pattern[str]:
    return re.compile(
        rf"- [\"']?(?:\$\{{\w{{1,80}}:?-)?{port}\}}?:|published: [\"']?(?:\$\{{\w{{1,80}}:?-)?{port}\b"
    )


def _lines_below(lines: Sequence[str], first: int, wanted: re.Pattern[str]) -> list[int]:
    """Return the lines below a key, as far as they are further in, that have a text."""
    indent = _indent(lines[first - 1])
    found = []
    for number, text in enumerate(lines[first:], first + 1):
        if text.strip() and _indent(text) <= indent:
            break
        if wanted.search(text):
            found.append(number)
    return found


def _lines_with_file(context: LocateContext, name: str) -> list[Symbol]:
    """Return the lines of `env_file` that name a file."""
    base = name.rpartition("/")[2]
    for file, lines in _compose_files(context):
        found = [
            number
            for number, text in enumerate(lines, 1)
            if text.rstrip(" \"'").endswith((f"/{base}", f" {base}")) and "#" not in text
        ]
        if found:
            return [_point(file, line) for line in found]
    return []


def _lines_of_env(context: LocateContext, near: str) -> list[Symbol]:
    """Return the lines of the example of `.env` whose values hold a text."""
    text = re.split(r"\\n|[\"'\n]", near.strip("\"'"))[0].strip()
    if not text:
        return []
    for base in _EXAMPLES:
        for file in context.index.files(base=base, repo="dify"):
            lines = context.sources.lines(file.repo, file.path)
            found = [n for n, line in enumerate(lines, 1) if text in line.partition("=")[2]]
            if found and file.path.startswith("docker/"):
                return [_point(file, line) for line in found]
    return []
