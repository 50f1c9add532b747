"""Migrate a customer's values to the values file of a new chart, with a decision on every value.

Pure: no file is read or written. Not here: the decision on a value (`decisions.py`), the text of
the new file (`new_file.py`).
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.upgrade.charts import Charts
from ctxkit.ask.upgrade.decisions import CHOSEN, Action, Decision, decide
from ctxkit.ask.upgrade.moves import lost_secrets, with_moves
from ctxkit.ask.upgrade.new_file import BLOCK_MARKS, Plan, write_new_file
from ctxkit.files.value_renames import ValueRename, calls_deprecated, likely_renames
from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.values_text import comments_of, remark_of
from ctxkit.values.refusals import RefusedValue, refusals, values_of

MIN_WHOLE_SHARE = 0.5
"""Share of the new chart's keys that a file must have for its missing keys to count as new."""

MAX_COMMENT_CHARS = 160


class Upgrade(Struct, frozen=True, kw_only=True):
    """The text of the new file and the decisions, in the order of the customer's file, new keys
    last.

    `comments` are the customer's comments (line, text) that are not in the new file, `refusals` the
    rules that the customer's values break in it.
    """

    text: str
    encoding: str
    decisions: tuple[Decision, ...]
    renames: tuple[ValueRename, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()
    refusals: tuple[RefusedValue, ...] = ()

    @property
    def lost_secrets(self) -> list[Decision]:
        """The customer's secrets that are nowhere in the new file but in its comment."""
        return lost_secrets(self.decisions)

    def of(self, *actions: Action) -> list[Decision]:
        return [decision for decision in self.decisions if decision.action in actions]


def upgrade_values(mine: ValuesFile, new: ValuesFile, base: ValuesFile | None) -> Upgrade:
    """Return `new` with the customer's values of `mine`; `base` are the defaults of the old chart.

    Raise UsageError if the decisions cannot be expressed in the text of the new file.
    """
    charts = Charts(mine=mine, new=new, base=base)
    made = (decide(value, charts) for value in mine.values)
    decisions = with_moves([each for each in made if each is not None], charts)
    decisions = [_with_warning(decision, new) for decision in decisions]
    unsupported = {decision.keys for decision in decisions if decision.action == "no-place"}
    known = {value.keys for value in (base or mine).values}
    added = [value for value in new.values if value.keys not in known]
    removed = [value for value in mine.values if value.keys in unsupported]
    renames = likely_renames(mine, removed, new, added, value_of=base)
    remarks = _remarks(mine, base)
    written = write_new_file(
        Plan(mine=mine, new=new, decisions=decisions, renames=renames, remarks=remarks)
    )
    if base or len(known) >= MIN_WHOLE_SHARE * len(new.values):
        carried = {decision.keys for decision in decisions if decision.action == "moved"}
        decisions += _new_keys(mine, new, [value for value in added if value.keys not in carried])
    return Upgrade(
        text=written.text,
        encoding=new.encoding,
        decisions=tuple(decisions),
        renames=renames,
        comments=_lost_comments(mine, base, written),
        refusals=_refusals(mine, base, written, decisions),
    )


def _refusals(
    mine: ValuesFile, base: ValuesFile | None, written: ValuesFile, decisions: list[Decision]
) -> tuple[RefusedValue, ...]:
    """Return the rules that the customer's values break in the new file."""
    lines = {each.path: each.line for each in decisions if each.action in CHOSEN}
    old = {**values_of(base), **values_of(mine)} if base is not None else {}
    return refusals(values_of(written), lines, old)


def _with_warning(decision: Decision, new: ValuesFile) -> Decision:
    """Mark a kept value for review if the new chart's comment calls it deprecated."""
    node = new.node(decision.keys)
    if decision.action != "kept" or node is None:
        return decision
    comment = new.comment(node)
    if not calls_deprecated(comment):
        return decision
    why = f"{decision.why}; comment of the chart: {comment[:MAX_COMMENT_CHARS]}"
    return replace(decision, check=True, why=why)


def _new_keys(mine: ValuesFile, new: ValuesFile, added: list[Value]) -> list[Decision]:
    """Return a decision for each key that only the new chart has."""
    taken = {value.keys for value in mine.values}
    return [
        Decision(
            keys=value.keys,
            action="new",
            why="new in the chart; has its default",
            new=value.plain,
            in_new=True,
            comment=new.comment(value.node),
        )
        for value in added
        if value.keys not in taken
    ]


def _remarks(mine: ValuesFile, base: ValuesFile | None) -> dict[Keys, str]:
    """Return the customer's own trailing comments of values."""
    found: dict[Keys, str] = {}
    for value in mine.values:
        remark = remark_of(mine, value.node)
        if remark and remark != _remark_at(value.keys, base):
            found[value.keys] = remark
    return found


def _remark_at(keys: Keys, base: ValuesFile | None) -> str:
    if base is None or keys not in base.nodes:
        return ""
    return remark_of(base, base.nodes[keys])


def _lost_comments(
    mine: ValuesFile, base: ValuesFile | None, written: ValuesFile
) -> tuple[tuple[int, str], ...]:
    """Return the customer's own comments that are not in the new file."""
    known = {line.strip() for line in written.text.splitlines()}
    known.update(comment for _, comment in comments_of(written))
    known.update(BLOCK_MARKS)
    if base:
        known.update(comment for _, comment in comments_of(base))
    return tuple(
        (line, comment)
        for line, comment in comments_of(mine)
        if comment not in known and comment.strip("# ")
    )
