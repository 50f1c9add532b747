"""Migrations of the database (Alembic): their revisions, and the tables, columns and constraints
that they make.

A scan of the text up to `downgrade`: a generator writes these files. Not here: the models
(`symbols.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal

from ctxkit.extract.source import Source
from ctxkit.model import Migration

_REVISION = re.compile(r"^revision(?:: ?str)? = ['\"]([\w-]{3,80})['\"]", re.MULTILINE)
_DOC = re.compile(r"\A\s{0,20}(?:'''|\"\"\")([^\n]{1,200})")
_NAME = r"\(\s{0,80}(?:(?:batch_)?op\.f\()?['\"]([\w.]{1,120})['\"]"
_TABLED = r"(?:create_index|create_unique_constraint|add_column|rename_table)"  # calls whose second argument names a table
_MADE = re.compile(
    rf"op\.{_TABLED}{_NAME},\s{{0,80}}(?:sa\.Column\(\s{{0,80}})?['\"](\w{{1,120}})['\"]"
    rf"|op\.(?:batch_alter_table|create_table|create_unique_constraint|create_index){_NAME}"
    rf"|sa\.Column{_NAME}"
    r"|sa\.(?:Unique|PrimaryKey|ForeignKey)Constraint\([^\n]{0,300}?name=(?:op\.f\()?['\"]([\w.]{1,120})['\"]"
)
_WHAT: dict[str, Literal["constraint", "index"]] = {
    "create_unique_constraint": "constraint",
    "create_index": "index",
}


def is_migration(path: str) -> bool:
    """Tell whether the Python file at `path` is a migration."""
    return "/migrations/versions/" in f"/{path}"


def migrations(source: Source) -> Iterator[Migration]:
    """Yield what a migration makes. A column is named with its table (`apps.icon`)."""
    text = source.data.decode("utf8", "replace")
    revision = _REVISION.search(text)
    if not revision:
        return
    ends = [match.start() for match in re.finditer("\n", text)]

    def fact(
        name: str, what: Literal["revision", "table", "column", "constraint", "index"], at: int
    ) -> Migration:
        line = bisect_left(ends, at) + 1
        return Migration(
            name=name, what=what, revision=revision[1], table=table, line=line, end_line=line
        )

    table = ""
    first = _DOC.search(text)
    yield fact(revision[1], "revision", first.start(1) if first else revision.start())
    body = text[:at] if (at := text.find("\ndef downgrade")) > 0 else text
    for match in _MADE.finditer(body):
        call = match[0].partition("(")[0].rpartition(".")[2]
        name, second, column, constraint = match[1] or match[3], match[2], match[4], match[5]
        if call in ("batch_alter_table", "create_table"):
            table = name
            if call == "create_table":
                yield fact(name, "table", match.start())
        elif call == "rename_table" and second:
            table = second
            yield fact(second, "table", match.start())
        elif call in _WHAT:
            table = second or table
            yield fact(name, _WHAT[call], match.start())
        elif call == "add_column" and second:
            table = name
            yield fact(f"{name}.{second}", "column", match.start())
        elif column and table:
            yield fact(f"{table}.{column}", "column", match.start())
        elif constraint:
            yield fact(constraint, "constraint", match.start())
