"""What `drift` of two values files does and prints: compare them, mask what a customer's file may
hold, report.

Not here: what changed (`files/values_changes.py`), drift of the sources (`drift_versions.py`),
options (`cli.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ctxkit.commands.console import emit_json, say
from ctxkit.commands.upgrade_values import show
from ctxkit.files.values import Leaf, ValuesFile, load_values
from ctxkit.files.values_changes import ValueChanges, compare_values, touching
from ctxkit.output.json_form import SCHEMA_VERSION
from ctxkit.output.tables import Report, Table, cell_of, comment_cell, text_diff
from ctxkit.output.upgrade_report import rename_dict
from ctxkit.output.values_mask import Mask, is_public
from ctxkit.text.redact import Redactor

_SAME, _DIFFERENT = 1, 0


def drift_of_values(
    old: ValuesFile, new: ValuesFile, *, mine: Path | None, mask: bool, json: bool
) -> int:
    """Print how the values file `new` differs from `old`; return 0 if it does, else 1.

    `mask`: hide secrets.
    """
    changes = compare_values(old, new)
    secret = mask and _of_a_deployment(changes)
    if mine is not None:
        changes = touching(changes, load_values(mine))
    if json:
        emit_json(_values_dict(old, new, changes, mask=secret))
        if secret:
            say(
                "these are not the files of charts alone: secrets are masked; --no-mask prints them"
            )
    else:
        show(_values_report(old, new, changes, mine, mask=mask))
    return _DIFFERENT if changes else _SAME


def _of_a_deployment(changes: ValueChanges) -> bool:
    """Tell whether one of two files is a customer's: its secrets are other ones, where charts only
    come with new ones.

    Between the files of charts every value is exact, as scripts need it.
    """
    leaves = [*changes.removed, *(leaf for pair in changes.changed for leaf in pair)]
    return any(_holds_secret(leaf) for leaf in leaves)


def _holds_secret(leaf: Leaf) -> bool:
    return (
        not is_public(leaf.path, leaf.plain)
        and Redactor().mask_value(leaf.path[-1], leaf.plain) != leaf.plain
    )


def _values_dict(
    old: ValuesFile, new: ValuesFile, changes: ValueChanges, *, mask: bool
) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "drift",
        "from": old.name,
        "to": new.name,
        "masked": mask,
        "changes": changes.to_dict(Mask().of) if mask else changes.to_dict(),
        "renames": [rename_dict(rename) for rename in changes.renames],
    }


def _values_report(
    old: ValuesFile, new: ValuesFile, changes: ValueChanges, mine: Path | None, *, mask: bool
) -> Report:
    hidden = Mask()

    def value(leaf: Leaf) -> Any:
        return hidden.of(leaf.path, leaf.plain) if mask else leaf.plain

    diffs = (
        text_diff(a.name, value(a), value(b))
        for a, b in changes.changed
    )  # fmt: skip
    tables = (
        Table(
            title="May be renamed",
            head=("old path", "new path", "because of"),
            rows=tuple((r.old.name, r.new.name, ", ".join(r.evidence)) for r in changes.renames),
            code=(0, 1),
        ),
        Table(
            title="Removed",
            head=("path", "default was", "line"),
            rows=tuple(
                (leaf.name, cell_of(value(leaf)), str(leaf.entry.line)) for leaf in changes.removed
            ),
            code=(0, 1),
        ),
        Table(
            title="Added",
            head=("path", "default", "line", "comment"),
            rows=tuple(
                (
                    leaf.name,
                    cell_of(value(leaf)),
                    str(leaf.entry.line),
                    comment_cell(new.comment(leaf.entry)),
                )
                for leaf in changes.added
            ),
            code=(0, 1),
        ),
        Table(
            title="Changed",
            head=("path", "old", "new", "line"),
            rows=tuple(
                (
                    a.name,
                    cell_of(value(a)),
                    cell_of(value(b)),
                    str(b.entry.line),
                )
                for a, b in changes.changed
            ),
            code=(0, 1, 2),
            more=tuple(filter(None, diffs)),
        ),
    )
    count = f"{len(changes.added)} added, {len(changes.removed)} removed, {len(changes.changed)} changed"
    facts = [f"{old.name} to {new.name}: {count}"]
    if mine is not None:
        facts.append(f"only what touches {mine.name}")
    return Report(title="ctxkit drift --values", facts=tuple(facts), tables=tables)
