"""Write the text of the new values file, and check that it expresses the decisions.

Pure. Not here: the decisions (`decisions.py`), edits of text (`files/values_edit.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.upgrade.charts import deepest
from ctxkit.ask.upgrade.decisions import CHOSEN, Decision
from ctxkit.errors import UsageError
from ctxkit.files.value_renames import ValueRename
from ctxkit.files.values import Keys, ValuesFile, dotted, ends_a_line, parse_values
from ctxkit.files.values_edit import Editor, is_in_brackets
from ctxkit.files.values_text import (
    Written,
    as_comment,
    as_generated,
    as_written,
    on_one_line,
    quoted_key,
)
from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain, same

_HEAD = "# --- Kept by ctxkit upgrade-values: settings that have no place in this chart ---"
_TAIL = "# --- end of what ctxkit upgrade-values kept ---"
BLOCK_MARKS = (_HEAD, _TAIL)
"""The first and last line of the comment that keeps unsupported values."""


class Plan(Struct, frozen=True, kw_only=True):
    """The edits of `new`; `remarks` are the customer's trailing comments of values."""

    mine: ValuesFile
    new: ValuesFile
    decisions: Sequence[Decision]
    renames: tuple[ValueRename, ...]
    remarks: Mapping[Keys, str]


class _Addition(NamedTuple):
    """A value to add at `keys`; it replaces the empty value `there`, if there is one."""

    keys: Keys
    there: Node | None
    written: Written


def write_new_file(plan: Plan) -> ValuesFile:
    """Return the new file, with values copied as text or, if that fails, generated.

    Raise UsageError if both fail.
    """
    wanted = _wanted(plan.new, plan.decisions)
    problem = ""
    plain_plan = replace(plan, remarks={})
    for attempt, generate in ((plan, False), (plain_plan, True)):
        text = _edited(attempt, generate=generate)
        try:
            made = parse_values("the new file", text.encode(errors="replace"))
        except UsageError as error:
            problem = error.message
            continue
        wrong = _first_wrong(wanted, {value.keys: value.plain for value in made.values})
        if wrong is None:
            return replace(made, text=text)
        problem = f"{dotted(wrong)} would get another value than decided"
    raise UsageError(
        f"{plan.mine.path}: cannot be migrated to {plan.new.path}: {problem}",
        hint="please report it",
    )


def _wanted(new: ValuesFile, decisions: Sequence[Decision]) -> dict[Keys, Any]:
    """Return the values that the new file must have."""
    values = {value.keys: value.plain for value in new.values}
    for decision in decisions:
        if decision.action not in CHOSEN:
            continue
        keys = decision.keys
        if decision.yours is None:
            # null removes a whole mapping of the chart
            for below in [other for other in values if other[: len(keys)] == keys]:
                del values[below]
        for depth in range(1, len(keys)):
            values.pop(keys[:depth], None)  # `{}` is no value any more once it has a key
        values[keys] = decision.yours
    return values


def _first_wrong(wanted: Mapping[Keys, Any], found: Mapping[Keys, Any]) -> Keys | None:
    in_one = wanted.keys() ^ found.keys()
    different = {
        keys for keys in wanted.keys() & found.keys() if not same(wanted[keys], found[keys])
    }
    return next((keys for keys in (*wanted, *found) if keys in in_one | different), None)


def _edited(plan: Plan, *, generate: bool) -> str:
    new = plan.new
    editor = Editor(new)
    for decision in plan.decisions:
        if decision.action in ("kept", "moved"):
            _keep(editor, plan, decision, generate=generate)
    for keys, there, written in _additions(plan, generate=generate):
        if there is not None:
            editor.set(there, written)
        else:
            editor.add(_owner_of(keys, new), quoted_key(keys[-1]), written)
    text = editor.done()
    block = _comment_block(plan, generate=generate)
    if not block:
        return text
    if not ends_a_line(text):
        text += new.line_end
    return text + new.line_end.join(["", *block, ""])


def _keep(editor: Editor, plan: Plan, decision: Decision, *, generate: bool) -> None:
    """Replace a value of the new chart by the customer's."""
    there, keys = plan.new.nodes[decision.keys], decision.origin or decision.keys
    editor.set(there, _text(plan.mine, plan.mine.nodes[keys], generate=generate))
    if keys in plan.remarks and there.kind in ("scalar", "null"):
        editor.remark(there, plan.remarks[keys])


# --- added values --------------------------------------------------------------------------------


