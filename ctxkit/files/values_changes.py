"""What changed between two `values.yaml`: values added, removed, changed, and which of them may be
one renamed.

Pure. Not here: which values may be one (`value_renames.py`), reading the files (`values.py`),
writing one anew (`ask/upgrade/upgrade.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxkit.files.value_renames import ValueRename, likely_renames
from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.yaml_types import same


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChanges:
    """The values that differ: `changed` are (old, new) pairs of one path.

    In the order of the files.
    """

    added: tuple[Value, ...]
    removed: tuple[Value, ...]
    changed: tuple[tuple[Value, Value], ...]
    renames: tuple[ValueRename, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare_values(old: ValuesFile, new: ValuesFile) -> ValueChanges:
    """Return how `new` differs from `old`."""
    before = {value.keys: value for value in old.values}
    after = {value.keys: value for value in new.values}
    added = tuple(value for keys, value in after.items() if keys not in before)
    removed = tuple(value for keys, value in before.items() if keys not in after)
    both = [(value, after[keys]) for keys, value in before.items() if keys in after]
    return ValueChanges(
        added=added,
        removed=removed,
        changed=tuple((was, now) for was, now in both if not same(was.plain, now.plain)),
        renames=likely_renames(old, removed, new, added),
    )


def touching(changes: ValueChanges, mine: ValuesFile) -> ValueChanges:
    """Return those changes that concern what the file `mine` sets: the same path, one above it or
    one below it.
    """
    own = {value.keys for value in mine.values}
    around = {keys[:depth] for keys in own for depth in range(1, len(keys))}

    def concerns(keys: Keys) -> bool:
        if keys in around:
            return True
        return any(keys[:depth] in own for depth in range(1, len(keys) + 1))

    return ValueChanges(
        added=tuple(value for value in changes.added if concerns(value.keys)),
        removed=tuple(value for value in changes.removed if concerns(value.keys)),
        changed=tuple(pair for pair in changes.changed if concerns(pair[0].keys)),
        renames=tuple(rename for rename in changes.renames if concerns(rename.old.keys)),
    )
