"""How to make a secret, as the comment beside it says.

Not here: which secrets are bad (`ask/check/secret_rules.py`).
"""

from __future__ import annotations

import re

_MAX_COMMENT_CHARS = 2_000
# You can generate a strong key using `openssl rand -base64 42`.
_IN_BACKTICKS = re.compile(
    r"`((?:openssl|python3?|uuidgen|head|pwgen|date|tr) [^`]{1,200}|uuidgen)`"
)
# Generate one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'
_AFTER_COLON = re.compile(
    r"\b(?:[Gg]enerate|[Cc]reate)\b[^:`]{0,60}: ?((?:openssl|python3?) \S.{1,200})"
)


def recipe_in(comment: str) -> str:
    """Return the command by which a comment says to make a secret, empty if it does not."""
    text = comment[:_MAX_COMMENT_CHARS]
    found = _IN_BACKTICKS.search(text) or _AFTER_COLON.search(text)
    return found[1].strip() if found else ""


def set_your_own(comment: str, *, adjective: str = "your own") -> str:
    """Return the advice to set a secret, with the command of the comment on it."""
    recipe = recipe_in(comment)
    example = f", for example the output of `{recipe}`" if recipe else ""
    return f"set {adjective} value{example}"
