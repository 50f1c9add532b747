"""The HTTP status with which a request was answered, as access logs, clients and browsers print it.

Not here: the statuses that only the text of an error names (`cause/wire.py`), how a request is read
out of a line (`ask/locate/request_lines.py`).
"""

from __future__ import annotations

from ctxkit.regex import regex

_TOLD = regex(
    r"(?:->|HTTP/[\d.]{1,5}\"?) {0,2}([1-5]\d\d)\b|\| {0,2}([1-5]\d\d) {0,2}\|"
    r"|(?:Client|Server) error '([1-5]\d\d) |: ([45]\d\d) (?:Client|Server) Error"
    r"|(?:status of|https?://[^\s\"']{1,1500}) {1,2}([1-5]\d\d) \([A-Za-z][A-Za-z '-]{1,40}\)"
)
"""Of nginx, gunicorn, gin, httpx, requests, and Chrome's console: `GET http://x/y 403 (Forbidden)`.
"""
_MAX_CHARS = 4_000


def status_told(text: str) -> str:
    """Return the status behind the first request of a text, empty if it has none."""
    told = _TOLD.search(text[:_MAX_CHARS])
    return next(filter(None, told.groups()), "") if told is not None else ""
