"""YAML collections in brackets (`[a, {b: c}]`), on one line or several.

Not here: block collections (`yaml_lines.py`).
"""

from __future__ import annotations

import re
from typing import Literal

from ctxkit.files.yaml_cursor import Cursor
from ctxkit.files.yaml_text import read_quoted
from ctxkit.files.yaml_tokens import BLANKS, properties
from ctxkit.files.yaml_tree import Node

MAX_DEPTH = 100
"""Brackets nested more deeply are hostile, and are skipped."""

_TOKEN = re.compile(r"[ \t]+|[\[\]{},]|:(?=[\s,\[\]{}]|$)|(?:[^\s,\[\]{}:]|:(?=[^\s,\[\]{}]))+|:|.")
_KINDS: dict[str, Literal["mapping", "sequence"]] = {"{": "mapping", "[": "sequence"}
_OPENING, _CLOSING = ("[", "{"), ("]", "}")


class _Scalar:
    """The scalar that is being read: its words so far, its span, its anchor and tag."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.words: list[str] = []
        self.style = ""
        self.properties: list[str] = []
        self.start = self.end = -1

    def is_empty(self) -> bool:
        return not self.words and not self.style

    def extend(self, start: int, end: int) -> None:
        if self.start < 0:
            self.start = start
        self.end = end

    def text(self) -> str:
        if self.style:
            return self.words[0]  # without the blanks after the quote
        return "".join(self.words).rstrip(BLANKS)


class Flow:
    """Reads one collection in brackets."""

    def __init__(self, cursor: Cursor, node: Node, column: int) -> None:
        self.cursor = cursor
        self.column = column
        self.open = [node]
        self.pairs: list[Node] = []  # open mappings without brackets: [a: 1]
        self.too_deep = 0
        self.scalar = _Scalar()
        self.pending: Node | None = None  # the entry whose key has been read

    def read(self, rest: str) -> str:
        """Return the rest of the line on which the collection ends."""
        node = self.open[0]
        node.flow = True
        node.kind = _KINDS[rest[0]]
        rest = rest[1:]
        while True:
            rest = self.line(rest)
            if not self.open:
                return rest
            if self.scalar.words and not self.scalar.style:
                self.scalar.words = [self.scalar.text(), " "]
            following = self.next_line()
            if following is None:
                self.end_entry()
                return ""
            rest = following

    def next_line(self) -> str | None:
        """Return the next line without indentation, None if the collection is unterminated."""
        cursor = self.cursor
        if cursor.at + 1 >= cursor.last:
            return None
        is_closing = cursor.lines[cursor.at + 1].lstrip(BLANKS).startswith(_CLOSING)
        if not is_closing and cursor.next_is_another_entry(self.column):
            return None
        return cursor.move(cursor.at + 1).lstrip(BLANKS)

    def line(self, rest: str) -> str:
        """Read the rest of a line, and return the text after the collection if it ends there."""
        at, after_blank = 0, True
        while at < len(rest):
            char = rest[at]
            if char == "#" and after_blank:
                return ""
            if char in "\"'" and not self.scalar.words:
                rest, at = self.quoted(rest[at:]), 0
                if rest.startswith(":"):
                    at = 1
                    self.end_key(self.cursor.offset(rest) + 1)
                continue
            found = _TOKEN.match(rest, at)
            mark = found[0] if found else char
            start = self.cursor.offset(rest) + at
            at += len(mark)
            after_blank = mark.isspace()
            self.take(mark, start)
            if not self.open:
                return rest[at:]
        return ""

    def quoted(self, rest: str) -> str:
        """Read a quoted scalar, and return the rest of the line on which it ends."""
        start, style = self.cursor.offset(rest), rest[0]
        value, rest = read_quoted(self.cursor, rest, self.column)
        self.scalar.extend(start, self.cursor.offset(rest))
        self.scalar.words, self.scalar.style = [value], style
        return rest

    def take(self, mark: str, start: int) -> None:
        if self.too_deep:
            self.too_deep += (mark in _OPENING) - (mark in _CLOSING)
        elif mark in _OPENING:
            self.open_collection(_KINDS[mark], start)
        elif mark in _CLOSING or mark == ",":
            self.end_entry()
            if mark != ",":
                self.close_collection(start + 1)
        elif mark == ":":
            self.end_key(start + 1)
        elif mark[0] in "&!" and self.scalar.is_empty():
            self.scalar.properties.append(mark)
            self.scalar.extend(start, start + len(mark))
        elif not mark.isspace():
            self.scalar.words.append(mark)
            self.scalar.extend(start, start + len(mark))
        elif self.scalar.words == ["?"]:
            self.scalar.clear()  # {? key : value}
        elif self.scalar.words:
            self.scalar.words.append(mark)

    def open_collection(self, kind: Literal["mapping", "sequence"], start: int) -> None:
        if len(self.open) == MAX_DEPTH:
            self.too_deep = 1
            return
        self.scalar.extend(start, start)
        node = self.child("")
        self.describe(node)
        node.kind, node.flow = kind, True
        self.open.append(node)

    def close_collection(self, end: int) -> None:
        node = self.open.pop()
        node.end_line, node.end = self.cursor.at + 1, end

    def child(self, key: str) -> Node:
        """Return the entry whose key has been read, or a new one."""
        if self.pending is not None:
            node, self.pending = self.pending, None
            return node
        line, start = self.cursor.at + 1, self.scalar.start
        node = Node(key=key, line=line, end_line=line, key_start=start, colon=start)
        node.start = node.end = start
        self.open[-1].children.append(node)
        return node

    def describe(self, node: Node) -> None:
        """Set the span, anchor and tag of a node from the scalar that was read."""
        scalar = self.scalar
        node.start, node.end = scalar.start, scalar.end
        node.end_line = self.cursor.at + 1
        if scalar.properties:
            node.anchor, node.tag, _ = properties(" ".join(scalar.properties))
            node.shared = True
        scalar.clear()

    def end_key(self, colon: int) -> None:
        """End a key; in a list it begins a mapping of one entry: `[a: 1]`."""
        if self.open[-1].kind == "sequence":
            pair = self.child("")
            pair.kind, pair.flow, pair.start = "mapping", True, self.scalar.start
            self.open.append(pair)
            self.pairs.append(pair)
        self.pending = None
        node = self.child(self.scalar.text())
        node.colon = node.start = node.end = colon
        self.pending = node
        self.scalar.clear()

    def end_entry(self) -> None:
        """End an entry, with the scalar that was read if there was one."""
        if not self.scalar.is_empty():
            self.scalar_entry()
        elif self.pending is not None and self.scalar.properties:
            self.describe(self.pending)  # {key: &anchor}
        self.pending = None
        self.scalar.clear()
        if self.pairs and self.open[-1] is self.pairs[-1]:
            pair = self.pairs.pop()
            self.close_collection(pair.children[-1].end)

    def scalar_entry(self) -> None:
        text, style = self.scalar.text(), self.scalar.style
        if self.open[-1].kind == "mapping" and self.pending is None:
            node = self.child(text)  # {key}
            node.colon = node.start = node.end = self.scalar.end
            return
        node = self.child("")
        self.describe(node)
        node.value, node.style = text, style
        node.kind = "scalar"
        if text.startswith("*") and not style:
            node.kind, node.value, node.shared = "alias", text[1:], True
