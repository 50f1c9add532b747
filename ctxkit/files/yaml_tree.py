"""The tree that a YAML file is read into, and the ways over it.

Not here: reading (`yaml_lines.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(slots=True, kw_only=True)
class Node:
    """An entry of a mapping (`key`) or an item of a sequence (no key), filled while its lines are
    read.

    `value` is a scalar's text as YAML reads it, without quotes, or the name behind `*`. `comment`
    are the comment lines right above, `trailing` is the one behind it on the same line, both
    without `#`.
    """

    key: str
    line: int
    end_line: int
    kind: Literal["null", "scalar", "alias", "mapping", "sequence"] = "null"
    value: str = ""
    style: str = ""
    anchor: str = ""
    comment: tuple[str, ...] = ()
    trailing: str = ""
    children: list[Node] = field(default_factory=list)

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
        elif node.kind == "mapping" and node.children:
            stack.append((f"{prefix}{node.key}.", iter(node.children)))
        else:
            yield prefix + node.key, node


def walk(root: Node) -> Iterator[Node]:
    """Yield `root` and every node below it."""
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
        return "*" + node.value
    if node.kind == "scalar":
        return node.value
    if depth == 5:
        return "..."
    inner = [
        (f"{child.key}: " if child.key else "") + (shown(child, depth=depth + 1) or "")
        for child in node.children
    ]
    return ("[%s]" if node.kind == "sequence" else "{%s}") % ", ".join(inner)
