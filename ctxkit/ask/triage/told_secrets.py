"""Secrets of a log that only the lines before them tell: each line of a log without a prefix is an
event of its own, and says nothing of the key or the name above it.

Looked for where a kind of lines comes for the first time, whose example a report may show. Not
here: what is a secret (`text/redact.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_TOLD = 200
_MAX_KINDS = 4_000
"""Kinds of lines that are looked at, of a process: a log of random lines has one for each."""
_MAX_ASKED = 32
"""Those for which the lines before are masked as well, which takes as long as a thousand lines."""
_MAX_BEFORE_BYTES = 2_000
_LINES_BEFORE = 4
_MAX_LINE_BYTES = 400
_MIN_BYTES = 6
_MIN_WRAPPED_BYTES = 60
_KEY, _END_OF_KEY = b"-----BEGIN ", b"-----END "
_MANIFEST = re.compile(rb"kind: (?:Sealed)?Secret\b")
_SPEAKS = re.compile(
    rb"(?i)pass|pw|secret|token|key|cred|auth|bearer|://|eyJ|\xe5\xaf\x86|\xe3\x83\x91\xe3\x82\xb9"
)
"""The last two are the beginnings of words for passwords in Chinese and in Japanese."""
_OPENS = re.compile(rb"(?:[:>\[\\|,]|\xef\xbc\x9a|[-+]{3})\s*\Z|name[\"']?\s*[:=]|base64 -")
"""How a line ends, or what it has, whose secret is on the next one."""
_PREFIX = rb"(?:[\w./-]{1,80} {0,30}\| ?)?(?:\d{4}-\d\d-\d\dT\S{5,20}Z (?:std\w{3} [FP] )?)?"
_HEAD = re.compile(
    _PREFIX + rb"(?:\[?\d{4}[-/]\d\d[-/]\d\d |\d{1,3}\.\d{1,3}\.\d|[A-Z]\d{4} |time=|\{\"|\[\w)"
)
"""What a message of its own begins with: a time, an address, JSON."""
_REST = re.compile(_PREFIX + rb"(?=\S*\d)[\w+/=.~-]{8,}")


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
        if _HEAD.match(raw):
            return
        self._kinds += 1
        at = self._block.find(b"\n" + raw, self._at)
        if at < 0:
            return
        self._at = at
        context = _context(self._block[max(0, at - _MAX_BEFORE_BYTES) : at], raw)
        if context and self._asked < _MAX_ASKED:
            self._asked += 1
            self._told += _told(context, raw)


def _context(before: bytes, raw: bytes) -> bytes:
    """Return the lines before one that say what it is, none if they do not seem to."""
    opened = before.rfind(_KEY)
    if opened >= 0 and before.find(_END_OF_KEY, opened) < 0:
        return before[before.rfind(b"\n", 0, opened) + 1 :]
    if b"Secret" in before and (manifest := _MANIFEST.search(before)):
        return before[before.rfind(b"\n", 0, manifest.start()) + 1 :]
    last = before[before.rfind(b"\n") + 1 :]
    opens = _OPENS.search(last) or (len(last) >= _MIN_WRAPPED_BYTES and _REST.match(raw))
    if last.strip() and not opens:
        return b""
    context = b"\n".join(before.rsplit(b"\n", _LINES_BEFORE)[-_LINES_BEFORE:])
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
