"""Catalogs of the texts that a web console shows (`i18n/<locale>/<namespace>.json` or `.ts`): their
places and entries.

Not here: which entries are indexed (`extract/catalog.py`) and which one a pasted text is
(`ask/locate/ui_texts.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxkit.model import HOLE
from ctxkit.regex import regex
from ctxkit.text.template import fold_space

BASE_LOCALE = "en-US"
"""The locale whose texts are the originals, and the only one whose entries are indexed: the others,
twenty times as much, are read when one is asked for.
"""

_PATH = regex(r"/i18n/([a-z]{2}(?:[-_][A-Z][A-Za-z]{1,3})?)/([\w-]{1,60})\.(?:json|ts)$")
# A line of a flat catalog as a formatter writes it.
_LINE = regex(r'  "([^"\\\n]{1,200})": ("(?:[^"\\\n]|\\.)*"),?')
_PROBED_LINES = 5
_TOKEN = regex(
    r"\n|//[^\n]*|/\*"
    r"|\"(?:[^\"\\\n]|\\[^\n])*\"|'(?:[^'\\\n]|\\[^\n])*'|`(?:[^`\\]|\\.)*`"
    r"|[\w$]+|[{}\[\]:,+]",
    re.DOTALL,
)
_VALUE = regex(
    r"\{\{\s{0,5}-?\s{0,5}([\w.$]{1,80})[^{}]{0,80}\}\}|\{([\w.]{1,80})\}"
    r"|<(?!br\b)(\w{1,40})\s?/>|</?\w{1,40}(?:\s[^<>\n]{0,200})?/?>"
)
_TAG = regex(r"</?[A-Za-z]\w{0,39}(?: [^<>\n]{0,200})?/?>")
_ESCAPE = regex(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t"}
_MAX_DEPTH = 12


class CatalogPlace(NamedTuple):
    """The locale and the namespace in the path of a catalog."""

    locale: str
    namespace: str


class CatalogEntry(NamedTuple):
    """A text of a catalog; `key` is its place in the file, with dots, without the namespace."""

    key: str
    text: str
    line: int


def catalog_of(path: str) -> CatalogPlace | None:
    """Return locale and namespace (`appDebug` for `app-debug.json`) of the catalog at `path`, None
    for other files.
    """
    found = _PATH.search(f"/{path}")
    if not found:
        return None
    first, *rest = re.split(r"[-_]", found[2])
    namespace = first + "".join(part[:1].upper() + part[1:] for part in rest)
    return CatalogPlace(found[1].replace("_", "-"), namespace)


def entries(source: str) -> Iterator[CatalogEntry]:
    """Yield the texts of a catalog, JSON or a module that exports one object, flat or nested.

    Never raises.
    """
    lines = source.split("\n")
    if _is_flat(lines):
        for number, line in enumerate(lines, 1):
            found = _LINE.match(line)
            if found:
                yield CatalogEntry(found[1], unquote(found[2]), number)
    else:
        yield from _nested(source)


def _is_flat(lines: Sequence[str]) -> bool:
    if lines[0].rstrip() != "{":
        return False
    probed = [line.rstrip("\r") for line in lines[1 : 1 + _PROBED_LINES]]
    return all(_LINE.fullmatch(line) for line in probed if line.startswith('  "'))


def _nested(source: str) -> Iterator[CatalogEntry]:
    reader = _ObjectReader()
    for match in _TOKEN.finditer(source):
        entry = reader.feed(match[0])
        if entry is not None:
            yield entry
        if reader.done:
            return


class _ObjectReader:
    """Reads an object literal token by token: a name before a colon is a key, a string behind one
    its text.
    """

    def __init__(self) -> None:
        self.done = False
        self._keys: list[str] = []
        self._started = False
        self._line = 1
        self._name = ""
        self._in_value = False
        self._text = ""
        self._text_line = 0

    def feed(self, token: str) -> CatalogEntry | None:
        """Take the next token; return the entry that it completes."""
        first = token[0]
        if first == "\n":
            self._line += 1
        elif first == "{":
            self._open()
        elif not self._started or first in "/+":
            pass  # what comes before the object, a comment, or two strings that are one text
        elif first in ",}":
            return self._close(ends_object=first == "}")
        elif first in "\"'`":
            self._string(token)
        elif first == ":":
            self._in_value, self._text, self._text_line = True, "", self._line
        elif first == "[":
            self._in_value = False  # a list of texts has no keys
        elif first != "]" and not self._in_value:
            self._name = token
        return None

    def _open(self) -> None:
        if self._started:
            self._keys.append(self._name)
        self._started, self._in_value, self._name = True, False, ""
        self.done = len(self._keys) > _MAX_DEPTH

    def _close(self, *, ends_object: bool) -> CatalogEntry | None:
        entry = None
        if self._in_value and self._text:
            entry = CatalogEntry(".".join((*self._keys, self._name)), self._text, self._text_line)
        self._in_value = False
        if ends_object and self._keys:
            self._keys.pop()
        elif ends_object:
            self.done = True
        return entry

    def _string(self, token: str) -> None:
        text = unquote(token)
        if not self._in_value:
            self._name = text
        else:
            if not self._text:
                self._text_line = self._line
            self._text += text
        self._line += token.count("\n")


def unquote(literal: str) -> str:
    """Return the text of a string literal of JSON or JavaScript."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    if literal[0] == '"':
        try:
            return str(json.loads(literal))
        except ValueError:
            pass  # an escape that only JavaScript has
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), inner)


def without_tags(text: str) -> str:
    """Return a text as a page shows it that was copied from a catalog or from the page's source."""
    return _TAG.sub("", text) if "<" in text else text


def template_of_text(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the template of a catalog's text, and the names of its values; tags of elements are
    taken out, and an element without content is a value.
    """
    names: list[str] = []

    def hole(match: re.Match[str]) -> str:
        name = match[1] or match[2] or match[3]
        if not name:
            return ""
        names.append(name)
        return HOLE

    return fold_space(_VALUE.sub(hole, text)), tuple(names)
