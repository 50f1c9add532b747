"""A row of the table of log formats, and the parts that its patterns are made of.

Not here: the rows (`formats.py`), and how a line is read by them (`line.py`).
"""

# ruff: noqa: E501 - a row of a table stays whole

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from msgspec import Struct

LEVELS = {
    "debug": "debug", "trace": "debug", "verbose": "debug", "info": "info", "notice": "info", "log": "info",
    "warn": "warning", "warning": "warning", "error": "error", "err": "error", "exception": "error", "alert": "error",
    "critical": "critical", "fatal": "critical", "panic": "critical", "emerg": "critical", "crit": "critical",
    "i": "info", "w": "warning", "e": "error", "f": "critical", "⨯": "error",
}  # fmt: skip
"""Spellings of a level (the letters are those of klog, the sign of Next.js) -> ctxkit's."""

ERROR_LEVELS = ("critical", "error")
SERIOUS_LEVELS = (*ERROR_LEVELS, "warning")

CLOCK = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d"
FRACTION = r"(?:[.,]\d{1,9}){0,2}"
ZONE = r"(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?"
TIME = f"(?P<time>{CLOCK}{FRACTION}{ZONE})"
OPTIONAL_TIME = rf"(?:{TIME}[ \t]{{1,3}})?"
SLASHED_CLOCK = r"\d{4}/\d\d/\d\d {1,3}\d\d:\d\d:\d\d"
SLASHED_FRACTION = r"(?:\.\d{1,9})?"
SLASHED_TIME = f"(?P<time>{SLASHED_CLOCK}{SLASHED_FRACTION})"
FILE_AND_LINE = r"(?P<file>[\w./@+-]{1,200}\.(?:py|go|ts|tsx|js|rb)):(?P<line>\d{1,7})"
"""Parts of patterns. `triage` puts others in the places of the times (`ask/triage/fast_prefix.py`),
so rows name them instead of repeating them.
"""


BROWSER = "the browser"
"""The writer of the lines that a browser's console shows."""


class LogFormat(Struct, frozen=True, kw_only=True):
    """How a program's logger begins a line, and what follows from a line that begins so.

    What a line says:

    - `pattern` matches the start of the line; the message follows. Its named groups are fields of
      `ParsedLine`; groups of other names become `ParsedLine.fields`. It has no nested quantifiers.
    - `hint` occurs in every line that matches; looking for it first saves most of the matching.
    - `service` is the component that writes so, where only one does.
    - `attributes`: the message ends at the first `name=value`; those are fields.
    - `request`: the line is about one request and nothing else.

    Who wrote it, for `locate` and `triage`:

    - `language` of the statement that wrote the line.
    - `writer` is the program of another project that writes so; `third_party`: the messages are its
      own as well, not those of Dify's code.
    - `logged`: the message begins right behind the prefix, as the statement's template begins.
    - `own`: Dify's programs write so, or anybody may; an unmatched message is then worth comparing
      with Dify's statements.

    How certain it is:

    - `strong`: no wrapper looks like it. What follows another prefix may be a second one.
    - `maybe_message`: the prefix may be how a message begins (`Error: ...`).
    - `maybe_shown`: a text of the web console may begin so.

    How lines of the format are found faster or elsewhere:

    - `common`: most lines of a deployment are written so; `triage` reads them without the parser of
      single lines.
    - `embedded` matches where such a line begins inside a longer one; stricter than `pattern`, with
      its time. One of `embedded_hints` of any row must occur in the longer line.

    Each sample is a line and one field that is read from it, as `name=value`.
    """

    name: str
    pattern: str = ""
    hint: str = ""
    service: str = ""
    attributes: bool = False
    request: bool = False
    language: Literal["py", "go", "ts", ""] = ""
    writer: str = ""
    third_party: bool = False
    logged: bool = False
    own: bool = False
    strong: bool = True
    maybe_message: bool = False
    maybe_shown: bool = False
    common: bool = False
    embedded: str = ""
    embedded_hints: tuple[str, ...] = ()
    samples: tuple[tuple[str, str], ...] = ()

    @property
    def known(self) -> bool:
        """Whether the line begins in a known way at all."""
        return bool(self.name)

    def match(self, head: str) -> re.Match[str] | None:
        """Return the match at the start of a line, or None."""
        return _compiled(self.pattern).match(head) if self.hint in head else None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # A query needs a few of the patterns only.
    return re.compile(pattern)
