"""Read a `.env` as docker compose does, and report lines that it misreads. Never raises.

Not here: the grammar of its lines (`env_lines.py`), the example files of the sources, whose
comments matter too (`extract/env_example.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from ctxkit.files.decoding import decode
from ctxkit.files.env_lines import (
    Assignment,
    NameAlone,
    UnreadLine,
    has_assignment_below,
    read_assignments,
)
from ctxkit.files.interpolation import Room, references, resolved
from ctxkit.files.user_files import CustomerFile, Setting
from ctxkit.regex import regex

MAX_MIXED_NAME_CHARS = 11
"""A longer word of small letters, capitals and digits is taken for a piece of a secret."""

MAX_NAME_CHARS = 100
_VARIABLE = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z")
_ODD = frozenset("\u201c\u201d\u2018\u2019\u00ab\u00bb\u200b\ufeff\u00a0\u3000")
"""Typographic quotes and invisible spaces, which programs read as part of the value."""


class Flaw(Struct, frozen=True, kw_only=True):
    """A line that compose rejects or misreads; `rule` is the kind of problem."""

    rule: str
    line: int
    name: str
    message: str
    fix: str


class EnvFile(Struct, frozen=True, kw_only=True):
    """A `.env`: every assignment in order, the flaws of its lines, and the settings in effect by
    name: of several assignments the last.

    `referenced` are the names that other lines interpolate (`${NAME}`).
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
    """Return the settings of a `.env`: unquoted, and interpolated unless in single quotes."""
    found: list[Setting] = []
    flaws: list[Flaw] = []
    values: dict[str, str] = {}
    referenced: set[str] = set()
    room = Room()
    for line in read_assignments(decode(file.data)):
        if isinstance(line, UnreadLine):
            flaws.append(_not_an_assignment(line.text, line.line))
            continue
        if isinstance(line, NameAlone):
            continue
        if is_secret_piece(line.name):
            flaws.append(_not_an_assignment("", line.line))
            continue
        flaws += _flaws(line)
        value = line.text
        unset: tuple[str, ...] = ()
        if line.quote != "'":
            value, unset, used = _interpolated(line.text, values, room)
            referenced |= used
        values[line.name] = value
        found.append(
            Setting(name=line.name, value=value, line=line.line, end_line=line.end_line, lost=unset)
        )
    return EnvFile(
        path=file.path,
        lines=tuple(found),
        flaws=tuple(flaws),
        settings={each.name: each for each in found},
        referenced=frozenset(referenced),
    )


def _interpolated(
    text: str, values: dict[str, str], room: Room
) -> tuple[str, tuple[str, ...], set[str]]:
    """Return the interpolated text, its variables that are unset and have no default, and all of
    its variables.
    """
    found = references(text)
    unset = tuple(each.name for each in found if each.default is None and each.name not in values)
    return resolved(text, values, room), unset, {each.name for each in found}


def _flaws(line: Assignment) -> Iterator[Flaw]:
    name = line.name
    if not line.is_closed:
        why = f"unterminated quote in the value of {name}: docker compose rejects the whole file"
        yield _flaw("unclosed-quote", line.line, name, why, "close the quote on the same line")
        return
    if line.quote and has_assignment_below(line.text):
        why = (
            f"the quote that opens the value of {name} is closed only on line {line.end_line}: "
            "all lines up to there are its value"
        )
        yield _flaw("unclosed-quote", line.line, name, why, "close the quote on the same line")
    if line.trailing:
        why = f"text after the closing quote of {name} is ignored"
        yield _flaw("behind-quote", line.end_line, name, why, "move it inside the quotes")
    if line.is_comment:
        why = f"{name} has only a comment, which docker compose reads as its value"
        yield _flaw(
            "comment-as-value", line.line, name, why, "move the comment to a line of its own"
        )
    if not _ODD.isdisjoint((line.text[:1], line.text[-1:])):
        why = (
            f"the value of {name} begins or ends with a typographic quote or an invisible space, "
            "which is part of it"
        )
        yield _flaw("odd-character", line.line, name, why, "use plain quotes and spaces")


def _not_an_assignment(text: str, number: int) -> Flaw:
    # Show only what is certainly a name: the line may be a piece of a secret of several lines.
    first, *_ = [*text.removeprefix("export ").split(), ""]
    is_name = _VARIABLE.match(first) and not is_secret_piece(first)
    name = first if is_name else ""
    message = "not a NAME=value line: docker compose rejects the whole file or misreads the line"
    return _flaw(
        "not-an-assignment", number, name, message, "write NAME=value, or start the line with #"
    )


def _flaw(rule: str, line: int, name: str, message: str, fix: str) -> Flaw:
    return Flaw(rule=rule, line=line, name=name, message=message, fix=fix)


def is_secret_piece(text: str) -> bool:
    """Return whether the text before a `=` looks like a piece of a secret and not like a name."""
    if len(text) <= MAX_MIXED_NAME_CHARS:
        return False
    kinds = (str.islower, str.isupper, str.isdigit)
    is_mixed = all(any(is_kind(c) for c in text) for is_kind in kinds)
    return is_mixed or len(text) > MAX_NAME_CHARS
