"""Where a name gets its value outside of the function that uses it: in the function around it, in a
function that sets a variable of the module or package, in the body of a class.

Not here: the walk that asks for them (`origins.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ctxkit.cause.code import Code
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import Symbol
from ctxkit.model.flow import Expression, FlowStatement
from ctxkit.regex import regex

_MAX_FILES = 30
"""Of a package; a larger one is generated."""

_MAX_WRITES = 4
_MAX_CLASSES = 2


def functions_around(scope: FunctionScope) -> Iterator[FunctionScope]:
    """Yield the functions that a function is defined in, the innermost first: it sees their
    names.
    """
    own = scope.function
    if not own.name:
        return
    for outer in scope.flow.around(own.start or own.line):
        if outer.name == own.name and outer.line == own.line:
            continue
        if not outer.name or outer.name == outer.owner:  # a module or class
            return
        yield FunctionScope(flow=scope.flow, function=outer)


_KEY = r"{name}(?:\.get\(|\[)\s{{0,4}}[\"'](\w{{1,80}})[\"']"
_VALIDATED = regex(r"[\"'](\w{1,80})[\"']")


def validated_fields(code: Code, scope: FunctionScope, name: str, where: Expression) -> list[str]:
    """Return the fields of a record whose values a validator gets by a parameter: those that it
    takes from a mapping of all, or that its decorator names.
    """
    function, flow = scope.function, scope.flow
    if not function.owner or not flow.path.endswith(".py") or function.start >= function.line:
        return []
    decorators = [code.line(flow.repo, flow.path, n) for n in range(function.start, function.line)]
    decorator = next((d for d in decorators if "validator" in d), "")
    if not decorator:
        return []
    keys = re.findall(_KEY.format(name=re.escape(name)), where.text)
    if keys or "model_validator" in decorator or "root_validator" in decorator:
        return keys
    return [field for field in _VALIDATED.findall(decorator) if field not in _MODES]


_MODES = frozenset(("before", "after", "wrap", "plain", "mode"))


def class_bodies(code: Code, scope: FunctionScope, owner: str) -> Iterator[FunctionScope]:
    """Yield the bodies of the classes of a name, which give fields their defaults."""
    if scope.flow.path.endswith(".py") and owner:
        # An enumeration has attributes, too: only a file that reads settings is worth parsing.
        yield from _classes(code, scope, owner, reading=True)


_BASES = regex(r"class\s{1,3}\w{1,80}\s{0,3}\(([^()]{1,400})\)")


def base_classes(code: Code, scope: FunctionScope) -> Iterator[FunctionScope]:
    """Yield the bodies of the classes that the class of a method is derived from."""
    if not scope.flow.path.endswith(".py"):
        return
    for body in scope.flow.class_named(scope.function.owner.rpartition(".")[2]):
        first = body.line
        head = " ".join(code.sources.lines(scope.flow.repo, scope.flow.path)[first - 1 : first + 5])
        found = _BASES.match(head)
        for base in found[1].split(",") if found is not None else ():
            name = base.strip().rpartition(".")[2]
            if name.isidentifier() and name not in _NO_BASES:
                yield from _classes(code, scope, name)


def of_module(classes: Sequence[Symbol], path: str, origin: str) -> Sequence[Symbol]:
    """Return those of some classes of one name that are in a file or in the module that the name is
    imported from, if any are; else all.
    """
    module = origin.rpartition(".")[0].strip(".").replace(".", "/")
    for known in (path, f"/{module}.py", f"/{module}/__init__.py"):
        own = [each for each in classes if f"/{each.path}".endswith(known)]
        if own:
            return own
    return classes


_NO_BASES = frozenset(("object", "ABC", "Exception", "BaseModel", "Protocol", "Enum", "StrEnum"))


def _classes(
    code: Code, scope: FunctionScope, name: str, *, reading: bool = False
) -> Iterator[FunctionScope]:
    """Yield the bodies of the classes of a name: that of the file, or the imported one, if there is
    one, else any. `reading`: only from files that read settings.
    """
    repo = scope.flow.repo
    origin = scope.flow.imports.get(name, "")
    symbols = of_module(code.python_classes(name, repo), scope.flow.path, origin)
    for symbol in symbols[:_MAX_CLASSES]:
        if reading and not code.reads(repo, symbol.path):
            continue
        flow = code.flow(repo, symbol.path)
        if flow is not None:
            yield from (FunctionScope(flow=flow, function=body) for body in flow.class_named(name))


def variable_writes(
    code: Code, scope: FunctionScope, name: str
) -> list[tuple[FunctionScope, FlowStatement]]:
    """Return the assignments of functions to a variable of their module or package."""
    path = scope.flow.path
    if path.endswith(".go"):
        return package_writes(code, scope.flow.repo, path.rpartition("/")[0], name)
    if not path.endswith(".py"):
        return []
    found: list[tuple[FunctionScope, FlowStatement]] = []
    for number, line in code.sources.lines_having(scope.flow.repo, path, "global"):
        if name in line and re.match(rf"\s{{1,40}}global\b.*\b{re.escape(name)}\b", line):
            function = scope.flow.function_at(number)
            found += [
                (FunctionScope(flow=scope.flow, function=function), statement)
                for statement in function.statements
                if statement.kind == "assign" and name in statement.targets
            ]
    return found[:_MAX_WRITES]


def package_writes(
    code: Code, repo: str, folder: str, name: str
) -> list[tuple[FunctionScope, FlowStatement]]:
    """Return the assignments to a variable of a Go package, in all of its files."""
    found: list[tuple[FunctionScope, FlowStatement]] = []
    for path, line in _written(code, repo, folder).get(name, ()):
        flow = code.flow(repo, path)
        if flow is None:
            continue
        scope = FunctionScope.at(flow, line)
        if _is_own(code, scope, name):
            continue
        found += [
            (scope, statement)
            for statement in scope.function.statements
            if statement.line == line and statement.kind == "assign" and name in statement.targets
        ]
    return found[:_MAX_WRITES]


def _is_own(code: Code, scope: FunctionScope, name: str) -> bool:
    """Return whether a function declares a name itself."""
    function = scope.function
    if not function.name:
        return False
    if any(parameter.name == name for parameter in function.parameters):
        return True
    for statement in function.statements:
        if name in statement.targets:
            text = code.line(scope.flow.repo, scope.flow.path, statement.line)
            if ":=" in text or text.startswith("var "):
                return True
    return False


_GO_WRITE = regex(
    r"(?:var\s{1,3}|\t{1,8})([A-Za-z_]\w{0,80})"
    r"(?:\s{1,3}[\w.*\[\]]{1,80})?\s{1,8}=(?!=)"
)


def _written(code: Code, repo: str, folder: str) -> dict[str, list[tuple[str, int]]]:
    """Return the (path, line)s of a Go package that assign to a plain name, by the name."""
    known = code.written.get((repo, folder))
    if known is not None:
        return known
    written = code.written.setdefault((repo, folder), {})
    for path in code.files_in(repo, folder, ".go")[:_MAX_FILES]:
        for number, line in enumerate(code.sources.lines(repo, path), 1):
            match = _GO_WRITE.match(line) if "=" in line else None
            if match is not None:
                written.setdefault(match[1], []).append((path, number))
    return written
