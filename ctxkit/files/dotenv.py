"""Read a `.env` as docker compose does, and say which lines it reads otherwise than they look.
Never raises.

A name ends at `=` or `:`; a quoted value may go on over lines; ` #` begins a comment behind a value
without quotes. Not here: the example files of the sources, whose comments matter too
(`extract/env_example.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ctxkit.files.decoding import decode
from ctxkit.files.interpolation import references, resolved
from ctxkit.files.user_files import CustomerFile, Setting
from ctxkit.files.yaml_lines import split_lines

_NAME = re.compile(r"[ \t\f\v]*(?:export[ \t]+)?([^\s=:#][^\s=:]*)[ \t]*([=:])")
_PLAIN_NAME = re.compile(r"[\w.\[\]-]+\Z")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z")
_SETS = re.compile(r"[ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*[ \t]*=")
_LONGEST_VALUE = 200  # lines of a quoted value
_LONGEST_ROW = 2000  # characters in which a name must end
_ODD = "\u201c\u201d\u2018\u2019\u00ab\u00bb\u200b\ufeff\u00a0\u3000"
"""Quotes of word processors and blanks that cannot be seen: for programs they are part of the
value.
"""
_ESCAPED = {"n": "\n", "r": "\r", "$": "$$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A line that compose refuses, or reads otherwise than it looks; `rule` is the kind of problem."""

    rule: str
    line: int
    name: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvFile:
    """A `.env`: every assignment in order, what is wrong with its lines, and by name the value that
    counts, the last.

    `referenced` are the names that other lines put in (`${NAME}`).
    """

    path: str
    lines: tuple[Setting, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    settings: dict[str, Setting] = field(default_factory=dict)
    referenced: frozenset[str] = frozenset()

    def values(self) -> dict[str, str]:
        """Return the values by name."""
        return {name: setting.value for name, setting in self.settings.items()}


def read_env(file: CustomerFile) -> EnvFile:
    """Return what a `.env` sets: quotes taken off, `${OTHER}` put in unless in '...'."""
    rows = split_lines(decode(file.data).encode("utf8", "replace"))
    found: list[Setting] = []
    flaws: list[Flaw] = []
    known: dict[str, str] = {}
    referenced: set[str] = set()
    at = 0
    while at < len(rows):
        row, number = rows[at].lstrip("\ufeff") if not at else rows[at], at + 1
        match = _NAME.match(row[:_LONGEST_ROW])
        if match is None or not _PLAIN_NAME.match(match[1]) or is_no_name(match[1]):
            flaws += _not_assigned(row, number)
            at += 1
            continue
        name, raw = match[1], row[match.end() :]
        text, quote, end, wrong = _value(rows, at, name, raw)
        flaws += wrong
        lost: tuple[str, ...] = ()
        if quote != "'" and "$" in text:
            text, lost, used = _interpolated(text, known)
            referenced |= used
        known[name] = text
        found.append(Setting(name=name, value=text, line=number, end_line=end + 1, lost=lost))
        at = end + 1
    return EnvFile(
        path=file.path,
        lines=tuple(found),
        flaws=tuple(flaws),
        settings={each.name: each for each in found},
        referenced=frozenset(referenced),
    )


def _value(rows: list[str], at: int, name: str, raw: str) -> tuple[str, str, int, list[Flaw]]:
    """Return a value, the quote that it stands in, the index of its last row, and what is wrong
    with it.
    """
    start = raw.lstrip(" \t\f\v\r\u0085\u00a0")
    quote = start[:1] if start[:1] in ("'", '"') else ""
    if not quote:
        return _unquoted(raw, start, at, name)
    end, text, rest = _quoted(rows, at, start, quote)
    if end < 0:
        why = f"the quote before the value of {name} is never closed: docker compose refuses the whole file"
        text = start[1:].rstrip()
        return (
            text,
            quote,
            at,
            [_flaw("unclosed-quote", at, name, why, "close the quote on the same line")],
        )
    wrong = []
    if any(_SETS.match(row[:_LONGEST_ROW]) for row in rows[at + 1 : end + 1]):
        why = f"the quote before the value of {name} is closed on line {end + 1} only: what stands between is its value"
        wrong.append(_flaw("unclosed-quote", at, name, why, "close the quote on the same line"))
        text, end, rest = start[1:].rstrip(), at, ""
    elif rest.strip() and not rest.lstrip().startswith("#"):
        why = f"what stands behind the closing quote of {name} is not part of its value"
        wrong.append(_flaw("behind-quote", end, name, why, "put all of it into the quotes"))
    return text, quote, end, wrong + _odd(text, at, name)


def _quoted(rows: list[str], at: int, start: str, quote: str) -> tuple[int, str, str]:
    """Return the row in which a quote is closed (-1: none), what it holds, and what stands behind
    it.
    """
    parts: list[str] = []
    for row in range(at, min(at + _LONGEST_VALUE, len(rows))):
        text = start[1:] if row == at else rows[row]
        close = _closing(text, quote)
        if close >= 0:
            inside = "\n".join([*parts, text[:close]])
            return row, _unescaped(inside, quote), text[close + 1 :]
        parts.append(text)
    return -1, "", ""


def _closing(text: str, quote: str) -> int:
    at = text.find(quote)
    while at >= 0:
        slashes = len(text[:at]) - len(text[:at].rstrip("\\")) if text[at - 1 : at] == "\\" else 0
        if slashes % 2 == 0:
            return at
        at = text.find(quote, at + 1)
    return -1


def _unescaped(text: str, quote: str) -> str:
    if "\\" not in text:
        return text
    if quote == "'":
        return text.replace("\\'", "'")
    return re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), text)


