"""Routes of Flask, flask-restx and fastopenapi, and where their routers are mounted.

A router has its full name, `module:variable`, so that the statements of several files about it can
be joined when a question is asked (`ask/locate/routes.py`). A route of a resource class is one fact
a method, on the line of that method; a class that inherits its methods, or is defined in another
file, is one fact without methods that names the class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ctxkit.extract.python.arguments import Arguments, arguments_of, base_classes
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import string_or_empty, string_value
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import Fact, Route, RoutePrefix

_VERBS = ("get", "post", "put", "delete", "patch", "head", "options")
_BASES_WITHOUT_METHODS = frozenset(
    ("Resource", "MethodView", "View", "flask_restx.Resource", "object")
)


def routes(file: PythonFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the routes of a file."""
    for match in matches:
        router = file.full_name(match.text("router"))
        arguments = arguments_of(match.node("arguments"))
        if "definition" in match:
            yield from _decorated(file, match, router, arguments)
        else:
            yield from _added(file, match.node("statement"), router, arguments)


def _decorated(
    file: PythonFile, match: QueryMatch, router: str, arguments: Arguments
) -> Iterator[Route]:
    """`@router.route("/a", "/b")`, `@router.get("/a")`."""
    definition, verb = match.node("definition"), match.text("verb")
    methods = _methods(arguments) if verb == "route" else (verb.upper(),)
    for path in _paths((*arguments.positional, arguments.named.get("rule"))):
        if definition.type == "class_definition":
            yield from _of_class(file, router, path, definition)
        else:
            yield _of_function(file, router, path, methods, definition)


def _added(file: PythonFile, statement: Node, router: str, arguments: Arguments) -> Iterator[Route]:
    """`api.add_resource(Class, "/a", "/b")`."""
    resource = text(arguments.positional[0])
    for path in _paths(arguments.positional[1:]):
        if resource in file.classes:
            yield from _of_class(file, router, path, file.classes[resource])
            continue
        yield Route(
            name=path,
            line=line_of(statement),
            end_line=end_line_of(statement),
            symbol=file.at(statement),
            router=router,
            handler=file.full_name(resource),
        )


def _paths(nodes: Iterable[Node | None]) -> Iterator[str]:
    for path in map(string_value, nodes):
        if path is None:
            continue
        if not path or path.startswith("/"):
            yield path


def _methods(arguments: Arguments) -> tuple[str, ...]:
    methods = arguments.named.get("methods")
    if methods is None:
        return ("GET",)
    names = (string_value(node) for node in methods.named_children)
    return tuple(name.upper() for name in names if name)


def _of_class(file: PythonFile, router: str, path: str, definition: Node) -> Iterator[Route]:
    name = file.scopes.name_of(definition)
    own = [verb for verb in _VERBS if f"{name}.{verb}" in file.functions]
    for verb in own:
        function = file.functions[f"{name}.{verb}"]
        yield _of_function(file, router, path, (verb.upper(),), function)
    bases = {text(base) for base in base_classes(definition)}
    if not own or bases - _BASES_WITHOUT_METHODS:
        yield _of_function(file, router, path, (), definition)


def _of_function(
    file: PythonFile, router: str, path: str, methods: tuple[str, ...], definition: Node
) -> Route:
    name = file.scopes.name_of(definition)
    return Route(
        name=path,
        line=line_of(definition),
        end_line=end_line_of(definition),
        symbol=name,
        router=router,
        methods=methods,
        handler=name,
    )


def route_prefixes(file: PythonFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield where the routers of a file are mounted: `Blueprint(url_prefix=)`, `Namespace(path=)`,
    `add_namespace(ns)`.
    """
    for match in matches:
        arguments = arguments_of(match.node("arguments"))
        if "attach" in match:
            parent, prefix = _attached(file, match, arguments)
        else:
            parent, prefix = _made(file, match, arguments)
        if prefix is None and not parent:
            continue
        name = match.node("name")
        yield RoutePrefix(
            name=file.full_name(text(name)),
            line=line_of(name),
            end_line=end_line_of(match.node("arguments")),
            symbol=file.at(name),
            prefix=prefix or "",
            parent=parent,
        )


def _attached(file: PythonFile, match: QueryMatch, arguments: Arguments) -> tuple[str, str | None]:
    """Return parent and prefix of `api.add_namespace(ns, path="/console")`."""
    parent = match.text("parent")
    prefix = _string(arguments, 1, "path", "url_prefix", "prefix")
    if not parent.replace(".", "").isidentifier():
        return "", prefix
    return file.full_name(parent), prefix


def _made(file: PythonFile, match: QueryMatch, arguments: Arguments) -> tuple[str, str | None]:
    """Return parent and prefix of `Blueprint(...)`, `Namespace(...)`, `api.namespace(...)`,
    `ExternalApi(bp)`.
    """
    owner, _, maker = match.text("maker").rpartition(".")
    if maker == "Namespace":
        return "", _namespace_path(arguments)
    if maker == "namespace":
        return file.full_name(owner), _namespace_path(arguments)
    prefix = _string(arguments, 9, "url_prefix", "path", "prefix")
    app = arguments.get(0, "app") if maker.endswith("Api") else None
    if app is None or app.type != "identifier":
        return "", prefix
    return file.full_name(text(app)), prefix


def _namespace_path(arguments: Arguments) -> str:
    """Return the path of a namespace of flask-restx, by default its name."""
    path = _string(arguments, 2, "path")
    if path is not None:
        return path
    return f"/{string_or_empty(arguments.get(0, 'name'))}"


def _string(arguments: Arguments, position: int, *names: str) -> str | None:
    return string_value(arguments.get(position, *names))
