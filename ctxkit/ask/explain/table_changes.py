"""What migrations did to a table, in words.

Not here: the changes themselves (`extract/python/migration/`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.database.schema import column_of
from ctxkit.model import SchemaChange

_MAX_WORDS = 10
_IN_ROWS = {"insert": "inserts rows", "update": "updates rows", "delete": "deletes rows"}


def did_in_words(changes: Sequence[SchemaChange]) -> tuple[str, ...]:
    """Return what one migration did to a table: the most telling first as it did it, columns that
    were created with the table counted.
    """
    found: list[str] = []
    own = [change for change in changes if not change.in_table]
    created = [c for c in changes if c.in_table and c.action == "add_column"]
    for change in own:
        words = _words(change)
        if change.action == "create_table" and created:
            words += f" with {len(created)} columns"
        if change.is_doubtful:
            words += " where needed"
        if words not in found:
            found.append(words)
    more = len(found) - _MAX_WORDS
    return (*found[:_MAX_WORDS], f"{more} more changes") if more > 0 else tuple(found)


def _words(change: SchemaChange) -> str:
    column = column_of(change)
    if change.action in _IN_ROWS:
        columns = f" ({', '.join(change.columns)})" if change.columns else ""
        return _IN_ROWS[change.action] + columns
    if change.action == "alter_column":
        return f"changes {column}: {', '.join(_alterations(change))}"
    named = {
        "create_table": "creates the table",
        "drop_table": "drops the table",
        "rename_table": f"renames the table to {change.new_name}",
        "add_column": f"adds {column} {change.type}".rstrip(),
        "drop_column": f"drops {column}",
        "rename_column": f"renames {column} to {change.new_name}",
        "create_index": f"adds the index {change.name}",
        "drop_index": f"drops the index {change.name}",
        "rename_index": f"renames the index {change.name} to {change.new_name}",
        "add_constraint": _constraint(change),
        "drop_constraint": f"drops the constraint {change.name}",
    }
    return named.get(change.action, change.detail or "a statement that could not be read")


def _constraint(change: SchemaChange) -> str:
    if change.columns:
        return f"adds a {change.detail} constraint on {', '.join(change.columns)}"
    # A statement of SQL, of which its name is read at most.
    return (
        "adds a constraint" if change.name == change.table else f"adds the constraint {change.name}"
    )


def _alterations(change: SchemaChange) -> list[str]:
    found: list[str] = []
    if change.type:
        found.append(f"type {change.type}")
    if change.null is not None:
        found.append("may be null" if change.null else "not null")
    if change.drops_default:
        found.append("no default")
    elif change.default is not None:
        found.append(f"default {change.default}")
    return found or ["as before"]
