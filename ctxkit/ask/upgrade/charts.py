"""The three files of an upgrade, and what is in a place of them.

Not here: which chart the customer's file is a copy of (`base_chart.py`), where charts come from
(`workspace/charts.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain, same


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """The customer's file, the new chart's, and that of the chart it was made for, None where that
    is not known.
    """

    mine: ValuesFile
    new: ValuesFile
    base: ValuesFile | None

    @property
    def known(self) -> ValuesFile:
        """The defaults with which the customer's values are compared."""
        return self.base or self.new


def is_default(value: Value, before: Node) -> bool:
    """Return whether a value is what the chart has in its place."""
    if before.is_leaf:
        return same(plain(before), value.plain)
    return bool(value.plain == {})


def is_open(node: Node) -> bool:
    """Return whether a node is an empty mapping or nothing at all: whatever keys may be below it."""
    if node.kind == "mapping":
        return not node.children
    return node.kind != "sequence" and plain(node) is None


def deepest(file: ValuesFile, keys: Keys) -> Keys:
    """Return the longest beginning of `keys` that is in the file."""
    for depth in range(len(keys), 0, -1):
        if file.node(keys[:depth]) is not None:
            return keys[:depth]
    return ()
