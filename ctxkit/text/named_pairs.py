"""Secrets whose names are not right before them: `<key>value</key>`, `name: KEY, value: X`,
`setKey("X")`, `keys: [X, Y]`, the columns of an `INSERT`.

Not here: `KEY=value` (`named_values.py`), lines below (`named_lines.py`, `secret_tables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.made_up_words import is_made_up, is_weakly_made_up
from ctxkit.text.secrets import class_of_each, hidden_class, is_vague, may_be_secret

_ELEMENT = r"<([A-Za-z][\w.:-]{1,80})(?:\s[^<>]{1,200})?>([^<>]{1,4000})</"
_KEYED_ELEMENT = (
    r"<\w{1,40}\s(?:key|name|id)=[\"']([A-Za-z][\w.-]{1,80})[\"'][^<>]{0,100}>([^<>]{1,4000})</"
)
"""An element whose attribute names it: `<entry key="db.password">X</entry>`."""
_PAIR = (
    r"(?i:name|key|variable|field|header|param(?:eter)?|setting|\bid)\\?[\"']?\s{0,3}[:=]\s{0,3}"
    r"\\?[\"']?([A-Za-z][\w.-]{1,80})\\?[\"']?\s{0,3},?\s{0,3}"
    r"(?:\\?[\"'][\w-]{1,30}\\?[\"']\s?:\s?\\?[\"']?[\w. -]{0,60}\\?[\"']?,\s{0,3}){0,3}"
    r"(?:--set(?:-string)?\s[\"']?)?(?:[\w.-]{1,60}\[\d{1,3}\]\.)?"
    r"\\?[\"']?\w{0,20}?(?i:value|plain|content|default)\\?[\"']?\s{0,3}[:=]\s{0,3}"
    r"(?:\\?[\"'])?([^\"'\\,}\s]{1,4000})"
)
_SHORT_PAIR = (
    r"[\"']k\\?[\"']\s?:\s?\\?[\"']([A-Za-z][\w.-]{1,80})\\?[\"'],\s?\\?[\"']v\\?[\"']\s?:\s?\\?[\"']"
    r"([^\"'\\]{1,4000})"
)
_BLOCK = (
    r"\b(?:variable|parameter|resource\s\"\w{1,60}\")\s\"([A-Za-z][\w-]{1,80})\"\s{0,3}\{[^{}]{0,200}?"
    r"(?:default|value|content|plain\w{0,10})\s{0,20}=\s{0,3}\"([^\"]{1,400})\""
)
"""A block of Terraform on one line."""
_HELD = (
    r"([A-Za-z][\w.-]{1,80})\\?[\"']?\s{0,3}[:=]\s{0,3}\{\s{0,3}"
    r"(?:\\?[\"']\w{1,30}\\?[\"']\s?:\s?\\?[\"']?[\w. -]{0,60}\\?[\"']?,\s{0,3}){0,3}"
    r"\\?[\"']?(?:value|default|plain\w{0,10})"
    r"\\?[\"']?\s{0,3}[:=]\s{0,3}(?:\\?[\"'])([^\"'\\]{1,4000})"
)
"""What Terraform puts out: `"db_password": {"value": "X"}`."""
_CALLED_WITH = r"(?<!\w)([A-Za-z]\w{1,60})\(\s?[\"']([^\"'\s]{3,400})[\"']\s?\)"
_ASKS = r"(?i:get|read|load|find|fetch|check|is|has|need|require|validat|verif|resolve|lookup|by)"
"""What a call begins with that asks for a secret: `setPassword("X")` gives one."""
_INSERT = (
    r"(?i:\binto)\s{1,3}[^\s()]{1,120}\s{0,3}\(([^()]{1,4000})\)\s{0,3}"
    r"(?i:values)\s{0,3}\(([^()]{1,9000})\)"
)
_SQL_VALUE = regex(r"'((?:[^']|'')*)'|[^,']+")


def find_pairs(line: str) -> Iterator[Named]:
    """Yield the secrets of `<password>X</password>`, of `{"name": "PASSWORD", "value": "X"}` and of
    `setPassword("X")`, in order.
    """
    patterns = [_ELEMENT, _KEYED_ELEMENT] if "</" in line else []
    if any(word in line.lower() for word in ("value", "plain", "content", "default")):
        patterns.append(_PAIR)
        if "{" in line:
            patterns += (_BLOCK, _HELD)
    if 'v"' in line or "v'" in line:
        patterns.append(_SHORT_PAIR)
    if "(" in line:
        patterns.append(_CALLED_WITH)
    found = [each for pattern in patterns for each in re.finditer(pattern, line)]
    for pair in sorted(found, key=lambda each: each.start(2)):
        kind = hidden_class(pair[1])
        if not kind and "_" in pair[1] and is_vague(pair[1]) and is_made_up(pair[2]):
            kind = "TOKEN"
        is_call = pair.re.pattern == _CALLED_WITH
        if is_call and (re.match(_ASKS, pair[1]) or not is_weakly_made_up(pair[2])):
            continue
        if kind and may_be_secret(pair[2]):
            yield Named(pair.start(2), pair[2], kind)


_PAIR_BACK = (
    r"(?i:value)\\?[\"']?\s{0,3}[:=]\s{0,3}(?:\\?[\"'])([^\"'\\]{3,400})\\?[\"'](?:,|\s{1,3}(?i:where))\s{0,3}"
    r"\\?[\"']?\w{0,20}?(?i:name|key|variable|field)\\?[\"']?\s{0,3}[:=]\s{0,3}\\?[\"']?([A-Za-z][\w.-]{1,80})"
)


def find_named_behind(line: str) -> Iterator[Named]:
    """Yield the secrets of `{"value": "X", "name": "PASSWORD"}`, in order."""
    if "value" not in line.lower():
        return
    for pair in re.finditer(_PAIR_BACK, line):
        kind = hidden_class(pair[2])
        if kind and may_be_secret(pair[1]):
            yield Named(pair.start(1), pair[1], kind)


_LIST = r"([A-Za-z][\w.-]{1,80})\\?[\"']?\s{0,3}[:=]\s{0,3}\[([^\[\]]{1,4000})\]"
_MAP = r"([A-Za-z][\w.-]{1,80}s)\\?[\"']?\s{0,3}[:=]\s{0,3}\{([^{}]{1,4000})\}"
_MAP_BEGINS = regex(r"s\\?[\"']?\s{0,3}[:=]\s{0,3}\{")
_MAP_VALUE = regex(r"(?<!<REDACTED):\s{0,3}\\?[\"']?([^\s,\"'\\:{}<>]{8,400})")
_LIST_BEGINS = regex(r"[:=]\s{0,3}\[")
"""Looked for first: most lines of a log have a bracket, and no list behind a name."""
_ITEM = regex(r"(?<![^\s,\"'\\])[^\s,\"'\\]{3,}")


def find_listed(line: str) -> Iterator[Named]:
    """Yield the secrets of `passwords: ["X", "Y"]`, in order."""
    if "[" not in line or not _LIST_BEGINS.search(line):
        return
    for found in re.finditer(_LIST, line):
        kind = class_of_each(found[1])
        for item in _ITEM.finditer(line, found.start(2), found.end(2)) if kind else ():
            if is_weakly_made_up(item[0]) and may_be_secret(item[0]):
                yield Named(item.start(), item[0], kind)


def find_held(line: str) -> Iterator[Named]:
    """Yield the secrets of `secrets: {one: "X"}` that are made up, in order."""
    if "{" not in line or not _MAP_BEGINS.search(line):
        return
    for found in re.finditer(_MAP, line):
        kind = class_of_each(found[1])
        for item in _MAP_VALUE.finditer(line, found.start(2), found.end(2)) if kind else ():
            if is_made_up(item[1]) and may_be_secret(item[1]):
                yield Named(item.start(1), item[1], kind)


def find_columns(line: str) -> Iterator[Named]:
    """Yield the secrets of `INSERT INTO accounts (name, password) VALUES ('a', 'X')`, in order."""
    if "values" not in line.lower():
        return
    for insert in re.finditer(_INSERT, line):
        names = insert[1].split(",")
        values = _SQL_VALUE.finditer(line, insert.start(2), insert.end(2))
        written = [value for value in values if value[0].strip()]
        for name, value in zip(names, written, strict=False):
            kind = hidden_class(name.strip(" `\"'[]"))
            if kind and value[1] and may_be_secret(value[1]):
                yield Named(value.start(1), value[1], kind)
