"""Texts that a pattern matches, one at least for each of its alternatives.

Read off the pattern as Python compiles it, so that no alternative is forgotten. Not here: what is
asserted of them (`test_hints.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import zip_longest
from typing import Any

_PARSER = import_module("re._parser")
_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}
_MOST = 400


def texts_of(pattern: str) -> list[str]:
    """Return texts that a pattern matches. What it looks at without taking it is left out."""
    return list(_sequence(_PARSER.parse(pattern)))[:_MOST]


def _sequence(items: Sequence[Any]) -> Iterator[str]:
    """Yield enough texts of a sequence that each text of each of its items is in one."""
    parts = [list(_item(str(kind), value)) for kind, value in items]
    firsts = [part[0] for part in parts]
    for row in zip_longest(*parts):
        yield "".join(
            first if text is None else text for first, text in zip(firsts, row, strict=True)
        )
    if not parts:
        yield ""


def _item(kind: str, value: Any) -> Iterator[str]:
    match kind:
        case "LITERAL":
            yield chr(value)
        case "ANY" | "NOT_LITERAL":
            yield "~"
        case "IN":
            yield _of_class(value)
        case "BRANCH":
            for branch in value[1]:
                yield from _sequence(branch)
        case "SUBPATTERN":
            yield from _sequence(value[3])
        case "MAX_REPEAT" | "MIN_REPEAT":
            yield from _repeated(*value)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            yield ""
        case _:
            raise NotImplementedError(kind)


def _repeated(least: int, most: int, items: Sequence[Any]) -> Iterator[str]:
    if least == 0:
        yield ""
    if most > 0:
        yield from (text * max(1, least) for text in _sequence(items))


def _of_class(members: Sequence[tuple[Any, Any]]) -> str:
    kind, value = str(members[0][0]), members[0][1]
    match kind:
        case "LITERAL":
            return chr(value)
        case "RANGE":
            return chr(value[0])
        case "CATEGORY":
            return _CATEGORIES.get(str(value), "x")
    refused = {chr(value) for kind, value in members[1:] if str(kind) == "LITERAL"}
    return next(letter for letter in "x1~ " if letter not in refused)
