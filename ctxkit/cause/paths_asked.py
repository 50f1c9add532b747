"""Which of the many callers of a function that sends requests is meant: the one that gives it the
path that the line has.

By the source around the calls, which need not be parsed. Not here: other arguments that a line
repeats (`callers.py`), who answers a request (`wire.py`).
"""

from __future__ import annotations

import re

from ctxkit.cause.call_lines import lines_in
from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.code import Code
from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.regex import regex

_PARAMETERS = frozenset(("path", "url", "uri", "endpoint", "route"))
_GIVEN = regex(
    r"[\"'`]/?((?:(?:[\w.-]{1,60}|\$?\{[\w.]{1,60}\})/){1,12}(?:[\w.-]{1,60}|\$?\{[\w.]{1,60}\}))[\"'`?]"
)
_HOLE = regex(r"\$?\{[\w.]{1,60}\}")
_VALUE = r"[\w.:@-]{1,120}"
_MIN_CHARS = 12  # of a path's own words: a shorter one is in many texts
_MAX_FILES = 60
_MAX_CALL_LINES = 6
_MAX_LINES = 4
_MAX_TEXT_CHARS = 4_000


def lines_with_path(
    code: Code, scope: FunctionScope, function: Called, text: str
) -> list[CallLine]:
    """Return the calls of a function that takes a path which give it one that a text has; none of
    many, or where the text has none.
    """
    text = text[:_MAX_TEXT_CHARS].replace("\\/", "/")
    takes = {parameter.name for parameter in scope.function.parameters} & _PARAMETERS
    name = plain(function.name)
    files = code.mentioning(name, "calls", function.repo) if all((takes, "/" in text)) else ()
    found = [
        line._replace(line=number)
        for path in files[:_MAX_FILES]
        for line in lines_in(code, function, path, name)
        for number in _giving(code, line, text)[:1]
    ]
    return found if len(found) <= _MAX_LINES else []


def _giving(code: Code, line: CallLine, text: str) -> list[int]:
    """Return the lines of a call that give it a path which a text has:
    `f"plugin/{tenant_id}/tools"`.
    """
    lines = code.sources.lines(line.repo, line.path)[line.line - 1 : line.line + _MAX_CALL_LINES]
    return [
        number
        for number, source in enumerate(lines, line.line)
        if any(_is_in(path, text) for path in _GIVEN.findall(source))
    ]


def _is_in(path: str, text: str) -> bool:
    pieces = _HOLE.split(path)
    if len("".join(pieces)) < _MIN_CHARS:
        return False
    pattern = rf"(?<![\w.]){_VALUE.join(map(re.escape, pieces))}(?![\w/])"
    return re.search(pattern, text) is not None
