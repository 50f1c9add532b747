"""The line of a script that runs a command of a program of Python, and what decides that.

Not here: who calls a function in code (`callers.py`), what starts a task (`schedules.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ctxkit.cause.code import Code
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.shell import shell_cause_of
from ctxkit.model import Location
from ctxkit.model.cause import CausePlace, StatementCause
from ctxkit.regex import regex

_COMMAND = regex(r"\s{0,80}@[\w.]{0,80}\bcommand\(\s{0,4}[\"']([a-z][\w-]{2,60})[\"']")
"""Click's and Flask's: `@click.command("upgrade-db")`.
https://click.palletsprojects.com/en/stable/commands-and-groups/
"""
_SCRIPT = ".sh"
_PROGRAM = "flask"
_MAX_RUNS = 2


def runs_of(code: Code, scope: FunctionScope) -> Iterator[tuple[CausePlace, StatementCause]]:
    """Yield the lines of scripts that run the command that a function is, each with its cause."""
    flow, function = scope.flow, scope.function
    heads = (code.line(flow.repo, flow.path, n) for n in range(function.start, function.line))
    names = [found[1] for found in map(_COMMAND.match, heads) if found is not None]
    for name in names[:1]:
        yield from _running(code, flow.repo, name)


def _running(code: Code, repo: str, name: str) -> Iterator[tuple[CausePlace, StatementCause]]:
    lines = [
        Location(repo=repo, path=file.path, line=number, end_line=number)
        for file in code.index.files(repo=repo)
        if file.path.endswith(_SCRIPT) and not file.test
        for number, line in enumerate(code.sources.lines(repo, file.path), 1)
        if _runs(line.split(), name)
    ]
    for line in lines[:_MAX_RUNS]:
        yield code.place(line, f"runs the command {name}"), shell_cause_of(code, line)


def _runs(words: Sequence[str], name: str) -> bool:
    return any(pair == (_PROGRAM, name) for pair in pairwise(words))
