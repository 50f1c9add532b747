"""Reports on the further versions of a workspace, beside its own (`workspace_report.py`).

Pure. Not here: finding them out (`workspace/further_versions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ctxkit.output.json_form import versions_dict
from ctxkit.output.pair_json import pair_dict
from ctxkit.output.pair_report import pair_lines, pair_problems
from ctxkit.output.translation import labelled, translated
from ctxkit.routes.pairs import Pair
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.wording import columns, match_words
from ctxkit.workspace.lockfile import Lock
from ctxkit.workspace.sync_report import FurtherVersion

_COMMIT_CHARS = 10
_ABSENT = "-"

Pairs = Mapping[str, Sequence[Pair]]
"""The pairs of programs of each further version."""


def table_head(*names: str, lang: Language) -> tuple[str, ...]:
    """Return the heads of columns."""
    return tuple(labelled(name, lang) for name in names)


def further_table(version: str, lock: Lock, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the version that each source has in a further version."""
    also, *heads = table_head("also", "version", "match", "commit", "", lang=lang)
    rows = [(f"{also} {version}", *heads)]
    for name, entry in lock.sources.items():
        commit, because = entry.commit[:_COMMIT_CHARS], translated(entry.because, lang)
        rows.append((name, entry.version, match_words(entry.match), commit, because))
    for name, why in lock.skipped.items():
        rows.append((name, _ABSENT, _ABSENT, _ABSENT, translated(f"skipped: {why}", lang)))
    return columns(rows)


def further_lines(pairs: Pairs, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return how many pairs of programs fit in each further version, and what is wrong."""
    lines = ((version, line) for version, own in pairs.items() for line in pair_lines(own))
    return [f"{version}: {translated(line, lang)}" for version, line in lines]


def further_problems(pairs: Pairs, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return what does not fit in the further versions, with how grave it is."""
    lines = ((version, line) for version, own in pairs.items() for line in pair_problems(own))
    return [f"{version}: {translated(line, lang)}" for version, line in lines]


def further_dicts(further: Iterable[FurtherVersion], pairs: Pairs) -> list[dict[str, Any]]:
    """Return the JSON form of the further versions."""
    return [_further_dict(each, pairs.get(each.version)) for each in further]


def _further_dict(further: FurtherVersion, pairs: Sequence[Pair] | None) -> dict[str, Any]:
    lock = further.lock
    return {
        "version": further.version,
        "asked_by": lock.asked_by if lock else "",
        "versions": versions_dict(lock.checkouts() if lock else ()),
        "because": {name: entry.because for name, entry in lock.sources.items()} if lock else {},
        "skipped": dict(lock.skipped) if lock else {},
        "problem": further.error.message if further.error else "",
        "hint": further.error.hint if further.error else "",
        "pairs": None if pairs is None else [pair_dict(pair) for pair in pairs],
    }
