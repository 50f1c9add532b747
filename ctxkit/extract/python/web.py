"""Routes of Flask, flask-restx and fastopenapi, and the prefixes that their routers hang at.

A router goes by its full name, `module:variable`, so that what several files say of it can be
joined when a question is asked (`ask/locate/routes.py`). A route of a resource class is one fact a
method, on the line of that method; what a class inherits, or another file defines, is one fact
without methods that names the class.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.python.file import PythonFile, end_line_of, line_of
from ctxkit.extract.python.text import Arguments, arguments_of, string_value
from ctxkit.extract.treesitter import Captures, text
from ctxkit.model import Fact, Route, RoutePrefix

_VERBS = ("get", "post", "put", "delete", "patch", "head", "options")
_PLAIN_BASES = frozenset(("Resource", "MethodView", "View", "flask_restx.Resource", "object"))


def routes(file: PythonFile, matches: list[Captures]) -> Iterator[Fact]:
    """Yield the routes of a file."""
    for captures in matches:
        arguments = arguments_of(captures["arguments"][0])
        verb = text(captures["verb"][0])
        router = file.full_name(text(captures["router"][0]))
        if verb == "add_resource":
            yield from _added(file, router, arguments, captures["statement"][0])
            continue
        definition = captures["definition"][0]
        for path in _paths(arguments.positional, arguments.named.get("rule")):
            if definition.type == "class_definition":
                yield from _of_class(file, router, path, definition)
            else:
                methods = _methods(arguments) if verb == "route" else (verb.upper(),)
                yield _route(file, router, path, methods, definition)


def _paths(nodes: tuple[Node, ...], rule: Node | None) -> list[str]:
    values = [string_value(node) for node in (*nodes, *([rule] if rule is not None else []))]
    return [
        value for value in values if value is not None and (value.startswith("/") or value == "")
    ]


def _methods(arguments: Arguments) -> tuple[str, ...]:
    given = arguments.named.get("methods")
    if given is None:
        return ("GET",)
    return tuple(value.upper() for node in given.named_children if (value := string_value(node)))


def _route(
    file: PythonFile,
    router: str,
    path: str,
    methods: tuple[str, ...],
    node: Node,
    handler: str = "",
) -> Route:
    name = handler or file.scopes.name_of(node)
    return Route(
        name=path,
        line=line_of(node),
        end_line=end_line_of(node),
        symbol=name if not handler else file.at(node),
        router=router,
        methods=methods,
        handler=name,
    )


def _of_class(file: PythonFile, router: str, path: str, definition: Node) -> Iterator[Route]:
    name = file.scopes.name_of(definition)
    own = [
        (verb, file.functions[f"{name}.{verb}"])
        for verb in _VERBS
        if f"{name}.{verb}" in file.functions
    ]
    for verb, function in own:
        yield _route(file, router, path, (verb.upper(),), function)
    bases = definition.child_by_field_name("superclasses")
    inherits = bases is not None and any(
        text(b) not in _PLAIN_BASES for b in arguments_of(bases).positional
    )
    if inherits or not own:
        yield _route(file, router, path, (), definition)


def _added(file: PythonFile, router: str, arguments: Arguments, statement: Node) -> Iterator[Route]:
    """`api.add_resource(Class, "/a", "/b")`."""
    resource = text(arguments.positional[0])
    for path in _paths(arguments.positional[1:], None):
        if resource in file.classes:
            yield from _of_class(file, router, path, file.classes[resource])
        else:
            yield _route(file, router, path, (), statement, handler=file.full_name(resource))


def route_prefixes(file: PythonFile, matches: list[Captures]) -> Iterator[Fact]:
    """Yield where the routers of a file hang: `Blueprint(url_prefix=)`, `Namespace(path=)`,
    `add_namespace(ns)`.
    """
    for captures in matches:
        arguments = arguments_of(captures["arguments"][0])
        name = captures["name"][0]
        if "attach" in captures:
            prefix = _given(arguments, 1, "path", "url_prefix", "prefix")
            parent = text(captures["parent"][0])
            parent = file.full_name(parent) if parent.replace(".", "").isidentifier() else ""
        else:
            maker = text(captures["maker"][0])
            short = maker.rpartition(".")[2]
            parent, prefix = "", _given(arguments, 9, "url_prefix", "path", "prefix")
            if short in ("Namespace", "namespace"):
                prefix = _given(arguments, 2, "path")
                if prefix is None:
                    prefix = "/" + (string_value(arguments.get(0, "name")) or "")
                parent = file.full_name(maker.rpartition(".")[0]) if short == "namespace" else ""
            elif (
                short.endswith("Api")
                and (app := arguments.get(0, "app")) is not None
                and app.type == "identifier"
            ):
                parent = file.full_name(text(app))
        if prefix is None and not parent:
            continue
        yield RoutePrefix(
            name=file.full_name(text(name)),
            line=line_of(name),
            end_line=end_line_of(captures["arguments"][0]),
            symbol=file.at(name),
            prefix=prefix or "",
            parent=parent,
        )


def _given(arguments: Arguments, position: int, *names: str) -> str | None:
    return string_value(arguments.get(position, *names))
