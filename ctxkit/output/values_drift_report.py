"""The report of drift between two values files, as tables and as JSON. Pure.

Not here: the differences (`files/values_changes.py`), drift between versions
(`version_drift_report.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ctxkit.files.values import Value, ValuesFile
from ctxkit.files.values_changes import ValueChanges
from ctxkit.output.json_form import SCHEMA_VERSION
from ctxkit.output.tables import Report, ReportTable, cell_of, comment_cell, text_diff
from ctxkit.output.upgrade_report import rename_dict, renames_table
from ctxkit.output.values_mask import Mask, is_masked

_Shown = Callable[[Value], Any]
"""Returns the value to print, masked or not."""


def has_secrets_of_a_deployment(changes: ValueChanges) -> bool:
    """Return whether one of two files is a customer's: it has a secret that the other has not.

    Charts have public ones and placeholders; between two charts every value is printed, as scripts
    need it.
    """
    changed = (value for pair in changes.changed for value in pair)
    values = [*changes.added, *changes.removed, *changed]
    return any(is_masked(value.keys, value.plain) for value in values)


def values_drift_dict(
    old: ValuesFile, new: ValuesFile, changes: ValueChanges, *, mask: bool
) -> dict[str, Any]:
    """Return the JSON form of drift between two values files."""
    shown = _shown(mask)
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "drift",
        "from": old.path,
        "to": new.path,
        "masked": mask,
        "changes": {
            "added": [{**_path_dict(value), "value": shown(value)} for value in changes.added],
            "removed": [{**_path_dict(value), "value": shown(value)} for value in changes.removed],
            "changed": [
                {**_path_dict(was), "old": shown(was), "new": shown(now)}
                for was, now in changes.changed
            ],
        },
        "renames": [rename_dict(rename) for rename in changes.renames],
    }


def _path_dict(value: Value) -> dict[str, Any]:
    """Return the path of a value, and its keys if one of them contains a dot."""
    if any("." in key for key in value.keys):
        return {"path": value.path, "keys": list(value.keys)}
    return {"path": value.path}


def _shown(mask: bool) -> _Shown:
    if not mask:
        return lambda value: value.plain
    hidden = Mask()
    return lambda value: hidden.of(value.keys, value.plain)


# --- the report ----------------------------------------------------------------------------------


def values_drift_report(
    old: ValuesFile, new: ValuesFile, changes: ValueChanges, *, mine: str, mask: bool
) -> Report:
    """Return the report of drift between two values files; `mine` is the name of the user's file,
    empty without one.
    """
    shown = _shown(mask)
    facts = [
        f"{old.path} to {new.path}: {len(changes.added)} added, {len(changes.removed)} removed, "
        f"{len(changes.changed)} changed"
    ]
    if mine:
        facts.append(f"only changes that affect {mine}")
    tables = (
        renames_table(changes.renames, head=("old path", "possible new path", "evidence")),
        _removed_table(changes, shown),
        _added_table(changes, new, shown),
        _changed_table(changes, shown),
    )
    return Report(title="ctxkit drift --values", facts=tuple(facts), tables=tables)


def _removed_table(changes: ValueChanges, shown: _Shown) -> ReportTable:
    rows = ((value.path, cell_of(shown(value)), str(value.line)) for value in changes.removed)
    return ReportTable(
        title="Removed", head=("path", "old default", "line"), rows=tuple(rows), code=(0, 1)
    )


def _added_table(changes: ValueChanges, new: ValuesFile, shown: _Shown) -> ReportTable:
    rows = (
        (value.path, cell_of(shown(value)), str(value.line), comment_cell(new.comment(value.node)))
        for value in changes.added
    )
    return ReportTable(
        title="Added", head=("path", "default", "line", "comment"), rows=tuple(rows), code=(0, 1)
    )


def _changed_table(changes: ValueChanges, shown: _Shown) -> ReportTable:
    rows = (
        (was.path, cell_of(shown(was)), cell_of(shown(now)), str(now.line))
        for was, now in changes.changed
    )
    diffs = (text_diff(was.path, shown(was), shown(now)) for was, now in changes.changed)
    return ReportTable(
        title="Changed",
        head=("path", "old", "new", "line"),
        rows=tuple(rows),
        code=(0, 1, 2),
        more=tuple(filter(None, diffs)),
    )
