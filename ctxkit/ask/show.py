"""Show lines of a file of the workspace: what a bundle left out, or what an answer cites.

Not here: questions that search (`explain.py`, `locate.py`, `find.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ctxkit.ask.sources import Sources
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.index import Index
from ctxkit.model import Checkout, Location
from ctxkit.render import SCHEMA_VERSION, heading, numbered, permalink, versions_dict, where_dict

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
        return "\n".join(part for part in (heading(self.checkout, self.location), link, self.code) if part) + "\n"

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
    """Return the lines that `place` names: `path`, `path:line` (with the lines around it) or `path:start-end`.

    Raise CtxkitError, with the nearest names, where the workspace has no such source, file or line.
    """
    repo = repo.partition("@")[0]  # as headings have it: dify@1.14.0
    checkouts = index.checkouts()
    if repo not in checkouts:
        raise CtxkitError(f"no source {repo!r} in the index", hint=f"there are: {', '.join(checkouts)}")
    match = _PLACE.fullmatch(place)
    if not match:
        raise UsageError(f"not a place: {place!r}", hint="PATH, PATH:LINE or PATH:START-END")
    path = match[1].removeprefix("./")
    if index.file(repo, path) is None:
        base = path.rpartition("/")[2]
        near = [f"{entry.repo} {entry.path}" for entry in index.files(base=base)[:3]]
        raise CtxkitError(f"{repo}: no file {path!r} in the index", hint=f"nearest: {', '.join(near)}" if near else "")
    lines = sources.lines(repo, path)
    last = len(lines) - (not lines[-1])
    start, end, mark = _span(int(match[2] or 0), int(match[3] or 0), last)
    if not 1 <= start <= last:
        raise CtxkitError(f"{repo} {path} has {last} lines")
    return Excerpt(
        location=Location(repo=repo, path=path, line=start, end_line=end),
        checkout=checkouts[repo],
        source="\n".join(lines[start - 1 : end]),
        code=numbered(lines, ((start, end),), (mark or start,)),
    )


def _span(line: int, end: int, last: int) -> tuple[int, int, int]:
    """Return the first and last line to show and the one that was asked for."""
    if end:
        return line, min(max(line, end), last), 0
    if line:
        return (max(1, line - _AROUND), min(last, line + _AROUND), line) if line <= last else (line, line, line)
    return 1, last, 0
