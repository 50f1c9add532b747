"""The three values files of an upgrade, and questions about one place in them.

Not here: the chart of which the customer's file is a copy (`base_chart.py`), the charts of a
workspace (`workspace/charts.py`).
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from msgspec import Struct

from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain, same
from ctxkit.values.places import Places


class Charts(Struct, frozen=True, kw_only=True, dict=True):
    """The customer's file, the new chart's, and the old chart's, None if that is unknown."""

    mine: ValuesFile
    new: ValuesFile
    base: ValuesFile | None

    def before(self, keys: Keys) -> Node | None:
        """Return the old chart's node at `keys`, None if there is none or the chart is unknown."""
        return self.base.node(keys) if self.base else None

    @cached_property
    def places(self) -> Places:
        """Where the new chart has values whose path it does not have."""
        return Places(self.new.leaves)

    @property
    def known(self) -> ValuesFile:
        """The chart with whose defaults the customer's values are compared."""
        return self.base or self.new


def plain_of(node: Node | None) -> Any:
    """Return the plain value of a node, None if there is none."""
    return None if node is None else plain(node)


def is_default(value: Value, before: Node) -> bool:
    """Return whether a value equals the chart's at the same path."""
    if before.is_leaf:
        return same(plain(before), value.plain)
    return bool(value.plain == {})


def is_open(node: Node) -> bool:
    """Return whether a node accepts any keys: it is an empty mapping or null."""
    if node.kind == "mapping":
        return not node.children
    return node.kind != "sequence" and plain(node) is None


def deepest(file: ValuesFile, keys: Keys) -> Keys:
    """Return the longest prefix of `keys` that the file has."""
    for depth in range(len(keys), 0, -1):
        if file.node(keys[:depth]) is not None:
            return keys[:depth]
    return ()
