"""Secrets of addresses: `scheme://user:password@host`, and a user name that is a token.

Not here: parameters of a query (`named_values.py`), paths that are a key (`secret_phrases.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.text.found import Named
from ctxkit.text.secrets import may_be_secret

_URL_END = re.compile(r"[\s\"'<>`]")
_AUTHORITY_END = re.compile(r"[/?#]")
_PORT = re.compile(r"\d{1,5}\Z")
_MIN_USER_TOKEN_CHARS = 16
_NO_PASSWORDS = frozenset({"", "x-oauth-basic", "x-token-auth", "x"})
"""What stands for a password where the user name is the token."""


def find_in_urls(line: str) -> Iterator[Named]:
    """Yield the secrets before the hosts of a line's addresses, in order."""
    if "://" not in line or "@" not in line:
        return
    start = line.find("://")
    while start >= 0:
        start += len("://")
        following = line.find("://", start)
        yield from _of_authority(line, start, following if following >= 0 else len(line))
        start = following


def without_userinfo(text: str) -> str:
    """Return a text with `***` for the user and password of each of its addresses."""
    first, *parts = text.split("://")
    for number, part in enumerate(parts):
        stop = _stop_of(part, 0, len(part))
        at = _end_of_userinfo(part, 0, stop)
        if at >= 0:
            parts[number] = f"***{part[at:]}"
    return "://".join((first, *parts))


def has_bare_password(url: str) -> bool:
    """Return whether the password of a url has a slash, a `?` or a `#` as such, where a url ends
    the host.
    """
    start = url.find("://") + len("://")
    at = _end_of_userinfo(url, start, len(url))
    return at >= 0 and _AUTHORITY_END.search(url, start, at) is not None


def _of_authority(line: str, start: int, stop: int) -> Iterator[Named]:
    at = _end_of_userinfo(line, start, _stop_of(line, start, stop))
    if at <= start:
        return
    user, colon, password = line[start:at].partition(":")
    if colon and password not in _NO_PASSWORDS:
        if may_be_secret(password):
            yield Named(start + len(user) + 1, password, "PASSWORD")
    elif len(user) >= _MIN_USER_TOKEN_CHARS and may_be_secret(user):
        yield Named(start, user, "TOKEN")


def _stop_of(line: str, start: int, stop: int) -> int:
    ends = _URL_END.search(line, start, stop)
    return ends.start() if ends else stop


def _end_of_userinfo(line: str, start: int, stop: int) -> int:
    """Return where the `@` is behind the user and password of an address that begins at `start`;
    -1 if there is none.
    """
    ends = _AUTHORITY_END.search(line, start, stop)
    authority_end = ends.start() if ends else stop
    at = line.rfind("@", start, authority_end)
    if at >= 0:
        return at
    # A password may have a slash, a `?` or a `#`; but `host:8080/path@v1` has a port.
    colon = line.find(":", start, authority_end)
    if colon < 0 or (colon > start and _PORT.match(line[colon + 1 : authority_end])):
        return -1
    return line.rfind("@", authority_end, stop)
