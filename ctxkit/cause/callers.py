"""Who leads to a function: its callers, and theirs, up to a handler, a task or a command.

Not here: which lines call (`call_lines.py`), requests from other services (`wire.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.cause.call_lines import Called, CallLine, lines_calling, lines_naming, plain
from ctxkit.cause.code import Code
from ctxkit.cause.wire import requests_of
from ctxkit.model import Location
from ctxkit.model.cause import CausePlace

MAX_CALLERS = 8
_MAX_LEVELS = 3
_MAX_AT_A_LEVEL = 5
_MAX_FILES_ABOVE = 4


def callers(code: Code, function: Called, direct: list[CallLine]) -> list[CausePlace]:
    """Return the places that lead to a function, the nearest first; `direct` are its own callers.

    Callers are followed as long as few are possible: of many, none is the one.
    """
    places: list[CausePlace] = []
    level = [(line, plain(function.name)) for line in direct]
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
    named = [_place(code, line, plain(function.owner)) for line in lines_naming(code, function)]
    places = places[: MAX_CALLERS - len(named)]
    return [*places[:1], *named, *places[1:], *_requests(code, handlers)]


def _requests(code: Code, functions: Iterable[Called]) -> Iterator[CausePlace]:
    """Yield the requests and routes that lead to the first of some functions that has any."""
    for function in functions:
        places = requests_of(code, function)
        if places:
            yield from places
            return


def caller_of(line: CallLine) -> Called | None:
    """Return the function that holds a call, None for a module or class."""
    symbol = line.symbol
    if symbol is None or symbol.what == "class":
        return None
    owner = symbol.name.rpartition(".")[0] if symbol.what == "method" else ""
    return Called(line.repo, line.path, symbol.name, owner)


def _place(code: Code, line: CallLine, name: str) -> CausePlace:
    return CausePlace(
        location=Location(
            repo=line.repo,
            path=line.path,
            line=line.line,
            end_line=line.line,
            symbol=line.symbol.name if line.symbol else "",
        ),
        text=code.line(line.repo, line.path, line.line),
        why=f"calls {name}",
    )
