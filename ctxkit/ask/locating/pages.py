"""Requests for pages of the web console -> the page's file, by Next.js's rules. Not here: requests to the API."""

from __future__ import annotations

import re

from ctxkit.ask.locating.leads import Asked, Lead, definitions, point_at
from ctxkit.index import FileEntry

_PAGE = re.compile(r"(?:^|.{0,80}?/)app/(.{0,300}?)/?(?:page\.[jt]sx?|route\.[jt]s)$")


def find_page(asked: Asked, path: str) -> list[Lead]:
    """Return the page that Next.js shows at `path`: folders are segments, `[name]` any one, `(group)` none."""
    wanted = [part for part in path.partition("?")[0].split("/") if part]
    best: tuple[int, FileEntry] | None = None
    for file in asked.index.files_like("%app/%page.tsx") + asked.index.files_like("%app/%route.ts"):
        found = _PAGE.match(file.path)
        if file.test or not found:
            continue
        fixed = _fits([part for part in found[1].split("/") if part and part[0] not in "(@"], wanted)
        if fixed is not None and (best is None or fixed > best[0]):
            best = fixed, file
    if best is None:
        return []
    file = best[1]
    shown = next((s for s in definitions(asked.index, file.repo, file.path) if s.what == "function"), None)
    fact = shown or point_at(None, file.repo, file.path, 1)
    why = f"the web console's page at {path.partition('?')[0][:200]}"
    return [Lead(fact=fact, score=34.0, sure="medium", why=(why,))]


def _fits(pattern: list[str], wanted: list[str]) -> int | None:
    """Return how many segments are the same letter for letter, or None where the pattern takes another path."""
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
