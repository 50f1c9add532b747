"""Pages of the web console -> their files, by Next.js's rules: requests for them, and the built
files that hold them.

Not here: requests to the API (`requests.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from urllib.parse import unquote

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    definitions,
    limited,
    point_at,
    without_tests,
)
from ctxkit.index.reader import FileEntry
from ctxkit.logline.patterns import LazyPattern
from ctxkit.regex import regex

_MAX_TEXT_CHARS = 8_000
_MAX_CHUNKS = 6
_MAX_SHOWN_PATH_CHARS = 200
_PAGE = regex(r"(?:^|.{0,80}?/)app/(.{0,300}?)/?(?:page\.[jt]sx?|route\.[jt]s)$")
_CHUNK = LazyPattern(
    r"/_next/static/chunks/(app/[^\s\"'<>]{1,300}?/)(page|layout|error|not-found)-[0-9a-f]{8,32}\.js",
    hint="/_next/static/chunks/app/",
)


def resolve_chunk(context: LocateContext) -> Resolution:
    """Return the pages and layouts whose built files the stack of a browser names.

    What they import may be meant as well.
    """
    if context.line.log_format.writer == "Next.js":  # the server's own lines
        return Resolution()
    # Pasted from a browser, an address may be wrapped.
    text = "".join(context.event.text[:_MAX_TEXT_CHARS].split())
    found: list[Candidate] = []
    for chunk in islice(_CHUNK.finditer(text), _MAX_CHUNKS):
        path = f"%{unquote(chunk[1])}{chunk[2]}.tsx"
        for file in context.index.files_like(path)[:1]:
            why = f"the page that the browser was running, built from {file.path}"
            page = _component(context, file, why)
            found.append(replace(page, score=weights.CHUNK - weights.NEXT_CHUNK * len(found)))
    return Resolution(candidates=limited(found, "low"))


def find_page(context: LocateContext, path: str) -> list[Candidate]:
    """Return the page that Next.js shows at a path.

    Folders are segments, `[name]` is any one, `(group)` none.
    """
    plain = path.partition("?")[0]
    wanted = [part for part in plain.split("/") if part]
    pages = context.index.files_like("%app/%page.tsx")
    files = without_tests(pages + context.index.files_like("%app/%route.ts"))
    fixed = ((file, _fixed_segments(file.path, wanted)) for file in files)
    fitting = [(segments, file) for file, segments in fixed if segments is not None]
    if not fitting:
        return []
    _, best = max(fitting, key=lambda pair: pair[0])
    why = f"the web console's page at {plain[:_MAX_SHOWN_PATH_CHARS]}"
    return [_component(context, best, why)]


def _component(context: LocateContext, file: FileEntry, why: str) -> Candidate:
    """Return the candidate for the first function of a page's file."""
    symbols = definitions(context.index, file.repo, file.path)
    component = next((s for s in symbols if s.what == "function"), None)
    return Candidate(
        fact=component or point_at(None, file.repo, file.path, 1),
        score=weights.PAGE,
        confidence="medium",
        why=(why,),
    )


def _fixed_segments(page: str, wanted: Sequence[str]) -> int | None:
    """Return how many segments of a path a page's file names, or None if it shows another path."""
    found = _PAGE.match(page)
    if not found:
        return None
    pattern = [part for part in found[1].split("/") if part and part[0] not in "(@"]
    fixed = 0
    for number, part in enumerate(pattern):
        if part.startswith("[[..."):  # takes whatever follows, or nothing
            return fixed
        if number >= len(wanted):
            return None
        if part.startswith("[..."):
            return fixed
        if part.startswith("["):
            continue
        if part != wanted[number]:
            return None
        fixed += 1
    if len(pattern) != len(wanted):
        return None
    # A page of parameters alone takes every path, and so says nothing about this one.
    return fixed if fixed or not pattern else None
