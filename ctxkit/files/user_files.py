"""The files of one deployment, and how its Helm values are read. Hostile input never raises.

Not here: reading a `.env` (`dotenv.py`), what is wrong with the files (`ask/check/check.py`), what
the containers get of them (`deployment/containers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ctxkit.files.decoding import decode
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node, leaves, shown, walk

_MOST_NODES = 100_000  # with what aliases repeat
_DEEPEST = 100
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """A file of the user's: `path` as the user named it, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A line that sets something: a variable, or the value at a path.

    `lost` are variables in it that nothing sets.
    """

    name: str
    value: str
    line: int
    end_line: int
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A leaf of a values file; `node` is what stands there."""

    path: str
    value: str | None
    line: int
    end_line: int
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesFile:
    """A values file: its leaves by path, the last of each; `root` is the whole tree."""

    path: str
    leaves: dict[str, Value]
    root: Node


def read_values(file: CustomerFile) -> ValuesFile:
    """Return the leaves of a values file; of several documents the first counts, as for Helm."""
    lines = split_lines(decode(file.data).encode("utf8", "replace"))
    root = _expanded(read_documents(lines)[0])
    found = {
        path: Value(path=path, value=shown(node), line=node.line, end_line=node.end_line, node=node)
        for path, node in leaves(root)
        if path
    }
    return ValuesFile(path=file.path, leaves=found, root=root)


def _expanded(root: Node) -> Node:
    """Return the tree with what aliases and merge keys stand for, and of a key that stands twice
    the last entry.
    """
    anchors = {node.anchor: node for node in walk(root) if node.anchor}
    return _Expansion(anchors).of(root, 0)


class _Expansion:
    """Puts in what aliases stand for, up to a number of nodes: an alias repeats all that its anchor
    holds.
    """

    def __init__(self, anchors: Mapping[str, Node]) -> None:
        self._anchors = anchors
        self._left = _MOST_NODES

    def of(self, node: Node, depth: int) -> Node:
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST or not node.children:
            target = self._anchors.get(node.value) if node.kind == "alias" else None
            if target is None or target is node or self._left < 0 or depth > _DEEPEST:
                return node
            return replace(
                self.of(target, depth + 1), key=node.key, line=node.line, end_line=node.end_line
            )
        if node.kind != "mapping":
            return replace(node, children=[self.of(child, depth + 1) for child in node.children])
        found: dict[str, Node] = {}
        for child in node.children:
            if child.key != "<<":
                found.pop(child.key, None)
                found[child.key] = self.of(child, depth + 1)
        for merge in (child for child in node.children if child.key == "<<"):
            for source in [merge] if merge.kind == "alias" else merge.children:
                for child in self.of(source, depth + 1).children if source.kind == "alias" else ():
                    found.setdefault(child.key, child)
        return replace(node, children=list(found.values()))


def extra_env(node: Node) -> Iterator[Setting]:
    """Yield the variables of a list `- name: X, value: Y`; but not those that come from elsewhere."""
    for item in node.children if node.kind == "sequence" else ():
        name, value = item.get("name"), item.get("value")
        if (
            name is not None
            and value is not None
            and _NAME.match(name.value)
            and value.kind in ("scalar", "null")
        ):
            yield Setting(
                name=name.value, value=value.value, line=name.line, end_line=item.end_line
            )
