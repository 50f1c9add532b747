"""Pair removed values of a `values.yaml` with the added ones that they probably became.

Pure. Not here: renames of settings between versions of Dify (`ask/drift/renames.py`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from ctxkit.files.values import Keys, Value, ValuesFile, dotted
from ctxkit.files.yaml_types import plain, same
from ctxkit.regex import regex
from ctxkit.text.similarity import letter_share
from ctxkit.text.words import name_words

MIN_SIMILARITY = 0.6
"""Of two names, between 0 and 1, to count as evidence."""

MIN_SIMILARITY_WITH_COMMON_VALUE = 0.75
"""Of two names under the same key, for an equal but common value to count as evidence."""

MIN_EVIDENCE = 2
MAX_PAIRS = 120_000
"""Pairs of removed and added values to compare; a year of charts makes about that many."""

MAX_ITEMS = 100
"""Items of a list that is compared with a comma-separated text."""

MIN_VALUE_CHARS = 6
"""A shorter value is not distinctive under the same key."""

MIN_VALUE_CHARS_ELSEWHERE = 16
"""A shorter value is not distinctive in another program: all have a `periodSeconds` of 10."""

MIN_COMMENT_CHARS = 12
"""A shorter comment is not distinctive."""

BY_COMMENT = "named in the old chart's comment"
"""The evidence that is sufficient by itself."""

_INSTEAD = regex(r"deprecat|obsolete|instead|renamed|replaced|moved to", re.IGNORECASE)
_USED = regex(r"\b(?:use|to|by|see|set)\s+[`'\"]?([A-Za-z_][\w.-]*)", re.IGNORECASE)
_PATH = regex(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+")


Equality = Literal["none", "items", "common", "distinctive"]
"""Whether two values are equal: as lists of the same items, as many values are, or as few are."""


class ValueRename(Struct, frozen=True, kw_only=True):
    """A value that was probably renamed, and the evidence."""

    old: Value
    new: Value
    evidence: tuple[str, ...]


class _Removed(Struct, frozen=True, kw_only=True):
    """A value that the new file does not have, with the value and the comment to compare."""

    value: Value
    default: Any
    comment: str


def calls_deprecated(comment: str) -> bool:
    """Return whether a chart's comment calls a value deprecated."""
    return "deprecated" in comment.lower()


def likely_renames(
    old: ValuesFile,
    removed: Sequence[Value],
    new: ValuesFile,
    added: Sequence[Value],
    *,
    value_of: ValuesFile | None = None,
) -> tuple[ValueRename, ...]:
    """Return for each value of `removed` the one of `added` that it probably became, if the
    evidence is sufficient.

    `value_of` is the file whose values and comments are compared, if not `old`: for a customer's
    values, the defaults of the chart.
    """
    if not removed:
        return ()
    found: list[ValueRename] = []
    taken: set[Keys] = set()
    if len(removed) * len(added) > MAX_PAIRS:
        added = ()
    for value in removed:
        compared = _compared(value, old, value_of)
        if named := recommended_for(value_of or old, value.keys, new.leaves):
            found.append(ValueRename(old=value, new=new.leaves[named], evidence=(BY_COMMENT,)))
            continue
        candidates = [each for each in added if each.keys not in taken]
        if best := _best(compared, candidates, new):
            taken.add(best.new.keys)
            found.append(best)
    return tuple(found)


def _compared(value: Value, old: ValuesFile, value_of: ValuesFile | None) -> _Removed:
    if value_of is not None and (default := value_of.node(value.keys)) is not None:
        known = plain(default) if default.is_leaf else None
        return _Removed(value=value, default=known, comment=value_of.comment(default))
    return _Removed(value=value, default=value.plain, comment=old.comment(value.node))


def recommended_by(comment: str, keys: Keys, paths: Container[str]) -> str:
    """Return the only path of `paths` that a comment on the value at `keys` recommends, empty if
    there is none: `DEPRECATED: Use global.consoleApiDomain instead.`, `deprecated, use newName`.
    """
    if not _INSTEAD.search(comment):
        return ""
    words = [word.removeprefix("Values.") for word in _PATH.findall(comment)]
    named = [word for word in dict.fromkeys(words) if word in paths and word != dotted(keys)]
    if not named:
        # A name without a path is a sibling, or that of something above.
        names = [found.strip(".") for found in _USED.findall(comment)]
        above = [".".join([*keys[:depth], n]) for n in names for depth in range(len(keys), -1, -1)]
        named = [path for path in dict.fromkeys(above) if path in paths and path != dotted(keys)]
        named = named[:1]
    return named[0] if len(named) == 1 else ""


