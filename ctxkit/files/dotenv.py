"""Read a `.env` as docker compose does, and say which lines it reads otherwise than they look.
Never raises.

Not here: the grammar of its lines (`env_lines.py`), the example files of the sources, whose comments
matter too (`extract/env_example.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ctxkit.files.decoding import decode
from ctxkit.files.env_lines import Assignment, UnreadLine, read_assignments
from ctxkit.files.interpolation import references, resolved
from ctxkit.files.user_files import CustomerFile, Setting

MAX_PLAIN_NAME_CHARS = 11
"""Characters up to which a name may mix small and capital letters and digits."""

MAX_SHOWN_NAME_CHARS = 100
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z")
_ASSIGNS = re.compile(r"\n[ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]{0,200}[ \t]*=")
_ODD = "\u201c\u201d\u2018\u2019\u00ab\u00bb\u200b\ufeff\u00a0\u3000"
"""Quotes of word processors and blanks that cannot be seen: for programs they are part of the
value.
"""


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
    found: list[Setting] = []
    flaws: list[Flaw] = []
    values: dict[str, str] = {}
    referenced: set[str] = set()
    for line in read_assignments(decode(file.data)):
        if isinstance(line, UnreadLine):
            flaws.append(_not_an_assignment(line.text, line.line))
            continue
        if is_no_name(line.name):
            flaws.append(_not_an_assignment("", line.line))
            continue
        flaws += _flaws(line)
        value = line.text
        unset: tuple[str, ...] = ()
        if line.quote != "'":
            value, unset, used = _interpolated(line.text, values)
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


def _interpolated(text: str, values: dict[str, str]) -> tuple[str, tuple[str, ...], set[str]]:
    """Return the text with its variables put in, those that nothing sets and that have no default,
    and all of them.
    """
    found = references(text)
    unset = tuple(each.name for each in found if each.default is None and each.name not in values)
    return resolved(text, values), unset, {each.name for each in found}


def _flaws(line: Assignment) -> Iterator[Flaw]:
    name = line.name
    if not line.is_closed:
        why = f"the quote before the value of {name} is never closed: docker compose refuses the whole file"
        yield _flaw("unclosed-quote", line.line, name, why, "close the quote on the same line")
        return
    if line.quote and _ASSIGNS.search(line.text):
        why = f"the quote before the value of {name} is closed on line {line.end_line} only: what stands between is its value"
        yield _flaw("unclosed-quote", line.line, name, why, "close the quote on the same line")
    if line.trailing:
        why = f"what stands behind the closing quote of {name} is not part of its value"
        yield _flaw("behind-quote", line.end_line, name, why, "put all of it into the quotes")
    if line.is_comment:
        why = f"{name} has no value but a comment, which newer versions of docker compose take for the value"
        yield _flaw(
            "comment-as-value", line.line, name, why, "put the comment on a line of its own"
        )
    if line.text and (line.text[0] in _ODD or line.text[-1] in _ODD):
        why = f"the value of {name} has typographic quotes or invisible blanks around it, which are part of it"
        yield _flaw("odd-character", line.line, name, why, "write plain quotes and blanks")


def _not_an_assignment(text: str, number: int) -> Flaw:
    # Only what surely is a name is shown: the line may be the rest of a secret that goes on over
    # lines.
    first = text.removeprefix("export ").split(maxsplit=1)[0] if text else ""
    name = first if _VARIABLE.match(first) and not is_no_name(first) else ""
    message = "no assignment: docker compose refuses the whole file, or takes it for something else"
    return _flaw(
        "not-an-assignment", number, name, message, "write NAME=value, or begin the line with #"
    )


def _flaw(rule: str, line: int, name: str, message: str, fix: str) -> Flaw:
    return Flaw(rule=rule, line=line, name=name, message=message, fix=fix)


def is_no_name(text: str) -> bool:
    """Tell whether what stands before `=` is rather a piece of a secret: very long, or letters and
    digits mixed.
    """
    mixed = (
        any(c.islower() for c in text)
        and any(c.isupper() for c in text)
        and any(c.isdigit() for c in text)
    )
    return len(text) > MAX_SHOWN_NAME_CHARS or (len(text) > MAX_PLAIN_NAME_CHARS and mixed)
