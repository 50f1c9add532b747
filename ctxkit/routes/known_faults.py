"""The known faults of a pair of versions: the rows whose ranges both are in.

Not here: the rows (`dify/known_pairs.py`).
"""

from __future__ import annotations

from ctxkit.dify.known_pairs import KNOWN_PAIRS, KnownPair
from ctxkit.workspace.versions import parse_version


def faults_of(caller: str, version: str, called: str, other: str) -> tuple[KnownPair, ...]:
    """Return the faults of the program `caller` at `version` with `called` at `other`; none of
    versions that are no numbers.
    """
    return tuple(
        row
        for row in KNOWN_PAIRS
        if (row.caller, row.called) == (caller, called)
        if is_within(version, row.caller_from, row.caller_before)
        if is_within(other, row.called_from, row.called_before)
    )


def is_within(version: str, first: str, before: str) -> bool:
    """Return whether a version is not before `first` and is before `before`; an empty end is
    open.
    """
    number = parse_version(version)
    if number is None:
        return False
    least, end = parse_version(first), parse_version(before)
    return (least is None or number >= least) and (end is None or number < end)
