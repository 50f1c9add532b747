"""Show lines of a file of the workspace: what a bundle left out, or what an answer cites.

Not here: questions that search (`ask/explain/explain.py`, `ask/locate/locate.py`,
`ask/find/find.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ctxkit.errors import CtxkitError, UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout, Location
from ctxkit.output.json_form import SCHEMA_VERSION, versions_dict, where_dict
from ctxkit.text.code import numbered
from ctxkit.text.locations import heading, permalink

_PLACE = re.compile(r"(.+?)(?::(\d{1,9})(?:-(\d{1,9}))?)?")
_AROUND = 10  # lines shown on both sides of a single one


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Lines of a file: `source` as they are, `code` with numbers."""

    location: Location
    checkout: Checkout
    source: str
    code: str

    @property
    def text(self) -> str:
        """What a person reads: where the lines are, and the lines."""
        link = permalink(self.checkout, self.location)
        return (
            "\n".join(
                part for part in (heading(self.checkout, self.location), link, self.code) if part
            )
            + "\n"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "schema_version": SCHEMA_VERSION,
            "command": "show",
            "versions": versions_dict([self.checkout]),
            **where_dict(self.location),
            "text": self.source,
            "url": permalink(self.checkout, self.location),
        }


def show(index: Index, sources: Sources, repo: str, place: str) -> Excerpt:
    """Return the lines that `place` names: `path`, `path:line` (with the lines around it) or
    `path:start-end`.

    Raise CtxkitError, with the nearest names, where the workspace has no such source, file or line.
    """
    repo = repo.partition("@")[0]  # as headings have it: dify@1.14.0
    checkouts = index.checkouts()
    if repo not in checkouts:
        raise CtxkitError(
            f"no source {repo!r} in the index", hint=f"there are: {', '.join(checkouts)}"
        )
    match = _PLACE.fullmatch(place)
    if not match:
        raise UsageError(f"not a place: {place!r}", hint="PATH, PATH:LINE or PATH:START-END")
    path = match[1].removeprefix("./")
    lines = sources.committed(repo, path, checkouts[repo].commit)
    if lines is None:
        base = path.rpartition("/")[2]
        near = [f"{entry.repo} {entry.path}" for entry in index.files(base=base)[:3]]
        raise CtxkitError(
            f"{repo}: no file {path!r}", hint=f"nearest: {', '.join(near)}" if near else ""
        )
    last = len(lines) - (not lines[-1])
    first = int(match[2]) if match[2] else None
    if first is not None and not 1 <= first <= last:
        raise CtxkitError(f"{repo} {path} has {last} lines")
    start, end, mark = _span(first, int(match[3]) if match[3] else None, last)
    return Excerpt(
        location=Location(repo=repo, path=path, line=start, end_line=end),
        checkout=checkouts[repo],
        source="\n".join(lines[start - 1 : end]),
        code=numbered(lines, ((start, end),), (mark,)),
    )


def _span(first: int | None, end: int | None, last: int) -> tuple[int, int, int]:
    """Return the first and last line to show, and the one to number."""
    if first is None:
        return 1, last, 1
    if end is None:
        return max(1, first - _AROUND), min(last, first + _AROUND), first
    return first, min(max(first, end), last), first
