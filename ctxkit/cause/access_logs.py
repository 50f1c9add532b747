"""Which middleware wrote the line of a request, where it is that of a web framework, which has no
statement of its own for it.

And which condition has nothing to do with the line, as it leaves out other requests than this one.
Not here: the route that answered (`ask/locate/requests.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.cause.code import Code
from ctxkit.cause.guards import Guard, guards_of
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.wire import Far
from ctxkit.regex import regex

_OF_GIN = "[GIN] "
_LOGGERS = ("Default", "Logger", "LoggerWithConfig", "LoggerWithFormatter")
_LOGGING = regex(rf"\bgin\.(?:{'|'.join(_LOGGERS)})\(")
_MAX_LOGGERS = 3
_MAX_CHARS = 4_000
_SKIPS = regex(r"(?i:skip|exclude|ignore)")
_PATH = regex(r"[\"'](/[^\"'\s]{1,200})[\"']")


def writers_of(code: Code, repo: str, text: str) -> list[Far]:
    """Return the calls that make gin write a line for each request: of those that always run the
    first, else all.
    """
    if _OF_GIN not in text[:_MAX_CHARS]:
        return []
    found = [far for far in _loggers(code, repo) if far.scope.statement_at(far.line) >= 0]
    always = [far for far in found if not _is_conditional(far)]
    return always[:1] or found[:_MAX_LOGGERS]


def _is_conditional(far: Far) -> bool:
    return any(guard.is_around for guard in guards_of(far.scope, far.scope.statement_at(far.line)))


def _loggers(code: Code, repo: str) -> Iterator[Far]:
    paths = {path: None for name in _LOGGERS for path in code.mentioning(name, "calls", repo)}
    for path in paths:
        for number, line in code.sources.lines_having(repo, path, "gin."):
            if _LOGGING.search(line) is None:
                continue
            flow = code.flow(repo, path)
            if flow is not None:
                yield Far(
                    FunctionScope.at(flow, number),
                    number,
                    "writes a line for each request",
                )


def relevant(scope: FunctionScope, guards: Iterable[Guard], text: str) -> list[Guard]:
    """Return the guards without those whose branches differ in the paths that a logger skips, none
    of which the text names: on either way the line is written.
    """
    return [guard for guard in guards if not _skips_others(scope, guard.number, text)]


def _skips_others(scope: FunctionScope, number: int, text: str) -> bool:
    if scope.statement(number).kind != "if":
        return False
    branches = (number, *_otherwise(scope, number))
    said = [scope.said(inside) for branch in branches for inside in scope.inside(branch)]
    paths = [path for each in said if _SKIPS.search(each) for path in _PATH.findall(each)]
    return bool(paths) and not any(path in text[:_MAX_CHARS] for path in paths)


def _otherwise(scope: FunctionScope, number: int) -> list[int]:
    """Return the numbers of the branches of an `else`."""
    statements = scope.function.statements
    return [n for n, s in enumerate(statements) if s.kind == "else" and number in s.after]
