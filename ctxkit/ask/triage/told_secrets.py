"""Secrets of a log that only the lines before them tell: each line of a log without a prefix is an
event of its own, and says nothing of the key or the name above it.

Looked for where a kind of lines comes for the first time, whose example a report may show. Not
here: what is a secret (`text/redact.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_TOLD = 200
_MAX_KINDS = 20_000
"""Kinds of lines that are looked at, of a process: a log of random lines has one for each."""
_MAX_BEFORE_BYTES = 2_000
_LINES_BEFORE = 4
_MAX_LINE_BYTES = 400
_MIN_BYTES = 6
_KEY, _END_OF_KEY = b"-----BEGIN ", b"-----END "
_MANIFEST = re.compile(rb"kind: (?:Sealed)?Secret\b")
_SPEAKS = re.compile(
    rb"(?i)pass|pw|secret|token|key|cred|auth|bearer|://|eyJ|\xe5\xaf\x86|\xe3\x83\x91\xe3\x82\xb9"
)
"""The last two are the beginnings of words for passwords in Chinese and in Japanese."""


class Told(NamedTuple):
    """A secret and its class."""

    value: str
    kind: str


class ToldSecrets:
    """Finds such secrets in successive blocks of lines."""

    def __init__(self) -> None:
        self._block = b""
        self._at = 0
        self._kinds = 0
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
        self._kinds += 1
        at = self._block.find(b"\n" + raw, self._at)
        if at < 0:
            return
        self._at = at
        before = self._block[max(0, at - _MAX_BEFORE_BYTES) : at]
        context = _context(before)
        if context and len(self._told) < MAX_TOLD:
            self._told += _told(context, raw)


def _context(before: bytes) -> bytes:
    """Return the lines before one that may say what it is, none if they speak of no secret."""
    opened = before.rfind(_KEY)
    if opened >= 0 and before.find(_END_OF_KEY, opened) < 0:
        return before[before.rfind(b"\n", 0, opened) + 1 :]
    manifest = _MANIFEST.search(before)
    if manifest:
        return before[before.rfind(b"\n", 0, manifest.start()) + 1 :]
    lines = before.rsplit(b"\n", _LINES_BEFORE)[-_LINES_BEFORE:]
    context = b"\n".join(lines)
    return context if _SPEAKS.search(context) else b""


def _told(context: bytes, raw: bytes) -> list[Told]:
    from ctxkit.text.redact import Redactor, tells_itself

    line = raw.decode("utf8", "replace")
    redactor = Redactor()
    masked = redactor.mask(f"{context.decode('utf8', 'replace')}\n{line}").rpartition("\n")[2]
    if masked == line or masked == Redactor().mask(line):
        return []
    known = filter(tells_itself, redactor.known_in(line))
    return [Told(value, redactor.kind_of(value)) for value in known]
