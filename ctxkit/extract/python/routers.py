"""Routers of Flask, flask-restx, fastopenapi and FastAPI: their full names, and where they are
mounted.

A router has its full name, `module:variable`, so that the statements of several files about it can
be joined when a question is asked (`routes/known.py`). A variable of a function has the
function before it, and the function itself stands for what it returns:

    def make():                                   # module a
        router = APIRouter(prefix="/runs")        a:make.router at /runs
        return router                             a:make.router -> a:make
    app.include_router(make(), prefix="/v1")      a:make at /v1 -> b:app

Not here: the routes (`routes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from tree_sitter import Node

from ctxkit.extract.python.arguments import Arguments, arguments_of, called
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import string_or_empty, string_value
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import RoutePrefix

_ADDING = ("include_router", "mount")
"""Calls whose prefix comes before the router's own; with the others it replaces that."""
_APPLICATIONS = ("FastAPI", "Starlette")
_ROUTER = re.compile(r"[rR]outer")
_SELF = ("self.", "cls.")
_MAX_EXPORTED = 500  # routers that a package imports; each is looked for in the file


class Routers:
    """The routers that a file makes; `constants` are the values of its constants."""

    def __init__(
        self, file: PythonFile, matches: list[QueryMatch], constants: Mapping[str, Node]
    ) -> None:
        self._file = file
        self._matches = matches
        self._constants = constants
        self._made = {self._owned(match.node("name")) for match in matches if "maker" in match}

    def full_name(self, node: Node) -> str:
        """Return the full name of the router that an expression names."""
        name = text(node)
        scope = self._file.at(node)
        if name.startswith(_SELF):
            return f"{self._file.module}:{self._owned(node)}"
        while scope:
            if f"{scope}.{name}" in self._made:
                return f"{self._file.module}:{scope}.{name}"
            scope = scope.rpartition(".")[0]
        return self._file.full_name(name)

    def prefixes(self) -> Iterator[RoutePrefix]:
        """Yield where the routers of the file are mounted: `APIRouter(prefix=)`,
        `Blueprint(url_prefix=)`, `Namespace(path=)`, `add_namespace(ns)`, `include_router(make())`.
        """
        for match in self._matches:
            if "returned" in match:
                yield from self._returned(match.node("returned"))
            elif "attach" in match:
                yield from self._attached(match)
            else:
                yield from self._made_router(match)
        if self._file.source.path.endswith("/__init__.py"):
            yield from self._exported()

    def _exported(self) -> Iterator[RoutePrefix]:
        """`from postman.routes.desk import router as desk_router` in a package: others attach it by
        the name that it has here.
        """
        data = self._file.source.data
        routers = (each for each in self._file.imports.items() if _ROUTER.search(each[0]))
        for name, origin in islice(routers, _MAX_EXPORTED):
            line = self._file.line_at(max(data.find(name.encode()), 0))
            yield RoutePrefix(
                name=origin,
                line=line,
                end_line=line,
                parent=f"{self._file.module}:{name}",
                adds=True,
            )

    def _owned(self, node: Node) -> str:
        """Return a variable with the function, or an attribute with the class, that has it."""
        name, scope = text(node), self._file.at(node)
        if name.startswith(_SELF):
            name = name.partition(".")[2]
            while scope and scope not in self._file.classes:
                scope = scope.rpartition(".")[0]
        return f"{scope}.{name}" if scope else name

    def _returned(self, node: Node) -> Iterator[RoutePrefix]:
        """`return router`, `return create_http_router(codec)`."""
        function = self._file.at(node)
        child = self._named(node)
        if not function or child is None:
            return
        name = self.full_name(child)
        # Any other variable is not a router for certain.
        if node.type == "identifier" and name != f"{self._file.module}:{function}.{text(node)}":
            return
        yield RoutePrefix(
            name=name,
            line=line_of(node),
            end_line=end_line_of(node),
            symbol=function,
            parent=f"{self._file.module}:{function}",
            adds=True,
        )

    def _named(self, node: Node) -> Node | None:
        """Return the name of a router, or of the function that is called to make it."""
        if node.type != "call":
            return node
        made = called(node)
        return made[0] if made and text(made[0]).replace(".", "").isidentifier() else None

    def _attached(self, match: QueryMatch) -> Iterator[RoutePrefix]:
        """`api.add_namespace(ns, path="/console")`, `app.include_router(make(), prefix="/v1")`."""
        arguments = arguments_of(match.node("arguments"))
        child = self._named(match.node("name"))
        if "path" in match:
            prefix = string_value(match.node("path"))
        else:
            prefix = self._string(arguments, 1, "path", "url_prefix", "prefix")
        parent = match.node("parent")
        is_named = text(parent).replace(".", "").isidentifier()
        if child is None or (prefix is None and not is_named):
            return
        yield RoutePrefix(
            name=self.full_name(child),
            line=line_of(match.node("name")),
            end_line=end_line_of(match.node("arguments")),
            symbol=self._file.at(parent),
            prefix=prefix or "",
            parent=self.full_name(parent) if is_named else "",
            adds=match.text("attach") in _ADDING,
        )

    def _made_router(self, match: QueryMatch) -> Iterator[RoutePrefix]:
        """`Blueprint(...)`, `Namespace(...)`, `api.namespace(...)`, `ExternalApi(bp)`,
        `APIRouter(...)`.
        """
        arguments = arguments_of(match.node("arguments"))
        parent, prefix = self._parent_and_prefix(match, arguments)
        if prefix is None and not parent:
            return
        name = match.node("name")
        yield RoutePrefix(
            name=f"{self._file.module}:{self._owned(name)}",
            line=line_of(name),
            end_line=end_line_of(match.node("arguments")),
            symbol=self._file.at(name),
            prefix=prefix or "",
            parent=parent,
        )

    def _parent_and_prefix(self, match: QueryMatch, arguments: Arguments) -> tuple[str, str | None]:
        maker = match.node("maker")
        name = text(maker).rpartition(".")[2]
        if name == "Namespace":
            return "", self._namespace_path(arguments)
        if name == "namespace":
            owner = maker.child_by_field_name("object")
            return self.full_name(owner) if owner else "", self._namespace_path(arguments)
        if name in _APPLICATIONS:
            return "", ""
        prefix = self._string(arguments, 9, "url_prefix", "path", "prefix")
        app = arguments.get(0, "app") if name.endswith("Api") else None
        if app is None or app.type != "identifier":
            return "", prefix
        return self.full_name(app), prefix

    def _namespace_path(self, arguments: Arguments) -> str:
        """Return the path of a namespace of flask-restx, by default its name."""
        path = self._string(arguments, 2, "path")
        if path is not None:
            return path
        return f"/{string_or_empty(arguments.get(0, 'name'))}"

    def _string(self, arguments: Arguments, position: int, *names: str) -> str | None:
        """Return the text of an argument, which may be a constant of the file."""
        node = arguments.get(position, *names)
        if node is not None and node.type == "identifier":
            node = self._constants.get(text(node))
        return string_value(node)


def constants_of(symbols: list[QueryMatch]) -> dict[str, Node]:
    """Return the values of the constants among the definitions of a file."""
    return {match.text("constant"): match.node("value") for match in symbols if "constant" in match}
