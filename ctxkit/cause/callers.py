"""Who leads to a function: its callers, and theirs, up to a handler, a task or a command.

Not here: which lines call (`call_lines.py`), requests from other services (`wire.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ctxkit.cause.call_lines import CONSTRUCTOR, lines_calling, lines_naming
from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.calls import sites_on
from ctxkit.cause.code import Code, each_once
from ctxkit.cause.plain_names import plain
from ctxkit.cause.requesters import REQUESTS, asking
from ctxkit.cause.wire import requests_of
from ctxkit.model import Location
from ctxkit.model.cause import CausePlace
from ctxkit.model.flow import CallFlow
from ctxkit.regex import regex

MAX_CALLERS = 8
_MAX_FILES_COMPARED = 3
_MAX_OWNERS = 3
_MIN_WORD_CHARS = 4
_CONSTANT = regex(r"(?:\w{1,80}\.){0,4}[A-Z][A-Z0-9_]{1,80}(?:\.(?:value|name))?")
_MAX_LEVELS = 3
_MAX_AT_A_LEVEL = 5
_MAX_FILES_ABOVE = 4


def callers(code: Code, function: Called, direct: list[CallLine]) -> list[CausePlace]:
    """Return the places that lead to a function, the nearest first; `direct` are its own callers.

    Callers are followed as long as few are possible: of many, none is the one.
    """
    places: list[CausePlace] = []
    level = [(line, plain(function.name)) for line in direct]
    level = level or [(line, plain(function.owner)) for line in lines_making(code, function)]
    seen = {(function.path, function.name)}
    handlers = [function]
    for _ in range(_MAX_LEVELS):
        above: list[tuple[CallLine, str]] = []
        for line, name in level[:_MAX_AT_A_LEVEL]:
            places.append(_place(code, line, name))
            outer = caller_of(line)
            if outer is None or (outer.path, outer.name) in seen or len(places) >= MAX_CALLERS:
                continue
            seen.add((outer.path, outer.name))
            handlers.append(outer)
            above += [
                (found, plain(outer.name))
                for found in lines_calling(code, outer, most_files=_MAX_FILES_ABOVE)
            ]
        if len(above) > _MAX_AT_A_LEVEL or len(places) >= MAX_CALLERS:
            break
        level = above
    named = [] if code.stack else _named(code, handlers)  # a stack tells who called, not who made
    places = places[: MAX_CALLERS - len(named)]
    return each_once([*places[:1], *named, *places[1:], *_requests(code, handlers)])


def lines_making(code: Code, function: Called) -> list[CallLine]:
    """Return the calls that make the object of a method that nobody calls by its name: a validator,
    or what a base class calls.
    """
    if not plain(function.owner) or not function.path.endswith(".py"):
        return []
    return lines_calling(code, function._replace(name=CONSTRUCTOR))


def _named(code: Code, functions: Iterable[Called]) -> list[CausePlace]:
    """Return the places that hand over the class of the first of some functions for which any
    does.
    """
    owners: set[str] = set()
    for function in functions:
        if function.owner in owners or len(owners) >= _MAX_OWNERS:
            continue
        owners.add(function.owner)
        if lines := lines_naming(code, function):
            return [_place(code, line, plain(function.owner)) for line in lines]
    return []


def repeated_in(
    code: Code, function: Called, lines: list[CallLine], text: str, *, said: str
) -> list[CallLine]:
    """Return the calls with an argument that a log line repeats, all of them if none is: a helper
    that logs `reason={reason}` wrote `reason=expired` for the call that gave it `Reason.EXPIRED`.

    `said` is the text of the statement, whose own words tell nothing of the call.
    """
    if len(lines) < 2 or len({line.path for line in lines}) > _MAX_FILES_COMPARED:
        return lines
    text, said = text.lower(), said.lower()
    repeated = [
        line
        for line in lines
        if any(
            word not in said and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
            for site in sites_on(code, line, function)
            for word in _values(site.call)
        )
    ]
    return repeated or lines


def _values(call: CallFlow) -> Iterator[str]:
    """Yield the literals and constants that a call is given, as they may stand in a log; no number,
    which the variable of another call may have as well.
    """
    for argument in call.arguments:
        value = argument.value
        word = value.literal.lower() if value.literal is not None else _constant(value.text)
        if word.isdecimal():
            continue
        if len(word) >= _MIN_WORD_CHARS:
            yield word


def _constant(text: str) -> str:
    """Return the value that a constant of an enumeration most often has, empty if it is none."""
    if _CONSTANT.fullmatch(text) is None:
        return ""
    return plain(text.removesuffix(".value").removesuffix(".name")).lower()


def _requests(code: Code, functions: Iterable[Called]) -> Iterator[CausePlace]:
    """Yield the requests and routes that lead to the first of some functions that has any."""
    for function in functions:
        places = requests_of(code, function)
        for place in places:
            yield from asking(code, place) if place.why.startswith(REQUESTS) else [place]
        if places:
            return


def caller_of(line: CallLine) -> Called | None:
    """Return the function that holds a call, None for a module or class."""
    symbol = line.symbol
    if symbol is None or symbol.what == "class":
        return None
    owner = symbol.name.rpartition(".")[0] if symbol.what == "method" else ""
    return Called(line.repo, line.path, symbol.name, owner)


def _place(code: Code, line: CallLine, name: str) -> CausePlace:
    location = Location(
        repo=line.repo,
        path=line.path,
        line=line.line,
        end_line=line.line,
        symbol=line.symbol.name if line.symbol else "",
    )
    return code.place(location, f"calls {name}")
