"""Show lines of a file of the workspace: what a bundle left out, or what an answer cites.

Not here: questions that search (`ask/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from ctxkit.bundle.snippets import Span, line_count
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout, Location
from ctxkit.output.json_form import SCHEMA_VERSION, versions_dict
from ctxkit.output.json_places import where_dict
from ctxkit.regex import regex
from ctxkit.text.code import numbered
from ctxkit.text.locations import heading, permalink

_PLACE = regex(r"(.+?)(?::(\d{1,9})(?:-(\d{1,9}))?)?")
_CONTEXT_LINES = 10  # on both sides of a single line
_MAX_NAMES = 3  # near names in a hint
_SHORTENED = "…/"  # how a terminal shows a path that is too wide for a row


class Excerpt(Struct, frozen=True, kw_only=True):
    """Lines of a file: `source` as they are, `code` with numbers; `line` is the one asked for, or
    else the first.
    """

    location: Location
    line: int
    checkout: Checkout
    source: str
    code: str

    @property
    def text(self) -> str:
        """The text form: where the lines are, and the lines."""
        head = heading(self.checkout, self.location)
        link = permalink(self.checkout, self.location)
        return "\n".join(filter(None, (head, link, self.code))) + "\n"

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

    Raise CtxkitError, with the nearest names, if the workspace has no such source, file or line.
    """
    repo = repo.partition("@")[0]  # as headings have it: dify@1.14.0
    checkouts = index.checkouts()
    if repo not in checkouts:
        raise CtxkitError(
            f"no source {repo!r} in the index", hint=f"the sources are: {', '.join(checkouts)}"
        )
    match = _PLACE.fullmatch(place)
    if not match:
        raise UsageError(
            f"invalid location: {place!r}", hint="use PATH, PATH:LINE or PATH:START-END"
        )
    path = _whole_path(index, repo, match[1].removeprefix("./"))
    lines = sources.committed(repo, path, checkouts[repo].commit)
    if lines is None:
        raise CtxkitError(f"no file {path!r} in {repo}", hint=_nearest_files(index, path))
    (start, end), line = _lines_to_show(lines, match[2], match[3], f"{repo} {path}")
    return Excerpt(
        location=Location(repo=repo, path=path, line=start, end_line=end),
        line=line,
        checkout=checkouts[repo],
        source="\n".join(lines[start - 1 : end]),
        code=numbered(lines, ((start, end),), (line,)),
    )


def _whole_path(index: Index, repo: str, path: str) -> str:
    """Return the path of the only file that a shortened path can mean."""
    if not path.startswith(_SHORTENED):
        return path
    tail = path.removeprefix(_SHORTENED)
    files = index.files(base=tail.rpartition("/")[2])
    found = [f.path for f in files if f.repo == repo and f"/{f.path}".endswith(f"/{tail}")]
    return found[0] if len(found) == 1 else tail


def _nearest_files(index: Index, path: str) -> str:
    base = path.rpartition("/")[2]
    near = [f"{entry.repo} {entry.path}" for entry in index.files(base=base)[:_MAX_NAMES]]
    return f"nearest: {', '.join(near)}" if near else ""


def _lines_to_show(
    lines: Sequence[str], start: str | None, end: str | None, file: str
) -> tuple[Span, int]:
    """Return the first and last line to show, and the one to number."""
    last = line_count(lines)
    if start is None:
        return (1, last), 1
    line = int(start)
    if not 1 <= line <= last:
        raise CtxkitError(f"{file} has only {last} lines")
    if end is None:
        return (max(1, line - _CONTEXT_LINES), min(last, line + _CONTEXT_LINES)), line
    return (line, min(max(int(end), line), last)), line