def _unquoted(raw: str, start: str, at: int, name: str) -> tuple[str, str, int, list[Flaw]]:
    if start.startswith("#") and start != raw:
        why = f"{name} has no value but a comment, which newer versions of docker compose take for the value"
        return (
            "",
            "",
            at,
            [_flaw("comment-as-value", at, name, why, "put the comment on a line of its own")],
        )
    text = start.partition(" #")[0].partition("\t#")[0].rstrip()
    return text.replace("\\$", "$$"), "", at, _odd(text, at, name)


def _odd(text: str, at: int, name: str) -> list[Flaw]:
    if not text or (text[0] not in _ODD and text[-1] not in _ODD):
        return []
    why = f"the value of {name} has typographic quotes or invisible blanks around it, which are part of it"
    return [_flaw("odd-character", at, name, why, "write plain quotes and blanks")]


def _interpolated(text: str, known: dict[str, str]) -> tuple[str, tuple[str, ...], set[str]]:
    """Return the text with its variables put in, those that nothing sets and that have no default,
    and all of them.
    """
    found = references(text)
    lost = tuple(each.name for each in found if each.default is None and each.name not in known)
    return resolved(text, known), lost, {each.name for each in found}


def _not_assigned(row: str, number: int) -> Iterator[Flaw]:
    """Yield what compose refuses: a name with a blank or another odd character in it.

    A name alone is none.
    """
    text = row.strip()
    words = text[:_LONGEST_ROW].removeprefix("export ").split()
    if not words or text.startswith("#") or (len(words) == 1 and _PLAIN_NAME.match(words[0])):
        return
    # Only what surely is a name is shown: the line may be the rest of a secret that goes on over
    # lines.
    name = words[0] if _VARIABLE.match(words[0]) and not is_no_name(words[0]) else ""
    message = "no assignment: docker compose refuses the whole file, or takes it for something else"
    yield _flaw(
        "not-an-assignment", number - 1, name, message, "write NAME=value, or begin the line with #"
    )


def _flaw(rule: str, at: int, name: str, message: str, fix: str) -> Flaw:
    return Flaw(rule=rule, line=at + 1, name=name, message=message, fix=fix)


def is_no_name(text: str) -> bool:
    """Tell whether what stands before `=` is rather a piece of a secret: very long, or letters and
    digits mixed.
    """
    mixed = (
        any(c.islower() for c in text)
        and any(c.isupper() for c in text)
        and any(c.isdigit() for c in text)
    )
    return len(text) > 100 or (len(text) > 11 and mixed)
