"""Decide what happens to each value of a customer on a new chart.

A value is the customer's own if it differs from the old chart's default or, without an old chart,
from the new default. Pure. Not here: the owner of an image (`images.py`), the text of the new file
(`new_file.py`).
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.upgrade.charts import Charts, deepest, is_default, is_open, plain_of
from ctxkit.ask.upgrade.images import (
    Owner,
    has_own_registry,
    is_pinned,
    is_stale_digest,
    owner_of_image,
)
from ctxkit.files.values import Keys, Value, ValuesFile, dotted
from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain, same

Action = Literal["kept", "moved", "added", "image", "same", "default", "dropped", "no-place", "new"]
"""kept       the customer's value replaces the new default
moved      the customer's value, at the path where the new chart reads it
added      the customer's own key, in neither chart or below a mapping that accepts any key
image      the new chart's image replaces the customer's
same       the customer's value equals the new default
default    an old default, replaced by the new one
dropped    an old default that the new chart does not have
no-place   the customer's value, which the new chart does not support: kept in a comment at the end
new        a key that is new in the chart, with its default
"""

CHOSEN: tuple[Action, ...] = ("kept", "moved", "added")
"""The actions that leave a value of the customer's in the new file."""

_KUBERNETES_MAPPINGS = frozenset(
    """resources limits requests nodeSelector affinity annotations labels podAnnotations podLabels
    commonAnnotations commonLabels securityContext podSecurityContext containerSecurityContext
    livenessProbe readinessProbe startupProbe customLivenessProbe customReadinessProbe
    customStartupProbe lifecycle env envVars extraEnvVars strategy updateStrategy matchLabels
    """.split()  # noqa: SIM905
)
"""Mappings defined by Kubernetes, not by the chart: they accept any key."""

_KINDS = {"mapping": "a mapping", "sequence": "a list", "scalar": "a single value"}


class Decision(Struct, frozen=True, kw_only=True):
    """The decision on one value, and the reason.

    `yours`, `old` and `new` are the customer's and the charts' values, None if there is none;
    `in_new`: the new chart has the key. `check`: a person should review it.
    `origin` are the keys of a moved value in the customer's file.
    """

    keys: Keys
    action: Action
    why: str
    line: int = 0
    yours: Any = None
    old: Any = None
    new: Any = None
    in_new: bool = False
    comment: str = ""
    check: bool = False
    is_image: bool = False
    origin: Keys = ()

    @property
    def path(self) -> str:
        return dotted(self.keys)


class _Case(Struct, frozen=True, kw_only=True):
    """A value of the customer's, and the nodes of the charts at the same path."""

    value: Value
    charts: Charts
    there: Node | None
    before: Node | None
    owner: Owner

    def is_new_default(self) -> bool:
        if self.there is None or not self.there.is_leaf:
            return False
        return same(plain(self.there), self.value.plain)

    def is_old_default(self) -> bool:
        return self.before is not None and is_default(self.value, self.before)

    def decision(self, action: Action, why: str, *, check: bool = False) -> Decision:
        return Decision(
            keys=self.value.keys,
            action=action,
            why=why,
            line=self.value.line,
            yours=self.value.plain,
            old=plain_of(self.before),
            new=plain_of(self.there),
            in_new=self.there is not None,
            check=check,
        )

    def no_place(self, why: str) -> Decision:
        return self.decision("no-place", why, check=True)


def decide(value: Value, charts: Charts) -> Decision | None:
    """Return the decision on a value of the customer's, None if it makes no difference."""
    case = _Case(
        value=value,
        charts=charts,
        there=charts.new.node(value.keys),
        before=charts.before(value.keys),
        owner=owner_of_image(value, charts),
    )
    if case.is_old_default():
        return _decide_old_default(case)
    if case.there is None:
        return _decide_missing(case)
    if case.is_new_default():
        if charts.base is None:
            return None  # nobody knows whether it was a choice
        return case.decision("same", "equal to the new default")
    if case.there.is_leaf:
        return _decide_leaf(case, case.there)
    return _decide_mapping(case)


def _decide_old_default(case: _Case) -> Decision | None:
    if case.there is None:
        return case.decision("dropped", "default of the old chart; the new chart does not have it")
    if case.is_new_default():
        return None
    # The tag may be the chart's old one: the customer mirrors its images.
    if case.owner == "customer":
        return _kept_image(case)
    why = "default of the old chart, replaced by the new default"
    if case.owner == "chart" and has_own_registry(case.charts):
        why = f"{why}; your registry must provide it"
    return case.decision("default", why)


