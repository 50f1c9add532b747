"""Compose's interpolation: which variables a value refers to, and what it gets where they are set
or not.

Not here: what the value is for (`extract/compose.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_DEEPEST = 20
_START = re.compile(r"\$(?:\$|\{([A-Za-z_][A-Za-z0-9_]*)(:?[-?+]|\})|([A-Za-z_][A-Za-z0-9_]*))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """`${name:-default}` at `offset`; `default` is what stands for it where it is unset, None where
    nothing does.
    """

    name: str
    default: str | None
    offset: int


def references(text: str) -> list[Reference]:
    """Return the variables that `text` refers to, each before those in its own default."""
    found: list[Reference] = []
    _resolve(text, 0, False, found, 0, {})
    return sorted(found, key=lambda reference: reference.offset)


def resolved(text: str, variables: Mapping[str, str] | None = None) -> str:
    """Return `text` as compose makes it of `variables`, by default when no variable is set."""
    return _resolve(text, 0, False, [], 0, variables or {})[0]


def _resolve(
    text: str,
    at: int,
    inner: bool,
    found: list[Reference],
    depth: int,
    variables: Mapping[str, str],
) -> tuple[str, int]:
    """Return `text` from `at` with values put in, and where it ends: at the closing brace where
    `inner`.
    """
    parts: list[str] = []
    while at < len(text):
        step = _next(text, at, inner)
        parts.append(text[at:step])
        at = step
        if at == len(text):
            break
        if text[at] == "}":
            return "".join(parts), at + 1
        match = _START.match(text, at)
        if match is None or (match[1] and depth == _DEEPEST):
            parts.append(text[at])
            at += 1
        elif match[3]:
            found.append(Reference(name=match[3], default=None, offset=at))
            parts.append(variables.get(match[3], ""))
            at = match.end()
        elif match[1]:
            at = _braced(text, match, found, parts, depth, variables)
        else:  # $$
            parts.append("$")
            at = match.end()
    return "".join(parts), at


def _braced(
    text: str,
    match: re.Match[str],
    found: list[Reference],
    parts: list[str],
    depth: int,
    variables: Mapping[str, str],
) -> int:
    name, operator = match[1], match[2]
    default = None
    inside, end = "", match.end()
    if operator != "}":
        inside, end = _resolve(text, end, True, found, depth + 1, variables)
        if operator.endswith("-"):
            default = inside
    value = variables.get(name)
    given = value is not None and (value != "" or not operator.startswith(":"))
    if operator.endswith("+"):
        parts.append(inside if given else "")
    else:
        parts.append((value or "") if given else default or "")
    found.append(Reference(name=name, default=default, offset=match.start()))
    return end


def _next(text: str, at: int, inner: bool) -> int:
    """Return where the next `$` stands, or the next `}` where that ends something; the end of
    `text` if neither.
    """
    dollar = text.find("$", at)
    dollar = len(text) if dollar < 0 else dollar
    if not inner:
        return dollar
    brace = text.find("}", at, dollar)
    return dollar if brace < 0 else brace
