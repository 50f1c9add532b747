"""The lines of a private key in PEM form, which says where it begins and ends, and those of a
certificate, which is public.

Not here: a line of one without the others (`secret_shapes.py`), masking (`redact.py`).
"""

from __future__ import annotations

from base64 import b64decode

from ctxkit.regex import regex
from ctxkit.text.log_bodies import body_start

_BEGIN = regex(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\bPrivate-Lines: \d+")
_END = regex(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\bPrivate-MAC: [0-9a-f]{1,128}")
"""The second form is PuTTY's."""
_PUBLIC = regex(
    r"-----(BEGIN|END) (?:[A-Z0-9]{1,20} )?(?:CERTIFICATE(?: REQUEST)?|PUBLIC KEY)-----"
)
_BODY = regex(r"[A-Za-z0-9+/=]{1,80}\Z")
_PADDED = regex(r"[A-Za-z0-9+/]{14,78}={1,2}\Z")
_HEADER = regex(r"(?:Proc-Type|DEK-Info|Comment|Version|Hash|Charset): ")
_PREFIX_ENDS = ("|", " stdout F", " stderr F", " stdout P", " stderr P")
"""How the prefixes of Compose and of a container runtime end."""
_MIN_PREFIXED_CHARS = 16
"""Characters of a body behind the prefix of a log: a shorter one may be a word of a message."""


class KeyBlock:
    """Follows a text line by line, and knows which of them are inside a key."""

    def __init__(self) -> None:
        self._inside = False
        self._in_public = False

    def is_public(self, line: str) -> bool:
        """Return whether a line, asked once and before it is split, is one of what anybody may
        see.
        """
        marks = [found[1] for found in _PUBLIC.finditer(line)]
        was = self._in_public
        if marks:
            self._in_public = marks[-1] == "BEGIN"
        elif was and _start_of_body(line) < 0:
            self._in_public = False  # it was cut off
        return was and self._in_public and not marks

    def split(self, line: str) -> tuple[str, str, str]:
        """Return a line's text before its part of a key, that part (empty without one), and the
        text behind it.
        """
        start = _start_of_body(line) if self._inside else -1
        self._inside = False  # unless a key has no end here
        if start < 0 and (last := _last_line(line)):
            start = line.rfind(last)
            return line[:start], last, line[start + len(last) :]
        if start < 0:
            begin = _BEGIN.search(line)
            if begin is None:
                return line, "", ""
            start = begin.start()
        end = _END.search(line, start)
        self._inside = end is None
        stop = end.end() if end else len(line.rstrip())
        return line[:start], line[start:stop], line[stop:]


def _start_of_body(line: str) -> int:
    """Return where the part of a key begins on a line inside one; -1 if the key was cut off.

    In place: a key in a YAML file keeps its indent, and one in a log its prefix.
    """
    text = line.rstrip()
    begin = body_start(text)
    if not text[begin:].strip():
        return len(text)
    if (end := _END.search(text)) is not None:
        return _word_start(text[: end.start()])
    if _HEADER.match(text[begin:].strip()):
        return begin + len(text[begin:]) - len(text[begin:].lstrip())
    start = max(begin, _word_start(text))
    body = text[start:]
    before = text[begin:start].strip()
    if _BODY.match(body.strip("\"',;\\n")) is None:
        return -1
    if before and len(body) < _MIN_PREFIXED_CHARS:
        return -1
    return start


def _last_line(line: str) -> str:
    """Return the end of a key in base64 that a line is, behind the prefix of a container's log if
    any; else an empty text. A log may be grouped, so the lines before it are elsewhere.
    """
    text = line.strip()
    start = _word_start(text)
    body, before = text[start:], text[:start].rstrip()
    if before and not before.endswith(_PREFIX_ENDS):
        return ""
    if not body.endswith("=") or _PADDED.match(body) is None:
        return ""
    is_word = body.islower() or body.isupper() or not any(c.isdigit() for c in body)
    return "" if is_word or _is_text(body) else body


def _is_text(body: str) -> bool:
    """Return whether a line of base64 is one of text: a key has bytes of all kinds.
    Of a key encoded once more the last line is text too.
    """
    try:
        text = b64decode(body[len(body) % 4 :])
    except ValueError:
        return False
    return text.isascii() and b"--" not in text


def _word_start(text: str) -> int:
    """Return where the last word of a text begins."""
    return max(text.rfind(" "), text.rfind("\t")) + 1
