"""Migrations of the database (Alembic): their revisions, and the tables, columns and constraints
that they make.

A scan of the text up to `downgrade`, because a generator writes these files. Not here: the models
(`tables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ctxkit.extract.lines import LineIndex
from ctxkit.extract.source import Source
from ctxkit.model import Migration

_What = Literal["revision", "table", "column", "constraint", "index"]

_REVISION = re.compile(r"^revision(?:: ?str)? = ['\"]([\w-]{3,80})['\"]", re.MULTILINE)
_DOC = re.compile(r"\A\s{0,20}(?:'''|\"\"\")[^\n]")
_NAME = r"\(\s{{0,80}}(?:(?:batch_)?op\.f\()?['\"](?P<{}>[\w.]{{1,120}})['\"]"
_CALL = re.compile(
    # op.add_column('apps', sa.Column('icon', ...))   op.create_index('app_idx', 'apps', [...])
    r"op\.(?P<pair>create_index|create_unique_constraint|add_column|rename_table)"
    + _NAME.format("first")
    + r"\)?,\s{0,80}(?:sa\.Column\(\s{0,80})?['\"](?P<second>\w{1,120})['\"]"
    # op.create_table('apps', ...)   batch_op.create_index('app_idx', ['mode'])
    r"|op\.(?P<single>batch_alter_table|create_table|create_unique_constraint|create_index)"
    + _NAME.format("name")
    # sa.Column('icon', ...)
    + r"|sa\.Column"
    + _NAME.format("column")
    # sa.PrimaryKeyConstraint('id', name='app_pkey')
    + r"|sa\.(?:Unique|PrimaryKey|ForeignKey)Constraint\([^\n]{0,300}?"
    + r"name=(?:op\.f\()?['\"](?P<constraint>[\w.]{1,120})['\"]"
)
_GROUP_OF_TABLE = {
    "add_column": "first",
    "batch_alter_table": "name",
    "create_index": "second",
    "create_table": "name",
    "create_unique_constraint": "second",
    "rename_table": "second",
}
"""Which argument of a call names the table that this call and those after it are about."""


def is_migration(path: str) -> bool:
    """Return whether the Python file at `path` is a migration."""
    return "/migrations/versions/" in f"/{path}"


def migrations(source: Source) -> Iterator[Migration]:
    """Yield what a migration makes. A column is named with its table (`apps.icon`)."""
    text = source.data.decode("utf8", "replace")
    revision = _REVISION.search(text)
    if revision is None:
        return
    lines = LineIndex(text)

    def fact(what: _What, name: str, table: str, position: int) -> Migration:
        line = lines.line_at(position)
        return Migration(
            name=name, what=what, revision=revision[1], table=table, line=line, end_line=line
        )

    # The text below the revision is about the whole of it, so its first line is shown.
    start = _DOC.search(text) or revision
    yield fact("revision", revision[1], "", start.end())
    table = ""
    for match in _CALL.finditer(text.partition("\ndef downgrade")[0]):
        groups = match.groupdict(default="")
        call = groups["pair"] or groups["single"]
        if call in _GROUP_OF_TABLE:
            table = groups[_GROUP_OF_TABLE[call]] or table
        if made := _made(call, groups, table):
            yield fact(*made, table, match.start())


def _made(call: str, groups: dict[str, str], table: str) -> tuple[_What, str] | None:
    """Return what a call makes, and its name."""
    if call == "batch_alter_table":
        return None
    if call in ("create_table", "rename_table"):
        return "table", table
    if call == "add_column":
        return "column", f"{table}.{groups['second']}"
    if call == "create_index":
        return "index", groups["first"] or groups["name"]
    if call == "create_unique_constraint":
        return "constraint", groups["first"] or groups["name"]
    if groups["constraint"]:
        return "constraint", groups["constraint"]
    if table:
        return "column", f"{table}.{groups['column']}"
    return None
