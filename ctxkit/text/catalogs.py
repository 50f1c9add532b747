"""Catalogs of the texts that a web console shows (`i18n/<locale>/<namespace>.json` or `.ts`): their
places and entries.

Not here: which entries are indexed (`extract/catalog.py`) and which one a pasted text is
(`ask/locate/ui_texts.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.model import HOLE
from ctxkit.text.template import fold_space

BASE_LOCALE = "en-US"
"""The locale whose texts are the originals, and the only one whose entries are indexed: the others,
twenty times as much, are read when one is asked for.
"""

_PATH = re.compile(r"(?:^|/)i18n/([a-z]{2}(?:[-_][A-Z][A-Za-z]{1,3})?)/([\w-]{1,60})\.(?:json|ts)$")
_LINE = re.compile(
    r'  "([^"\\\n]{1,200})": ("(?:[^"\\\n]|\\.)*"),?'
)  # what a formatter writes of a flat catalog
_TOKEN = re.compile(
    r"\n|//[^\n]*|/\*|\"(?:[^\"\\\n]|\\[^\n])*\"|'(?:[^'\\\n]|\\[^\n])*'|`(?:[^`\\]|\\.)*`|[\w$]+|[{}\[\]:,+]",
    re.DOTALL,
)
_VALUE = re.compile(
    r"\{\{\s{0,5}-?\s{0,5}([\w.$]{1,80})[^{}]{0,80}\}\}|\{([\w.]{1,80})\}|</?\w{1,40}\s?/?>"
)
_DEEPEST = 12


class Place(NamedTuple):
    """What the path of a catalog tells."""

    locale: str
    namespace: str


class Entry(NamedTuple):
    """A text of a catalog; `key` has its place in the file, with dots, without the namespace."""

    key: str
    text: str
    line: int


def catalog_of(path: str) -> Place | None:
    """Return locale and namespace (`appDebug` for `app-debug.json`) of the catalog at `path`, None
    for other files.
    """
    found = _PATH.search(path)
    if not found:
        return None
    first, *rest = re.split(r"[-_]", found[2])
    return Place(
        found[1].replace("_", "-"), first + "".join(part[:1].upper() + part[1:] for part in rest)
    )


def entries(source: str) -> Iterator[Entry]:
    """Yield the texts of a catalog, JSON or a module that exports one object, flat or nested.

    Never raises.
    """
    lines = source.split("\n")
    if lines[0].rstrip() == "{" and all(
        _LINE.fullmatch(line.rstrip("\r")) for line in lines[1:6] if line[:3] == '  "'
    ):
        for number, line in enumerate(lines, 1):
            if found := _LINE.match(line):
                yield Entry(found[1], unquote(found[2]), number)
        return
    yield from _nested(source)


def _nested(source: str) -> Iterator[Entry]:
    """Read object literals by their tokens: a name before a colon is a key, a string behind one its
    text.
    """
    keys: list[str] = []
    name, text, line, at = "", "", 1, 0
    value = started = False
    for match in _TOKEN.finditer(source):
        token = match[0]
        first = token[0]
        if first == "\n":
            line += 1
            continue
        if first == "{":
            if started:
                keys.append(name)
                if len(keys) > _DEEPEST:
                    return
            started, value, name = True, False, ""
        elif not started or first in "/+":
            continue
        elif first == "[":  # a list of texts has no keys
            value = False
        elif first == ":":
            value, text, at = True, "", line
        elif first in ",}":
            if value and text:
                yield Entry(".".join((*keys, name)), text, at)
            value = False
            if first == "}":
                if not keys:
                    return
                keys.pop()
        elif first in "\"'`":
            said = unquote(token)
            if value:
                at = at if text else line
                text += said
            else:
                name = said
            line += token.count("\n")
        elif not value and first != "]":
            name = token


def unquote(literal: str) -> str:
    """Return the text of a string literal of JSON or JavaScript."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    if literal[0] == '"':
        try:
            return str(json.loads(literal))
        except ValueError:
            pass
    return re.sub(
        r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), inner, flags=re.DOTALL
    )


def template_of_text(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the template of a catalog's text, and the names of its values; marks of elements are
    taken out.
    """
    names: list[str] = []

    def filled(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if not name:
            return ""
        names.append(name)
        return HOLE

    return fold_space(_VALUE.sub(filled, text)), tuple(names)