def _additions(plan: Plan, *, generate: bool) -> Iterator[_Addition]:
    """Yield the values to add, grouped by the outermost key that the new chart does not have."""
    mine, new = plan.mine, plan.new
    groups: dict[Keys, list[Keys]] = {}
    for decision in plan.decisions:
        if decision.action == "added":
            top = _top_of_addition(new, decision.keys)
            groups.setdefault(top, []).append(decision.keys)
    for keys, added in groups.items():
        there, source = new.node(keys), mine.nodes[keys]
        values = _entries_of(there)
        is_whole = _count_values(source) == len(added)
        in_brackets = is_in_brackets(_owner_of(keys, new))
        if is_whole and not values and not in_brackets:
            yield _Addition(keys, there, _text(mine, source, generate=generate))
            continue
        for each in added:
            values = _planted(values, each[len(keys) :], plain(mine.nodes[each]))
        written = on_one_line(values) if in_brackets else as_generated(values)
        yield _Addition(keys, there, written)


def _owner_of(keys: Keys, new: ValuesFile) -> Node:
    """Return the mapping of the new chart that has, or gets, the entry at `keys`."""
    return new.node(keys[:-1]) or new.root


def _text(mine: ValuesFile, node: Node, *, generate: bool) -> Written:
    return as_generated(plain(node)) if generate else as_written(mine, node)


def _entries_of(node: Node | None) -> dict[str, Any]:
    if node is None or node.is_leaf:
        return {}
    return {child.key: plain(child) for child in node.children}


def _top_of_addition(new: ValuesFile, keys: Keys) -> Keys:
    """Return the path at which text is written to add `keys`: the first key that the new chart does
    not have, or the one above it if its value is empty, or in brackets with an alias.
    """
    above = deepest(new, keys)
    owner = new.node(above)
    if owner is not None and (owner.is_leaf or (owner.flow and owner.shared)):
        return above
    return keys[: len(above) + 1]


def _count_values(node: Node) -> int:
    if node.is_leaf:
        return 1
    return sum(map(_count_values, node.children))


def _planted(values: dict[str, Any], keys: Keys, value: Any) -> Any:
    """Return the mapping with the value set at `keys`, or the value itself if there are none."""
    if not keys:
        return value
    inner = values
    for key in keys[:-1]:
        inner = inner.setdefault(key, {})
    inner[keys[-1]] = value
    return values


# --- unsupported values --------------------------------------------------------------------------


def _comment_block(plan: Plan, *, generate: bool) -> list[str]:
    """Return the comment at the end: unsupported values, and those of an earlier such comment."""
    mine = plan.mine
    becomes = {rename.old.keys: rename for rename in plan.renames}
    lines = _kept_before(mine)
    for keys, members in _unsupported(mine, plan.decisions).items():
        node = mine.node(keys)
        if node is None:
            continue
        renamed = [(becomes[each], why) for each, why in members.items() if each in becomes]
        hints = [_hint(rename) for rename, why in renamed if not why.endswith(rename.new.path)]
        whys = dict.fromkeys(members.values())
        lines.append(f"# {quoted_key(dotted(keys))}: {'; '.join([*whys, *hints])}")
        lines += as_comment(mine, keys, node, generate=generate)
    return [_HEAD, *lines, _TAIL] if lines else []


def _hint(rename: ValueRename) -> str:
    evidence = ", ".join(rename.evidence)
    return f"{rename.old.path} may have been renamed to {rename.new.path} ({evidence})"


def _unsupported(mine: ValuesFile, decisions: Sequence[Decision]) -> dict[Keys, dict[Keys, str]]:
    """Group unsupported values with their reasons by their outermost unsupported key."""
    unsupported = {each.keys: each.why for each in decisions if each.action == "no-place"}
    supported = {
        value.keys[:depth]
        for value in mine.values
        if value.keys not in unsupported
        for depth in range(len(value.keys))
    }
    found: dict[Keys, dict[Keys, str]] = {}
    for keys, why in unsupported.items():
        above = (keys[:depth] for depth in range(1, len(keys) + 1))
        top = next(each for each in above if each not in supported)
        found.setdefault(top, {})[keys] = why
    return found


def _kept_before(mine: ValuesFile) -> list[str]:
    """Return the lines of the comment that an earlier upgrade left."""
    if not set(BLOCK_MARKS).issubset(mine.lines):
        return []
    start, end = mine.lines.index(_HEAD), mine.lines.index(_TAIL)
    inside = mine.lines[start + 1 : end]
    return [line for line in inside if line.startswith("#") and line not in BLOCK_MARKS]
