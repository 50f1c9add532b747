"""Write a customer's values onto the values file of a new chart, and account for every one of them.

Pure: nothing is read or written. Not here: what becomes of a value (`decisions.py`), the new text
(`new_file.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ctxkit.ask.upgrade.charts import Charts
from ctxkit.ask.upgrade.decisions import Action, Decision, decide
from ctxkit.ask.upgrade.new_file import BLOCK_MARKS, Outcome, write_new_file
from ctxkit.files.value_renames import ValueRename, calls_deprecated, likely_renames
from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.values_text import comments_of, remark_of

MIN_SHARE = 0.5
"""Of the new chart's keys, below which a file is a part, and what it lacks is not new."""

MAX_COMMENT_CHARS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """The new file's text and what was decided, in the order of the customer's file, then what is
    new.

    `comments` are those of the customer's (line, text) that the new file does not have.
    """

    text: str
    encoding: str
    decisions: tuple[Decision, ...]
    renames: tuple[ValueRename, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()

    def of(self, *actions: Action) -> list[Decision]:
        return [decision for decision in self.decisions if decision.action in actions]


def upgrade_values(mine: ValuesFile, new: ValuesFile, base: ValuesFile | None) -> Upgrade:
    """Return `new` with the customer's settings of `mine`; `base` are the defaults of the chart
    that it was made for.

    Raise UsageError where the outcome cannot be written so that it says just what was decided.
    """
    charts = Charts(mine=mine, new=new, base=base)
    made = (decide(value, charts) for value in mine.values)
    decisions = [_warned(decision, new) for decision in made if decision is not None]
    homeless = {decision.keys for decision in decisions if decision.action == "no-place"}
    known = {value.keys for value in (base or mine).values}
    added = [value for value in new.values if value.keys not in known]
    removed = [value for value in mine.values if value.keys in homeless]
    renames = likely_renames(mine, removed, new, added, value_of=base)
    remarks = _remarks(mine, base)
    outcome = write_new_file(
        Outcome(mine=mine, new=new, decisions=decisions, renames=renames, remarks=remarks)
    )
    if base or len(known) >= MIN_SHARE * len(new.values):
        decisions += _news(mine, new, added)
    return Upgrade(
        text=outcome.text,
        encoding=new.encoding,
        decisions=tuple(decisions),
        renames=renames,
        comments=_left_comments(mine, base, outcome),
    )


def _warned(decision: Decision, new: ValuesFile) -> Decision:
    """Have a value of the customer's looked at that the new chart's comment calls deprecated."""
    node = new.node(decision.keys) if decision.action == "kept" else None
    comment = new.comment(node) if node else ""
    if not calls_deprecated(comment):
        return decision
    why = f"{decision.why}; the chart says: {comment[:MAX_COMMENT_CHARS]}"
    return replace(decision, check=True, why=why)


def _news(mine: ValuesFile, new: ValuesFile, added: list[Value]) -> list[Decision]:
    """Return a decision for each key of the new chart that neither of the other files has."""
    taken = {value.keys for value in mine.values}
    return [
        Decision(
            keys=value.keys,
            action="new",
            why="new in the chart, at its default",
            new=value.plain,
            in_new=True,
            comment=new.comment(value.node),
        )
        for value in added
        if value.keys not in taken
    ]


def _remarks(mine: ValuesFile, base: ValuesFile | None) -> dict[Keys, str]:
    """Return the customer's own comments behind values."""
    found: dict[Keys, str] = {}
    for value in mine.values:
        remark = remark_of(mine, value.node)
        before = base.node(value.keys) if base else None
        is_charts = base is not None and before is not None and remark_of(base, before) == remark
        if remark and not is_charts:
            found[value.keys] = remark
    return found


def _left_comments(
    mine: ValuesFile, base: ValuesFile | None, outcome: ValuesFile
) -> tuple[tuple[int, str], ...]:
    """Return the customer's comments that are neither in the outcome nor the old chart's."""
    known = {line.strip() for line in outcome.text.splitlines()}
    known.update(comment for _, comment in comments_of(outcome))
    known.update(BLOCK_MARKS)
    if base:
        known.update(comment for _, comment in comments_of(base))
    return tuple(
        (line, comment)
        for line, comment in comments_of(mine)
        if comment not in known and comment.strip("# ")
    )
