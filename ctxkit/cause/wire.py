"""The other ends of a statement: the service that answered with a status, the service whose request
a handler answers.

Not here: calls inside a program (`call_lines.py`), which route answers a request (`routes/`), the
schedule that starts a task (`schedules.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ctxkit.cause.called import Called
from ctxkit.cause.code import Code, each_once
from ctxkit.cause.plain_names import fold, plain
from ctxkit.cause.probes import probes_of
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import ClientCall, Route
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex
from ctxkit.routes.wire import called_by, routes_handled, served_by

_STATUS = regex(r"(?<![\d.:])([45]\d\d)(?![\d.:])")
_MAX_ANSWERS = 3
_MAX_TEXT_CHARS = 4_000
_MAX_FILES = 60
_MAX_REQUESTS = 4
REFUSALS = ("401", "403")
_VERBS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
GUARDING = regex(r"middleware|wraps|auth|decorator", re.IGNORECASE)


Asked = tuple[Route, str]


class Far(NamedTuple):
    """A statement elsewhere that leads to one: where it is, and what it has to do with it; `asked`
    if a condition of that one asks whether it was reached; `refuses` if what it does is refuse, so
    that a check before it that was passed would have let the request through. What is only `shown`
    decides nothing: it may be another one. `cost` is what it costs more than what is nearer.
    """

    scope: FunctionScope
    line: int
    why: str
    asked: bool = False
    refuses: bool = False
    shown: bool = False
    cost: float = 0.0


def answers_to(
    code: Code, routes: Sequence[Asked], text: str, conditions: Sequence[str] = ()
) -> Iterator[Far]:
    """Yield the statements of the service that a function calls, by the `routes` that answer it,
    which answer with a status that the text tells, or that the conditions of the statement ask for.
    """
    asked = [status for status in map(asked_status, conditions) if status]
    statuses = list(dict.fromkeys([*asked, *_STATUS.findall(text[:2_000])]))[:2]
    if not statuses:
        return
    for route, _ in routes:
        for status in statuses:
            for path, line in _answering(code, route, int(status))[:_MAX_ANSWERS]:
                flow = code.flow(route.repo, path)
                if flow is not None:
                    far = FunctionScope.at(flow, line)
                    yield Far(far, line, f"answers {status}", status in asked)


_ASKED_STATUS = regex(r"(?i)status\w{0,8}(?:\(\))?\s{0,3}(?:==|===|is)\s{0,3}([\w.]{3,60})")


def asked_status(condition: str) -> str:
    """Return the status of a failure that a condition asks for, by its number or name: of
    `response.status_code == codes.SERVICE_UNAVAILABLE` 503; empty if it asks for none.
    """
    found = _ASKED_STATUS.search(condition)
    asked = fold(plain(found[1])).removeprefix("status") if found is not None else ""
    if not asked:
        return ""
    from http import HTTPStatus  # most questions never get here

    for status in HTTPStatus:
        if status >= HTTPStatus.BAD_REQUEST and asked in (str(status.value), fold(status.name)):
            return str(status.value)
    return ""


_OF_REQUESTS = frozenset((*REFUSALS, "404", "407", "408", "502", "504"))
"""Statuses that depend on who asks, and where: those of secrets, proxies and gateways, and that of
a path which is not there.
"""
_TOLD = regex(
    r"(?i)(?:\bstatus(?:[_ ]?code)?|\bcode|\berror|\bfailed|\banswered|HTTP/[\d.]{1,5})"
    r"[\"']?[:= ]{1,3}[\"']?([45]\d\d)(?![\w.:-])"
)
"""A status that a text says to be one: not a part of an id, nor the number of a line."""
_ASKS_STATUS = regex(r"(?i)status_?(?:code|error)|raise_for_status|\bhttp_?error|\.status\b")


def was_answered(text: str) -> bool:
    """Return whether a text tells a failure's status, and none that depends on how it was asked."""
    told = statuses_told(text)
    return bool(told) and told.isdisjoint(_OF_REQUESTS)


def statuses_told(text: str) -> set[str]:
    """Return the statuses of failures that a text tells as such."""
    return set(_TOLD.findall(text[:_MAX_TEXT_CHARS]))


def asks_status(condition: str) -> bool:
    """Return whether a condition asks with which status a request was answered."""
    return _ASKS_STATUS.search(condition) is not None


def other_ends(code: Code, routes: Sequence[Asked]) -> list[CausePlace]:
    """Return where other services answer the requests of a function."""
    return [code.place(route.location, f"answers {path}") for route, path in routes]


