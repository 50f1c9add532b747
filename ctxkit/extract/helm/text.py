"""The text of a chart template around its actions: which key a line renders, and below which.

The actions are blanked out and what is left is read line by line; it is YAML for the most part, or
a configuration file that goes into a ConfigMap. Not here: the actions themselves (`actions.py`) and
the objects that the text makes (`objects.py`).
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from ctxkit.extract.helm.actions import Action
from ctxkit.model import ServerProgram

FILL = "\ue000"
"""Replaces each character of an action that renders text; of private use, so no template has it."""

_MAX_DEPTH = 100  # keys below each other
_KEY = re.compile(
    rf"[ \t]*(?P<dashes>(?:-[ \t]+)*)[\"']?(?P<key>[A-Za-z_][\w./-]*)[\"']?:"
    rf"(?=[ \t]|{FILL}|$)[ \t]*(?P<value>.*)"
)
_TEXT = re.compile(rf"[^{FILL}\s\"']")
_MAY_HAVE_CHILDREN = re.compile(r"\s*$|[|>&]")
_INDENTING = ("nindent", "indent")
_INDENTED = re.compile(r"indent[ \t]+(\d{1,3})\b")
_PROGRAMS: tuple[ServerProgram, ...] = ("squid", "nginx")
_DIRECTIVE = re.compile(r"[a-z][a-z_]+;?")
_NAMES_OF_ITEMS = ("name", "secretKey")
_VALUES_OF_ITEMS = ("value", "key", "property")


class Line(Struct, frozen=True, kw_only=True):
    """A line of text.

    `key` and `value` (blanked) if it is `key: value`, `column` where the key begins; `parent` the
    key above it. `item`: the name of the list item it belongs to (`- name: LOG_LEVEL`).
    `has_text`: the value is not only what actions render.
    """

    key: str = ""
    value: str = ""
    has_text: bool = False
    column: int = 0
    parent: str = ""
    item: str = ""
    is_comment: bool = False

    @property
    def target(self) -> str:
        """The name of what the line renders: an item's own name where it gives its value."""
        if self.item and self.key in _VALUES_OF_ITEMS:
            return self.item
        return self.key or self.parent


def blanked(text: str, actions: list[Action], without_text: set[int]) -> list[str]:
    """Return the lines of a template without actions: FILL where one renders, blanks for those in
    `without_text` (by start), and for those that begin a structure of their own (`{{- toYaml x |
    nindent 8 }}`).
    """
    parts: list[str] = []
    position = 0
    for action in actions:
        parts.append(text[position : action.start])
        filler = FILL
        if action.start in without_text or _is_indented(action):
            filler = " "
        lines = text[action.start : action.end].split("\n")
        parts.append("\n".join(filler * len(line) for line in lines))
        position = action.end
    parts.append(text[position:])
    return "".join(parts).split("\n")


def _is_indented(action: Action) -> bool:
    return any(token.text in _INDENTING for token in action.tokens)


def classify(lines: list[str], source: list[str]) -> list[Line]:
    """Return what each of the blanked lines is; `source` are the same lines as written."""
    outline = _Outline()
    found: list[Line] = []
    for blank, written in zip(lines, source, strict=True):
        content = blank.lstrip(" \t")
        if content.startswith("#"):
            found.append(Line(is_comment=True))
        elif content:
            found.append(outline.add(blank, content))
        elif written.strip():
            found.append(Line(parent=outline.parent_of_action(written)))
        else:
            found.append(Line())
    return found


class _OpenKey(Struct, kw_only=True):
    """A key that later lines may be below."""

    column: int
    key: str
    has_flush_items: bool = False
    """Whether its items are indented no more than itself."""
    is_newest: bool = True
    """Whether no text follows it yet, so that an action may render such items."""

    def contains(self, column: int) -> bool:
        """Return whether what an action renders at a column is below the key."""
        if self.has_flush_items or self.is_newest:
            return self.column <= column
        return self.column < column


class _Outline(Struct, kw_only=True):
    """The keys and named list items that are open at the line that is being read."""

    keys: list[_OpenKey] = field(default_factory=list)
    items: list[tuple[int, str]] = field(default_factory=list)
    """(column, name)."""

    def add(self, blank: str, content: str) -> Line:
        """Return what a line of text is, and open the key that it may be."""
        match, indent = _KEY.match(blank), indent_of(blank)
        for newest in self.keys[-1:]:
            newest.is_newest = False
        # An item belongs to a key even if its dash is right below it.
        keys_from = indent + 1 if content.startswith("-") else indent
        if match is None:
            self._close(keys_from=keys_from, items_from=indent + 1)
            return Line(parent=self._parent(content, indent))
        key, value, column = match["key"], match["value"], match.end("dashes")
        self._close(keys_from=keys_from, items_from=column if match["dashes"] else column + 1)
        parent = self._parent(content, indent)
        if match["dashes"] and key in _NAMES_OF_ITEMS:
            self._open_item(column, value)
        if _MAY_HAVE_CHILDREN.match(value) and len(self.keys) < _MAX_DEPTH:
            self.keys.append(_OpenKey(column=column, key=key))
        return Line(
            key=key,
            value=value,
            has_text=bool(_TEXT.search(value)),
            column=column,
            parent=parent,
            item=self._item(key, column),
        )

    def _close(self, *, keys_from: int, items_from: int) -> None:
        """Close the keys and items from these columns on: what follows cannot be below them."""
        while self.keys and self.keys[-1].column >= keys_from:
            self.keys.pop()
        while self.items and self.items[-1][0] >= items_from:
            self.items.pop()

    def _open_item(self, column: int, value: str) -> None:
        name = value.strip()
        if name:
            self.items.append((column, name.strip("\"'")))

    def _parent(self, content: str, indent: int) -> str:
        if not self.keys:
            return ""
        last = self.keys[-1]
        if last.column == indent and content.startswith("-"):
            last.has_flush_items = True
        return last.key

    def _item(self, key: str, column: int) -> str:
        """Return the name of the item around a line; a `value` is that of its own item only."""
        if not self.items:
            return ""
        item_column, name = self.items[-1]
        if key == "value" and item_column != column:
            return ""
        return name

    def parent_of_action(self, written: str) -> str:
        """Return the key that an action alone on its line renders something below."""
        column = indent_of(written)
        if indented := _INDENTED.search(written):
            column = int(indented[1])
        keys = (open_key.key for open_key in reversed(self.keys) if open_key.contains(column))
        return next(keys, "")


def indent_of(line: str) -> int:
    """Return the width of the white space at the start of a line."""
    return len(line) - len(line.lstrip(" \t"))


def program_of(define: str) -> ServerProgram | None:
    """Return whose configuration a `define` is, by its name."""
    return next((program for program in _PROGRAMS if program in define.lower()), None)


def directive_on(blank: str) -> str:
    """Return the name of the directive on a blanked line of nginx's or squid's configuration; empty
    if there is none.
    """
    name = blank.strip(" \t").partition(" ")[0]
    return name.rstrip(";") if _DIRECTIVE.fullmatch(name) else ""
