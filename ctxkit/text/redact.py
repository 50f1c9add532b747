"""Mask the secrets in what a user pasted: logs, `.env` and `values.yaml` files.

In place: the line count stays, equal values get equal placeholders (`<REDACTED:SECRET_KEY#1>`).
Linear in the text: words are cut first and looked at one by one, no pattern tries again from each
character. Not here: which names and words are secrets (`secrets.py`); upstream source, which is
public and is never masked.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ctxkit.text.secrets import secret_class, shape_class

__all__ = ["Redactor", "secret_class"]

_NO_SECRETS = frozenset({
    "", "true", "false", "none", "null", "nil", "yes", "no", "on", "off", "undefined", "[]", "{}",
    "~",
})  # fmt: skip
_REFERENCES = ("${", "{{", "$(", "<", "***")
"""Beginnings of a value that is filled in elsewhere, or masked already."""

_NAME_TAIL = re.compile(r"[A-Za-z][\w.-]*\Z")
_SEPARATOR = re.compile(r":-|[:=]")
_VALUE_END = re.compile(r"[\s,;&)}\]\"'|]")
_AUTHORITY_END = re.compile(r"[/?#\s\"'<>]")
_LEAD = re.compile(r"\s*(?:-\s+)?(?:export\s+)?\Z")
_SCHEME = re.compile(r"(?:bearer|basic|token)\s+", re.IGNORECASE)
_BEARER = re.compile(r"\b(bearer )([A-Za-z0-9_.+/=-]{16,})", re.IGNORECASE)
_WORD = re.compile(r"[\w.+/=-]{16,}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?\Z")
_BEGIN_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_END_KEY = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_MIN_LINE_CHARS = 6
_MIN_USER_TOKEN_CHARS = 16
_MAX_NAME_CHARS = 80
_MAX_AUTHORITY_CHARS = 400
_MAX_INDENT = 60


class Redactor:
    """Masks texts of one answer, so that a value keeps its placeholder from text to text."""

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def mask(self, text: str) -> str:
        """Return `text` with its secrets masked; it has as many lines as before."""
        out: list[str] = []
        inside_key = False
        for line in text.split("\n"):
            begin = _BEGIN_KEY.search(line)
            if inside_key:
                masked, inside_key = self._private_key(line, 0)
            elif begin:
                masked, inside_key = self._private_key(line, begin.start())
            else:
                masked = self._line(line)
            out.append(masked)
        return "\n".join(out)

    def mask_value(self, name: str, value: Any) -> Any:
        """Return the value of a setting called `name`, as JSON has it, with its secrets masked.

        In lists and mappings each value goes by its own key, in `{name: X, value: Y}`, an
        environment variable, by X.
        """
        if isinstance(value, list):
            return [self.mask_value(name, item) for item in value]
        if isinstance(value, dict):
            return self._mask_mapping(value)
        if not isinstance(value, str):
            return value
        kind = secret_class(name)
        if kind and _may_be_secret(value):
            return self._hide(value, kind)
        return self.mask(value)

    def _mask_mapping(self, mapping: dict[str, Any]) -> dict[str, Any]:
        variable = mapping.get("name")
        masked: dict[str, Any] = {}
        for key, item in mapping.items():
            name = key
            if key == "value" and isinstance(variable, str):
                name = variable
            masked[key] = self.mask_value(name, item)
        return masked

    def _hide(self, value: str, kind: str) -> str:
        if value not in self._placeholders:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._placeholders[value] = f"<REDACTED:{kind}#{self._counts[kind]}>"
        return self._placeholders[value]

    def _private_key(self, line: str, start: int) -> tuple[str, bool]:
        """Return the line without its part of a PEM key, which begins at `start`, and whether the
        key goes on.
        """
        end = _END_KEY.search(line, start)
        stop = end.end() if end else len(line)
        body = line[start:stop]
        # In place: a key in a YAML file keeps its indent.
        indent = body[: len(body) - len(body.lstrip())]
        hidden = self._hide(body.strip(), "PRIVATE_KEY")
        masked = self._line(line[:start]) + indent + hidden + self._line(line[stop:])
        return masked, end is None

    def _line(self, line: str) -> str:
        if len(line) < _MIN_LINE_CHARS:
            return line
        line = self._named(self._userinfo(line))
        line = _BEARER.sub(lambda found: found[1] + self._hide(found[2], "TOKEN"), line)
        return _WORD.sub(lambda found: self._shaped(found.group()), line)

    def _userinfo(self, line: str) -> str:
        """Mask the password of `scheme://user:password@host`, and a user name that is a token."""
        if "://" not in line or "@" not in line:
            return line
        first, *rest = line.split("://")
        return "://".join((first, *(self._authority(part) for part in rest)))

    def _authority(self, part: str) -> str:
        at = part.rfind("@", 0, _find(_AUTHORITY_END, part, 0, _MAX_AUTHORITY_CHARS))
        if at <= 0:
            return part
        user, colon, password = part[:at].partition(":")
        if colon and _may_be_secret(password):
            return f"{user}:{self._hide(password, 'PASSWORD')}{part[at:]}"
        if not colon and len(user) >= _MIN_USER_TOKEN_CHARS:
            return self._hide(user, "TOKEN") + part[at:]
        return part

    def _named(self, line: str) -> str:
        """Mask the values behind names of secrets: `KEY=value`, `key: value`, `"key": "value"`,
        `?token=value`.
        """
        out: list[str] = []
        done = 0
        for separator in _SEPARATOR.finditer(line):
            if separator.start() < done:
                continue
            found = _named_secret(line, separator, done)
            if found is not None:
                out += (line[done : found.start], self._hide(found.value, found.kind))
                done = found.start + len(found.value)
        return "".join((*out, line[done:]))

    def _shaped(self, word: str) -> str:
        """Mask a word with the shape of a known kind of secret; a name and `=`, or folders, may
        precede it.
        """
        start = 0 if word.endswith("=") else word.rfind("=") + 1
        if not word.startswith("eyJ", start):  # a JWT may have slashes
            start = max(start, word.rfind("/") + 1)
        kind = shape_class(word[start:])
        if not kind:
            return word
        return word[:start] + self._hide(word[start:], kind)


class _Secret(NamedTuple):
    """A value in a line, and the class of secret that it is by its name."""

    start: int
    value: str
    kind: str


def _named_secret(line: str, separator: re.Match[str], done: int) -> _Secret | None:
    """Return the value behind a separator if the name before it is that of a secret; `done` is
    where the last value ended.
    """
    at = separator.start()
    begin = max(done, at - _MAX_NAME_CHARS)
    name = _NAME_TAIL.search(line[begin:at].rstrip(" \"'\\"))
    if name is None:
        return None
    kind = secret_class(name.group())
    if not kind:
        return None
    name_start = begin + name.start()
    alone = name_start < _MAX_INDENT and _LEAD.match(line[:name_start]) is not None
    start, end = _value_span(line, separator.end(), alone=alone)
    value = line[start:end]
    if not _may_be_secret(value):
        return None
    if kind == "TOKEN" and _NUMBER.match(value):  # so many tokens
        return None
    # A sentence, `invalid token: expired`, and not a file's `token: expired`.
    if not alone and value.isalpha() and line[at:start] == ": ":
        return None
    return _Secret(start, value, kind)


def _value_span(line: str, start: int, *, alone: bool) -> tuple[int, int]:
    """Return where the value behind a separator begins and ends.

    `alone`: there is nothing but this setting on the line.
    """
    while start < len(line) and line[start] in " \t":
        start += 1
    # JSON in a string of JSON, as loggers write it: `{\"api_key\": \"...\"}`.
    escape = "\\" if line.startswith("\\", start) else ""
    quote = line[start + len(escape) : start + len(escape) + 1]
    if quote in ('"', "'"):
        start += len(escape) + 1
        end = line.find(escape + quote, start)
        return start, len(line) if end < 0 else end
    scheme = _SCHEME.match(line, start)
    if scheme:
        start = scheme.end()
    if alone:
        value, _, _ = line[start:].partition(" #")  # a comment
        return start, start + len(value.rstrip())
    return start, _find(_VALUE_END, line, start, len(line))


def _find(pattern: re.Pattern[str], text: str, start: int, stop: int) -> int:
    """Return where a pattern first matches before `stop`, or `stop`."""
    found = pattern.search(text, start, stop)
    return found.start() if found else stop


def _may_be_secret(value: str) -> bool:
    """Return whether `value` can be a secret: not empty, no switch, no reference to another name,
    not masked already.
    """
    return value.lower() not in _NO_SECRETS and not value.startswith(_REFERENCES)
