"""The differences between two `values.yaml`: added, removed, changed and probably renamed values.

Pure. Not here: the evidence of a rename (`value_renames.py`), reading the files (`values.py`),
migrating one to a new chart (`ask/upgrade/upgrade.py`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.files.value_renames import ValueRename, likely_renames
from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.yaml_types import same


class ValueChanges(Struct, frozen=True, kw_only=True):
    """The values that differ, in the order of the files; `changed` are (old, new) pairs of one
    path.
    """

    added: tuple[Value, ...]
    removed: tuple[Value, ...]
    changed: tuple[tuple[Value, Value], ...]
    renames: tuple[ValueRename, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare_values(old: ValuesFile, new: ValuesFile) -> ValueChanges:
    """Return the differences from `old` to `new`."""
    before = {value.keys: value for value in old.values}
    after = {value.keys: value for value in new.values}
    added = tuple(v for keys, v in after.items() if keys not in before and not _grows(v, old))
    removed = tuple(v for keys, v in before.items() if keys not in after and not _grows(v, new))
    both = [(value, after[keys]) for keys, value in before.items() if keys in after]
    return ValueChanges(
        added=added,
        removed=removed,
        changed=tuple((was, now) for was, now in both if not same(was.plain, now.plain)),
        renames=likely_renames(old, removed, new, added),
    )


def _grows(value: Value, other: ValuesFile) -> bool:
    """Return whether an empty value is a mapping with keys in the other file: only they differ."""
    if value.plain not in ({}, None):
        return False
    node = other.node(value.keys)
    return node is not None and not node.is_leaf


def affecting(changes: ValueChanges, mine: ValuesFile) -> ValueChanges:
    """Return the changes that affect a value of `mine`: at its path, above it or below it."""
    own = {value.keys for value in mine.values}
    around = {keys[:depth] for keys in own for depth in range(1, len(keys))}

    def affects(keys: Keys) -> bool:
        if keys in around:
            return True
        return any(keys[:depth] in own for depth in range(1, len(keys) + 1))

    return ValueChanges(
        added=tuple(value for value in changes.added if affects(value.keys)),
        removed=tuple(value for value in changes.removed if affects(value.keys)),
        changed=tuple(pair for pair in changes.changed if affects(pair[0].keys)),
        renames=tuple(rename for rename in changes.renames if affects(rename.old.keys)),
    )
