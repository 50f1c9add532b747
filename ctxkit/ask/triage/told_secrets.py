"""Secrets of a log that only the lines before them tell: each line of a log without a prefix is an
event of its own, and says nothing of the key or the name above it.

Looked for where a kind of lines comes for the first time, whose example a report may show. Not
here: what is a secret (`text/redact.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxkit.regex import regex
from ctxkit.text.continued_secrets import find_rest
from ctxkit.text.log_bodies import body_start

MAX_TOLD = 200
_MAX_KINDS = 4_000
"""Kinds of lines that are looked at, of a process: a log of random lines has one for each."""
_MAX_ASKED = 32
"""Those for which the lines before are masked as well, which takes as long as a thousand lines."""
_MAX_BEFORE_BYTES = 2_000
_LINES_BEFORE = 4
_MAX_LINE_BYTES = 400
_MIN_BYTES = 6
_KEY, _END_OF_KEY = "-----BEGIN ", "-----END "
_SPEAKS = regex("(?i)pass|pw|secret|token|key|cred|auth|bearer|://|eyJ|密|パス")
"""Less than `speaks_of_secrets` looks for: of few kinds the lines before are masked."""
_OPENS = regex(
    r"(?:[:：>\[\\|,]|[-+]{3})\s*\Z|name[\"']?\s*[:=]|base64 -|[$#>]\s[^\s<>]{2,20}\s\S{2,200}\Z"
    r"|\A\d{1,5}\) \""
)
"""How a line ends, or what it has, whose secret is on the next one: a colon, or what is asked of a
program.
"""
_HEAD = regex(
    r"\[?\d{4}[-/]\d\d[-/]\d\d |\d{1,3}\.\d{1,3}\.\d|[A-Z]\d{4} |time=|\{\"|\[\w", re.ASCII
)
"""What a message of its own begins with: a time, an address, JSON."""


class Told(NamedTuple):
    """A secret and its class."""

    value: str
    kind: str


class ToldSecrets:
    """Finds such secrets in successive blocks of lines."""

    def __init__(self) -> None:
        self._block = b""
        self._at = 0
        self._kinds = self._asked = 0
        self._told: list[Told] = []

    def begin(self, block: bytes) -> None:
        """Take the block whose lines come now, in their order."""
        self._block = block
        self._at = 0

    def take(self) -> list[Told]:
        """Return what was found since it was last asked."""
        told, self._told = self._told, []
        self._block = b""
        return told

    def look(self, raw: bytes) -> None:
        """Look at a line whose kind is new."""
        if self._kinds >= _MAX_KINDS or not _MIN_BYTES <= len(raw) <= _MAX_LINE_BYTES:
            return
        line = raw.decode("utf8", "replace")
        if _HEAD.match(line, body_start(line)):
            return
        self._kinds += 1
        at = self._block.find(b"\n" + raw, self._at)
        if at < 0:
            return
        self._at = at
        before = self._block[max(0, at - _MAX_BEFORE_BYTES) : at].decode("utf8", "replace")
        context = _context(before, line)
        if context and self._asked < _MAX_ASKED:
            self._asked += 1
            self._told += _told(context, line)


def _context(before: str, line: str) -> str:
    """Return the lines before one that say what it is, none if they do not seem to."""
    opened = before.rfind(_KEY)
    if opened >= 0 and before.find(_END_OF_KEY, opened) < 0:
        return before[before.rfind("\n", 0, opened) + 1 :]
    if "Secret" in before:
        from ctxkit.text.secret_manifests import KIND

        if manifest := KIND.search(before):
            return before[before.rfind("\n", 0, manifest.start()) + 1 :]
    last = before[before.rfind("\n") + 1 :]
    if last.strip() and not _OPENS.search(last):
        rest = find_rest(last, line)
        if rest is None or not any(map(str.isdigit, rest["s"])):
            return ""
    context = "\n".join(before.rsplit("\n", _LINES_BEFORE)[-_LINES_BEFORE:])
    return context if _SPEAKS.search(context) else ""


def _told(context: str, line: str) -> list[Told]:
    from ctxkit.text.redact import Redactor, tells_itself

    redactor = Redactor()
    masked = redactor.mask(f"{context}\n{line}").rpartition("\n")[2]
    if masked == line or masked == Redactor().mask(line):
        return []
    known = filter(tells_itself, redactor.known_in(line))
    return [Told(value, redactor.kind_of(value)) for value in known]