def asked_by(code: Code, scope: FunctionScope) -> list[Asked]:
    """Return the routes that answer the requests of a function, each with its whole path."""
    found: dict[tuple[str, str, int], Asked] = {}
    for call in _calls_in(code, scope):
        for route, path in served_by(code.index, call):
            if route.repo != scope.flow.repo:
                found.setdefault((route.repo, route.path, route.line), (route, path))
    return list(found.values())[:_MAX_REQUESTS]


def requests_in(code: Code, scope: FunctionScope) -> list[CausePlace]:
    """Return the requests that a function makes."""
    return [code.place(call.location, f"asks {call.name}") for call in _calls_in(code, scope)]


def _calls_in(code: Code, scope: FunctionScope) -> list[ClientCall]:
    function, flow = scope.function, scope.flow
    return [
        call
        for call in code.index.in_file(flow.repo, flow.path, ClientCall)
        if isinstance(call, ClientCall) and function.line <= call.line <= function.end_line
    ][:_MAX_REQUESTS]


def _answering(code: Code, route: Route, status: int) -> list[tuple[str, int]]:
    """Return the lines near a route's handler that answer with a status: in what guards all
    requests, then in its own folder.
    """
    folder = route.path.rpartition("/")[0]
    files = [
        file
        for file in code.index.files(repo=route.repo)
        if not file.test and file.path.endswith(route.path.rpartition(".")[2])
        if GUARDING.search(file.path) or file.path.rpartition("/")[0] == folder
    ]
    files.sort(key=lambda file: (GUARDING.search(file.path) is None, file.path))
    return [
        (file.path, number)
        for file in files[:_MAX_FILES]
        for number in lines_telling(code.sources.lines(file.repo, file.path), status, 1)
    ]


_ANSWERING = ("abort(", "JSON(", "WithStatus(")


def lines_telling(lines: Iterable[str], status: int, first: int) -> Iterator[int]:
    """Yield the numbers of the lines that answer with a status, by its number or name, that of the
    `first` given; also where a call that answers has it on a line of its own.
    """
    told = _telling(status)
    if told is None:
        return
    before = ""
    for number, line in enumerate(lines, first):
        alone = before.endswith(_ANSWERING) and line.strip(" \t,") == str(status)
        if alone or told.search(line) is not None:
            yield number
        before = line.rstrip()


def _telling(status: int) -> re.Pattern[str] | None:
    """Return a pattern of what answers with a status, by its number or name; None if it is none."""
    from http import HTTPStatus  # most questions never get here

    try:
        phrase = HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")
    except ValueError:
        return None
    return re.compile(
        rf"\bStatus{phrase}\b|\b(?<!def )(?i:{phrase})\("
        rf"|\(\s{{0,2}}{status}\b|\b{status}\s{{0,2}}\)"
    )


def requests_of(code: Code, function: Called) -> list[CausePlace]:
    """Return the requests of other programs and of health checks that a function answers, and its
    routes.
    """
    found: list[CausePlace] = []
    for route, path in routes_to(code, function):
        calls = called_by(code.index, route, path, other_program=True)[:_MAX_REQUESTS]
        found += [code.place(call.location, f"requests {path}") for call in calls]
        found += [*probes_of(code, route, path), code.place(route.location, f"routes {path}")]
    return joined(each_once(found))[:_MAX_REQUESTS]


def joined(places: list[CausePlace]) -> list[CausePlace]:
    """Return places with those as one that say the same of lines behind each other: a route that is
    registered for each method.
    """
    found: list[CausePlace] = []
    for place in places:
        last, where = found[-1] if found else place, place.location
        follows = last.why == place.why and last.location.end_line + 1 == where.line
        if follows and (last.location.repo, last.location.path) == (where.repo, where.path):
            found[-1] = replace(last, location=replace(last.location, end_line=where.end_line))
        else:
            found.append(place)
    return found


def routes_to(code: Code, function: Called) -> list[Asked]:
    """Return the routes that a function answers, each with its whole path."""
    is_python = function.path.endswith(".py")
    names = (function.name, function.owner) if is_python else (plain(function.name),)
    verb = plain(function.name).upper()
    found = routes_handled(code.index, function.repo, function.path, names)
    if verb in _VERBS:  # the other methods of the class answer others
        found = [each for each in found if verb in (each[0].methods or (verb,))]
    by_path = {path: (route, path) for route, path in reversed(found)}
    return list(by_path.values())[::-1] if is_python else found
