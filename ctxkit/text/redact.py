"""Mask the secrets in what a user pasted: logs, `.env` and `values.yaml` files.

In place: the line count stays, equal values get equal placeholders (`<REDACTED:SECRET_KEY#1>`).
Secrets are found by the name in front of a value and by the shape of a value. Linear in the text:
words are cut first and looked at one by one, no pattern tries again from each character. Not here:
upstream source, which is public and is never masked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# The last words of a name that hold a secret, and the class that the placeholder names.
_CLASSES = {
    "password": "PASSWORD", "passwd": "PASSWORD", "pwd": "PASSWORD", "pass": "PASSWORD", "passphrase": "PASSWORD",
    "secret": "SECRET", "token": "TOKEN", "jwt": "TOKEN", "apikey": "API_KEY", "dsn": "DSN", "credential": "CREDENTIAL",
    "credentials": "CREDENTIAL", "authorization": "AUTHORIZATION", "cookie": "COOKIE", "signature": "SIGNATURE",
    "sign": "SIGNATURE", "sig": "SIGNATURE", "secretkey": "SECRET_KEY", "accesskey": "ACCESS_KEY", "sid": "TOKEN",
    "privatekey": "PRIVATE_KEY", "connectionstring": "DSN", "requirepass": "PASSWORD",
}  # fmt: skip
# `*_KEY` is a secret but for these.
_HARMLESS_KEYS = frozenset(
    (
        "primary",
        "foreign",
        "unique",
        "public",
        "cache",
        "sort",
        "partition",
        "group",
        "routing",
        "lock",
        "redis",
        "topology",
        "annotation",
        "label",
        "a",
        "the",
    )
)
_KEY_CLASSES = {
    "secret": "SECRET_KEY",
    "access": "ACCESS_KEY",
    "private": "PRIVATE_KEY",
    "api": "API_KEY",
}
# A name with one of these words says something of a secret and holds none: MAX_TOKENS,
# PASSWORD_LENGTH.
_MEASURES = frozenset(
    """max min limit count length size timeout ttl expire expires expiry expiration minutes seconds hours days interval
    num number total usage used type name enabled enable file path url endpoint header id prefix policy mode field
    column""".split()  # noqa: SIM905
)
_NOT_SECRET = frozenset(
    (
        "",
        "true",
        "false",
        "none",
        "null",
        "nil",
        "yes",
        "no",
        "on",
        "off",
        "undefined",
        "[]",
        "{}",
        "~",
    )
)
_SHAPES = (
    ("sk-", 20, "API_KEY"), ("AIza", 30, "API_KEY"), ("app-", 24, "API_KEY"), ("dataset-", 24, "API_KEY"),
    ("ghp_", 20, "TOKEN"), ("gho_", 20, "TOKEN"), ("ghs_", 20, "TOKEN"), ("github_pat_", 20, "TOKEN"),
    ("glpat-", 20, "TOKEN"), ("xoxb-", 20, "TOKEN"), ("xoxp-", 20, "TOKEN"), ("hf_", 20, "TOKEN"),
    ("AKIA", 20, "AWS_KEY"), ("ASIA", 20, "AWS_KEY"),
)  # fmt: skip

_NAME_TAIL = re.compile(r"[A-Za-z][\w.-]*\Z")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")
_PARTS = re.compile(r"[A-Za-z]+")
_SEPARATOR = re.compile(r":-|[:=]")
_VALUE_END = re.compile(r"[\s,;&)}\]\"'|]")
_AUTHORITY_END = re.compile(r"[/?#\s\"'<>]")
_LEAD = re.compile(r"\s*(?:-\s+)?(?:export\s+)?\Z")
_SCHEME = re.compile(r"(?:bearer|basic|token)\s+", re.IGNORECASE)
_BEARER = re.compile(r"\bbearer ", re.IGNORECASE)
_WORD = re.compile(r"[\w.+/=-]{16,}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z")
_BEGIN_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_END_KEY = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_LONGEST_NAME = 80
_LONGEST_AUTHORITY = 400
_DEEPEST_INDENT = 60


class Redactor:
    """Masks texts of one answer, so that a value keeps its placeholder from text to text."""

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def mask(self, text: str) -> str:
        """Return `text` with its secrets masked; it has as many lines as before."""
        out = []
        inside_key = False
        for line in text.split("\n"):
            shown, inside_key = self._private_key(line, inside_key)
            out.append(shown if shown is not line else self._line(line))
        return "\n".join(out)

    def mask_value(self, name: str, value: Any) -> Any:
        """Return the value of a setting called `name`, as JSON knows it, with the secrets in it
        masked.

        Of lists and mappings each value goes by its own key, of `{name: X, value: Y}`, an
        environment variable, by X.
        """
        if isinstance(value, str):
            kind = secret_class(name)
            return self._hide(value, kind) if kind and _is_value(value) else self.mask(value)
        if isinstance(value, list):
            return [self.mask_value(name, item) for item in value]
        if isinstance(value, dict):
            variable = value.get("name")
            named = variable if isinstance(variable, str) else "value"
            return {
                key: self.mask_value(named if key == "value" else key, item)
                for key, item in value.items()
            }
        return value

    def _hide(self, value: str, kind: str) -> str:
        if value not in self._placeholders:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._placeholders[value] = f"<REDACTED:{kind}#{self._counts[kind]}>"
        return self._placeholders[value]

    def _private_key(self, line: str, inside: bool) -> tuple[str, bool]:
        """Return the line without its part of a PEM key (the very same if it has none), and whether
        the key goes on.
        """
        begin = _BEGIN_KEY.search(line)
        if not inside and not begin:
            return line, False
        start = 0 if inside else begin.start() if begin else 0
        end = _END_KEY.search(line, start)
        body = line[start : end.end() if end else len(line)]
        indent = body[: len(body) - len(body.lstrip())]
        tail = self._line(line[end.end() :]) if end else ""
        return self._line(line[:start]) + indent + self._hide(
            body.strip(), "PRIVATE_KEY"
        ) + tail, end is None

    def _line(self, line: str) -> str:
        if len(line) < 6:
            return line
        for step in (self._userinfo, self._named, self._bearer, self._shapes):
            line = step(line)
        return line

    def _userinfo(self, line: str) -> str:
        """Mask the password of `scheme://user:password@host`, and a user name that is a token."""
        if "://" not in line or "@" not in line:
            return line
        first, *rest = line.split("://")
        out = [first]
        for part in rest:
            end = _AUTHORITY_END.search(part, 0, _LONGEST_AUTHORITY)
            at = part.rfind("@", 0, end.start() if end else _LONGEST_AUTHORITY)
            user, colon, password = part[: max(at, 0)].partition(":")
            if at > 0 and colon and _is_value(password):
                part = f"{user}:{self._hide(password, 'PASSWORD')}{part[at:]}"
            elif at > 0 and not colon and len(user) >= 16:
                part = f"{self._hide(user, 'TOKEN')}{part[at:]}"
            out.append(part)
        return "://".join(out)

    def _named(self, line: str) -> str:
        """Mask the values behind names of secrets: `KEY=value`, `key: value`, `"key": "value"`,
        `?token=value`.
        """
        out: list[str] = []
        done = 0
        for separator in _SEPARATOR.finditer(line):
            at = separator.start()
            if at < done:
                continue
            begin = max(done, at - _LONGEST_NAME)
            name = _NAME_TAIL.search(line[begin:at].rstrip(" \"'\\"))
            kind = secret_class(name.group()) if name else ""
            if not name or not kind:
                continue
            alone = begin + name.start() < _DEEPEST_INDENT and bool(
                _LEAD.match(line[: begin + name.start()])
            )
            start, end = _value_span(line, separator.end(), alone=alone)
            value = line[start:end]
            prose = not alone and line[at : at + 2] == ": " and value.isalpha() and start == at + 2
            if _is_value(value) and not prose and not (kind == "TOKEN" and _NUMBER.match(value)):
                out += (line[done:start], self._hide(value, kind))
                done = end
        return "".join((*out, line[done:]))

    def _bearer(self, line: str) -> str:
        return self._words(line, [m.end() for m in _BEARER.finditer(line)])

    def _words(self, line: str, starts: list[int]) -> str:
        out: list[str] = []
        done = 0
        for start in starts:
            found = _WORD.match(line, start)
            if found and start >= done:
                out += (line[done:start], self._hide(found.group(), "TOKEN"))
                done = found.end()
        return "".join((*out, line[done:]))

    def _shapes(self, line: str) -> str:
        return _WORD.sub(lambda found: self._shaped(found.group()), line)

    def _shaped(self, word: str) -> str:
        """Mask a word that has the shape of a known kind of secret; a name and `=` may stand before
        it.
        """
        name, equals, value = word.rpartition("=") if not word.endswith("=") else ("", "", word)
        path, slash, last = (
            value.rpartition("/")
            if "/" in value and not value.startswith("eyJ")
            else ("", "", value)
        )
        kind = shape_class(last)
        return f"{name}{equals}{path}{slash}{self._hide(last, kind)}" if kind else word


def shape_class(word: str) -> str:
    """Return the class of a word that is a secret by its looks (JWT, `sk-...`, AWS), else an empty
    string.
    """
    if word.startswith("eyJ") and word.count(".") == 2 and len(word) > 30:
        return "JWT"
    for prefix, length, kind in _SHAPES:
        if word.startswith(prefix) and len(word) >= length and any(c.isdigit() for c in word):
            if kind == "AWS_KEY" and not (len(word) == 20 and word.isalnum() and word.isupper()):
                continue
            return kind
    return ""


@lru_cache(maxsize=2000)
def secret_class(name: str) -> str:
    """Return the class of secret that a setting of that name holds, or an empty string."""
    words = [word.lower() for word in _PARTS.findall(_HUMP.sub(r"\1_\2", name.rpartition(".")[2]))]
    if not words or _MEASURES.intersection(words):
        return ""
    if words[-1] == "key" and len(words) > 1:
        return "" if words[-2] in _HARMLESS_KEYS else _KEY_CLASSES.get(words[-2], "SECRET_KEY")
    return _CLASSES.get(words[-1], "") or _CLASSES.get("".join(words[-2:]), "")


def _value_span(line: str, start: int, *, alone: bool) -> tuple[int, int]:
    """Return where the value behind a separator begins and ends.

    `alone`: the line holds nothing but this setting.
    """
    while start < len(line) and line[start] in " \t":
        start += 1
    escape = line.startswith("\\", start)
    quote = line[start + escape : start + escape + 1]
    if quote and quote in "\"'":
        start += 1 + escape
        end = line.find(("\\" if escape else "") + quote, start)
        return start, len(line) if end < 0 else end
    scheme = _SCHEME.match(line, start)
    if scheme:
        start = scheme.end()
    if alone:
        comment = line.find(" #", start)
        end = len(line) if comment < 0 else comment
        return start, start + len(line[start:end].rstrip())
    found = _VALUE_END.search(line, start)
    return start, found.start() if found else len(line)


def _is_value(value: str) -> bool:
    """Tell whether `value` can be a secret: not empty, no switch, no reference to another name, not
    masked already.
    """
    return value.lower() not in _NOT_SECRET and not value.startswith(("${", "{{", "$(", "<", "***"))
