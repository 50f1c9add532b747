"""The report of `upgrade-values`, as tables and as JSON. Pure.

Not here: the decisions (`ask/upgrade/decisions.py`), output of the command
(`commands/upgrade_values.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from ctxkit.ask.upgrade.decisions import CHOSEN, Action, Decision
from ctxkit.ask.upgrade.upgrade import Upgrade
from ctxkit.files.value_renames import ValueRename
from ctxkit.files.values import ValuesFile, dotted
from ctxkit.output.json_form import SCHEMA_VERSION
from ctxkit.output.tables import Report, ReportTable, cell_of, comment_cell, text_diff
from ctxkit.output.values_mask import Mask
from ctxkit.text.wording import counted
from ctxkit.values.refusals import RefusedValue


def upgrade_dict(
    mine: ValuesFile, new: ValuesFile, base: ValuesFile | None, note: str, upgrade: Upgrade
) -> dict[str, Any]:
    """Return the JSON form of an upgrade, secrets masked."""
    mask = Mask()
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "upgrade-values",
        "from": mine.path,
        "to": new.path,
        "base": base.path if base else None,
        "notes": [note] if note else [],
        "decisions": [_decision_dict(decision, mask) for decision in upgrade.decisions],
        "renames": [rename_dict(rename) for rename in upgrade.renames],
        "comments": [{"line": line, "text": mask.text(text)} for line, text in upgrade.comments],
        "broken_rules": [each.to_dict() for each in upgrade.refusals],
    }


def _decision_dict(decision: Decision, mask: Mask) -> dict[str, Any]:
    keys = decision.keys
    moved = {"from": dotted(decision.origin)} if decision.origin else {}
    return {
        "path": decision.path,
        **moved,
        "action": decision.action,
        "why": decision.why,
        "check": decision.check,
        "line": decision.line or None,
        "yours": mask.of(keys, decision.yours),
        "old": mask.of(keys, decision.old),
        "new": mask.of(keys, decision.new),
    }


def rename_dict(rename: ValueRename) -> dict[str, Any]:
    """Return the JSON form of a rename."""
    return {"old": rename.old.path, "new": rename.new.path, "evidence": list(rename.evidence)}


# --- the report ----------------------------------------------------------------------------------


class _Section(Struct, frozen=True, kw_only=True):
    """A table of the decisions with one of `actions` that need no review."""

    title: str
    head: tuple[str, ...]
    actions: tuple[Action, ...]
    cells: Callable[[Decision, Mask], tuple[str, ...]]
    code: tuple[int, ...] = (0, 1, 2)


def _yours_and_theirs(decision: Decision, mask: Mask) -> tuple[str, ...]:
    yours = mask.cell(decision.keys, decision.yours)
    theirs = mask.cell(decision.keys, decision.new) if decision.in_new else ""
    return decision.path, yours, theirs, decision.why


def _with_line(decision: Decision, mask: Mask) -> tuple[str, ...]:
    return *_yours_and_theirs(decision, mask), str(decision.line)


def _new_default(decision: Decision, mask: Mask) -> tuple[str, ...]:
    return decision.path, mask.cell(decision.keys, decision.new), comment_cell(decision.comment)


_OWN = ("path", "yours", "new default", "why", "line")
_TO_REVIEW = _Section(title="Needs review", head=_OWN, actions=(), cells=_with_line)
_SECTIONS = (
    _Section(
        title="Moved to where the new chart reads them",
        head=_OWN,
        actions=("moved",),
        cells=_with_line,
    ),
    _Section(title="Kept", head=_OWN, actions=("kept", "added", "same"), cells=_with_line),
    _Section(
        title="Upgraded images",
        head=_OWN[:4],
        actions=("image",),
        cells=_yours_and_theirs,
    ),
    _Section(
        title="Changed defaults",
        head=("path", "old default", "new default", "why"),
        actions=("default",),
        cells=_yours_and_theirs,
    ),
    _Section(
        title="Removed defaults",
        head=("path", "old default", "", "why"),
        actions=("dropped",),
        cells=_yours_and_theirs,
    ),
    _Section(
        title="New in the chart",
        head=("path", "default", "comment"),
        actions=("new",),
        cells=_new_default,
        code=(0, 1),
    ),
)


def upgrade_report(mine: ValuesFile, new: ValuesFile, note: str, upgrade: Upgrade) -> Report:
    """Return the report of an upgrade, secrets masked."""
    mask = Mask()
    checks = [decision for decision in upgrade.decisions if decision.check]
    plain = [decision for decision in upgrade.decisions if not decision.check]
    diffs = _diffs(checks, mask)
    tables = [
        broken_rules_table(upgrade.refusals, title="Rules that your values break on the new chart"),
        _table(_TO_REVIEW, checks, mask, more=diffs),
        renames_table(upgrade.renames, head=("old path", "possible new path", "evidence")),
    ]
    for section in _SECTIONS:
        chosen = [decision for decision in plain if decision.action in section.actions]
        tables.append(_table(section, chosen, mask))
    tables.append(_comments_table(upgrade.comments, mask))
    facts = _facts(mine, new, note, upgrade, checks)
    return Report(
        title=f"ctxkit upgrade-values {mine.path}", facts=tuple(facts), tables=tuple(tables)
    )


def _table(
    section: _Section, decisions: Sequence[Decision], mask: Mask, more: tuple[str, ...] = ()
) -> ReportTable:
    return ReportTable(
        title=section.title,
        head=section.head,
        rows=tuple(section.cells(decision, mask) for decision in decisions),
        code=section.code,
        more=more,
    )


def renames_table(renames: Sequence[ValueRename], head: tuple[str, str, str]) -> ReportTable:
    """Return the table of values that were possibly renamed."""
    return ReportTable(
        title="Possibly renamed",
        head=head,
        rows=tuple((r.old.path, r.new.path, ", ".join(r.evidence)) for r in renames),
        code=(0, 1),
    )


def broken_rules_table(refusals: Sequence[RefusedValue], *, title: str) -> ReportTable:
    """Return the table of the rules that values break on a chart."""
    return ReportTable(
        title=title,
        head=("path", "problem", "what to do", "rule", "line"),
        rows=tuple(
            (
                each.path,
                each.breach.message,
                each.breach.fix,
                each.rule.id if each.is_new else f"{each.rule.id}, as before",
                str(each.line or ""),
            )
            for each in refusals
        ),
    )


def _comments_table(comments: Sequence[tuple[int, str]], mask: Mask) -> ReportTable:
    return ReportTable(
        title="Your comments that are not in the new file",
        head=("line", "comment"),
        rows=tuple((str(line), cell_of(mask.text(text))) for line, text in comments),
        code=(1,),
    )


def _diffs(decisions: Sequence[Decision], mask: Mask) -> tuple[str, ...]:
    """Return the chart's changes in texts of several lines, which the customer has to take over."""
    found: list[str] = []
    for decision in decisions:
        if not decision.in_new:
            continue
        old = decision.yours if decision.old is None else decision.old
        keys = decision.keys
        diff = text_diff(decision.path, mask.of(keys, old), mask.of(keys, decision.new))
        if diff:
            found.append(diff)
    return tuple(found)


def _facts(
    mine: ValuesFile, new: ValuesFile, note: str, upgrade: Upgrade, checks: Sequence[Decision]
) -> list[str]:
    kept, unsupported = upgrade.of(*CHOSEN), upgrade.of("no-place")
    facts = [
        f"{mine.path} to {new.path}: {len(kept)} of your values kept, {len(unsupported)} no longer "
        f"supported by the chart, {len(checks)} to review"
    ]
    if note:
        facts.append(note)
    old_images = [d for d in checks if d.action == "kept" and d.is_image]
    if old_images:
        facts.append(
            f"{counted(len(old_images), 'image')} of your own repositories kept at your version; "
            "all other images are upgraded"
        )
    if unsupported:
        facts.append("unsupported values are kept in a comment at the end of the file")
    return facts
