"""Words and small pieces of text that every form of an answer shares: cut lines, sizes, kinds,
columns.

Not here: places (`locations.py`), source text (`code.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.model import HOLE, Fact, KeyAnswer, LogTemplate, Status, Symbol
from ctxkit.text.template import fold_space

_PUBLIC_KIND = {LogTemplate.kind: "log"}
_STATUS_WORDS: dict[Status, str] = {"undelivered": "not passed through"}
_MIB = 1024 * 1024
_DIGITS = 16  # of a number that is taken for a size
_LONGEST = 160  # characters of a text that is quoted in a line


def short(text: str, longest: int = _LONGEST) -> str:
    """Return `text` on one line, cut at `longest` characters."""
    line = fold_space(text[: 4 * longest])
    return line if len(line) <= longest else line[: longest - 1] + "…"


def prefixed(prefix: str, text: str) -> str:
    """Return `text` after `prefix`, or nothing if there is no text."""
    return f"{prefix}{text}" if text else ""


def shown_template(template: str) -> str:
    """Return a template as people read it: `{}` for each value."""
    return template.replace(HOLE, "{}")


def with_unit(value: str) -> str:
    """Return a number of bytes with the size that people know it by: `52428800 (50 MiB)`; other
    values as they are.
    """
    size = int(value) if value.isascii() and value.isdigit() and len(value) < _DIGITS else 0
    return f"{value} ({size // _MIB} MiB)" if size and size % _MIB == 0 else value


def public_kind(fact: Fact) -> str:
    """Return the name that a kind of fact bears in the JSON form."""
    return _PUBLIC_KIND.get(fact.kind, fact.kind)


def symbol_of(fact: Fact) -> str:
    """Return the definition that a fact lies in, or is."""
    return fact.name if isinstance(fact, Symbol) else fact.symbol


def shown_status(status: Status) -> str:
    """Return a status as people read it; the JSON form keeps its value."""
    return _STATUS_WORDS.get(status, status)


def shown_services(key: KeyAnswer) -> str:
    """Return the services that a setting is passed to, apart those that do not use it."""
    using = [service for service in key.services if service not in key.idle_services]
    if not key.idle_services:
        return ", ".join(using)
    idle = f"{', '.join(key.idle_services)}, where it is unused"
    if not using:
        return idle
    return f"{', '.join(using)} (also to {idle})"


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as lines with the cells below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        "  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in rows
    )
