"""The report on what a workspace keeps and does not need.

Pure. Not here: finding it out (`api/cleaning.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ctxkit.errors import CtxkitError
from ctxkit.output.json_form import SCHEMA_VERSION
from ctxkit.output.translation import labelled, translated
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.wording import columns
from ctxkit.workspace.unused import LeftAlone, Unused

_MEGABYTE = 1_000_000
_MAX_NAME = 60


def clean_lines(
    unused: Sequence[Unused], left: Sequence[LeftAlone], lang: Language = DEFAULT_LANGUAGE
) -> str:
    """Return what is not needed, the largest first, and what was left alone."""
    ranked = sorted(unused, key=lambda each: (-each.bytes, each.name))
    rows = [
        (megabytes(each.bytes), _short(translated(each.name, lang)), translated(each.why, lang))
        for each in ranked
    ]
    head = (labelled("size", lang), labelled("unused", lang), "")
    table = columns([head, *rows]) if rows else ""
    kept = (translated(f"left alone: {each.name}: {each.why}", lang) for each in left)
    return table + "".join(f"{line}\n" for line in kept)


def clean_summary(
    unused: Sequence[Unused], *, removed: bool, lang: Language = DEFAULT_LANGUAGE
) -> str:
    """Return the result in a line."""
    if not unused:
        return translated("nothing to clean", lang)
    whole = megabytes(sum(each.bytes for each in unused))
    done = f"removed {whole}" if removed else f"{whole} can be removed; run: ctxkit clean --yes"
    return translated(done, lang)


def megabytes(size: int) -> str:
    """Return a size as people read it."""
    return f"{size / _MEGABYTE:,.1f} MB"


def _short(name: str) -> str:
    return name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 1]}…"


def clean_dict(
    unused: Sequence[Unused],
    left: Sequence[LeftAlone],
    errors: Sequence[CtxkitError],
    *,
    removed: bool,
) -> dict[str, Any]:
    """Return the JSON form."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "clean",
        "removed": removed,
        "unused": [
            {"kind": each.kind, "name": each.name, "why": each.why, "bytes": each.bytes}
            for each in unused
        ],
        "left_alone": [{"name": each.name, "why": each.why} for each in left],
        "errors": [error.message for error in errors],
    }
