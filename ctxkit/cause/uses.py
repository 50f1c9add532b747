"""By what a statement is reached that is in no function which others call by its name: in one
inside another (a decorator, a hook, a component), in a table or command that a module keeps in a
variable.

Not here: the lines that call a function (`call_lines.py`), who leads to those (`callers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.cause.call_lines import CONSTRUCTOR, lines_calling, lines_in
from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.calls import called
from ctxkit.cause.code import Code
from ctxkit.cause.guards import guards_of
from ctxkit.cause.plain_names import plain, shared_folders
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.wire import routes_to
from ctxkit.cause.written import functions_around
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

_MAX_OUTWARDS = 3
_MAX_USES = 3
_MAX_FILES = 30
_NOT_A_USE = regex(r"\s*(?:#|//|\*|import\b|from\b|export\b|[\w,{} ]+\}\s*from\b)")
_IS_HANDED_BACK = regex(r"(?:return|yield)\s{1,4}\w{1,80}\s{0,2};?|(?:\w{1,80},\s{0,2}){1,20}")
"""A function that ends by what is inside of it, alone or among other names of an object."""


class Reached(NamedTuple):
    """A function or variable, and the lines that call or use it; `guards` are the conditions of
    what a variable is used for.
    """

    function: Called
    lines: list[CallLine]
    guards: list[CausePlace]


def reached_by(code: Code, scope: FunctionScope, number: int) -> Reached:
    """Return by what a statement is reached."""
    function = called(scope)
    if not scope.function.name:
        name = _variable(scope, number)
        if name:
            variable = function._replace(name=name)
            lines = list(_uses(code, variable, scope.statement(number).line))[:_MAX_USES]
            return Reached(variable, lines, _guards_of_uses(code, lines, name))
    if routes_to(code, function):
        return Reached(function, lines_calling(code, function), [])
    if scope.function.name and scope.function.name == scope.function.owner:
        # The text of a class of errors is written where one is made.
        made = lines_calling(code, function._replace(name=CONSTRUCTOR))
        return Reached(function, made, [])
    for outer in list(functions_around(scope))[:_MAX_OUTWARDS]:
        inside = [
            line
            for line in lines_in(code, function, function.path, plain(function.name))
            if outer.function.line <= line.line <= outer.function.end_line
            if _IS_HANDED_BACK.fullmatch(code.line(line.repo, line.path, line.line)) is None
        ]
        if inside:
            return Reached(function, inside, [])
        function = called(outer)
    return Reached(function, lines_calling(code, function), [])


def _variable(scope: FunctionScope, number: int) -> str:
    """Return the variable of a module whose value holds a statement, empty if there is none."""
    for outer in (number, *scope.enclosing(number)) if number >= 0 else ():
        statement = scope.statement(outer)
        if statement.parent < 0 and statement.kind == "assign" and len(statement.targets) == 1:
            name = statement.targets[0]
            return name if name.isidentifier() and len(name) > 2 else ""
    return ""


def _uses(code: Code, variable: Called, own: int) -> Iterator[CallLine]:
    """Yield the lines that use a variable of a module, in its file, its Go package, and the files
    that import it; `own` is a line of its definition.
    """
    repo, path, name, _ = variable
    word = re.compile(rf"(?<![\w\"'.]){re.escape(name)}\b(?!\s*(?::=|[:=](?!=)))")
    if path.endswith(".go"):
        paths = code.files_in(repo, path.rpartition("/")[0], ".go")
    else:
        paths = list(code.mentioning(name, "calls", repo))
    paths.sort(key=lambda p: (p != path, -shared_folders(path, p), p))
    for each in dict.fromkeys([path, *paths[:_MAX_FILES]]):
        for line, text in code.sources.lines_having(repo, each, name):
            if word.search(text) is None or _NOT_A_USE.match(text) is not None:
                continue
            symbol = code.around(repo, each, line)
            if symbol is not None and symbol.what != "class":
                yield CallLine(repo, each, line, "", symbol)


def _guards_of_uses(code: Code, lines: list[CallLine], name: str) -> list[CausePlace]:
    """Return the conditions under which the only function that uses a variable does something with
    what it got from it.
    """
    functions = {(line.path, line.symbol) for line in lines}
    flow = code.flow(lines[0].repo, lines[0].path) if len(functions) == 1 else None
    if flow is None:
        return []
    scope = FunctionScope.at(flow, lines[0].line)
    got: set[str] = set()
    for number, statement in enumerate(scope.function.statements):
        heads = (
            {ref.name.partition(".")[0] for ref in statement.value.refs}
            if statement.value
            else set()
        )
        if statement.kind == "assign" and name in heads:
            got.update(target for target in statement.targets if not target.startswith("_"))
        elif statement.kind in ("return", "raise", "expression") and heads & got:
            around = [guard for guard in guards_of(scope, number) if guard.is_around][:1]
            return [
                code.place(scope.head(scope.statement(guard.number)), f"{guard.why} of {name}")
                for guard in around
            ]
    return []
