"""Expand aliases and merge keys, up to a number of nodes.

Not here: reading them (`yaml_lines.py`), the merges of compose files
(`extract/compose_services.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.files.yaml_tree import Node, is_merge, merge_sources, walk

MAX_NODES = 100_000
"""Nodes of an expanded tree; those of real charts have some thousand."""

MAX_DEPTH = 60
"""Levels of an expanded tree."""


class Expanded(Struct, kw_only=True):
    """A tree without aliases; `limit` names the limit that it exceeds at `line`, if any."""

    root: Node
    limit: str = ""
    line: int = 0


def expanded(root: Node) -> Expanded:
    """Return the tree with aliases and merge keys expanded; of duplicate keys the last counts."""
    expansion = _Expansion(alias_targets(root))
    whole = expansion.of(root, -1, aliased=False)
    return Expanded(root=whole, limit=expansion.limit, line=expansion.line)


def alias_targets(root: Node) -> dict[int, Node]:
    """Return by identity of each alias the node that it refers to: the last anchor before it."""
    # YAML allows an anchor to be defined again; an alias means the last one before it.
    anchors: dict[str, Node] = {}
    found: dict[int, Node] = {}
    for node in walk(root):
        if node.kind == "alias":
            if node.value in anchors:
                found[id(node)] = anchors[node.value]
        elif node.anchor:
            anchors[node.anchor] = node
    return found


class _Expansion:
    """Copies the tree and counts its nodes: an alias repeats everything below its anchor."""

    def __init__(self, targets: Mapping[int, Node]) -> None:
        self._targets = targets
        self._count = 0
        self.limit = ""
        self.line = 0

    def of(self, node: Node, depth: int, *, aliased: bool) -> Node:
        if self._is_too_much(node, depth):
            return node
        if node.kind == "alias":
            return self._of_alias(node, depth, aliased=aliased)
        if node.kind == "mapping":
            return self._of_mapping(node, depth, aliased=aliased)
        children = [self.of(child, depth + 1, aliased=aliased) for child in node.children]
        return _copy(node, children, aliased=aliased)

    def _is_too_much(self, node: Node, depth: int) -> bool:
        self._count += 1
        limit = ""
        if self._count > MAX_NODES:
            limit = f"more than {MAX_NODES:,} values, aliases repeated"
        elif depth >= MAX_DEPTH:
            limit = f"nested more than {MAX_DEPTH} levels deep"
        if limit and not self.limit:
            self.limit, self.line = limit, node.line
        return limit != ""

    def _of_alias(self, node: Node, depth: int, *, aliased: bool) -> Node:
        target = self._targets.get(id(node))
        if target is None:
            return node
        found = self.of(target, depth, aliased=True)
        return replace(
            found,
            key=node.key,
            line=node.line,
            end_line=node.end_line,
            comment=node.comment,
            trailing=node.trailing,
            key_start=node.key_start,
            colon=node.colon,
            start=node.start,
            end=node.end,
            column=0,
            flow=True,
            is_alias=True,
            aliased=aliased,
            shared=True,
        )

    def _of_mapping(self, node: Node, depth: int, *, aliased: bool) -> Node:
        entries: dict[str, Node] = {}
        for child in node.children:
            if not is_merge(child):
                entries.pop(child.key, None)
                entries[child.key] = self.of(child, depth + 1, aliased=aliased)
        for merge in filter(is_merge, node.children):
            for source in merge_sources(merge):
                for entry in self.of(source, depth + 1, aliased=True).children:
                    entries.setdefault(entry.key, replace(entry, aliased=True, shared=True))
        return _copy(node, list(entries.values()), aliased=aliased)


def _copy(node: Node, children: list[Node], *, aliased: bool) -> Node:
    has_shared = any(child.shared for child in children)
    shared = aliased or has_shared or node.shared
    return replace(node, children=children, aliased=aliased, shared=shared)
