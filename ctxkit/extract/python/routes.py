"""Routes of Flask, flask-restx, fastopenapi and FastAPI.

A route of a resource class is one fact a method, on the line of that method; a class that inherits
its methods, or is defined in another file, is one fact without methods that names the class. Not
here: the routers, and where they are mounted (`routers.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ctxkit.extract.python.arguments import Arguments, arguments_of, base_classes, called
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.routers import Routers
from ctxkit.extract.python.text import string_value
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import Route

_VERBS = ("get", "post", "put", "delete", "patch", "head", "options")
_DECORATED_WITH_METHODS = ("route", "api_route")
_METHODS_OF = {
    "websocket": ("GET",),
    "websocket_route": ("GET",),
    "add_websocket_route": ("GET",),
    "add_api_websocket_route": ("GET",),
}
"""A websocket begins as a GET."""
_BASES_WITHOUT_METHODS = frozenset(
    ("Resource", "MethodView", "View", "flask_restx.Resource", "object")
)


def routes(file: PythonFile, matches: list[QueryMatch], routers: Routers) -> Iterator[Route]:
    """Yield the routes of a file."""
    for match in matches:
        router = routers.full_name(match.node("router"))
        arguments = arguments_of(match.node("arguments"))
        if "definition" in match:
            yield from _decorated(file, match, router, arguments)
        elif match.text("verb") == "add_resource":
            yield from _resource(file, match.node("statement"), router, arguments)
        else:
            yield from _added(file, match, router, arguments)


def _decorated(
    file: PythonFile, match: QueryMatch, router: str, arguments: Arguments
) -> Iterator[Route]:
    """`@router.route("/a", "/b")`, `@router.get("/a")`, `@app.websocket("/a")`."""
    definition, verb = match.node("definition"), match.text("verb")
    methods: tuple[str, ...] = _METHODS_OF.get(verb, (verb.upper(),))
    if verb in _DECORATED_WITH_METHODS:
        methods = _methods(arguments)
    named = (arguments.named.get(name) for name in ("rule", "path"))
    for path in _paths((*arguments.positional, *named)):
        if definition.type == "class_definition":
            yield from _of_class(file, router, path, definition)
        else:
            yield _of_function(file, router, path, methods, definition)


def _resource(
    file: PythonFile, statement: Node, router: str, arguments: Arguments
) -> Iterator[Route]:
    """`api.add_resource(Class, "/a", "/b")`."""
    resource = text(arguments.positional[0])
    for path in _paths(arguments.positional[1:]):
        if resource in file.classes:
            yield from _of_class(file, router, path, file.classes[resource])
            continue
        yield _at(file, statement, router, path, (), file.full_name(resource))


def _added(
    file: PythonFile, match: QueryMatch, router: str, arguments: Arguments
) -> Iterator[Route]:
    """`router.add_api_route("/a", get_a, methods=["GET"])`."""
    statement, verb = match.node("statement"), match.text("verb")
    handler = arguments.get(2 if verb == "add_url_rule" else 1, "endpoint", "route", "view_func")
    methods = _METHODS_OF.get(verb) or _methods(arguments)
    view = called(handler)
    if view is not None:  # AppView.as_view("app")
        handler, methods = view[0].child_by_field_name("object"), ()
    if handler is None:
        return
    for path in _paths(arguments.positional[:1]):
        yield _at(file, statement, router, path, methods, _full_name(file, handler))


def _full_name(file: PythonFile, handler: Node) -> str:
    """Return the full name of the function or class that an expression names."""
    name, scope = text(handler), file.at(handler)
    owned = name.removeprefix("self.").removeprefix("cls.")
    while scope:
        if f"{scope}.{owned}" in file.functions:
            return f"{file.module}:{scope}.{owned}"
        scope = scope.rpartition(".")[0]
    return file.full_name(name)


def _at(
    file: PythonFile,
    statement: Node,
    router: str,
    path: str,
    methods: tuple[str, ...],
    handler: str,
) -> Route:
    """Return the route of a statement that names the function or class that answers."""
    return Route(
        name=path,
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=file.at(statement),
        router=router,
        methods=methods,
        handler=handler,
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
