"""Routes of Go's own `http.ServeMux`, and of routers with the same methods: patterns that name the
method and the path.

    mux.HandleFunc("POST /v1/jobs/{job_id}/wait", auth(handleWait(svc)))
    http.Handle("/files/", http.StripPrefix("/files", files))

A pattern that ends with a slash takes whatever follows; its route ends with `{...}`. Not here: the
routes of gin (`routes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile, bare_type
from ctxkit.extract.go.text import arguments_of, is_string, string_or_empty, string_value
from ctxkit.extract.treesitter import QueryMatch, end_line_of, fields, line_of, text
from ctxkit.model import HOLE, Fact, Route, RoutePrefix

_PATTERN = re.compile(r"(?:([A-Z]{3,8})[ \t]{1,8})?[\w.:-]{0,200}(/[^\s\x1f]{0,500})$")
_METHOD = re.compile(r"^http\.Method([A-Z][a-z]{2,7})$")
_HANDLER = re.compile(r"handle", re.IGNORECASE)
_MAKER = re.compile(r"^(?:new|make|get|default|load)(?:[A-Z_]|$)", re.IGNORECASE)
_MAX_DEPTH = 6  # of calls around a handler

_Named = tuple[str, bool]
"""A name inside the expression of a handler, and whether it is a plain argument of a call."""


def mux_routes(file: GoFile, gin_routers: set[tuple[str, str]]) -> Iterator[Fact]:
    """Yield the routes that a file binds to a mux, and the muxes that it hangs below others."""
    handlers = _Handlers(file)
    for match in file.matches("route"):
        if "mux" in match and (file.at(match.node("mux")), match.text("mux")) not in gin_routers:
            yield from _bound(file, match, handlers)


def _bound(file: GoFile, match: QueryMatch, handlers: _Handlers) -> Iterator[Fact]:
    statement, mux = match.node("statement"), match.text("mux")
    pattern, handler = arguments_of(match.node("arguments"))
    found = _PATTERN.match(_pattern_text(file, pattern))
    if not found:
        return
    function = file.at(statement)
    router = f"{file.package}.{function}:{mux}"
    path = found[2]
    yield Route(
        name=f"{path}{{...}}" if path.endswith("/") else path,
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=function,
        router=router,
        methods=(found[1],) if found[1] else _chained_methods(statement),
        handler=handlers.name(handler),
    )
    yield from _stripped(file, handler, router, function)


def _pattern_text(file: GoFile, node: Node) -> str:
    """Return the text of a pattern, with the names of methods for net/http's constants."""
    message = file.message(node)
    text_ = message.text
    for argument in message.args:
        method = _METHOD.match(argument)
        text_ = text_.replace(HOLE, method[1].upper() if method else HOLE, 1)
    return text_


def _chained_methods(statement: Node) -> tuple[str, ...]:
    """Return the methods of `router.HandleFunc("/a", a).Methods("GET")`."""
    selector = statement.parent
    call = selector.parent if selector is not None else None
    if selector is None or call is None or not text(selector).endswith(".Methods"):
        return ()
    arguments = fields(call, "arguments")
    return (
        tuple(string_value(a) for a in arguments_of(arguments[0]) if is_string(a))
        if arguments
        else ()
    )


def _stripped(file: GoFile, handler: Node, router: str, function: str) -> Iterator[RoutePrefix]:
    """`root.Handle("/api/", http.StripPrefix("/api", api))`: what `api` has hangs below `/api`."""
    parts = fields(handler, "function", "arguments") if handler.type == "call_expression" else None
    if not parts or text(parts[0]) != "http.StripPrefix":
        return
    prefix, *inner = arguments_of(parts[1])
    if inner and inner[0].type == "identifier":
        yield RoutePrefix(
            name=f"{file.package}.{function}:{text(inner[0])}",
            line=line_of(handler),
            end_line=end_line_of(handler),
            symbol=function,
            prefix=string_or_empty(prefix),
            parent=router,
        )


class _Handlers:
    """The functions and types that answer, found inside what wraps them."""

    def __init__(self, file: GoFile) -> None:
        self._file = file
        symbols = file.matches("symbol")
        self._declared = {match.text("name") for match in symbols if "name" in match}
        self._type_by_receiver = {
            (file.scopes.name_of(match.node("method")), match.text("self")): bare_type(
                match.node("receiver")
            )
            for match in symbols
            if "method" in match and "self" in match
        }
        self._foreign = {
            alias
            for match in file.matches("route_prefix")
            if "path" in match
            for alias, path in [_import(match)]
            if file.source.repo not in path.split("/")
        }

    def name(self, node: Node) -> str:
        """Return the name of what answers, empty for a function without one.

        `auth(handleRun(svc))` is answered by what `handleRun` returns, `auth(s.run)` by `s.run`.
        """
        if node.type == "func_literal":
            return ""
        names = list(self._names(node, 0, is_argument=False))
        if not names:
            return ""

        def rank(named: _Named) -> tuple[bool, bool, bool, bool]:
            name, is_argument = named
            plain = name.rpartition(".")[2]
            is_maker = _MAKER.match(plain) is not None
            by_name = _HANDLER.search(plain) is not None and not is_maker
            return (
                not by_name,
                is_maker,
                "." not in name,
                is_argument and name not in self._declared,
            )

        name = min(names, key=rank)[0]
        owner, dot, method = name.rpartition(".")
        type_ = self._type_by_receiver.get((self._file.at(node), owner))
        return f"{type_ or owner}{dot}{method}"

    def _names(self, node: Node, depth: int, *, is_argument: bool) -> Iterator[_Named]:
        """Yield the names in an expression that may answer, the innermost first."""
        if depth > _MAX_DEPTH:
            return
        if node.type == "func_literal":
            yield "", False
        elif node.type in ("identifier", "selector_expression"):
            if not self._is_foreign(text(node)):
                yield text(node), is_argument and node.type == "identifier"
        elif node.type in ("unary_expression", "composite_literal"):
            yield from self._type(node)
        elif parts := fields(node, "function", "arguments"):
            for argument in arguments_of(parts[1]):
                yield from self._names(argument, depth + 1, is_argument=True)
            yield from self._names(parts[0], depth + 1, is_argument=False)

    def _type(self, node: Node) -> Iterator[_Named]:
        """`&runHandler{svc: svc}` answers by its method `ServeHTTP`."""
        literal = node if node.type == "composite_literal" else node.child_by_field_name("operand")
        types = fields(literal, "type") if literal is not None else None
        if types and not self._is_foreign(text(types[0])):
            yield f"{bare_type(types[0]).rpartition('.')[2]}.ServeHTTP", False

    def _is_foreign(self, name: str) -> bool:
        return name.partition(".")[0] in self._foreign and "." in name


def _import(match: QueryMatch) -> tuple[str, str]:
    path = string_value(match.node("path"))
    return match.text("alias") or path.rpartition("/")[2], path
