"""Look at a YAML tree with its aliases and merge keys followed, without a copy of it.

Not here: reading it (`yaml_lines.py`), a copy without aliases, which knows where each value is
(`yaml_aliases.py`).
"""

from __future__ import annotations

from ctxkit.errors import UsageError
from ctxkit.files.yaml_aliases import alias_targets
from ctxkit.files.yaml_tree import Node, is_merge

MAX_MERGES = 60
"""Merges of merges that are followed."""

MAX_MERGED = 400_000
"""Entries of all mappings that merge others; those of Dify's compose file have some 5,000."""


class MergedTree:
    """The entries and items of the nodes below `root`; of duplicate keys the last counts."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self._targets = alias_targets(root)
        self._entries: dict[int, dict[str, Node]] = {}
        self._merged_entries = 0

    def target(self, node: Node) -> Node:
        """Return the node that an alias repeats, of any other node itself."""
        return self._targets.get(id(node), node)

    def entries(self, node: Node | None) -> dict[str, Node]:
        """Return the entries of a mapping by key, its own before those that it merges.

        Raise UsageError if the tree merges far more than any file.
        """
        return self._merged(node, 0) if node is not None else {}

    def items(self, node: Node | None) -> list[Node]:
        """Return the items of a list, or a node that stands for a list of one."""
        if node is None:
            return []
        target = self.target(node)
        listed = target.children if target.kind == "sequence" else [target]
        return [self.target(item) for item in listed]

    def texts(self, node: Node | None) -> list[str]:
        """Return the texts of the scalars among the items of a list."""
        return [item.value for item in self.items(node) if item.kind == "scalar"]

    def _merged(self, node: Node, depth: int) -> dict[str, Node]:
        mapping = self.target(node)
        if mapping.kind != "mapping" or depth > MAX_MERGES:
            return {}
        known = self._entries.get(id(mapping))
        if known is not None:
            return known
        found = {child.key: child for child in mapping.children if not is_merge(child)}
        self._entries[id(mapping)] = found  # also for a mapping that merges itself
        for merge in filter(is_merge, mapping.children):
            for source in self.items(merge):
                merged = self._merged(source, depth + 1)
                self._count(len(merged), merge.line)
                for key, entry in merged.items():
                    found.setdefault(key, entry)
        return found

    def _count(self, merged: int, line: int) -> None:
        self._merged_entries += merged
        if self._merged_entries > MAX_MERGED:
            raise UsageError(
                f"line {line}: merge keys repeat more than {MAX_MERGED:,} entries",
                hint="is it the right file?",
            )
