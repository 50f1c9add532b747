"""Names of settings that hold a secret, and words that are recognizably secrets.

Not here: masking them (`redact.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# The last words of a name that holds a secret, and the class that the placeholder names.
_CLASSES = {
    "password": "PASSWORD", "passwd": "PASSWORD", "pwd": "PASSWORD", "pass": "PASSWORD",
    "passphrase": "PASSWORD", "requirepass": "PASSWORD",
    "secret": "SECRET", "salt": "SECRET", "secretkey": "SECRET_KEY",
    "accesskey": "ACCESS_KEY", "apikey": "API_KEY",
    "privatekey": "PRIVATE_KEY",
    "token": "TOKEN", "jwt": "TOKEN", "sid": "TOKEN",
    "credential": "CREDENTIAL", "credentials": "CREDENTIAL", "authorization": "AUTHORIZATION",
    "cookie": "COOKIE", "signature": "SIGNATURE", "sign": "SIGNATURE", "sig": "SIGNATURE",
    "dsn": "DSN", "connectionstring": "DSN",
}  # fmt: skip
# A name that ends in `key` holds a secret, of a class by the word before; but not with these.
_KEY_CLASSES = {
    "secret": "SECRET_KEY",
    "access": "ACCESS_KEY",
    "private": "PRIVATE_KEY",
    "api": "API_KEY",
}
_HARMLESS_KEYS = frozenset({
    "primary", "foreign", "unique", "public", "cache", "sort", "partition", "group", "routing",
    "lock", "redis", "topology", "annotation", "label", "a", "the",
})  # fmt: skip
# A name with one of these words says something about a secret and holds none: MAX_TOKENS,
# PASSWORD_LENGTH.
_MEASURES = frozenset({
    "max", "min", "limit", "count", "length", "size", "num", "number", "total", "usage", "used",
    "timeout", "ttl", "expire", "expires", "expiry", "expiration",
    "minutes", "seconds", "hours", "days", "interval",
    "type", "name", "enabled", "enable", "mode", "policy", "prefix", "id",
    "file", "path", "url", "endpoint", "header", "field", "column",
})  # fmt: skip

_MIN_JWT_CHARS = 31
_PARTS = re.compile(r"[A-Za-z]+")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")


class Shape(NamedTuple):
    """A kind of secret with a recognizable form: it begins with `prefix`, has a minimum length, and
    a digit.

    An `exact` one has no more characters, and none but capitals and digits.
    """

    prefix: str
    length: int
    kind: str
    exact: bool = False


SHAPES = (
    Shape("sk-", 20, "API_KEY"),  # OpenAI, Anthropic
    Shape("AIza", 30, "API_KEY"),  # Google
    Shape("app-", 24, "API_KEY"),  # an application of Dify
    Shape("dataset-", 24, "API_KEY"),  # a knowledge base of Dify
    Shape("ghp_", 20, "TOKEN"),  # GitHub
    Shape("gho_", 20, "TOKEN"),
    Shape("ghs_", 20, "TOKEN"),
    Shape("github_pat_", 20, "TOKEN"),
    Shape("glpat-", 20, "TOKEN"),  # GitLab
    Shape("xoxb-", 20, "TOKEN"),  # Slack
    Shape("xoxp-", 20, "TOKEN"),
    Shape("hf_", 20, "TOKEN"),  # Hugging Face
    Shape("AKIA", 20, "AWS_KEY", exact=True),
    Shape("ASIA", 20, "AWS_KEY", exact=True),
)


def shape_class(word: str) -> str:
    """Return the class of a word with the form of a secret, else an empty string."""
    if _is_jwt(word):
        return "JWT"
    return next((shape.kind for shape in SHAPES if _has_shape(word, shape)), "")


def _is_jwt(word: str) -> bool:
    return word.startswith("eyJ") and word.count(".") == 2 and len(word) >= _MIN_JWT_CHARS


def _has_shape(word: str, shape: Shape) -> bool:
    if not word.startswith(shape.prefix) or len(word) < shape.length:
        return False
    if shape.exact and not (len(word) == shape.length and word.isalnum() and word.isupper()):
        return False
    return any(c.isdigit() for c in word)


@lru_cache(maxsize=2000)
def secret_class(name: str) -> str:
    """Return the class of secret that a setting of that name holds, or an empty string."""
    last = _HUMP.sub(r"\1_\2", name.rpartition(".")[2])
    words = [word.lower() for word in _PARTS.findall(last)]
    if not words or _MEASURES.intersection(words):
        return ""
    if words[-1] == "key" and len(words) > 1:
        return _class_of_key(words[-2])
    return _CLASSES.get(words[-1], "") or _CLASSES.get("".join(words[-2:]), "")


def _class_of_key(word: str) -> str:
    return "" if word in _HARMLESS_KEYS else _KEY_CLASSES.get(word, "SECRET_KEY")
