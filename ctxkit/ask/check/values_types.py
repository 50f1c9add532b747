"""Values whose YAML type is not the one that templates and Kubernetes take: `"false"`, `tag: 1.10`,
`value: 5`.

Not here: what programs take (`evidence.py`), values that must fit together (`values_rules/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ctxkit.files.values import Value
from ctxkit.files.yaml_tree import Node

_QUOTES = ("'", '"')
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off"})
_NUMBER = re.compile(
    r"[+-]?(?:0|[1-9][0-9_]*)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?\Z|0[xXoO]?[0-9a-fA-F]+\Z"
)
_FLOAT = re.compile(r"[0-9]+\.[0-9]*0\Z|[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+\Z")


class Mistyped(NamedTuple):
    """A value of another type than it must be, with its line."""

    path: str
    line: int
    message: str
    fix: str


def mistyped(leaves: Mapping[str, Value], defaults: Mapping[str, str | None]) -> Iterator[Mistyped]:
    """Yield the values of a chart that are of the wrong type."""
    for path, leaf in leaves.items():
        node = leaf.node
        if node.kind == "scalar":
            yield from _scalar(path, leaf, defaults)
        elif node.kind == "sequence" and path.rpartition(".")[2].lower() in (
            "extraenv",
            "extraenvs",
            "env",
        ):
            yield from _variables(path, node)


def _scalar(path: str, leaf: Value, defaults: Mapping[str, str | None]) -> Iterator[Mistyped]:
    name, text, style = path.rpartition(".")[2], leaf.node.value, leaf.node.style
    is_switch = name in ("enabled", "useTLS", "useSSL") or defaults.get(path) in ("true", "false")
    if style in _QUOTES and text.lower() == "false" and is_switch:
        message = f"{path} is text in quotes, not false: templates take any text for true"
        yield Mistyped(path, leaf.line, message, f"write {name}: false")
    elif not style and name == "tag" and _FLOAT.match(text) and len(text) < 60:
        message = f"{path} is read as a number without its quotes, so that its last digits are lost"
        yield Mistyped(path, leaf.line, message, "put the tag into quotes")


def _variables(path: str, node: Node) -> Iterator[Mistyped]:
    """Kubernetes refuses a variable whose value is a number or a switch."""
    for item in node.children:
        name, value = item.get("name"), item.get("value")
        if name is None or value is None or value.kind != "scalar" or value.style:
            continue
        if value.value.lower() in _SWITCHES or _NUMBER.match(value.value[:80]):
            message = f"the value of {name.value[:80]} in {path} is no text: Kubernetes refuses the container"
            yield Mistyped(path, value.line, message, "put the value into quotes")
