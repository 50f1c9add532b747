"""Which value of a new `values.yaml` a removed one probably became, and what says so.

Pure. Not here: settings of two versions of Dify (`ask/drift/renames.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from ctxkit.files.values import Keys, Value, ValuesFile, dotted
from ctxkit.files.yaml_types import plain, same
from ctxkit.text.words import name_words

MIN_LIKENESS = 0.6
"""Of two names, between 0 and 1."""

MIN_LIKENESS_IN_PLACE = 0.75
"""Of two names below the same key, where only the default is the same and it is a common one."""

MIN_EVIDENCE = 2
MAX_PAIRS = 120_000
"""Removed and added values that are compared; from a year to the next there are that many."""

MAX_ITEMS = 100
"""Items of a list that is compared with a text."""

MIN_VALUE_CHARS = 6
"""From which an equal value below the same key says something more."""

MIN_VALUE_CHARS_ELSEWHERE = 16
"""From which an equal value of another program says something: all have a `periodSeconds` of 10."""

MIN_COMMENT_CHARS = 12
_INSTEAD = re.compile(r"deprecat|instead|renamed|replaced|moved to", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRename:
    """A value that probably is another under a new path, and why."""

    old: Value
    new: Value
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Removed:
    """A value that the new file does not have, with the default and the comment to compare."""

    value: Value
    default: Any
    comment: str


def calls_deprecated(comment: str) -> bool:
    """Return whether a chart's comment says not to use a value any more."""
    return "deprecated" in comment.lower()


def likely_renames(
    old: ValuesFile,
    removed: Sequence[Value],
    new: ValuesFile,
    added: Sequence[Value],
    *,
    value_of: ValuesFile | None = None,
) -> tuple[ValueRename, ...]:
    """Return for each value of `removed` the one of `added` that it probably became, where enough
    speaks for it.

    `value_of` is the file whose values are compared with the new ones where that is not `old`: the
    defaults, of a customer's own value.
    """
    if not removed:
        return ()
    found: list[ValueRename] = []
    taken: set[Keys] = set()
    candidates = added if len(removed) * len(added) <= MAX_PAIRS else ()
    for value in removed:
        gone = _removed(value, old, value_of)
        if named := _named_in(gone.comment, new.leaves):
            evidence = ("the comment of the old chart names it",)
            found.append(ValueRename(old=value, new=named, evidence=evidence))
        elif best := _best(gone, [each for each in candidates if each.keys not in taken], new):
            taken.add(best.new.keys)
            found.append(best)
    return tuple(found)


def _removed(value: Value, old: ValuesFile, value_of: ValuesFile | None) -> _Removed:
    default = value_of.node(value.keys) if value_of else None
    if value_of is None or default is None:
        return _Removed(value=value, default=value.plain, comment=old.comment(value.node))
    known = plain(default) if default.is_leaf else None
    return _Removed(value=value, default=known, comment=value_of.comment(default))


def _named_in(comment: str, values: Mapping[str, Value]) -> Value | None:
    """Return the value that a comment names as the one to use: `DEPRECATED: Use
    global.consoleApiDomain instead.`
    """
    if not _INSTEAD.search(comment):
        return None
    named = [values[word] for word in dict.fromkeys(_PATH.findall(comment)) if word in values]
    return named[0] if len(named) == 1 else None


def _best(gone: _Removed, candidates: Sequence[Value], new: ValuesFile) -> ValueRename | None:
    best: ValueRename | None = None
    highest = 0.0
    for other in candidates:
        likeness, evidence = _evidence(gone, other, new)
        score = likeness + len(evidence)
        if len(evidence) >= MIN_EVIDENCE and score > highest:
            highest = score
            best = ValueRename(old=gone.value, new=other, evidence=evidence)
    return best


def _evidence(gone: _Removed, other: Value, new: ValuesFile) -> tuple[float, tuple[str, ...]]:
    """Return how alike the names of two values are, and everything that says they are one."""
    keys, others = gone.value.keys, other.keys
    likeness = _name_likeness(keys, others)
    is_in_place = keys[:-1] == others[:-1]
    is_same_value = same(gone.default, other.plain)
    is_telling = is_same_value and _is_telling(gone.default, elsewhere=keys[0] != others[0])
    found: list[str] = []
    if likeness >= MIN_LIKENESS:
        found.append("same name" if keys[-1] == others[-1] else "alike name")
    if is_telling or _same_items(gone.default, other.plain):
        found.append("same value")
    if len(gone.comment) >= MIN_COMMENT_CHARS and gone.comment == new.comment(other.node):
        found.append("same comment")
    elif found and is_same_value and not is_telling and is_in_place:
        if likeness >= MIN_LIKENESS_IN_PLACE:
            found.append("same place and default")
    if is_telling and is_in_place and len(str(gone.default)) >= MIN_VALUE_CHARS:
        found.append("same place")
    if _words(keys) == _words(others):  # `resendApiKey`, and `resend.apiKey`
        found.append("same words")
    return likeness, tuple(found)


def _is_telling(value: Any, *, elsewhere: bool) -> bool:
    """Return whether a value is not that of many, as `true` and `1` are."""
    if isinstance(value, bool) or value in (None, "", 0, 1, [], {}):
        return False
    if elsewhere:
        return isinstance(value, str) and len(value) >= MIN_VALUE_CHARS_ELSEWHERE
    return True


def _same_items(old: Any, new: Any) -> bool:
    """Return whether one text with commas became a list, or the other way round, and nothing was
    lost.
    """
    if isinstance(old, str) == isinstance(new, str):
        return False
    items, others = _items(old), _items(new)
    if items is None or others is None:
        return False
    if not 1 < len(items) <= MAX_ITEMS or len(others) > MAX_ITEMS:
        return False
    return all(item in others for item in items)


def _items(value: Any) -> list[Any] | None:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    return value if isinstance(value, list) else None


def _name_likeness(keys: Keys, others: Keys) -> float:
    """Return how alike two paths are: by the letters of their last key and by the words of both."""
    words, other_words = frozenset(_words(keys)), frozenset(_words(others))
    shared = words & other_words
    if not shared:
        return 0.0
    letters = SequenceMatcher(None, keys[-1].lower(), others[-1].lower(), autojunk=False).ratio()
    return max(letters, len(shared) / len(words | other_words))


@lru_cache(maxsize=4_000)
def _words(keys: Keys) -> tuple[str, ...]:
    return tuple(name_words(dotted(keys)))
