"""How the report of `upgrade-values` looks, as tables and as JSON. Pure.

Not here: what was decided (`ask/upgrade/decisions.py`), reading and writing files
(`commands/upgrade_values.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ctxkit.ask.upgrade.base_chart import Base, is_copy
from ctxkit.ask.upgrade.decisions import Decision
from ctxkit.ask.upgrade.upgrade import Upgrade
from ctxkit.files.values import ValuesFile
from ctxkit.files.values_changes import Rename
from ctxkit.output.json_form import SCHEMA_VERSION
from ctxkit.output.tables import Report, Table, cell_of, comment_cell, counted, text_diff
from ctxkit.output.values_mask import Mask


def about_base(
    mine: ValuesFile, new: ValuesFile, base: ValuesFile | None, found: Base | None
) -> str:
    """Say how it is known what the customer changed, nothing where they gave the old chart
    themselves.
    """
    if found:
        return (
            f"{mine.name} was taken for a copy of {found.file.name}: {found.equal} of {found.shared} values are its "
            "defaults, the others are yours; if it is of another chart, give --base"
        )
    if base:
        return ""
    if is_copy(mine, new):
        return (
            f"{mine.name} looks like a copy of a whole chart's file: give that chart's with --base. Without it, old "
            "defaults count as yours"
        )
    return "without --base what differs from the new default counts as yours"


def upgrade_dict(
    mine: ValuesFile, new: ValuesFile, base: ValuesFile | None, about: str, upgrade: Upgrade
) -> dict[str, Any]:
    """Return the JSON form of an upgrade, secrets masked."""
    mask = Mask()
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "upgrade-values",
        "from": mine.name,
        "to": new.name,
        "base": base.name if base else None,
        "notes": [about] if about else [],
        "decisions": [
            {
                "path": d.name,
                "action": d.action,
                "why": d.why,
                "check": d.check,
                "line": d.line or None,
                "yours": mask.of(d.path, d.yours),
                "old": mask.of(d.path, d.old),
                "new": mask.of(d.path, d.new),
            }
            for d in upgrade.decisions
        ],
        "renames": [rename_dict(rename) for rename in upgrade.renames],
        "comments": [{"line": line, "text": mask.text(text)} for line, text in upgrade.comments],
    }


_Cells = Callable[[Decision], tuple[str, ...]]


def upgrade_report(mine: ValuesFile, new: ValuesFile, about: str, upgrade: Upgrade) -> Report:
    """Return the report of an upgrade, secrets masked."""
    mask = Mask()

    def cell(decision: Decision, value: Any) -> str:
        return mask.cell(decision.path, value)

    def theirs_of(decision: Decision) -> str:
        return cell(decision, decision.new) if decision.in_new else ""

    def yours(d: Decision) -> tuple[str, ...]:
        return d.name, cell(d, d.yours), theirs_of(d), d.why, str(d.line)

    def theirs(d: Decision) -> tuple[str, ...]:
        return d.name, cell(d, d.yours), theirs_of(d), d.why

    def fresh(d: Decision) -> tuple[str, ...]:
        return d.name, cell(d, d.new), comment_cell(d.comment)

    def diffs(rows: list[Decision]) -> tuple[str, ...]:
        """Return for texts of several lines what the chart changed in them: that is for the
        customer to take over.
        """
        pairs = ((d, d.yours if d.old is None else d.old) for d in rows if d.in_new)
        return tuple(
            filter(
                None,
                (
                    text_diff(d.name, mask.of(d.path, old), mask.of(d.path, d.new))
                    for d, old in pairs
                ),
            )
        )

    def table(
        title: str, rows: list[Decision], cells: _Cells, *head: str, more: tuple[str, ...] = ()
    ) -> Table:
        return Table(
            title=title, head=head, rows=tuple(map(cells, rows)), code=(0, 1, 2), more=more
        )

    own = ("path", "yours", "the chart's", "why", "line")
    checks = [d for d in upgrade.decisions if d.check]
    plain = [d for d in upgrade.decisions if not d.check]

    def of(*actions: str) -> list[Decision]:
        return [d for d in plain if d.action in actions]

    renames = Table(
        title="May be renamed",
        head=("yours", "perhaps now", "because of"),
        rows=tuple((r.old.name, r.new.name, ", ".join(r.evidence)) for r in upgrade.renames),
        code=(0, 1),
    )
    tables = (
        table("To be checked", checks, yours, *own, more=diffs(checks)),
        renames,
        table("Kept", of("kept", "added", "same"), yours, *own),
        table("Images of the new chart", of("image"), theirs, *own[:4]),
        table(
            "Defaults that changed",
            of("default"),
            theirs,
            "path",
            "old default",
            "new default",
            "why",
        ),
        table(
            "Defaults that the chart has no more",
            of("dropped"),
            theirs,
            "path",
            "old default",
            "",
            "why",
        ),
        Table(
            title="New in the chart",
            head=("path", "default", "comment"),
            rows=tuple(map(fresh, of("new"))),
            code=(0, 1),
        ),
        Table(
            title="Comments of yours that the new file does not have",
            head=("line", "comment"),
            rows=tuple((str(line), cell_of(mask.text(text))) for line, text in upgrade.comments),
            code=(1,),
        ),
    )
    kept = len(upgrade.of("kept", "added"))
    facts = [
        f"{mine.name} onto {new.name}: {counted(kept, 'value')} of yours kept, "
        f"{counted(len(upgrade.of('no-place')), 'value')} without a place, {len(checks)} to be checked"
    ]
    if about:
        facts.append(about)
    if stays := [d for d in checks if d.action == "kept" and d.is_image]:
        them = "its repository is" if len(stays) == 1 else "their repositories are"
        facts.append(
            f"{counted(len(stays), 'image')} kept as old as yours, because {them} your own; the others are new"
        )
    if upgrade.of("no-place"):
        facts.append("what has no place is kept in a comment at the end of the file")
    return Report(title=f"ctxkit upgrade-values {mine.name}", facts=tuple(facts), tables=tables)


def rename_dict(rename: Rename) -> dict[str, Any]:
    """Return the JSON form of a rename."""
    return {"old": rename.old.name, "new": rename.new.name, "evidence": list(rename.evidence)}
