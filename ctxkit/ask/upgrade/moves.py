"""Carry values that have no place in the new chart to the path where it reads them now.

By the comment of the old chart (`DEPRECATED: use X`), or by what is known of Dify's charts; only to
a value that the customer left at its default. Pure. Not here: the decisions on values that keep
their path (`decisions.py`), renames that are only likely (`files/value_renames.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.upgrade.charts import Charts
from ctxkit.ask.upgrade.decisions import CHOSEN, Decision, fixed_in
from ctxkit.dify.charts import moved_value
from ctxkit.files.value_renames import recommended_for
from ctxkit.files.values import Value, dotted
from ctxkit.files.yaml_types import same
from ctxkit.text.secret_values import holds_secret


def with_moves(decisions: Sequence[Decision], charts: Charts) -> list[Decision]:
    """Return the decisions, with values carried to where the new chart reads them."""
    carried: dict[str, Decision] = {}
    for decision in decisions:
        if decision.action == "no-place" and (target := _target(decision, charts)):
            carried.setdefault(target.path, _moved(decision, target, charts))
    chosen = {each.path for each in decisions if each.action in CHOSEN}
    taken = {path: moved for path, moved in carried.items() if path not in chosen}
    origins = {moved.origin for moved in taken.values()}
    kept = [each for each in decisions if each.keys not in origins and each.path not in taken]
    return [*kept, *taken.values()]


def lost_secrets(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions on secrets of the customer's that are nowhere in the new file."""
    lost = [each for each in decisions if each.action == "no-place"]
    return [each for each in lost if isinstance(each.yours, str) and _is_own_secret(each)]


def _is_own_secret(decision: Decision) -> bool:
    is_default = decision.old is not None and same(decision.old, decision.yours)
    return not is_default and holds_secret(decision.path, decision.yours)


def _target(decision: Decision, charts: Charts) -> Value | None:
    """Return the value of the new chart that a value moved to, if it can take it."""
    path = ""
    if charts.base is not None:
        path = recommended_for(charts.base, decision.keys, charts.new.leaves)
    target = charts.new.leaves.get(path or moved_value(decision.path))
    if target is None or fixed_in(charts.new, target.keys):
        return None
    if isinstance(target.plain, (dict, list)) != isinstance(decision.yours, (dict, list)):
        return None
    return target if _is_free(target, decision, charts) else None


def _is_free(target: Value, decision: Decision, charts: Charts) -> bool:
    """Return whether the customer left a value at its default, or set it to the same value."""
    own = charts.mine.node(target.keys)
    if own is None:
        return True
    if not own.is_leaf:
        return False
    given = charts.mine.leaf(target.keys)
    defaults = [target.plain, charts.known.leaf(target.keys), decision.yours, None, ""]
    return any(same(given, default) for default in defaults)


def _moved(decision: Decision, target: Value, charts: Charts) -> Decision:
    return Decision(
        keys=target.keys,
        action="moved",
        why=f"carried from {dotted(decision.keys)}, which the new chart does not read any more",
        line=decision.line,
        yours=decision.yours,
        old=charts.known.leaf(target.keys),
        new=target.plain,
        in_new=True,
        origin=decision.keys,
    )
