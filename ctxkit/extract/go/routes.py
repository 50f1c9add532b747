"""Routes of gin: handlers bound to groups, groups of groups, and groups handed to functions.

A group's full name is `<folder>.<function>:<variable>`. A function that gets a group is reached
through its parameter's position, because the call knows the position and not the name:

    v1 := engine.Group("/v1")          server.App.serve:v1        -> server.App.serve:engine
    app.install(v1, config)            server.App.install:#0      -> server.App.serve:v1
    func (app *App) install(g ...)     server.App.install:g       -> server.App.install:#0

A function that is called with several groups has as many parents. Not here: how they are joined to
whole paths (`routes/known.py`), and the routes of net/http (`mux.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile, bare_type
from ctxkit.extract.go.mux import mux_routes
from ctxkit.extract.go.text import arguments_of, is_string, string_or_empty, string_value
from ctxkit.extract.literals import shorten
from ctxkit.extract.treesitter import QueryMatch, end_line_of, fields, line_of, text
from ctxkit.model import Fact, Route, RoutePrefix

_REPOSITORY = re.compile(r"^[\w.-]+\.[a-z]+/[^/]+/[^/]+/")

_Router = tuple[str, str]
"""(function, variable)."""


def routes(file: GoFile) -> Iterator[Fact]:
    """Yield the routes of a file, and where its groups are mounted."""
    routers: set[_Router] = set()
    if b"gin" in file.source.data:
        yield from _gin_routes(file, routers)
    yield from mux_routes(file, routers)


def _gin_routes(file: GoFile, routers: set[_Router]) -> Iterator[Fact]:
    """Yield the routes of gin, and add the variables that hold its routers to `routers`."""
    matches = file.matches("route_prefix")
    for match in matches:
        if "parameters" in match:
            yield _parameter(file, match, routers)
        elif "variable" in match:
            yield from _group(file, match, routers)
    callees = _Callees(file, matches)
    for match in matches:
        if "callee" in match:
            yield from _handed_on(file, match, routers, callees)
    for match in file.matches("route"):
        if "router" in match:
            yield from _route(file, match, routers)


def _full_name(file: GoFile, function: str, variable: str) -> str:
    return f"{file.package}.{function}:{variable}"


def _parameter(file: GoFile, match: QueryMatch, routers: set[_Router]) -> RoutePrefix:
    """`func (app *App) pluginGroup(group *gin.RouterGroup)`."""
    variable = match.node("variable")
    function, name = file.at(variable), text(variable)
    names = [
        parameter
        for declaration in arguments_of(match.node("parameters"))
        for parameter in declaration.children_by_field_name("name")
    ]
    routers.add((function, name))
    return RoutePrefix(
        name=_full_name(file, function, name),
        line=line_of(variable),
        end_line=end_line_of(variable),
        symbol=function,
        parent=_full_name(file, function, f"#{_position(variable, names)}"),
    )


def _group(file: GoFile, match: QueryMatch, routers: set[_Router]) -> Iterator[RoutePrefix]:
    """`engine := gin.New()`, `v1 := engine.Group("/v1")`."""
    variable, parent = match.node("variable"), match.text("parent")
    is_group = match.text("function") == "Group"
    if is_group == (parent == "gin"):
        return  # a function of gin that makes no router, `New` of another package
    function, name = file.at(variable), text(variable)
    routers.add((function, name))
    prefix = full_parent = ""
    if is_group:
        prefix = string_or_empty(match.find("prefix"))
        full_parent = _full_name(file, function, parent)
    statement = match.node("statement")
    yield RoutePrefix(
        name=_full_name(file, function, name),
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=function,
        prefix=prefix,
        parent=full_parent,
    )


class _Callees:
    """The functions of this repository that a file calls, by their full names."""

    def __init__(self, file: GoFile, matches: list[QueryMatch]) -> None:
        self._file = file
        self._folder_by_import = dict(_import(match) for match in matches if "path" in match)
        self._type_by_receiver = {
            (file.scopes.name_of(match.node("method")), match.text("self")): bare_type(
                match.node("receiver")
            )
            for match in file.matches("symbol")
            if "method" in match and "self" in match
        }

    def full_name(self, callee: str, function: str) -> str:
        """Return `<folder>.<name>` of what `function` calls, empty if it is not known."""
        owner, _, name = callee.rpartition(".")
        if not owner:
            return f"{self._file.package}.{name}"
        # func (app *App) serve() { app.install(v1) }
        if type_ := self._type_by_receiver.get((function, owner)):
            return f"{self._file.package}.{type_}.{name}"
        if owner in self._folder_by_import:
            return f"{self._folder_by_import[owner]}.{name}"
        return ""


def _import(match: QueryMatch) -> tuple[str, str]:
    """Return the name that a file gives to an imported package, and the package's folder."""
    path = string_value(match.node("path"))
    alias = match.text("alias") or path.rpartition("/")[2]
    return alias, _REPOSITORY.sub("", path)


def _handed_on(
    file: GoFile, match: QueryMatch, routers: set[_Router], callees: _Callees
) -> Iterator[RoutePrefix]:
    """`app.endpointGroup(endpointGroup, config)`, `controller.Setup(r)`,
    `setup(engine.Group("/v1"))`.
    """
    argument = match.node("argument")
    function = file.at(argument)
    variable = match.text("parent") or text(argument)
    callee = callees.full_name(match.text("callee"), function)
    if not callee or (function, variable) not in routers:
        return
    position = _position(argument, arguments_of(match.node("arguments")))
    yield RoutePrefix(
        name=f"{callee}:#{position}",
        line=line_of(argument),
        end_line=end_line_of(argument),
        symbol=function,
        prefix=string_or_empty(match.find("prefix")),
        parent=_full_name(file, function, variable),
    )


def _position(node: Node, nodes: list[Node]) -> int:
    starts = [each.start_byte for each in nodes]
    return starts.index(node.start_byte)


def _route(file: GoFile, match: QueryMatch, routers: set[_Router]) -> Iterator[Route]:
    """`group.POST("/install", controllers.Install(config))`, `group.Handle("PUT", "/x", put)`."""
    statement, method = match.node("statement"), match.text("method")
    function, router = file.at(statement), match.text("router")
    methods: tuple[str, ...] = (method,)
    path, *handlers = arguments_of(match.node("arguments"))
    if method == "Any":
        methods = ()
    elif method == "Handle" and len(handlers) > 1:
        methods = (string_or_empty(path),)
        path, *handlers = handlers
    is_known = (function, router) in routers
    if not handlers or not is_known or not is_string(path):
        return
    yield Route(
        name=string_value(path),
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=function,
        router=_full_name(file, function, router),
        methods=methods,
        handler=_handler(handlers[-1], function),
    )


def _handler(node: Node, function: str) -> str:
    if node.type == "func_literal":
        return function
    called = fields(node, "function")  # controllers.Install(config)
    return shorten(text(called[0] if called else node))
