"""The base classes of a class, and the calls by which their constructors are entered.

Not here: the fields that they write (`fields.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.cause.call_lines import CONSTRUCTOR, lines_calling
from ctxkit.cause.called import Called
from ctxkit.cause.calls import CallSite, functions_beside, sites_on
from ctxkit.cause.code import Code
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.written import base_classes

_OF_BASE = "super"
_MAX_MAKERS = 3


def inherited_from(
    code: Code, scope: FunctionScope
) -> Iterator[tuple[FunctionScope, CallSite | None]]:
    """Yield the bodies of the base classes of a method's class, each with the calls by which its
    constructor is entered, None where no call is known: that of the class's own constructor, or
    where it has none the calls that make an object of the class.
    """
    bodies = list(base_classes(code, scope))
    site = _call_of_base(scope) if bodies else None
    sites: Sequence[CallSite | None] = [site]
    if bodies and site is None:
        sites = _makers(code, scope) or [None]
    for body in bodies:
        for entered in sites:
            yield body, entered


def _call_of_base(scope: FunctionScope) -> CallSite | None:
    """Return where the constructor of a class calls that of its base."""
    for method in scope.flow.methods(scope.function.owner, holding=_OF_BASE):
        for number, statement in enumerate(method.statements):
            for call in statement.calls:
                if call.name == f"{_OF_BASE}().{CONSTRUCTOR}":
                    return CallSite(FunctionScope(flow=scope.flow, function=method), number, call)
    return None


def _makers(code: Code, scope: FunctionScope) -> list[CallSite]:
    """Return the calls that make an object of a class, some at most; none if the class has a
    constructor of its own.
    """
    if list(functions_beside(scope, "self", CONSTRUCTOR)):
        return []
    made = Called(scope.flow.repo, scope.flow.path, CONSTRUCTOR, scope.function.owner)
    lines = lines_calling(code, made)[:_MAX_MAKERS]
    return [site for line in lines for site in sites_on(code, line, made)]
