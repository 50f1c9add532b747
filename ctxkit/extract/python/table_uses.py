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
    pattern = re.compile(rb"\b(?:%s)\b" % b"|".join(map(re.escape, (n.encode() for n in names))))
    for match in pattern.finditer(file.source.data):
        use = _use(root, match.start(), match.end())
        if use is None:
            continue
        how, via, node = use
        symbol = file.scopes.at(match.start())
        name = names[match[0].decode()]
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


def _use(root: Node, start: int, end: int) -> tuple[_How, str, Node] | None:
    """Return how the name between two bytes is used, by which call, and the call; None for no use.

    The innermost call decides, unless one around it writes what it reads (`query(App).delete()`).
    """
    found: tuple[_How, str, Node] | None = None
    for node, function in _calls(root, start, end):
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


def _calls(root: Node, start: int, end: int) -> Iterator[tuple[Node, Node]]:
    """Yield the calls around a place with what they call, the outermost first; none in a text."""
    found: list[tuple[Node, Node]] = []
    # From the root down, as a node has to look for its parent from there.
    cursor = root.walk()
    while cursor.goto_first_child_for_byte(start) is not None:
        node = cursor.node
        if node is None or node.end_byte < end or node.type in _NO_CODE:
            return
        function = node.child_by_field_name("function") if node.type == "call" else None
        if function is not None:
            found.append((node, function))
    yield from found


def _how(name: bytes) -> _How:
    if name in _WRITES or name.endswith(b"insert"):  # pg_insert of a dialect
        return "writes"
    return "reads" if name in _READS else "other"
