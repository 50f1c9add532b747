"""The parsed calls of a function, and the functions that a call calls.

Syntax, not types: of several functions of a name all are candidates, and too many are none. Not
here: which lines may call (`call_lines.py`), requests to other services (`wire.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxkit.cause.call_lines import lines_calling
from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.code import Code
from ctxkit.cause.outside import is_made_outside, is_outside
from ctxkit.cause.plain_names import COMMON_NAMES, are_of_one_language, fold, plain, shared_folders
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import Symbol
from ctxkit.model.flow import CallFlow, Expression, FunctionFlow

_MAX_SITES = 5
_MAX_NAMESAKES = 6
"""Functions of one name in a repository: of more, a call by that name tells nothing."""
_MAX_CANDIDATES = 3
_TASK_CALLS = frozenset(("delay", "apply_async", "s", "si"))


class CallSite(NamedTuple):
    """A call in a function, and the number of the statement that holds it."""

    scope: FunctionScope
    number: int
    call: CallFlow


def called(scope: FunctionScope) -> Called:
    """Return a function as its callers know it."""
    flow, function = scope.flow, scope.function
    return Called(flow.repo, flow.path, function.name, function.owner)


def callers_of(code: Code, scope: FunctionScope) -> list[CallSite]:
    """Return the calls of a function, those in its own file and folder first."""
    function = called(scope)
    found: list[CallSite] = []
    for line in code.chosen.get(function) or lines_calling(code, function):
        found += sites_on(code, line, function)
        if len(found) >= _MAX_SITES:
            break
    return found


def sites_on(code: Code, line: CallLine, function: Called) -> list[CallSite]:
    """Return the calls of a function on a line."""
    flow = code.flow(line.repo, line.path)
    if flow is None:
        return []
    name = plain(function.name)
    if name.startswith("__") and function.owner:
        name = plain(function.owner)
    return list(_calls_in(FunctionScope.at(flow, line.line), line.line, name))


def handing_on(code: Code, line: CallLine) -> list[CallSite]:
    """Return the statement on a line that hands a function over, by its first call: that gives it
    nothing, but is reached under the same conditions.
    """
    flow = code.flow(line.repo, line.path)
    if flow is None:
        return []
    scope = FunctionScope.at(flow, line.line)
    number = scope.statement_at(line.line)
    calls = scope.statement(number).calls if number >= 0 else ()
    return [CallSite(scope, number, call) for call in calls[:1] if scope.function.name]


def _calls_in(scope: FunctionScope, line: int, name: str) -> Iterator[CallSite]:
    for number, statement in enumerate(scope.function.statements):
        if not statement.line <= line <= statement.end_line:
            continue
        for call in statement.calls:
            if call.line <= line <= call.end_line and _calls(call, name):
                yield CallSite(scope, number, call)


def _calls(call: CallFlow, name: str) -> bool:
    if plain(call.name) == name:
        return True
    head, _, last = call.name.rpartition(".")
    return last in _TASK_CALLS and plain(head) == name


def argument_of(
    function: FunctionFlow, call: CallFlow, position: int, name: str
) -> Expression | None:
    """Return what a call gives a parameter: by keyword, else by position."""
    for argument in call.arguments:
        if argument.keyword == name:
            return argument.value
    first = function.parameters[0].name if function.parameters else ""
    if first in ("self", "cls"):
        position -= 1
    positional = [a.value for a in call.arguments if not a.keyword]
    return positional[position] if 0 <= position < len(positional) else None


def is_spread(value: Expression) -> bool:
    """Return whether an argument stands for any number of them, so that no parameter has it."""
    return value.text.endswith("...") or (
        value.text.startswith(("*", "...")) and len(value.refs) == 1
    )


def may_be_own(code: Code, scope: FunctionScope, call: CallFlow) -> bool:
    """Return whether the repository may define what a call calls, by its name and by what it is
    called on.
    """
    name = plain(call.name)
    if not name or call.literal:
        return False
    head = call.name.rpartition(".")[0]
    if is_outside(code, scope, call.name.partition(".")[0]):
        return False
    path = scope.flow.path
    defined = code.defined(name, scope.flow.repo)
    if not any(s.what != "class" and are_of_one_language(s.path, path) for s in defined):
        return False
    return not head or not is_made_outside(code, scope, head)


def is_known(scope: FunctionScope, call: CallFlow, callees: list[FunctionScope]) -> bool:
    """Return whether more than the name tells that a call calls a function: it is in the same file,
    in Go in the same package, or imported.
    """
    near = scope.flow.path
    origin = scope.flow.imports.get(call.name.partition(".")[0])
    if origin is not None:
        return near.endswith(".go") or any(_is_of(c.flow.path, origin) for c in callees)
    paths = {callee.flow.path for callee in callees}
    if near.endswith(".go") and "." not in call.name:
        near = near.rpartition("/")[0]
        paths = {path.rpartition("/")[0] for path in paths}
    return paths == {near}


def _is_of(path: str, origin: str) -> bool:
    """Return whether a file is the module that an import names, or in it, or has the name."""
    modules = [part for part in re.split(r"[./]", origin) if part][-2:]
    return any(f"/{m}." in f"/{path}" or f"/{m}/" in f"/{path}" for m in modules)


def callees_of(code: Code, scope: FunctionScope, call: CallFlow) -> list[FunctionScope]:
    """Return the functions of the repository that a call may call, at most a few."""
    name = plain(call.name)
    if not name or call.literal:
        return []
    head = call.name.rpartition(".")[0]
    own = list(functions_beside(scope, head, name))
    if own:
        return own
    if head in ("self", "cls", "super()", scope.function.receiver) and scope.function.owner:
        return _at(code, _nearest(code.defined(name, scope.flow.repo), scope.flow.path, 2))
    imported = _imported(code, scope, call.name)
    if imported:
        return imported
    if is_outside(code, scope, call.name.partition(".")[0]) or (
        scope.flow.path.endswith(".go") and name in _OF_ALL
    ):
        return []
    defined = [
        s
        for s in code.defined(name, scope.flow.repo)
        if s.what != "class"
        if not _is_mock(s.path) and are_of_one_language(s.path, scope.flow.path)
    ]
    # What is called on a value is a method, unless that is a module.
    on_value = bool(head) and head.partition(".")[0] not in scope.flow.imports
    found = [s for s in defined if s.what == "method"] if on_value else defined
    of_its_name = [
        s for s in found if head and fold(s.name.rpartition(".")[0]) == fold(plain(head))
    ]
    # A log tells which one of many it is about, a traceback which ones were called.
    told = [s for s in defined if s.path != scope.flow.path and code.is_told(s)]
    found = of_its_name or told or found
    if len(found) > (1 if name.lower() in COMMON_NAMES else _MAX_NAMESAKES):
        return []
    near = _nearest(found, scope.flow.path, _MAX_NAMESAKES)
    imported_first = dict.fromkeys([*_of_imported(scope, near), *near])
    return _at(code, list(imported_first)[:_MAX_CANDIDATES])


def _of_imported(scope: FunctionScope, symbols: Sequence[Symbol]) -> list[Symbol]:
    """Return those of some functions whose modules a Python file imports, or imports from."""
    origins = [origin.strip(".") for origin in scope.flow.imports.values()]
    modules = {each.replace(".", "/") for o in origins for each in (o, o.rpartition(".")[0])}
    ends = tuple(f"/{module}.py" for module in modules if module)
    return [symbol for symbol in symbols if f"/{symbol.path}".endswith(ends)]


_OF_ALL = frozenset(("Error", "String"))
"""Methods that any type of Go may have."""


def _is_mock(path: str) -> bool:
    return any(part.startswith(("mock", "fake")) for part in path.lower().split("/"))


def functions_beside(scope: FunctionScope, head: str, name: str) -> Iterator[FunctionScope]:
    """Yield the other functions of a name in the same file: methods of the same object, or without
    a `head` plain functions.
    """
    function, flow = scope.function, scope.flow
    is_own = bool(function.owner) and head in ("self", "cls", function.receiver, function.owner)
    if head and not is_own:
        return
    for match in flow.named(name, owner=function.owner if head else ""):
        if match.name != function.name:
            yield FunctionScope(flow=flow, function=match)


def _imported(code: Code, scope: FunctionScope, name: str) -> list[FunctionScope]:
    """Return the function that a name stands for by the imports of its file."""
    head, _, rest = name.partition(".")
    origin = scope.flow.imports.get(head)
    if origin is None:
        return []
    last = plain(rest or origin)
    found = [s for s in code.defined(last, scope.flow.repo) if s.what != "class"]
    if scope.flow.path.endswith(".go"):
        folder = origin.partition(f"/{scope.flow.repo}/")[2]
        exact = [s for s in found if folder and s.path.rpartition("/")[0] == folder]
    else:
        module = origin if rest else origin.rpartition(".")[0]
        folder = module.replace(".", "/").strip("/")
        exact = [s for s in found if folder and folder in s.path]
    return _at(code, _nearest(exact, scope.flow.path, _MAX_CANDIDATES))


def _nearest(symbols: Iterable[Symbol], path: str, count: int) -> list[Symbol]:
    near = sorted(
        symbols, key=lambda s: (s.path != path, -shared_folders(path, s.path), s.path, s.line)
    )
    if near and near[0].path == path:
        near = [s for s in near if s.path == path]
    return near[:count] if len(near) <= _MAX_NAMESAKES else []


def _at(code: Code, symbols: Iterable[Symbol]) -> list[FunctionScope]:
    found: list[FunctionScope] = []
    for symbol in symbols:
        flow = code.flow(symbol.repo, symbol.path)
        if flow is None:
            continue
        function = flow.function_at(symbol.line)
        if function.name and plain(function.name) == plain(symbol.name):
            found.append(FunctionScope(flow=flow, function=function))
    return found
