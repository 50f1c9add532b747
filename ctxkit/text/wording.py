"""Words and small pieces of text that every form of an answer shares: cut lines, sizes, kinds,
columns.

Not here: places (`locations.py`), source text (`code.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ctxkit.model import HOLE, Fact, KeyAnswer, LogTemplate, Match, SchemaChange, Symbol
from ctxkit.text.template import fold_space
from ctxkit.text.visible import visible

_PUBLIC_KIND = {LogTemplate.kind: "log", SchemaChange.kind: "migration"}
CERTAIN_MATCHES: tuple[Match, ...] = ("exact", "tag")
"""The matches whose version is certain, and names the commit."""

_MATCH_WORDS = {"as-of": "by date"}  # short: it is in every bundle
_MIB = 1024 * 1024
_MAX_SIZE_DIGITS = 15  # a longer number is an id or a time, and no size
_MAX_QUOTE_CHARS = 160
_GAP = "  "
_PIECE = (
    r"(\s*)([（「『【《〈“(]*(?:[\u2e80-\u9fff\uf900-\ufaff]|[^\s\u2e80-\u9fff\uf900-\ufaff（-～]+|[^\s])"
    r"[])}.,:;!?、。，．：；！？）」』】》〉”ー…っゃゅょッャュョァィゥェォ]*)"
)
"""What is not broken at the end of a row: a word, or a character of Chinese or Japanese with the
marks that belong to it. Compiled where it is used first: most readers never need it.
"""


def short(text: str, max_chars: int = _MAX_QUOTE_CHARS) -> str:
    """Return `text` on one line, cut at `max_chars` characters."""
    # A text may be a whole file of blanks: no more of it is read than a quote can need.
    line = fold_space(visible(text[: 4 * max_chars]))
    if len(line) <= max_chars:
        return line
    return line[: max_chars - 1] + "…"


def counted(count: int, what: str) -> str:
    """Return `1 setting`, `3 settings`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def prefixed(prefix: str, text: str) -> str:
    """Return `text` after `prefix`, or nothing if there is no text."""
    return f"{prefix}{text}" if text else ""


def shown_template(template: str) -> str:
    """Return a template as people read it: `{}` for each value."""
    return template.replace(HOLE, "{}")


def with_unit(value: str) -> str:
    """Return a number of bytes with its size in common units: `52428800 (50 MiB)`; other values as
    they are.
    """
    if not value.isascii() or not value.isdigit() or len(value) > _MAX_SIZE_DIGITS:
        return value
    mebibytes, rest = divmod(int(value), _MIB)
    if not mebibytes or rest:
        return value
    return f"{value} ({mebibytes} MiB)"


def public_kind(fact: Fact) -> str:
    """Return the name of a kind of fact in the JSON form."""
    return _PUBLIC_KIND.get(fact.kind, fact.kind)


def match_words(match: Match) -> str:
    """Return how a version was found, in words; JSON has the name itself."""
    return _MATCH_WORDS.get(match, match)


def symbol_of(fact: Fact) -> str:
    """Return the definition that a fact lies in, or is."""
    return fact.name if isinstance(fact, Symbol) else fact.symbol


def service_list(key: KeyAnswer) -> str:
    """Return the services that a setting is passed to, and which of them do not use it."""
    using = ", ".join(service for service in key.services if service not in key.idle_services)
    if not key.idle_services:
        return using
    idle = f"{', '.join(key.idle_services)}, where it is unused"
    return f"{using} (also to {idle})" if using else idle


def is_limit(key: KeyAnswer) -> bool:
    """Return whether something can be beyond the value of a setting: it is a number, as far as is
    known.
    """
    return not key.type or re.search(r"(?i)(?:int|float)[0-9]*\b", key.type) is not None


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as lines with the cells below each other."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return "".join(
        _GAP.join(padded(*cell) for cell in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in rows
    )


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text that a row may begin with, each with the blank before it."""
    yield from ((" " if gap else "", piece) for gap, piece in re.findall(_PIECE, text.strip()))


def padded(text: str, width: int) -> str:
    """Return a text with the blanks that it lacks to be as wide as a column."""
    return text + " " * (width - display_width(text))


def display_width(text: str) -> int:
    """Return how many columns of a terminal `text` takes: two for a wide character (Chinese,
    Japanese, Korean, most emoji), none for a mark that joins the character before it.
    """
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    # Not at the top: every query imports this module. Nor rich, whose import takes 50 ms.
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


DECIDES_AFTER = "which decides"
"""The label of a condition behind a statement."""

_CAUSE_LABELS = {
    "answers ": "answered by",
    "handles ": "handled by",
    "decided by ": DECIDES_AFTER,
}


def cause_label(why: str) -> str:
    """Return what a place of a cause is, by its `why`: empty for most guards, which led to the
    statement, and for most callers.
    """
    return next((_CAUSE_LABELS[b] for b in _CAUSE_LABELS if why.startswith(b)), "")
