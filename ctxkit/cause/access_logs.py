"""Which middleware wrote the line of a request, where it is that of a web framework, which has no
statement of its own for it.

Not here: the route that answered (`ask/locate/requests.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.cause.code import Code, FunctionScope
from ctxkit.cause.guards import guards_of
from ctxkit.cause.wire import Far

_OF_GIN = "[GIN] "
_LOGGERS = ("Default", "Logger", "LoggerWithConfig", "LoggerWithFormatter")
_LOGGING = re.compile(rf"\bgin\.(?:{'|'.join(_LOGGERS)})\(")
_MAX_LOGGERS = 3


def writers_of(code: Code, repo: str, text: str) -> list[Far]:
    """Return the calls that make gin write a line for each request: of those that always run the
    first, else all.
    """
    if _OF_GIN not in text[:4_000]:
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
                    FunctionScope(flow=flow, function=flow.function_at(number)),
                    number,
                    "writes a line for each request",
                )
