"""The public JSON form of a table of the database.

Pure. Not here: the rest of an answer (`json_form.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.model import Location
from ctxkit.model.tables import TableAnswer, TableColumn, TableMigration, TenantScope
from ctxkit.output.json_places import where_dict


def table_dict(answer: TableAnswer) -> dict[str, Any]:
    """Return the JSON form of a table."""
    return {
        "name": answer.name,
        "database": answer.database,
        "model": answer.model,
        "place": _place_dict(answer.location),
        "dropped": answer.dropped,
        "columns": [_column_dict(column) for column in answer.columns],
        "indexes": list(answer.indexes),
        "constraints": list(answer.constraints),
        "tenant": _scope_dict(answer.scope),
        "states": list(answer.states),
        "errors": list(answer.errors),
        "query": answer.query,
        "migrations": [_migration_dict(migration) for migration in answer.migrations],
        "readers": [_place_dict(place) for place in answer.readers],
        "writers": [_place_dict(place) for place in answer.writers],
        "others": [_place_dict(place) for place in answer.others],
        "notes": list(answer.notes),
    }


def _column_dict(column: TableColumn) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type,
        "null": column.null,
        "default": column.default,
        "attribute": column.attribute,
        "hint": column.hint,
        "code_default": column.code_default,
        "values": list(column.values),
        "values_class": column.values_class,
        "revision": column.revision,
        "changed": list(column.changed),
        "place": _place_dict(column.location),
    }


def _scope_dict(scope: TenantScope | None) -> dict[str, Any] | None:
    if scope is None:
        return None
    return {
        "scope": scope.kind,
        "column": scope.column,
        "steps": [{"from": start, "to": end} for start, end in scope.steps],
        "by_name": scope.by_name,
    }


def _migration_dict(migration: TableMigration) -> dict[str, Any]:
    return {
        "revision": migration.revision,
        "title": migration.title,
        "date": migration.date,
        "since": migration.since,
        "did": list(migration.did),
        "place": _place_dict(migration.location),
    }


def _place_dict(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {**where_dict(location), "symbol": location.symbol}
