"""Which assignments of a function may give a name its value on a line.

Syntax only: the last ones before the line, those of a loop around it, and none of a branch that
excludes it or of a variable that only has the same name. Not here: what the values are
(`origins.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.cause.calls import CallSite, argument_of, callees_of
from ctxkit.cause.code import Code
from ctxkit.cause.guards import LEAVES
from ctxkit.cause.scope import FunctionScope
from ctxkit.model.flow import CallFlow, Expression, FlowStatement
from ctxkit.regex import regex

_MAX_REACHING = 4
_MAX_FILLINGS = 3

_GIVING = frozenset(("assign", "loop", "with", "except", "case"))

Written = tuple[int, FlowStatement]


def assignments(code: Code, scope: FunctionScope, head: str, line: int) -> list[Written]:
    """Return the statements of a function that give a name without dots, or a field of it, a value
    that it may have on a line.
    """
    giving = [
        (number, statement)
        for number in scope.flow.giving(scope.function, head)
        if (statement := scope.statement(number)).kind in _GIVING
    ]
    if not giving:
        return []
    here = scope.statement_at(line)
    around = {-1, here, *scope.enclosing(here)} if here >= 0 else {-1}
    loops = {n for n in around if n >= 0 and scope.statement(n).kind == "loop"}
    found: list[Written] = []
    for number, statement in giving:
        if statement.line > line and not loops.intersection(scope.enclosing(number)):
            continue
        if _excluded(scope, number, around) or _other_variable(code, scope, number, head, line):
            continue
        found.append((number, statement))
    return found


def reaching(
    scope: FunctionScope, written: list[Written], head: str, line: int, *, entries: bool = False
) -> list[Written]:
    """Return the assignments that may give a name its value on a line: the last ones before it, up
    to one that certainly runs; with `entries` to one that gives it as a whole.
    """
    if not written:
        return []
    here = scope.statement_at(line)
    around = {-1, here, *scope.enclosing(here)} if here >= 0 else {-1}
    found: list[Written] = []
    for number, statement in reversed(written):
        if statement.line > line:
            found.append((number, statement))
            continue
        whole = not all((entries, statement.entry))
        certain = all((whole, statement.parent in around, head in statement.targets))
        if certain and _in_loop(scope, number):
            # Nothing that a loop does later is left of it in the next round.
            found = [(n, s) for n, s in found if s.line <= line]
        found.append((number, statement))
        if certain:
            break
    return found[:_MAX_REACHING]


def field_written(code: Code, scope: FunctionScope, name: str, rest: str) -> str:
    """Return the field at the start of `rest` if a function writes that field of an object itself,
    or by a call that it gives the object to; else an empty string: then any field may matter.
    """
    first = rest.partition(".")[0]
    if not first:
        return ""
    target = f"{name}.{first}"
    for statement in scope.function.statements:
        if any(t == target or t.startswith(f"{target}.") for t in statement.targets):
            return first
        if _is_given(statement, name) and _writes(code, scope, statement, first):
            return first
    return ""


def _is_given(statement: FlowStatement, name: str) -> bool:
    """Return whether a statement only calls something with an object as an argument."""
    return statement.kind == "expression" and any(
        argument.value.text.lstrip("&") == name
        for call in statement.calls[:1]
        for argument in call.arguments
    )


def _writes(code: Code, scope: FunctionScope, statement: FlowStatement, field: str) -> bool:
    """Return whether a function that a statement calls has a target with the name of a field."""
    callees = [callee for call in statement.calls[:1] for callee in callees_of(code, scope, call)]
    targets = (t for c in callees for s in c.function.statements for t in s.targets)
    return any(field in target.split(".")[1:] for target in targets)


def gives_field(statement: FlowStatement, name: str, field: str) -> bool:
    """Return whether an assignment to an object, or to a field of it, may give it a field: one to
    another field does not. An empty field is any.
    """
    fields = [t.split(".")[1] for t in statement.targets if t.startswith(f"{name}.")]
    return not field or not fields or name in statement.targets or field in fields


def branch_of(scope: FunctionScope, number: int, line: int) -> int:
    """Return the nearest branch around an assignment that a line is not in, -1 if there is none:
    only where it was taken, the line sees what it gives. Of an `else`, it is the branch before.
    """
    here = scope.statement_at(line)
    around = {here, *scope.enclosing(here)} if here >= 0 else set()
    for outer in scope.enclosing(number):
        statement = scope.statement(outer)
        if outer in around:
            break
        if statement.kind in ("if", "case"):
            return outer
        if statement.kind == "else" and statement.after:
            return statement.after[-1]
    return -1


def _in_loop(scope: FunctionScope, number: int) -> bool:
    return any(scope.statement(outer).kind == "loop" for outer in scope.enclosing(number))


def _excluded(scope: FunctionScope, number: int, around: set[int]) -> bool:
    """Return whether an assignment is in another branch of a statement around the line."""
    if _in_loop(scope, number):
        return False
    branches = {outer for outer in around if outer >= 0}
    others = {n for outer in branches for n in scope.statement(outer).after}
    others = {n for n in others if scope.statement(n).kind in ("if", "case")}
    return any(outer in others for outer in scope.enclosing(number))


def _other_variable(code: Code, scope: FunctionScope, number: int, head: str, line: int) -> bool:
    """Return whether an assignment declares a variable of a block that the line is not in."""
    statement = scope.statement(number)
    if not scope.flow.path.endswith(".go"):
        return False
    text = code.line(scope.flow.repo, scope.flow.path, statement.line)
    if not text.startswith(f"var {head} ") and not _is_declared(text, head):
        return False
    outer = statement.parent
    if _HEADER.match(text) is not None:
        same = (n for n, s in enumerate(scope.function.statements) if s.line == statement.line)
        outer = next((n for n in same if scope.statement(n).kind in ("if", "loop")), outer)
    if outer < 0:
        return False
    block = scope.statement(outer)
    return not block.line <= line <= block.end_line


def _is_declared(text: str, name: str) -> bool:
    """Return whether a line of Go declares a variable by `:=`, alone or among others."""
    if ":=" not in text:
        return False
    return re.search(rf"(?<![\w.]){re.escape(name)}\b[\w\s,]{{0,120}}:=", text) is not None


_HEADER = regex(r"(?:\}\s{1,4}else\s{1,4})?(?:if|for)\s")


def fillings(code: Code, scope: FunctionScope, name: str, field: str, line: int) -> list[int]:
    """Return the numbers of the calls before a line that only some branch makes, and that are given
    an object by its name: they may fill it, or that field of it.
    """
    here = scope.statement_at(line)
    around = {-1, here, *scope.enclosing(here)} if here >= 0 else {-1}
    return [
        number
        for number, statement in enumerate(scope.function.statements)
        if statement.line < line and _is_given(statement, name)
        if statement.parent not in around
        if not _leaves(scope, statement.parent)
        if not field or _writes(code, scope, statement, field)
    ][:_MAX_FILLINGS]


def filled_by(
    code: Code, scope: FunctionScope, name: str, field: str, line: int
) -> Iterator[tuple[CallSite, FunctionScope, FlowStatement]]:
    """Yield where functions that are called before a line, and given an object by its name, write a
    field of it: the call, the function, and its assignment.
    """
    for number, statement in enumerate(scope.function.statements):
        if statement.line >= line or not _is_given(statement, name):
            continue
        call = statement.calls[0]
        for callee in callees_of(code, scope, call):
            for target in _targets(callee, call, name, field):
                for inner in callee.function.statements:
                    if target in inner.targets and inner.value is not None:
                        yield CallSite(scope, number, call), callee, inner


def _targets(callee: FunctionScope, call: CallFlow, name: str, field: str) -> Iterator[str]:
    """Yield how a function names a field of the object that a call gives it."""
    for position, parameter in enumerate(callee.function.parameters):
        given = argument_of(callee.function, call, position, parameter.name)
        if given is not None and given.text.lstrip("&") == name:
            yield f"{parameter.name}.{field}"


def _leaves(scope: FunctionScope, block: int) -> bool:
    """Return whether a block ends by leaving, so that nothing after it sees what it did."""
    return scope.statement(scope.children(block)[-1]).kind in LEAVES


def part_of(value: Expression, rest: str) -> Expression:
    """Return what the call or literal that makes an object gives a field of it, else the whole."""
    name = rest.partition(".")[0]
    if name:
        for call in value.calls[:1]:
            for argument in call.arguments:
                if argument.keyword == name:
                    return argument.value
    return value
