"""The decorators of a function of Python, and those that its class has for all of its methods.

Not here: what a decorator answers (`refusals.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.cause.code import Code
from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.written import base_classes, of_module
from ctxkit.model import Symbol
from ctxkit.regex import regex

_DECORATOR = regex(r"\s{0,80}@([\w.]{1,80})(.{0,400})")
_OF_CLASS = frozenset(("method_decorators", "decorators"))
"""What a class of views calls the decorators of its methods."""


def decorators_of(code: Code, scope: FunctionScope) -> Iterator[tuple[Symbol, str]]:
    """Yield the definitions of the decorators of a function, each with what it is given, then those
    of its class or of one that it is derived from.

    A name is that of the module that the file imports it from, if that is known.
    """
    for where, name, given in (*_own(code, scope), *_of_class(code, scope)):
        found = code.defined(name, where.flow.repo)
        origin = where.flow.imports.get(name, "")
        defined = of_module(found, where.flow.path, origin)
        # Of several definitions the last one counts; those before it are overloads.
        for symbol in [s for s in defined if s.path == defined[0].path][-1:]:
            yield symbol, given


def _own(code: Code, scope: FunctionScope) -> Iterator[tuple[FunctionScope, str, str]]:
    for number in range(scope.function.start, scope.function.line):
        found = _DECORATOR.match(code.line(scope.flow.repo, scope.flow.path, number))
        if found is not None:
            yield scope, plain(found[1]), found[2]


def _of_class(code: Code, scope: FunctionScope) -> Iterator[tuple[FunctionScope, str, str]]:
    own = scope.flow.class_named(plain(scope.function.owner))
    bodies: Iterable[FunctionScope] = (
        *(FunctionScope(flow=scope.flow, function=body) for body in own),
        *base_classes(code, scope),
    )
    for body in bodies:
        for statement in body.function.statements:
            if statement.value is not None and not _OF_CLASS.isdisjoint(statement.targets):
                yield from ((body, plain(ref.name), "") for ref in statement.value.refs)
                return
