"""The public JSON form of a plan of an upgrade.

Pure. Not here: the rest of an answer (`json_form.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.model.plans import PlannedDowngrade, PlannedMigration, PlanRow, UpgradePlan
from ctxkit.output.json_places import where_dict


def plan_dict(plan: UpgradePlan) -> dict[str, Any]:
    """Return the JSON form of a plan."""
    before, after = plan.heads
    return {
        "from": plan.old,
        "to": plan.new,
        "stop_signs": len(plan.marked("stop")),
        "unknown": len(plan.marked("unknown")),
        "files": list(plan.files),
        "database": {
            "kind": plan.database,
            "head_before": before,
            "head_after": after,
            "created": list(plan.created),
            "dropped": list(plan.dropped),
            "locked": list(plan.locked),
            "rewritten": list(plan.rewritten),
            "downgrade": _downgrade_dict(plan.downgrade),
            "migrations": [_migration_dict(each) for each in plan.migrations],
        },
        "sections": [
            {"name": each.name, "title": each.title, "rows": [_row_dict(row) for row in each.rows]}
            for each in plan.sections
        ],
    }


def _downgrade_dict(downgrade: PlannedDowngrade | None) -> dict[str, Any] | None:
    if downgrade is None:
        return None
    return {
        "tables": list(downgrade.tables),
        "columns": list(downgrade.columns),
        "differences": list(downgrade.differences),
    }


def _row_dict(row: PlanRow) -> dict[str, Any]:
    return {
        "mark": row.mark,
        "name": row.name,
        "text": row.text,
        "command": row.command,
        "places": [where_dict(place) for place in row.places],
    }


def _migration_dict(migration: PlannedMigration) -> dict[str, Any]:
    return {
        "revision": migration.revision,
        "title": migration.title,
        "is_whole": migration.is_whole,
        "costs": [
            {"table": table, "lock": lock, "work": work} for table, lock, work in migration.costs
        ],
        "place": where_dict(migration.location),
    }
