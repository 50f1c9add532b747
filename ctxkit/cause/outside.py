"""What a repository does not define: the packages that its files import from elsewhere, and the
objects that those make. No function of the repository is a method of such an object, whatever its
name.

Syntax only. Not here: the functions that a call may call (`calls.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ctxkit.cause.code import Code, FunctionScope
from ctxkit.model.flow import Expression, FunctionFlow

_OWN = ("self", "cls")
_NOTHING_YET = frozenset(("None", "nil"))
"""What stands for an object before there is one."""


def is_outside(scope: FunctionScope, name: str) -> bool:
    """Return whether a name certainly stands for a package outside of the repository: in Python
    one of its standard library.
    """
    origin = scope.flow.imports.get(name, "")
    if scope.flow.path.endswith(".go"):
        return bool(origin) and f"/{scope.flow.repo}/" not in f"{origin}/"
    if scope.flow.path.endswith(".py"):
        return origin.partition(".")[0] in sys.stdlib_module_names
    return False


def is_made_outside(code: Code, scope: FunctionScope, name: str) -> bool:
    """Return whether a variable of a function, or a field of its object (`self.client`), only ever
    gets what a package outside of the repository makes.
    """
    values = [value for value in _values(scope, name) if value.text not in _NOTHING_YET]
    return bool(values) and all(_is_made_outside(code, scope, value) for value in values)


def _is_made_outside(code: Code, scope: FunctionScope, value: Expression) -> bool:
    maker = value.calls[0].name if value.calls else ""
    if not maker or not value.text.removeprefix("await ").startswith(maker):
        return False
    package = maker.partition(".")[0]
    if not scope.flow.path.endswith(".py"):
        return is_outside(scope, package)
    origin = scope.flow.imports.get(package, "")
    return bool(origin) and is_of_package(code, scope.flow.repo, scope.flow.path, origin)


def is_of_package(code: Code, repo: str, path: str, module: str) -> bool:
    """Return whether a module that a Python file imports is neither of its repository nor of the
    standard library, whose functions hand on what they are given (`cast`, `deepcopy`).
    """
    if module.partition(".")[0] in sys.stdlib_module_names:
        return False
    return not code.has_module(repo, path, module)


def _values(scope: FunctionScope, name: str) -> Iterator[Expression]:
    """Yield what a variable is given in a function, or a field in the methods of its object."""
    head, _, field = name.partition(".")
    functions: list[FunctionFlow] = []
    if head.isidentifier() and not field:
        functions = [scope.function]
    elif head in _OWN and field.isidentifier():
        functions = list(scope.flow.methods(scope.function.owner, holding=field))
    for function in functions:
        for statement in function.statements:
            if name in statement.targets and statement.value is not None:
                yield statement.value
