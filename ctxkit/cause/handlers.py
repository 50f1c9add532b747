"""The function of a web framework's program that turns an error into the answer of a request, for
the errors that nobody handles before: Flask's `errorhandler`, FastAPI's `exception_handler`.

Not here: the `except` clauses of functions (`guards.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ctxkit.cause.code import Code
from ctxkit.cause.may_call import module_of
from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.written import of_module
from ctxkit.dify.programs import is_in_program, scope_of_file
from ctxkit.model import Fact, Location, Raise, Symbol
from ctxkit.model.cause import CausePlace
from ctxkit.model.flow import FlowStatement
from ctxkit.regex import regex

_REGISTERING = ("errorhandler", "app_errorhandler", "exception_handler")
_HANDLER = regex(
    r"(?:app_)?(?:errorhandler|exception_handler)\(\s{0,4}([\w.]{1,80})\s{0,4}\)(?:\((\w{1,80})\))?"
)
_DEFINED = regex(r"\s{0,80}(?:async\s)?def\s(\w{1,80})")
_LINES_BELOW = 6  # from a decorator to what it decorates
_MAX_BASES = 5

_OF_HTTP = "HTTPException"
_ABORTED = frozenset(("abort", _OF_HTTP))
_ANSWERED = regex(
    r"\bException on /\S{0,300} \[[A-Z]{3,7}\]|\{[^{}]{0,2000}\"status\"\s{0,2}:\s{0,2}[45]\d\d\b"
)
"""What Flask writes of an error that no handler before answered, and the body of an answer."""

_HTTP_MODULES = ("werkzeug.exceptions", "starlette.exceptions", "fastapi")


def handler_of(code: Code, scope: FunctionScope, fact: Fact, text: str) -> list[CausePlace]:
    """Return the handler that answers a request with the error of a statement: that of the nearest
    class of the error for which there is one, where it is certain that a request ended by it.
    """
    if not fact.path.endswith(".py"):
        return []
    answered = _ANSWERED.search(text[:4_000]) is not None
    if isinstance(fact, Raise):
        classes = classes_of(code, scope, plain(fact.name))
        if not answered and _OF_HTTP not in classes:
            return []
        if is_handled(scope, scope.statement_at(fact.line), classes):
            return []
    elif answered and isinstance(fact, Symbol):
        classes = []
    else:
        return []
    handlers = dict(_handlers(code, fact))
    for name in [*classes, "Exception"]:
        if name in handlers:
            return [code.place(handlers[name], f"handles {name}")]
    return []


def classes_of(code: Code, scope: FunctionScope, name: str) -> list[str]:
    """Return the class of an error, and those that it is derived from, as far as the repository
    tells.
    """
    if name in _ABORTED:
        return [_OF_HTTP]
    found = [name]
    origin, path = scope.flow.imports.get(name, ""), scope.flow.path
    for _ in range(_MAX_BASES):
        if any(origin.startswith(f"{module}.") for module in _HTTP_MODULES):
            return [*found, _OF_HTTP]
        named = code.python_classes(found[-1], scope.flow.repo)
        classes = of_module([s for s in named if s.what == "class"], path, origin)
        bases = {plain(symbol.bases[0]) for symbol in classes if symbol.bases}
        if len(bases) != 1:
            return found  # of several classes of one name, none is the one
        found.append(bases.pop())
        if found[-1] in found[:-1]:
            return found
        origin, path = _import_in(code, classes[0], found[-1]), classes[0].path
        if found[-1] == _OF_HTTP:
            return found
    return found


def _import_in(code: Code, fact: Fact, name: str) -> str:
    """Return the dotted name that a name stands for in the file of a fact."""
    for line in code.imports(fact.repo, fact.path).split("\n"):
        found = re.match(rf"\s*from\s+([\w.]+)\s+import\b.*\b{re.escape(name)}\b", line)
        if found is not None:
            return f"{found[1]}.{name}"
    return ""


def raises_of(code: Code, scope: FunctionScope, handled: Sequence[str]) -> list[int]:
    """Return the numbers of the statements of a function that raise an error of one of some
    classes; without any, those that raise one at all.
    """
    raises = [n for n, s in enumerate(scope.function.statements) if s.kind == "raise"]
    return [n for n in raises if not handled or _is_of(code, scope, n, handled)]


def _is_of(code: Code, scope: FunctionScope, number: int, handled: Sequence[str]) -> bool:
    value = scope.statement(number).value
    if value is None:  # it raises again what it handles
        return True
    name = value.calls[0].name if value.calls else value.text
    return not set(handled).isdisjoint(classes_of(code, scope, plain(name)))


def own_errors(code: Code, scope: FunctionScope, handler: FlowStatement) -> tuple[str, ...]:
    """Return the classes that a handler handles, if all of them are of the repository."""
    return tuple(plain(name) for name in _own_errors(code, scope, handler))


def _own_errors(code: Code, scope: FunctionScope, handler: FlowStatement) -> list[str]:
    """Return those classes as the handler names them."""
    names = re.findall(r"[\w.]+", handler.value.text) if handler.value is not None else []
    classes = [name for name in names if plain(name)[:1].isupper()]
    return classes if all(_is_of_repository(code, scope, name) for name in classes) else []


def _is_of_repository(code: Code, scope: FunctionScope, name: str) -> bool:
    """Return whether a class, as its file names it, is of the repository: without an import it is
    of Python, unless the file defines it.
    """
    classes = code.python_classes(plain(name), scope.flow.repo)
    if name.partition(".")[0] in scope.flow.imports:
        return bool(classes)
    return any(each.path == scope.flow.path for each in classes)


def raised_as(code: Code, scope: FunctionScope, handler: FlowStatement) -> list[Raise]:
    """Return the statements of the repository that raise what a handler handles, by the class and
    the module that it is imported from; none if a class is not of the repository.
    """
    found: list[Raise] = []
    for dotted in _own_errors(code, scope, handler):
        name = plain(dotted)
        module = _module(dotted if dotted != name else scope.flow.imports.get(name, ""))
        raises = code.index.named(Raise, name)
        own = [f for f in raises if (f.repo, f.test) == (scope.flow.repo, False)]
        found += [f for f in own if module in (_module_named(code, f, name), "")]
    return found


def _module_named(code: Code, fact: Raise, name: str) -> str:
    """Return the module of a class that a statement raises: where its file imports none of that
    name, the file itself.
    """
    origin = _import_in(code, fact, name)
    return _module(origin) if origin else module_of(fact.path)


def _module(origin: str) -> str:
    """Return the last part of the module of a dotted name."""
    return plain(origin.rpartition(".")[0])


def is_handled(scope: FunctionScope, number: int, classes: list[str]) -> bool:
    """Return whether a function itself handles an error that a statement of it raises, and does
    not raise it again.
    """
    child = number
    for outer in scope.enclosing(number) if number >= 0 else ():
        if scope.statement(outer).kind == "try" and scope.statement(child).kind != "except":
            for handler in scope.handlers(outer):
                value = scope.statement(handler).value
                names = re.findall(r"\w+", value.text) if value is not None else ["Exception"]
                if not {*classes, "Exception", "BaseException"}.intersection(names):
                    continue
                return not any(scope.statement(n).kind == "raise" for n in scope.inside(handler))
        child = outer
    return False


def _handlers(code: Code, fact: Fact) -> Iterator[tuple[str, Location]]:
    """Yield the classes of errors for which the program of a statement has a handler, each with its
    definition.
    """
    program = scope_of_file(fact.repo, fact.path)
    for how in _REGISTERING:
        for path in code.mentioning(how, "calls", fact.repo):
            if not is_in_program(program, fact.repo, path):
                continue
            for number, line in code.sources.lines_having(fact.repo, path, how):
                found = _HANDLER.search(line)
                if found is None:
                    continue
                where = _defined(code.sources.lines(fact.repo, path), number, found[2] or "")
                if where:
                    yield (
                        plain(found[1]),
                        Location(repo=fact.repo, path=path, line=where, end_line=where),
                    )


def _defined(lines: list[str], number: int, name: str) -> int:
    """Return the line that defines the function of a name, or that below its decorator; 0 if there
    is none.
    """
    if not name:
        below = range(number, min(number + _LINES_BELOW, len(lines)))
        return next((n + 1 for n in below if _DEFINED.match(lines[n])), 0)
    for n, line in enumerate(lines, 1):
        defined = _DEFINED.match(line)
        if defined is not None and defined[1] == name:
            return n
    return 0
