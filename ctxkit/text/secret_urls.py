"""Secrets of addresses: `scheme://user:password@host`, also without the scheme, and a user name
that is a token.

Not here: parameters of a query (`named_values.py`), paths that are a key (`secret_phrases.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.made_up_words import is_made_up
from ctxkit.text.secrets import may_be_secret

_URL_END = regex(r"[\s\"'<>`]")
_AUTHORITY_END = regex(r"[/?#]")
_PORT = regex(r"\d{1,5}\Z")
_MIN_USER_TOKEN_CHARS = 16
_NO_PASSWORDS = frozenset({"", "x-oauth-basic", "x-token-auth", "x"})
"""What stands for a password where the user name is the token."""


_USERS = frozenset({"user", "username", "login"})
_PASSWORDS = frozenset({"password", "pass", "passwd", "pwd", "secret"})


def find_in_urls(line: str) -> Iterator[Named]:
    """Yield the secrets before the hosts of a line's addresses, in order."""
    for start, at in _userinfos(line):
        user, colon, password = line[start:at].partition(":")
        if user.lower() in _USERS and password.lower() in _PASSWORDS:
            continue  # of documentation
        if colon and password not in _NO_PASSWORDS:
            if may_be_secret(password):
                yield Named(start + len(user) + 1, password, "PASSWORD")
        elif len(user) >= _MIN_USER_TOKEN_CHARS and may_be_secret(user):
            yield Named(start, user, "TOKEN")


_BARE = regex(r"(?<![\w/.:-])[\w.-]{1,60}:([A-Za-z0-9]{8,200})@(?!sha\d)[\w.-]", re.ASCII)


_ESCAPED = regex(r":\\/\\/[^\s:/@\"']{0,80}:([^\s/@\"'\\<]{1,200})@")
"""An address as PHP and Go write it in JSON: `postgres:\\/\\/u:X@db`."""
_MAIL = regex(
    r"[\w+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}:([^\s\"',;:/]{6,200})(?=[\s\"',;]|\Z)"
)
"""A mail address and its password: `bot@corp.example:X`."""


def find_without_scheme(line: str) -> Iterator[Named]:
    """Yield the passwords of `user:password@host` that have no `scheme://` before them, and those
    behind a mail address.

    Versions have dots and are no passwords: `langgenius/openai:0.2.7@...`.
    """
    if "@" not in line:
        return
    for found in _BARE.finditer(line):
        password = found[1]
        if any(c.isdigit() for c in password) and not password.isdigit():
            yield Named(found.start(1), password, "PASSWORD")
    for found in _ESCAPED.finditer(line) if r":\/\/" in line else ():
        yield Named(found.start(1), found[1], "PASSWORD")
    for found in _MAIL.finditer(line):
        if is_made_up(found[1]):
            yield Named(found.start(1), found[1], "PASSWORD")


def without_userinfo(text: str) -> str:
    """Return a text with `***` for the user and password of each of its addresses."""
    out: list[str] = []
    done = 0
    for start, at in _userinfos(text):
        out += (text[done:start], "***")
        done = at
    return "".join((*out, text[done:]))


def has_bare_password(url: str) -> bool:
    """Return whether the password of a url has a slash, a `?` or a `#` as such, where a url ends
    the host.
    """
    start = url.find("://") + len("://")
    at = _end_of_userinfo(url, start, len(url))
    return at >= 0 and _AUTHORITY_END.search(url, start, at) is not None


def _userinfos(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the user and password of each address begin that has them, and where their `@`
    is.
    """
    start = text.find("://") if "@" in text else -1
    while start >= 0:
        start += len("://")
        following = text.find("://", start)
        stop = following if following >= 0 else len(text)
        ends = _URL_END.search(text, start, stop)
        at = _end_of_userinfo(text, start, ends.start() if ends else stop)
        if at >= 0:
            yield start, at
        start = following


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
