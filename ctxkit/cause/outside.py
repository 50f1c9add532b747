"""What a repository does not define: the packages that its files import from elsewhere, and the
objects that those make. No function of the repository is a method of such an object, whatever its
name.

Syntax only; of the lines that may call, without parsing. Not here: the functions that a call may
call (`calls.py`), the lines themselves (`call_lines.py`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.code import Code
from ctxkit.cause.scope import FunctionScope
from ctxkit.model.flow import Expression, FunctionFlow

_OWN = ("self", "cls")
NOTHING_YET = frozenset(("None", "nil", "null", "undefined"))
"""What a field or variable holds before it gets its value."""

MAX_HEAD_OF_FILE = 20_000  # characters: what a file imports stands there
_MAX_MAKERS = 1  # one after the other: session = boto3.Session(), client = session.client("s3")


def is_outside(code: Code, scope: FunctionScope, name: str) -> bool:
    """Return whether a name certainly stands for a package outside of the repository, or for what
    is imported from one.
    """
    origin = scope.flow.imports.get(name, "")
    path = scope.flow.path
    if not origin:
        return False
    if path.endswith(".go"):
        return f"/{scope.flow.repo}/" not in f"{origin}/"
    if not path.endswith(".py"):
        return False
    is_standard = origin.partition(".")[0] in sys.stdlib_module_names
    return is_standard or is_of_package(code, scope.flow.repo, path, origin)


def is_made_outside(code: Code, scope: FunctionScope, name: str) -> bool:
    """Return whether a variable of a function, or a field of its object (`self.client`), only ever
    gets what a package outside of the repository makes.
    """
    values = [value for value in _values(scope, name) if value.text not in NOTHING_YET]
    return bool(values) and all(_is_made_outside(code, scope, value) for value in values)


def _is_made_outside(code: Code, scope: FunctionScope, value: Expression) -> bool:
    maker = value.calls[0].name if value.calls else ""
    if not maker or not value.text.removeprefix("await ").startswith(maker):
        return False
    package = maker.partition(".")[0]
    if not scope.flow.path.endswith(".py"):
        return is_outside(code, scope, package)
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


def is_of_other_object(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether the file of a line gives what stands in front of a call only what a package
    outside of the repository makes: `client = boto3.client("s3")`, `client.put_object(`.
    """
    if not line.head or not called.owner or not line.path.endswith((".py", ".go")):
        return False
    return line.path != called.path and _is_only_of_outside(code, line, line.head, _MAX_MAKERS)


def _is_only_of_outside(code: Code, line: CallLine, head: str, most: int) -> bool:
    """Return whether a variable or a field of an object only gets what a package outside of the
    repository makes, or what that made.
    """
    makers = dict(_makers(code, line, head))
    return bool(makers) and all(
        _imports_outside(code, line, maker)
        or (most > 0 and maker != head and _is_only_of_outside(code, there, maker, most - 1))
        for maker, there in makers.items()
    )


def _makers(code: Code, line: CallLine, head: str) -> Iterator[tuple[str, CallLine]]:
    """Yield the first name of what makes the values that a variable gets in the function of a line
    and in the module, a field (`self.client`) anywhere in the file; with the line where it gets it.
    """
    hint = r"(?:\s?:[^=\n]{1,80})?(?:, \w{1,60})?"  # of Go, with the error beside it
    maker = r"\s?:?=(?!=)\s?(?:await )?&?([\w.]{0,120})"
    given = re.compile(rf"(?<![\w.]){re.escape(head)}{hint}{maker}")
    function = line.symbol
    for number, each in code.sources.lines_having(line.repo, line.path, head.rpartition(".")[2]):
        found = given.search(each)
        if found is None or found[1] == "None":
            continue
        is_local = "." not in head and each[:1].isspace() and function is not None
        if is_local and not (function and function.line <= number <= function.end_line):
            continue
        there = function if is_local else code.around(line.repo, line.path, number)
        yield found[1].partition(".")[0], line._replace(line=number, symbol=there)


def _imports_outside(code: Code, line: CallLine, name: str) -> bool:
    """Return whether the file of a line imports a name from a package outside of the repository."""
    head = code.sources.whole(line.repo, line.path)[:MAX_HEAD_OF_FILE]
    if not name or name not in head:
        return False
    if line.path.endswith(".go"):
        path = re.search(
            rf'"([^"\n]{{0,200}}/)?{re.escape(name)}"', code.imports(line.repo, line.path)
        )
        return path is not None and f"/{line.repo}/" not in path[0]
    whole = re.escape(name)
    imported = re.search(
        rf"^[ \t]{{0,24}}(?:import {whole}\b|import ([\w.]{{1,200}}) as {whole}\b"
        rf"|from ([\w.]{{1,200}}) import (?:\([^)]{{0,2000}}?|[^\n(]{{0,400}}?)\b{whole}\b)",
        head,
        re.MULTILINE,
    )
    if imported is None:
        return False
    return is_of_package(code, line.repo, line.path, imported[1] or imported[2] or name)