def recommended_for(file: ValuesFile, keys: Keys, paths: Container[str]) -> str:
    """Return the path that a chart's comments recommend for one of its values, by the comment on
    it or on a mapping around it; empty if there is none.
    """
    for depth in range(len(keys), 0, -1):
        node = file.node(keys[:depth])
        if node is None:
            continue
        comment = f"{file.comment(node)} {node.trailing}"
        if depth == len(keys):
            found = recommended_by(comment, keys, paths)
        else:
            found = _below(comment, keys, depth, paths)
        if found:
            return found
    return ""


def _below(comment: str, keys: Keys, depth: int, paths: Container[str]) -> str:
    """Return the path of a value whose whole mapping a comment says to be elsewhere."""
    if not _INSTEAD.search(comment):
        return ""
    words = [word.removeprefix("Values.") for word in _PATH.findall(comment)]
    words += [found.strip(".") for found in _USED.findall(comment)]
    moved = [f"{word}.{dotted(keys[depth:])}" for word in dict.fromkeys(words)]
    found = [path for path in dict.fromkeys(moved) if path in paths and path != dotted(keys)]
    return found[0] if len(found) == 1 else ""


def _best(removed: _Removed, candidates: Sequence[Value], new: ValuesFile) -> ValueRename | None:
    best: ValueRename | None = None
    highest = 0.0
    for other in candidates:
        similarity, evidence = _evidence(removed, other, new)
        score = similarity + len(evidence)
        if len(evidence) >= MIN_EVIDENCE and score > highest:
            highest = score
            best = ValueRename(old=removed.value, new=other, evidence=evidence)
    return best


def _evidence(removed: _Removed, other: Value, new: ValuesFile) -> tuple[float, tuple[str, ...]]:
    """Return the similarity of two names, and all evidence that one value became the other."""
    keys, others = removed.value.keys, other.keys
    similarity = _name_similarity(keys, others)
    is_in_place = keys[:-1] == others[:-1]
    equality = _equality(removed, other)
    is_distinctive = equality == "distinctive"
    found: list[str] = []
    if similarity >= MIN_SIMILARITY:
        found.append("same name" if keys[-1] == others[-1] else "similar name")
    if is_distinctive or equality == "items":
        found.append("same value")
    if _has_same_comment(removed, other, new):
        found.append("same comment")
    elif is_in_place and found and _is_enough_with(equality, similarity):
        found.append("same place and default")
    if is_in_place and is_distinctive and len(str(removed.default)) >= MIN_VALUE_CHARS:
        found.append("same place")
    if _words(keys) == _words(others):  # `resendApiKey`, and `resend.apiKey`
        found.append("same words")
    return similarity, tuple(found)


def _equality(removed: _Removed, other: Value) -> Equality:
    if _same_items(removed.default, other.plain):
        return "items"
    if not same(removed.default, other.plain):
        return "none"
    elsewhere = removed.value.keys[0] != other.keys[0]
    return "distinctive" if _is_distinctive(removed.default, elsewhere=elsewhere) else "common"


def _is_enough_with(equality: Equality, similarity: float) -> bool:
    """Return whether an equal but common value is evidence together with a similar name."""
    return equality == "common" and similarity >= MIN_SIMILARITY_WITH_COMMON_VALUE


def _has_same_comment(removed: _Removed, other: Value, new: ValuesFile) -> bool:
    if len(removed.comment) < MIN_COMMENT_CHARS:
        return False
    return removed.comment == new.comment(other.node)


def _is_distinctive(value: Any, *, elsewhere: bool) -> bool:
    """Return whether few values are equal to it, unlike to `true` and `1`."""
    if value in (None, "", 0, 1, [], {}):  # and False and True, which equal 0 and 1
        return False
    if elsewhere:
        return isinstance(value, str) and len(value) >= MIN_VALUE_CHARS_ELSEWHERE
    return True


def _same_items(old: Any, new: Any) -> bool:
    """Return whether a comma-separated text became a list with all its items, or a list a text."""
    if isinstance(old, str) == isinstance(new, str):
        return False
    items, others = _items(old), _items(new)
    return len(items) > 1 and all(item in others for item in items)


def _items(value: Any) -> list[Any]:
    """Return the items of a list or a comma-separated text, none if they are too many."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",", MAX_ITEMS)]
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        return []
    return value


def _name_similarity(keys: Keys, others: Keys) -> float:
    """Return the similarity of two paths, by the letters of their last key or the words of both."""
    words, other_words = frozenset(_words(keys)), frozenset(_words(others))
    shared = words & other_words
    if not shared:
        return 0.0
    letters = letter_share(keys[-1].lower(), others[-1].lower())
    return max(letters, len(shared) / len(words | other_words))


@lru_cache(maxsize=4_000)
def _words(keys: Keys) -> tuple[str, ...]:
    return tuple(name_words(dotted(keys)))
