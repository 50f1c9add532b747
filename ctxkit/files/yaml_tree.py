"""The tree that a YAML file is read into, and the ways over it.

Not here: reading (`yaml_lines.py`), what a scalar is for Helm (`yaml_types.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

MERGE = "<<"
"""The key under which a mapping takes in the entries of another: `<<: *a`."""

MAX_SHOWN_DEPTH = 5
"""Collections inside each other that are shown on one line."""


@dataclass(slots=True, kw_only=True)
class Node:
    """An entry of a mapping (`key`) or an item of a sequence (no key), filled while its lines are
    read.

    `value` is a scalar's text as YAML reads it, without quotes, or the name behind `*`. `comment`
    are the comment lines right above, `trailing` is the one behind it on the same line, both
    without `#`.

    `key_start` is where the key begins in the text of the file and `colon` where its colon ends,
    `start` and `end` are the span of the value, anchor and tag included. Without a value both are
    at the colon. `column` is that of the entries of a block, `flow` a collection in brackets.

    `is_alias`: it repeats the node that has the anchor. `aliased`: it is elsewhere in the text, and
    is here because what is around it is an alias or merged. `shared`: an alias, anchor or tag is in
    it, so that its text means nothing in another place.
    """

    key: str
    line: int
    end_line: int
    kind: Literal["null", "scalar", "alias", "mapping", "sequence"] = "null"
    value: str = ""
    style: str = ""
    anchor: str = ""
    tag: str = ""
    comment: tuple[str, ...] = ()
    trailing: str = ""
    children: list[Node] = field(default_factory=list)
    key_start: int = 0
    colon: int = 0
    start: int = 0
    end: int = 0
    column: int = 0
    flow: bool = False
    is_alias: bool = False
    aliased: bool = False
    shared: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether no entries are below it: a scalar, a list, or an empty mapping."""
        return self.kind != "mapping" or not self.children

    @property
    def is_block_text(self) -> bool:
        """Whether it is a text under `|` or `>`, not an alias of one."""
        return self.style in ("|", ">") and not self.is_alias

    def get(self, key: str) -> Node | None:
        """Return the entry of a mapping with that key; the last, where there are several."""
        return next((child for child in reversed(self.children) if child.key == key), None)


def leaves(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield (dotted path, node) of each scalar, list or empty value below `root`; a list is one
    leaf.
    """
    stack = [("", iter(root.children))] if root.kind == "mapping" else []
    while stack:
        prefix, rest = stack[-1]
        node = next(rest, None)
        if node is None:
            stack.pop()
        elif node.is_leaf:
            yield prefix + node.key, node
        else:
            stack.append((f"{prefix}{node.key}.", iter(node.children)))


def walk(root: Node) -> Iterator[Node]:
    """Yield `root` and every node below it, in the order of the file."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def shown(node: Node, *, depth: int = 0) -> str | None:
    """Return the value of a node as one would write it on one line; None where it has none."""
    if node.kind == "null":
        return None
    if node.kind == "alias":
        return f"*{node.value}"
    if node.kind == "scalar":
        return node.value
    if depth == MAX_SHOWN_DEPTH:
        return "..."
    inner = ", ".join(_shown_entry(child, depth + 1) for child in node.children)
    return f"[{inner}]" if node.kind == "sequence" else f"{{{inner}}}"


def _shown_entry(node: Node, depth: int) -> str:
    value = shown(node, depth=depth) or ""
    return f"{node.key}: {value}" if node.key else value


def is_merge(node: Node) -> bool:
    """Return whether an entry is a merge key."""
    return node.key == MERGE


def merge_sources(merge: Node) -> list[Node]:
    """Return the nodes whose entries a merge key takes in: one, or those of a list."""
    return merge.children if merge.kind == "sequence" else [merge]
