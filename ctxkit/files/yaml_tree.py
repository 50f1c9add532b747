"""The tree of a YAML file, and walks over it.

Not here: reading it (`yaml_lines.py`), the types of scalars (`yaml_types.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct, field

YAML_ENDINGS = (".yaml", ".yml")
"""How the names of YAML files end."""

MERGE = "<<"
"""The key that merges another mapping into this one: `<<: *a`."""

MAX_SHOWN_DEPTH = 5
"""Collections nested more deeply are shown as dots."""


class Node(Struct, kw_only=True):
    """An entry of a mapping (`key`) or an item of a sequence (no key), filled while its lines are
    read.

    `value` is a scalar's text without quotes and escapes, or the name of an alias. `comment` are
    the comment lines directly above, `trailing` is the comment on the same line, both without `#`.

    `key_start` is the offset of the key in the file's text, `colon` that of the end of its colon,
    `start` and `end` are the span of the value with its anchor and tag; of a missing value both are
    the colon. `column` is that of the entries of a block. `flow`: a collection in brackets.

    `is_alias`: the node repeats the one that has the anchor. `aliased`: its text is elsewhere in
    the file, because a mapping around it is an alias or merged. `shared`: it has or contains an
    anchor, alias or tag, so that its text cannot be copied to another file.
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
        """Whether it has no entries: a scalar, a list, or an empty mapping."""
        return self.kind != "mapping" or not self.children

    @property
    def is_block_text(self) -> bool:
        """Whether it is a block scalar (`|`, `>`) itself, not an alias of one."""
        return self.style in ("|", ">") and not self.is_alias

    def get(self, key: str) -> Node | None:
        """Return the entry of a mapping with that key, the last of several."""
        return next((child for child in reversed(self.children) if child.key == key), None)


def leaves(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield (dotted path, node) of each leaf below `root`."""
    yield from (entry for entry in entries(root) if entry[1].is_leaf)


def entries(root: Node) -> Iterator[tuple[str, Node]]:
    """Yield (dotted path, node) of each entry of the mappings below `root`, a mapping before what
    is in it.
    """
    stack = [("", iter(root.children))] if root.kind == "mapping" else []
    while stack:
        prefix, rest = stack[-1]
        node = next(rest, None)
        if node is None:
            stack.pop()
            continue
        yield prefix + node.key, node
        if not node.is_leaf:
            stack.append((f"{prefix}{node.key}.", iter(node.children)))


def walk(root: Node) -> Iterator[Node]:
    """Yield `root` and every node below it, in the order of the file."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))


def shown(node: Node, *, depth: int = 0) -> str | None:
    """Return the value of a node on one line, None if it has none."""
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
    """Return the nodes that a merge key merges: one, or those of a list."""
    return merge.children if merge.kind == "sequence" else [merge]
