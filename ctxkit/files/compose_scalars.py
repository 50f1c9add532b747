"""The text that docker compose makes of a YAML scalar in an environment: `1.0` becomes `1`.

Compose's parser (go-yaml 3) keeps some of YAML 1.1: `010` is 8, but `yes` is a text. Not here: the
types that Helm reads (`yaml_types.py`), interpolation (`interpolation.py`).
"""

from __future__ import annotations

import binascii
import re

from ctxkit.files.yaml_tree import Node

MAX_NUMBER_CHARS = 400
"""Longer digits stay text: Python rejects numbers of thousands of digits."""

POWERS_WITHOUT_E = range(-4, 6)
"""Go prints a float with `e` outside of these powers of ten."""

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), "true"),
    **dict.fromkeys(("false", "False", "FALSE"), "false"),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), "+Inf"),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), "-Inf"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), "NaN"),
}
_TYPES = frozenset(("int", "float", "bool", "null"))
_INTEGER = re.compile(r"[-+]?(?:0[bB][01]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+|0[0-7]+|[1-9][0-9]*|0)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_MAX_INTEGER = 2**64
_MIN_INTEGER = -(2**63)


def printed(node: Node) -> str | None:
    """Return the text of a scalar, None if it is null."""
    if node.kind == "null":
        return None
    tag = node.tag.removeprefix("!!")
    if tag == "str":
        return node.value
    if tag == "binary":
        return _decoded(node.value)
    is_plain = tag in _TYPES if node.style or tag.strip("!") else True
    return printed_plain(node.value) if is_plain else node.value


def printed_plain(text: str) -> str | None:
    """Return the text of a scalar without quotes, None if it is null."""
    if text in _NULLS:
        return None
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > MAX_NUMBER_CHARS:
        return text
    return _printed_number(text)


def _printed_number(text: str) -> str:
    digits = text.replace("_", "")
    if _INTEGER.fullmatch(digits):
        number = _integer(digits)
        if _MIN_INTEGER <= number < _MAX_INTEGER:
            return str(number)
    if not _FLOAT.fullmatch(digits):
        return text
    value = float(digits)
    return text if value in (float("inf"), float("-inf")) else _printed_float(value)


def _integer(digits: str) -> int:
    sign = digits[0] if digits[0] in "+-" else ""
    bare = digits.removeprefix(sign)
    if bare[0] == "0" and bare.isdigit() and len(bare) > 1:
        bare = f"0o{bare[1:]}"
    return int(sign + bare, 0)


def _printed_float(value: float) -> str:
    """Return a float as Go's `%v` prints it."""
    shortest = repr(value)
    significant = shortest.partition("e")[0].replace(".", "").strip("-0")
    scientific = format(value, f".{max(len(significant) - 1, 0)}e")
    power = int(scientific.partition("e")[2])
    return shortest.removesuffix(".0") if power in POWERS_WITHOUT_E else scientific


def _decoded(text: str) -> str:
    try:
        return binascii.a2b_base64(text).decode("utf8", "replace")
    except binascii.Error:
        return text
