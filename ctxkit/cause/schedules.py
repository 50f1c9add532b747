"""The schedule that starts a task, or the only task from which a function is called.

Not here: who calls a function (`callers.py`), other services (`wire.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.cause.call_lines import lines_calling
from ctxkit.cause.called import CallLine
from ctxkit.cause.callers import caller_of
from ctxkit.cause.code import Code
from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.wire import Far
from ctxkit.model import Task

_MAX_LEVELS = 3


def schedules_of(
    code: Code, scope: FunctionScope, lines: Sequence[CallLine]
) -> Iterator[tuple[Far, int]]:
    """Yield the entries of the schedule that start a task, or the only task from which a function
    is called, each with how many calls are between; `lines` are the calls of the function.

    A task that another one starts for each tenant runs as often as that one, and not without it.
    """
    function, flow = scope.function, scope.flow
    own = _entries(code, flow.repo, flow.path, function.start, function.end_line, "the task")
    yield from ((entry, 0) for entry in own)
    for calls in range(1, _MAX_LEVELS + 1):
        functions = {(line.path, line.symbol) for line in lines}
        symbol = lines[0].symbol if len(functions) == 1 else None
        outer = caller_of(lines[0]) if symbol is not None else None
        if symbol is None or outer is None:
            return
        what = f"the task {plain(outer.name)}"
        found = list(_entries(code, outer.repo, outer.path, symbol.line, symbol.end_line, what))
        if found:
            yield from ((far, calls) for far in found)
            return
        lines = lines_calling(code, outer)


def _entries(code: Code, repo: str, path: str, first: int, last: int, what: str) -> Iterator[Far]:
    """Yield the entries of the schedule that start a task between two lines."""
    for task in code.index.in_file(repo, path, Task):
        for entry in code.index.beat_entries(task.name) if first <= task.line <= last else ():
            at = code.flow(entry.repo, entry.path)
            if at is not None:
                far = FunctionScope.at(at, entry.line)
                yield Far(far, entry.line, f"starts {what}")
