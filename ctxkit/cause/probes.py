"""The health checks that request a route again and again: of a service of the compose file, of a
container of the chart.

Not here: requests that programs make (`wire.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.cause.code import Code
from ctxkit.cause.yaml_keys import KEY, keys_around
from ctxkit.dify.paths import COMPOSE_NAMES
from ctxkit.dify.programs import scope_of_file, scope_of_service
from ctxkit.dify.service_names import service_of_container
from ctxkit.model import Location, Manifest, Route
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

_MAX_PROBES = 3
_REQUESTED = regex(r"\bhttps?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(/[\w./-]{0,200})")
_PATH = regex(r"\s{0,80}path:\s{1,4}[\"']?(/[\w./-]{0,200})[\"']?\s*$")
_MAX_LINES_UP = 400


def probes_of(code: Code, route: Route, path: str) -> list[CausePlace]:
    """Return the health checks of the deployment that request a route, `path` is its whole path, of
    the program that has it; one of each file.
    """
    if "GET" not in (route.methods or ("GET",)) or "<" in path or "{" in path:
        return []
    program = scope_of_file(route.repo, route.path)
    found = [*_of_compose(code, program, path), *_of_charts(code, program, path)]
    return found[:_MAX_PROBES]


def _of_compose(code: Code, program: str, path: str) -> Iterator[CausePlace]:
    for base in COMPOSE_NAMES:
        for file in code.index.files(base=base):
            if file.test:
                continue
            for number, line in code.sources.lines_having(file.repo, file.path, path):
                if any(asked == path for asked in _REQUESTED.findall(line)) and _checks(
                    code.sources.lines(file.repo, file.path), number, program
                ):
                    yield _place(code, file.repo, file.path, number, path)
                    break


def _checks(lines: list[str], number: int, program: str) -> bool:
    """Return whether a line of a compose file is of the health check of a program's service."""
    keys = list(keys_around(lines, number))
    names = [name for _, name in keys]
    if "healthcheck" not in names or names[-1:] != ["services"] or len(names) < 2:
        return False
    first, service = keys[-2]
    return scope_of_service(service, _image(lines, first)) == program


def _image(lines: list[str], service: int) -> str:
    """Return the image of the service whose key stands on a line."""
    indent = len(lines[service - 1]) - len(lines[service - 1].lstrip())
    for line in lines[service : service + _MAX_LINES_UP]:
        key = KEY.match(line)
        if key is None:
            continue
        if len(key[1]) <= indent:
            break
        if key[2] == "image":
            return line.partition(":")[2].strip().strip("\"'")
    return ""


def _of_charts(code: Code, program: str, path: str) -> Iterator[CausePlace]:
    seen: set[tuple[str, str]] = set()
    for manifest in code.index.all(Manifest):
        services = [service_of_container(name) or name for name in manifest.containers]
        where = (manifest.repo, manifest.path)
        if where in seen or not any(scope_of_service(name) == program for name in services):
            continue
        lines = code.sources.lines(*where)
        for number, line in code.sources.lines_having(*where, path):
            asked = _PATH.match(line)
            if asked is None or asked[1] != path or not manifest.line <= number:
                continue
            if lines[number - 2].strip() == "httpGet:":
                seen.add(where)
                yield _place(code, *where, number, path)
                break


def _place(code: Code, repo: str, path: str, line: int, asked: str) -> CausePlace:
    where = Location(repo=repo, path=path, line=line, end_line=line)
    return code.place(where, f"requests {asked}")
