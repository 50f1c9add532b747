"""Database tables of Python: the SQLAlchemy models with their columns, and the classes from which
models take columns.

Not here: the migrations that make them (`migration/`), who reads them (`table_uses.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import shorten
from ctxkit.extract.python.arguments import called
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.migration.column_types import type_of, values_class_of
from ctxkit.extract.python.migration.expressions import Expressions, TooLongError
from ctxkit.extract.python.migration.values import ForeignCall, ForeignName, Value
from ctxkit.extract.python.text import string_or_empty
from ctxkit.extract.treesitter import QueryMatch, end_line_of, field_text, line_of, text
from ctxkit.model import Column, Table

_MAPPED = re.compile(r"(?:\w{1,30}\.)?Mapped\[(.{1,200})\]$", re.DOTALL)
_DEFAULTS = ("default", "insert_default", "default_factory", "server_default")
"""Where a model says what a new row has, the first of them first."""

_DECLARED = ForeignCall(function="mapped_column", named={})
"""What SQLAlchemy makes of a column that is a type alone."""


def tables(file: PythonFile, matches: list[QueryMatch]) -> Iterator[Table]:
    """Yield the database tables."""
    names = {
        match.node("class").start_byte: string_or_empty(match.node("table")) for match in matches
    }
    for model, node in file.classes.items():
        name = names.get(node.start_byte)
        if name:
            yield Table(
                name=name,
                model=model,
                line=line_of(node),
                end_line=end_line_of(node),
                symbol=model,
            )


def columns(file: PythonFile, matches: list[QueryMatch]) -> Iterator[Column]:
    """Yield the columns that classes declare."""
    for match in matches:
        column = _column(file, match)
        if column is not None:
            yield column


def _column(file: PythonFile, match: QueryMatch) -> Column | None:
    node = match.node("assignment")
    right = node.child_by_field_name("right")
    call = _call_of(right) if right is not None else _DECLARED
    if call is None:
        return None
    attribute = match.text("column")
    first = call.get(0, "name")
    name = first if isinstance(first, str) else call.named.get("name")
    types = [
        arg
        for arg in (*call.args, call.named.get("type_"))
        if isinstance(arg, (ForeignCall, ForeignName))
    ]
    type_ = types[0] if types and not _is_part(types[0]) else None
    nullable = call.named.get("nullable")
    hint = _MAPPED.match(field_text(node, "type"))
    return Column(
        name=name if isinstance(name, str) and name else attribute,
        line=line_of(node),
        end_line=end_line_of(node),
        symbol=file.at(node),
        attribute=attribute,
        type=type_of(type_),
        hint=hint[1].strip() if hint else "",
        values=values_class_of(type_),
        null=nullable if isinstance(nullable, bool) else None,
        default=_default_of(right),
        is_key=call.named.get("primary_key") is True,
    )


def _call_of(node: Node) -> ForeignCall | None:
    """Return the call that makes a column, with the values of its arguments."""
    try:
        value: Value = Expressions({}, lambda call: call).value(node, ({},))
    except (RecursionError, TooLongError):
        return None
    return value if isinstance(value, ForeignCall) else None


def _is_part(value: Value) -> bool:
    """Return whether an argument is no type but what else a column brings: `ForeignKey(...)`."""
    return isinstance(value, ForeignCall) and value.function in (
        "Computed",
        "ForeignKey",
        "Identity",
    )


def _default_of(node: Node | None) -> str | None:
    call = called(node)
    named = call[1].named if call is not None else {}
    given = next((named[name] for name in _DEFAULTS if name in named), None)
    return shorten(text(given)) if given is not None else None
