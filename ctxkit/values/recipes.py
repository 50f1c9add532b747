"""How to make a secret, as the comment beside it says: as advice, and made.

Not here: which secrets are bad (`ask/check/secret_rules.py`).
"""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from uuid import UUID

from msgspec import Struct

from ctxkit.regex import regex

MakeBytes = Callable[[int], bytes]
"""Returns that many random bytes, as `secrets.token_bytes` does."""

_MAX_COMMENT_CHARS = 2_000
# You can generate a strong key using `openssl rand -base64 42`.
_IN_BACKTICKS = regex(r"`((?:openssl|python3?|uuidgen|head|pwgen|date|tr) [^`]{1,200}|uuidgen)`")
# Generate one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'
_AFTER_COLON = regex(
    r"\b(?:[Gg]enerate|[Cc]reate)\b[^:`]{0,60}: ?((?:openssl|python3?) \S.{1,200})"
)
_COMMANDS = (
    (regex(r"openssl rand -base64 (\d{1,4})"), "base64"),
    (regex(r"openssl rand -hex (\d{1,4})"), "hex"),
    (regex(r"secrets\.token_urlsafe\((\d{1,4})\)"), "base64url"),
    (regex(r"secrets\.token_hex\((\d{1,4})\)"), "hex"),
    (regex(r"uuidgen()"), "uuid"),
)
_OF_URLS = regex(r"base64[ -]?url|url[ -]?safe[ -]base64", re.IGNORECASE)
_BASE64 = regex(r"base64", re.IGNORECASE)
_HEX = regex(r"\bhex(?:adecimal)?\b", re.IGNORECASE)
_BYTES = regex(r"\b(\d{1,4})[ -]bytes?\b", re.IGNORECASE)
_MIN_BYTES = 8
_MAX_BYTES = 1_024
_USUAL_BYTES = 32


class Recipe(Struct, frozen=True, kw_only=True):
    """The form of a secret: `base64`, `base64url` (without padding), `hex` or `uuid`, of that many
    random bytes; `words` says it to people.
    """

    form: str
    size: int
    words: str

    def made(self, random: MakeBytes) -> str:
        """Return a new secret."""
        return _FORMS[self.form](random(self.size))


_FORMS: dict[str, Callable[[bytes], str]] = {
    "base64": lambda data: b64encode(data).decode(),
    "base64url": lambda data: urlsafe_b64encode(data).decode().rstrip("="),
    "hex": bytes.hex,
    "uuid": lambda data: str(UUID(bytes=data, version=4)),
}
_UUID_BYTES = 16

LETTERS = Recipe(form="hex", size=24, words="letters and digits, as it may become part of a URL")
"""The form of a secret of which no comment says anything."""


def recipe_in(comment: str) -> str:
    """Return the command by which a comment says to make a secret, empty if it does not."""
    text = comment[:_MAX_COMMENT_CHARS]
    found = _IN_BACKTICKS.search(text) or _AFTER_COLON.search(text)
    return found[1].strip() if found else ""


def recipe_of(comment: str) -> Recipe | None:
    """Return the form of a secret that the comment on it asks for, None if it asks for none, or for
    one that is not known here.
    """
    command = recipe_in(comment)
    if command:
        return _of_command(command)
    text = comment[:_MAX_COMMENT_CHARS]
    number = _BYTES.search(text)
    size = int(number[1]) if number else _USUAL_BYTES
    if not _MIN_BYTES <= size <= _MAX_BYTES:
        return None
    if _OF_URLS.search(text):
        words = f"base64url of {size} bytes, without padding"
        return Recipe(form="base64url", size=size, words=words)
    if number and _BASE64.search(text):
        return Recipe(form="base64", size=size, words=f"base64 of {size} bytes")
    if number and _HEX.search(text):
        return Recipe(form="hex", size=size, words=f"{size} bytes in hexadecimal")
    return None


def _of_command(command: str) -> Recipe | None:
    for pattern, form in _COMMANDS:
        found = pattern.search(command)
        if found is None:
            continue
        size = int(found[1] or _UUID_BYTES)
        if _MIN_BYTES <= size <= _MAX_BYTES:
            return Recipe(form=form, size=size, words=f"of the form of `{command}`")
    return None


def set_your_own(comment: str, *, adjective: str = "your own") -> str:
    """Return the advice to set a secret, with the command of the comment on it."""
    recipe = recipe_in(comment)
    example = f", for example the output of `{recipe}`" if recipe else ""
    return f"set {adjective} value{example}"
