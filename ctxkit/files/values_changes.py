"""What changed between two `values.yaml`: leaves added, removed, changed, and which of them may be
one renamed.

Pure. Not here: reading the files (`values.py`), writing one anew (`ask/upgrade/upgrade.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ctxkit.files.values import Leaf, Path_, ValuesFile, dotted, same
from ctxkit.text.similarity import letter_share
from ctxkit.text.words import name_words

_ALIKE = 0.6  # of two names, between 0 and 1
_MOST_PAIRS = 120_000  # of removed and added leaves that are compared; from a year to the next there are that many
_MOST_ITEMS = 100  # of a list that is compared with a text
_TELLING_VALUE = 6  # characters from which an equal value in one place says something
_TELLING_ELSEWHERE = 16  # of two different programs
_TELLING_TEXT = 12  # characters from which an equal comment says something


_INSTEAD = re.compile(r"deprecat|instead|renamed|replaced|moved to", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)+")


def calls_deprecated(comment: str) -> bool:
    """Tell whether a chart's comment says not to use a value any more."""
    return "deprecated" in comment.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """A value that probably is another under a new path, and why."""

    old: Leaf
    new: Leaf
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChanges:
    """The leaves that differ: `changed` are (old, new) pairs of one path.

    In the order of the files.
    """

    added: tuple[Leaf, ...]
    removed: tuple[Leaf, ...]
    changed: tuple[tuple[Leaf, Leaf], ...]
    renames: tuple[Rename, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def to_dict(
        self, shown: Callable[[Path_, Any], Any] = lambda _path, value: value
    ) -> dict[str, Any]:
        """Return the JSON form, values as `shown` makes them.

        A path is its keys with dots between; where a key has a dot itself, `keys` tells them apart.
        """

        def of(leaf: Leaf) -> dict[str, Any]:
            keys = {"keys": list(leaf.path)} if any("." in key for key in leaf.path) else {}
            return {"path": leaf.name, **keys}

        return {
            "added": [{**of(leaf), "value": shown(leaf.path, leaf.plain)} for leaf in self.added],
            "removed": [
                {**of(leaf), "value": shown(leaf.path, leaf.plain)} for leaf in self.removed
            ],
            "changed": [
                {**of(old), "old": shown(old.path, old.plain), "new": shown(new.path, new.plain)}
                for old, new in self.changed
            ],
        }


def compare_values(old: ValuesFile, new: ValuesFile) -> ValueChanges:
    """Return how `new` differs from `old`."""
    before = {leaf.path: leaf for leaf in old.leaves()}
    after = {leaf.path: leaf for leaf in new.leaves()}
    added = tuple(leaf for path, leaf in after.items() if path not in before)
    removed = tuple(leaf for path, leaf in before.items() if path not in after)
    changed = tuple(
        (leaf, after[path])
        for path, leaf in before.items()
        if path in after and not same(leaf.plain, after[path].plain)
    )
    return ValueChanges(
        added=added,
        removed=removed,
        changed=changed,
        renames=likely_renames(old, removed, new, added),
    )


def touching(changes: ValueChanges, mine: ValuesFile) -> ValueChanges:
    """Return those changes that concern what the file `mine` sets: the same path, one above it or
    one below it.
    """
    paths = {leaf.path for leaf in mine.leaves()}
    above = {path[:i] for path in paths for i in range(1, len(path))}

    def concerns(path: Path_) -> bool:
        return path in paths or path in above or any(path[:i] in paths for i in range(1, len(path)))

    return ValueChanges(
        added=tuple(leaf for leaf in changes.added if concerns(leaf.path)),
        removed=tuple(leaf for leaf in changes.removed if concerns(leaf.path)),
        changed=tuple(pair for pair in changes.changed if concerns(pair[0].path)),
        renames=tuple(rename for rename in changes.renames if concerns(rename.old.path)),
    )


def likely_renames(
    old: ValuesFile,
    gone: Sequence[Leaf],
    new: ValuesFile,
    come: Sequence[Leaf],
    *,
    value_of: ValuesFile | None = None,
) -> tuple[Rename, ...]:
    """Return for each leaf of `gone` the one of `come` that it probably became, where something
    speaks for it.

    Two of three must: an alike name, the same value, the same comment. `value_of` is the file whose
    values are compared with the new ones where that is not `old`: the defaults, of a customer's own
    value.
    """
    found: list[Rename] = []
    near = come if len(gone) * len(come) <= _MOST_PAIRS else ()
    taken: set[Path_] = set()
    there = {leaf.name: leaf for leaf in new.leaves()} if gone else {}
    for leaf in gone:
        default = value_of.entry(leaf.path) if value_of else None
        plain = default.value.plain if default else leaf.plain
        comment = value_of.comment(default) if value_of and default else old.comment(leaf.entry)
        if named := _named_in(comment, there):
            found.append(
                Rename(old=leaf, new=named, evidence=("the comment of the old chart names it",))
            )
            continue
        best: tuple[float, Leaf, tuple[str, ...]] | None = None
        for other in near:
            score, evidence = _likeness(leaf, plain, comment, other, new.comment(other.entry))
            if len(evidence) >= 2 and (best is None or score > best[0]) and other.path not in taken:
                best = score, other, evidence
        if best:
            taken.add(best[1].path)
            found.append(Rename(old=leaf, new=best[1], evidence=best[2]))
    return tuple(found)


def _named_in(comment: str, leaves: Mapping[str, Leaf]) -> Leaf | None:
    """Return the value that a comment names as the one to use: `DEPRECATED: Use
    global.consoleApiDomain instead.`
    """
    if not _INSTEAD.search(comment):
        return None
    named = [leaves[word] for word in dict.fromkeys(_PATH.findall(comment)) if word in leaves]
    return named[0] if len(named) == 1 else None


def _likeness(
    leaf: Leaf, plain: Any, comment: str, other: Leaf, its_comment: str
) -> tuple[float, tuple[str, ...]]:
    """Return how alike two leaves are and what says so.

    A value such as `true` is that of many and says little.
    """
    name = _name_likeness(leaf.path, other.path)
    evidence: list[str] = []
    if name >= _ALIKE:
        evidence.append("same name" if leaf.path[-1] == other.path[-1] else "alike name")
    told = (
        same(plain, other.plain)
        and not isinstance(plain, bool)
        and plain not in (None, "", 0, 1, [], {})
    )
    if told and leaf.path[0] != other.path[0]:  # every program has a `periodSeconds` of 10
        told = isinstance(plain, str) and len(plain) >= _TELLING_ELSEWHERE
    if told or _same_items(plain, other.plain):
        evidence.append("same value")
    if len(comment) >= _TELLING_TEXT and comment == its_comment:
        evidence.append("same comment")
    elif (
        not told
        and evidence
        and name >= 0.75
        and same(plain, other.plain)
        and leaf.path[:-1] == other.path[:-1]
    ):
        evidence.append("same place and default")
    if told and len(str(plain)) >= _TELLING_VALUE and leaf.path[:-1] == other.path[:-1]:
        evidence.append("same place")
    if name_words(leaf.name) == name_words(other.name):  # `resendApiKey`, and `resend.apiKey`
        evidence.append("same words")
    return name + len(evidence), tuple(evidence)


def _same_items(old: Any, new: Any) -> bool:
    """Tell whether what was one text with commas now is a list, or the other way round, and holds
    all that it held.
    """
    if isinstance(old, str) == isinstance(new, str):
        return False
    parts, others = (
        [part.strip() for part in v.split(",")] if isinstance(v, str) else v for v in (old, new)
    )
    if not isinstance(parts, list) or not isinstance(others, list):
        return False
    return (
        1 < len(parts) <= _MOST_ITEMS
        and len(others) <= _MOST_ITEMS
        and all(part in others for part in parts)
    )


def _name_likeness(one: Path_, other: Path_) -> float:
    """Return how alike two paths are: by the letters of their last key and by the words of both."""
    letters = letter_share(one[-1].lower(), other[-1].lower())
    words, others = set(name_words(dotted(one))), set(name_words(dotted(other)))
    shared = len(words & others) / max(1, len(words | others))
    return max(shared, letters if words & others else 0.0)
