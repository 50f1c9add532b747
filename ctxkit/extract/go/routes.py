"""Routes of gin: handlers bound to groups, groups of groups, and groups handed to functions.

A group's full name is `<folder>.<function>:<variable>`. A function that gets a group is reached
through its parameter's position, because the call knows the position and not the name:

pluginGroup := engine.Group("/plugin")     server.App.server:pluginGroup       -> server.App.server:engine
    app.pluginGroup(pluginGroup, config)       server.App.pluginGroup:#0           -> server.App.server:pluginGroup
    func (app *App) pluginGroup(group ...)     server.App.pluginGroup:group        -> server.App.pluginGroup:#0

A function that is called with several groups has as many parents. Not here: joining them to whole
paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.go.file import (
    GoFile,
    arguments_of,
    bare_type,
    is_string,
    lines_of,
    one,
    string_value,
)
from ctxkit.extract.literals import shorten
from ctxkit.extract.treesitter import Captures, text
from ctxkit.model import Fact, Route, RoutePrefix

_REPOSITORY = re.compile(r"^[\w.-]+\.[a-z]+/[^/]+/[^/]+/")


def facts(file: GoFile) -> Iterator[Fact]:
    """Yield the routes of a file."""
    prefixes = file.found.get("route_prefix", [])
    if b"gin" not in file.source.data:
        return
    known: set[tuple[str, str]] = set()  # (function, variable) of the routers
    for captures in prefixes:
        if "parameters" in captures:
            yield _parameter(file, captures, known)
        elif "statement" in captures and "variable" in captures:
            yield from _group(file, captures, known)
    imports = _imports(prefixes)
    receivers = {
        (file.scopes.name_of(one(c, "method")), text(c["self"][0])): bare_type(one(c, "receiver"))
        for c in file.found.get("symbol", [])
        if "method" in c and "self" in c
    }
    for captures in prefixes:
        if "callee" in captures:
            yield from _handed_on(file, captures, known, imports, receivers)
    for captures in file.found.get("route", []):
        yield from _route(file, captures, known)


def _full(file: GoFile, function: str, variable: str) -> str:
    return f"{file.package}.{function}:{variable}"


def _parameter(file: GoFile, captures: Captures, known: set[tuple[str, str]]) -> RoutePrefix:
    variable = one(captures, "variable")
    function = file.scopes.at(variable.start_byte)
    names = [
        child
        for declaration in arguments_of(one(captures, "parameters"))
        for child in declaration.children_by_field_name("name")
    ]
    position = next(i for i, name in enumerate(names) if name.start_byte == variable.start_byte)
    known.add((function, text(variable)))
    line, end_line = lines_of(variable)
    return RoutePrefix(
        name=_full(file, function, text(variable)),
        parent=_full(file, function, f"#{position}"),
        line=line,
        end_line=end_line,
        symbol=function,
    )


def _group(file: GoFile, captures: Captures, known: set[tuple[str, str]]) -> Iterator[RoutePrefix]:
    variable, parent = one(captures, "variable"), text(one(captures, "parent"))
    function = file.scopes.at(variable.start_byte)
    made = text(one(captures, "function"))
    if (made == "Group") == (parent == "gin"):
        return
    prefix = captures["prefix"][0] if made == "Group" and "prefix" in captures else None
    known.add((function, text(variable)))
    line, end_line = lines_of(one(captures, "statement"))
    yield RoutePrefix(
        name=_full(file, function, text(variable)),
        prefix=string_value(prefix) if prefix is not None and is_string(prefix) else "",
        parent=_full(file, function, parent) if made == "Group" else "",
        line=line,
        end_line=end_line,
        symbol=function,
    )


def _imports(prefixes: list[Captures]) -> dict[str, str]:
    """Return the folders of the packages of this repository that a file imports, by the names it
    gives them.
    """
    found: dict[str, str] = {}
    for captures in prefixes:
        if "path" in captures:
            path = string_value(one(captures, "path"))
            alias = text(captures["alias"][0]) if "alias" in captures else path.rpartition("/")[2]
            found[alias] = _REPOSITORY.sub("", path)
    return found


def _handed_on(
    file: GoFile,
    captures: Captures,
    known: set[tuple[str, str]],
    imports: dict[str, str],
    receivers: dict[tuple[str, str], str],
) -> Iterator[RoutePrefix]:
    """`app.endpointGroup(endpointGroup, config)`, `controller.Setup(r)`,
    `setup(engine.Group("/v1"))`.
    """
    node = one(captures, "argument")
    function = file.scopes.at(node.start_byte)
    variable = text(one(captures, "parent")) if "parent" in captures else text(node)
    owner, _, callee = text(one(captures, "callee")).rpartition(".")
    if (function, variable) not in known or (owner and not re.fullmatch(r"\w{1,80}", owner)):
        return
    package = file.package
    if (function, owner) in receivers:
        callee = f"{receivers[function, owner]}.{callee}"
    elif owner in imports:
        package = imports[owner]
    elif owner:
        return
    position = next(
        i
        for i, each in enumerate(arguments_of(one(captures, "arguments")))
        if each.start_byte == node.start_byte
    )
    prefix = captures["prefix"][0] if "prefix" in captures else None
    line, end_line = lines_of(node)
    yield RoutePrefix(
        name=f"{package}.{callee}:#{position}",
        prefix=string_value(prefix) if prefix is not None and is_string(prefix) else "",
        parent=_full(file, function, variable),
        line=line,
        end_line=end_line,
        symbol=function,
    )


def _route(file: GoFile, captures: Captures, known: set[tuple[str, str]]) -> Iterator[Route]:
    statement, method = one(captures, "statement"), text(one(captures, "method"))
    given = arguments_of(one(captures, "arguments"))
    function = file.scopes.at(statement.start_byte)
    methods = () if method == "Any" else (method,)
    if method == "Handle" and len(given) > 2 and is_string(given[0]):
        methods, given = (string_value(given[0]),), given[1:]
    router = text(one(captures, "router"))
    if (function, router) not in known or not is_string(given[0]) or len(given) < 2:
        return
    line, end_line = lines_of(statement)
    yield Route(
        name=string_value(given[0]),
        router=_full(file, function, router),
        methods=methods,
        handler=_handler(given[-1], function),
        line=line,
        end_line=end_line,
        symbol=function,
    )


def _handler(node: Node, function: str) -> str:
    if node.type == "func_literal":
        return function
    called = node.child_by_field_name("function") if node.type == "call_expression" else None
    return shorten(text(called if called is not None else node))
