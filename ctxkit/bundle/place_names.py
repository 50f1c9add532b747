"""A place in any form in which an answer writes it, from a heading, a line of a bundle or a link.

Not here: reading its lines (`show.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.regex import regex

_LINES = r"(?::(\d{1,9}(?:-\d{1,9})?))?"
_AT_END = r"[,:;)`]{0,3}(?=\s|$)"
_LINK = regex(
    r"https?://\S{1,200}?/([\w.-]{1,100})/blob/\S{1,100}?/([^\s#]{1,1000})(?:#(\S{1,30}))?"
)
_LINKED_LINES = regex(r"L?(\d{1,9})(?:-L?(\d{1,9}))?")
_BARE = regex(rf"(?<!\S)`?([^\s:`]{{1,1000}}\.\w{{1,20}}):(\d{{1,9}}(?:-\d{{1,9}})?){_AT_END}")
_HINT = "ctxkit show REPO PATH, or REPO PATH:LINE"
_MAX_WORDS = 3  # the source, the file, its lines
_MAX_NAMES = 3


def place_in(index: Index, words: Sequence[str]) -> tuple[str, str]:
    """Return the source, perhaps with its version, and the place in it that words name.

    `dify@1.14.0 api/x.py:10`, `dify/api/x.py:10`, `dify api/x.py 10`, a whole line of a bundle, of
    which the first place counts, a link, or a file that only one source has: `x.py:10`. Raise
    UsageError if there is none.
    """
    sources = index.checkouts()
    if words[0].partition("@")[0] in sources and _is_place(words[1:]):
        return words[0], ":".join(words[1:])
    text = " ".join(words)
    found = _linked(text, sources) or _named(text, sources) or _bare(index, text)
    if found is not None:
        return found
    if len(words) == 1:
        # As one argument, with a blank or a slash between the source and the path.
        repo, _, rest = text.replace(" ", "/", 1).partition("/")
        words = [repo, rest] if rest else []
    if not 2 <= len(words) <= _MAX_WORDS:
        raise UsageError("no file given", hint=_HINT)
    return words[0], ":".join(words[1:])


def _is_place(words: Sequence[str]) -> bool:
    """Return whether words are a path, or a path and its lines."""
    return len(words) == 1 or (len(words) == 2 and _LINKED_LINES.fullmatch(words[1]) is not None)


def _linked(text: str, sources: Collection[str]) -> tuple[str, str] | None:
    found = _LINK.search(text)
    if found is None or found[1] not in sources:
        return None
    lines = _LINKED_LINES.fullmatch(found[3] or "")
    if lines is None:
        return found[1], found[2]
    return found[1], f"{found[2]}:{lines[1]}" + (f"-{lines[2]}" if lines[2] else "")


def _named(text: str, sources: Collection[str]) -> tuple[str, str] | None:
    names = "|".join(sorted(map(re.escape, sources), key=len, reverse=True))
    place = rf"(?<!\S)((?:{names})(?:@\S{{1,100}})?)[ /]([^\s:`]{{1,1000}}){_LINES}{_AT_END}"
    found = re.search(place, text) if names else None
    if found is None:
        return None
    if found[3]:
        return found[1], f"{found[2]}:{found[3]}"
    # Without a line, a word more is one that is not understood.
    return None if text[found.end() :].strip() else (found[1], found[2])


def _bare(index: Index, text: str) -> tuple[str, str] | None:
    """Return the place in the only file that ends so. Raise UsageError if several do."""
    found = _BARE.search(text)
    if found is None:
        return None
    tail = found[1].removeprefix("…/").removeprefix("./")
    files = index.files(base=tail.rpartition("/")[2])
    same = [file for file in files if f"/{file.path}".endswith(f"/{tail}")]
    if len(same) == 1:
        return same[0].repo, f"{same[0].path}:{found[2]}"
    if not same:
        return None
    names = [f"{file.repo} {file.path}" for file in same[:_MAX_NAMES]]
    more = f" and {len(same) - _MAX_NAMES} more" if len(same) > _MAX_NAMES else ""
    raise UsageError(
        f"{len(same)} files are called {tail}", hint=f"one of: {', '.join(names)}{more}"
    )
