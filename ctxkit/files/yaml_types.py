"""The types of YAML scalars as Helm reads them: boolean, number, null, text.

Helm's parser (sigs.k8s.io/yaml, on go-yaml 2) keeps much of YAML 1.1: `yes` and `on` are true,
`0644` is 420. Not here: the text of scalars (`yaml_lines.py`).
"""

from __future__ import annotations

import math
from typing import Any

from ctxkit.files.yaml_tree import Node
from ctxkit.regex import regex

MAX_NUMBER_CHARS = 40
"""Longer digits stay text: Python and Go reject numbers of thousands of digits."""

_TRUE = frozenset("true True TRUE yes Yes YES on On ON y Y".split())  # noqa: SIM905
_FALSE = frozenset("false False FALSE no No NO off Off OFF n N".split())  # noqa: SIM905
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_INTEGER = regex(r"([-+]?)(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*|0)")
_OCTAL = regex("0[0-7]+")
_FLOAT = regex(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def plain_scalar(text: str) -> bool | int | float | str | None:
    """Return the value of a scalar without quotes and tag."""
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    return _number_or_text(text)


def _number_or_text(text: str) -> int | float | str:
    number = _number(text)
    return text if number is None else number


def _number(text: str) -> int | float | None:
    if len(text) > MAX_NUMBER_CHARS:
        return None
    if whole := _INTEGER.fullmatch(text):
        return _integer(whole[1], whole[2].replace("_", ""))
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else None
    return None


def _integer(sign: str, digits: str) -> int | None:
    if digits in ("0b", "0o", "0x"):  # `0x_`
        return None
    if _OCTAL.fullmatch(digits):
        digits = f"0o{digits[1:]}"
    return int(sign + digits, 0)


def plain(node: Node) -> Any:
    """Return the value of a node in JSON types; a YAML type that JSON lacks stays text."""
    if node.kind == "mapping":
        return {child.key: plain(child) for child in node.children}
    if node.kind == "sequence":
        return [plain(child) for child in node.children]
    if node.kind == "alias":
        return f"*{node.value}"  # without an anchor
    if node.tag:
        return _tagged(node.tag.removeprefix("!!"), node.value)
    return node.value if node.style else plain_scalar(node.value)


def _tagged(tag: str, text: str) -> Any:
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() in ("true", "yes", "on", "y")
    if tag in ("int", "float"):
        return _number_or_text(text)
    return text


def same(one: Any, other: Any) -> bool:
    """Return whether a chart sees two values as equal: `1` is `1.0`, but not `"1"` or `true`."""
    if type(one) is not type(other):
        return {type(one), type(other)} == {int, float} and bool(one == other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)
