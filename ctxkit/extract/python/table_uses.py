"""Which functions of a Python file read and write the rows of which models.

By the calls that a model is handed to: `select(App)`, `session.get(App, id)`, `App(name=...)`,
`query(App).delete()`. Not here: which names are models, which only all files together tell
(`database/models.py`), raw SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.treesitter import line_of, raw
from ctxkit.extract.whole_words import places_of
from ctxkit.model import TableUse

_How = Literal["reads", "writes", "other"]

_MODELS = re.compile(r"models(?:\.|$)")  # not core.rag.models, whose Document is no row
_IN_MODELS = re.compile(r"(?:api/)?models(?:/|\.py$)")
_CLASS = re.compile(r"[A-Z]\w{1,79}$")
_WRITES = frozenset(
    (
        *(b"insert", b"update", b"delete", b"bulk_insert_mappings", b"bulk_update_mappings"),
        *(b"bulk_save_objects", b"upsert", b"merge"),
    )
)
_READS = frozenset(
    (
        *(b"select", b"query", b"get", b"exists", b"where", b"filter", b"filter_by", b"join"),
        *(b"outerjoin", b"order_by", b"group_by", b"having", b"scalar", b"scalars", b"paginate"),
        *(b"count", b"sum", b"max", b"min", b"avg", b"coalesce", b"distinct", b"or_", b"and_"),
        *(b"with_entities", b"aliased", b"joinedload", b"selectinload", b"load_only", b"desc"),
        *(b"get_or_404", b"select_from", b"in_", b"is_", b"contains_eager", b"subqueryload"),
        *(b"with_for_update", b"label", b"func", b"case", b"asc", b"not_", b"lower"),
    )
)
_MAX_NAME = 60
_NO_CODE = frozenset(("comment", "string_content"))
_NO_USES = frozenset(
    (b"isinstance", b"issubclass", b"cast", b"TypeVar", b"Mapped", b"relationship")
)
"""Calls that are about the class, not about rows."""


def table_uses(file: PythonFile) -> Iterator[TableUse]:
    """Yield the first line of each function that reads, and of each that writes, rows of a model.

    Whatever is imported from the modules `models` may be a model.
    """
    names = _names(file)
    root = file.root
    if not names or root is None:
        return
    found: dict[tuple[str, str, _How], TableUse] = {}
    path = _Path(root)
    for start, end in places_of(map(str.encode, names), file.source.data):
        use = _use(path, start, end)
        if use is None:
            continue
        how, via, node = use
        symbol = file.scopes.at(start)
        name = names[file.source.data[start:end].decode()]
        key = (name, symbol, how)
        if key not in found:
            line = line_of(node)
            found[key] = TableUse(
                name=name, line=line, end_line=line, symbol=symbol, how=how, via=via
            )
    yield from found.values()


def _names(file: PythonFile) -> dict[str, str]:
    """Return the classes that may be models by the names that they have in the file."""
    names: dict[str, str] = {}
    if b"models" in file.source.data:
        for local, origin in file.imports.items():
            name = origin.rpartition(":")[2]
            if _CLASS.match(name) and _MODELS.match(origin.partition(":")[0]):
                names[local] = name
    if _IN_MODELS.match(file.source.path):
        names |= {name: name for name in file.classes if _CLASS.match(name)}
    return names


class _Path:
    """The nodes from the root down to one place after another.

    What the next place shares with the last one is not walked again; a node itself looks for its
    parent from the root down.
    """

    def __init__(self, root: Node) -> None:
        self._cursor = root.walk()
        self._steps: list[tuple[int, tuple[Node, Node] | None]] = []
        """Of each node below the root its end and, of a call, the node with what it calls."""

    def calls_around(self, start: int, end: int) -> list[tuple[Node, Node]]:
        """Return the calls around a place, which is behind the last one, with what they call, the
        outermost first; none in a text.
        """
        while self._steps and self._steps[-1][0] < end:
            self._cursor.goto_parent()
            self._steps.pop()
        while self._cursor.goto_first_child_for_byte(start) is not None:
            node = self._cursor.node
            assert node is not None
            kind = node.type
            function = node.child_by_field_name("function") if kind == "call" else None
            self._steps.append((node.end_byte, (node, function) if function is not None else None))
            if node.end_byte < end or kind in _NO_CODE:
                self._steps[-1] = (0, None)  # so that the next place does not go on from here
                return []
        return [call for _, call in self._steps if call is not None]


def _use(path: _Path, start: int, end: int) -> tuple[_How, str, Node] | None:
    """Return how the name between two bytes is used, by which call, and the call; None for no use.

    The innermost call decides, unless one around it writes what it reads (`query(App).delete()`).
    """
    found: tuple[_How, str, Node] | None = None
    for node, function in path.calls_around(start, end):
        name = raw(function).rpartition(b".")[2]
        if function.start_byte == start and function.end_byte == end:
            return "writes", "", node  # App(name="a")
        how = _how(name)
        is_around = function.end_byte >= end  # a method of what the name is in
        if found is not None and found[0] == "writes":
            continue
        if name in _NO_USES and not is_around:
            found = None
        elif how == "writes" or not is_around:
            found = (how, name.decode("utf8", "replace")[:_MAX_NAME], node)
    return found


def _how(name: bytes) -> _How:
    if name in _WRITES or name.endswith(b"insert"):  # pg_insert of a dialect
        return "writes"
    return "reads" if name in _READS else "other"
