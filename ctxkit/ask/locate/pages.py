"""Pages of the web console -> their files, by Next.js's rules: requests for them, and the built
files that hold them.

Not here: requests to the API.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from ctxkit.ask.locate.candidates import Candidate, LocateContext, definitions, point_at
from ctxkit.index.reader import FileEntry
from ctxkit.logline.patterns import LazyPattern

_PAGE = re.compile(r"(?:^|.{0,80}?/)app/(.{0,300}?)/?(?:page\.[jt]sx?|route\.[jt]s)$")

_CHUNK = LazyPattern(
    r"/_next/static/chunks/(app/[^\s\"'<>]{1,300}?/)(page|layout|error|not-found)-[0-9a-f]{8,32}\.js",
    hint="/_next/static/chunks/app/",
)


def resolve_chunk(asked: LocateContext) -> list[Candidate]:
    """Return the page or layout whose built file the stack of a browser names; what it imports may
    be meant as well.
    """
    text = "".join(
        asked.event.text[:8_000].split()
    )  # pasted from a browser, an address may be wrapped
    if asked.event.line.log_format.writer == "Next.js" or "_next" not in text:
        return []
    leads: list[Candidate] = []
    for found in list(_CHUNK.finditer(text))[:6]:
        path = f"%{unquote(found[1])}{found[2]}.tsx"
        for file in asked.index.files_like(path)[:1]:
            lead = _shown(
                asked,
                file,
                f"the page that the browser ran, built from {file.path}",
                20.0 - len(leads),
            )
            leads.append(Candidate(fact=lead.fact, score=lead.score, sure="low", why=lead.why))
    return leads


def find_page(asked: LocateContext, path: str) -> list[Candidate]:
    """Return the page that Next.js shows at `path`: folders are segments, `[name]` any one,
    `(group)` none.
    """
    wanted = [part for part in path.partition("?")[0].split("/") if part]
    best: tuple[int, FileEntry] | None = None
    for file in asked.index.files_like("%app/%page.tsx") + asked.index.files_like("%app/%route.ts"):
        found = _PAGE.match(file.path)
        if file.test or not found:
            continue
        fixed = _fits(
            [part for part in found[1].split("/") if part and part[0] not in "(@"], wanted
        )
        if fixed is not None and (best is None or fixed > best[0]):
            best = fixed, file
    if best is None:
        return []
    return [
        _shown(asked, best[1], f"the web console's page at {path.partition('?')[0][:200]}", 34.0)
    ]


def _shown(asked: LocateContext, file: FileEntry, why: str, score: float) -> Candidate:
    shown = next(
        (s for s in definitions(asked.index, file.repo, file.path) if s.what == "function"), None
    )
    return Candidate(
        fact=shown or point_at(None, file.repo, file.path, 1),
        score=score,
        sure="medium",
        why=(why,),
    )


def _fits(pattern: list[str], wanted: list[str]) -> int | None:
    """Return how many segments are the same letter for letter, or None where the pattern takes
    another path.
    """
    fixed = 0
    for number, part in enumerate(pattern):
        if part.startswith("[[..."):
            return fixed
        if number >= len(wanted):
            return None
        if part.startswith("[..."):
            return fixed
        if not part.startswith("["):
            if part != wanted[number]:
                return None
            fixed += 1
    return fixed if len(pattern) == len(wanted) and (fixed or not pattern) else None