def _decide_leaf(case: _Case, there: Node) -> Decision:
    """Decide on a value that differs from the new chart's."""
    if case.owner == "customer":
        return _kept_image(case)
    if case.owner == "chart" and is_pinned(case.value, case.charts):
        return _kept_pin(case)
    if case.owner == "chart":
        why = "replaced by the new chart's image; set your own repository to keep yours"
        return case.decision("image", why, check=case.charts.base is not None)
    if fixed := fixed_in(case.charts.new, case.value.keys):
        return case.no_place(fixed)
    kind, wanted = _kind(case.value.node), _kind(there)
    if _is_other_kind(case, kind, wanted):
        return case.no_place(f"the new chart expects {wanted} here, your value is {kind}")
    if case.charts.base is None:
        why = "differs from the new default; --base shows whether it is yours or an old default"
        return case.decision("kept", why)
    if case.before is None:
        return case.decision("kept", "your value; the key is new in the chart")
    if same(plain(case.before), plain(there)):
        return case.decision("kept", "your value")
    return case.decision("kept", "your value; the default has changed too", check=True)


def _is_other_kind(case: _Case, kind: str, wanted: str) -> bool:
    """Return whether the new chart expects another kind of value than the old one did."""
    if kind == wanted or "nothing" in (kind, wanted):
        return False
    if case.before is None:
        return True
    return _kind(case.before) == kind  # else the old chart expected another kind already


def _decide_mapping(case: _Case) -> Decision:
    """Decide on a value at whose path the new chart has a mapping."""
    if case.value.plain == {}:
        return case.decision(
            "same", "an empty mapping has no effect: Helm merges the defaults into it"
        )
    if _is_null(case):
        if fixed := fixed_in(case.charts.new, case.value.keys):
            return case.no_place(fixed)
        return case.decision("kept", "null removes the new chart's whole mapping", check=True)
    return case.no_place("the new chart expects a mapping here")


def _is_null(case: _Case) -> bool:
    """Return whether a value is null on purpose, and not a key with only comments below it."""
    if case.value.plain is not None:
        return False
    is_written = case.value.node.end > case.value.node.start
    return is_written or case.charts.base is not None


def _decide_missing(case: _Case) -> Decision:
    """Decide on a key that the new chart's file does not have."""
    new, base, keys = case.charts.new, case.charts.base, case.value.keys
    is_stale = case.owner == "chart" and is_stale_digest(keys, case.charts)
    if is_stale and not is_pinned(case.value, case.charts):
        return case.no_place(
            "digest of the old image, replaced by the new chart's image; set your own repository "
            "to keep yours"
        )
    above = deepest(new, keys)
    if fixed := fixed_in(new, above):
        return case.no_place(fixed)
    owner = new.node(above)
    if owner is not None and owner.is_leaf:
        if is_open(owner):
            return case.decision("added", f"{dotted(above)} accepts any key")
        return case.no_place(f"the new chart has no mapping at {dotted(above)}")
    if _KUBERNETES_MAPPINGS.intersection(above):
        return case.decision("added", "Kubernetes defines the keys here")
    missing = keys[: len(above) + 1]
    place = case.charts.places.of(dotted(keys))
    if base is not None and _is_own_key(base, missing):
        why = "in neither chart; kept unchanged"
        why = f"{why}, but the new chart has {place}: is it meant there?" if place else why
        return case.decision("added", why, check=True)
    why = f"the new chart has no {dotted(missing)}"
    return case.no_place(f"{why}; it has {place}" if place else why)


def _kept_image(case: _Case) -> Decision:
    made = case.decision("kept", "")
    if made.old is not None and same(made.old, made.new):
        why = "kept because the repository is your own; the chart's image has not changed"
        return replace(made, why=why)
    why = f"kept at your version because the repository is your own; the new chart has {made.new}"
    return replace(made, why=why, check=True, is_image=True)


def _kept_pin(case: _Case) -> Decision:
    made = case.decision("kept", "")
    if made.old is not None and same(made.old, made.new):
        return replace(made, why="your version; the chart's has not changed", check=True)
    why = f"kept at your version because it need not be that of Dify; the new chart has {made.new}"
    return replace(made, why=why, check=True)


def fixed_in(new: ValuesFile, keys: Keys) -> str:
    """Return why the value at `keys` cannot be edited in the chart's text, empty if it can."""
    for depth in range(1, len(keys) + 1):
        node = new.node(keys[:depth])
        if node is None:
            continue
        if node.aliased:
            return "the chart defines this value as an alias of another"
        if node.anchor and not node.is_alias:
            return "other values of the chart may be aliases of this one"
    return ""


def _kind(node: Node) -> str:
    if node.kind == "null" or plain(node) is None:
        return "nothing"
    return _KINDS[node.kind]


def _is_own_key(base: ValuesFile, keys: Keys) -> bool:
    """Return whether a key was the customer's own in the old chart already."""
    if base.node(keys) is None:
        return True
    above = base.node(keys[:-1])
    return above is not None and is_open(above)
