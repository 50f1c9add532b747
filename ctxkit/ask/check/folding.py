"""Fold the problems of one rule in one file where they are too many to be read: the first are
listed, and one more says how many there are and where.

Not here: which problems the user ignores (`ignore_comments.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ctxkit.model import Problem

MAX_LISTED = 100
"""Problems of one rule and severity in a file; Dify's example file of 1.16.0 has 68 at 1.8.1."""

_MAX_NAMED = 3  # parts of a file that most of the folded problems are below

_Kind = tuple[str, str, str]


def folded(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield problems in their order, those beyond `MAX_LISTED` of a kind as one."""
    by_kind: dict[_Kind, list[Problem]] = {}
    for each in problems:
        by_kind.setdefault(_kind(each), []).append(each)
    # One more is no longer than the line that would say so.
    rest = {
        kind: found[MAX_LISTED:] for kind, found in by_kind.items() if len(found) > MAX_LISTED + 1
    }
    listed: Counter[_Kind] = Counter()
    for each in problems:
        kind = _kind(each)
        listed[kind] += 1
        if kind not in rest or listed[kind] <= MAX_LISTED:
            yield each
        elif listed[kind] == MAX_LISTED + 1:
            yield _as_one(rest[kind])


def _kind(problem: Problem) -> _Kind:
    return problem.path, problem.id, problem.severity


def _as_one(problems: Sequence[Problem]) -> Problem:
    last = max(each.end_line for each in problems)
    message = f"and {len(problems):,} more problems of this rule, up to line {last}"
    if above := _named_parts(problems):
        message += f": {above}"
    return replace(
        problems[0],
        key="",
        end_line=last,
        message=message,
        fix="",
        places=(),
        more=len(problems),
    )


def _named_parts(problems: Sequence[Problem]) -> str:
    """Return the paths that most of the problems are below, with how many there are."""
    above = Counter(each.key.rpartition(".")[0] for each in problems)
    if len(above) == 1:
        return "".join(f"all under {path}" for path in above if path)
    named = [(path, count) for path, count in above.most_common(_MAX_NAMED) if path]
    shown = ", ".join(f"{count:,} under {path}" for path, count in named)
    return f"{shown}, ..." if shown and len(above) > len(named) else shown
