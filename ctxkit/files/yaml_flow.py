"""YAML collections in brackets (`[a, {b: c}]`), over as many lines as they take.

Not here: blocks (`yaml_lines.py`).
"""

from __future__ import annotations

import re
from typing import Protocol

from ctxkit.files.yaml_tree import Node

_DEEPEST = 100  # brackets inside each other; what lies deeper is hostile, and is skipped
_TOKEN = re.compile(r"[ \t]+|[\[\]{},]|:(?=[\s,\[\]{}]|$)|(?:[^\s,\[\]{}:]|:(?=[^\s,\[\]{}]))+|:")


class Lines(Protocol):
    """The lines that are being read, `at` which one, and how a quoted scalar among them is read."""

    lines: list[str]
    at: int
    last: int

    def quoted(self, rest: str, column: int) -> tuple[str, str]:
        """Return the value that begins with the quote `rest[0]`, and what follows it on the line
        where it ends.
        """


class Flow:
    """Reads one flow collection (`[a, {b: c}]`), over as many lines as it takes."""

    def __init__(self, reader: Lines, node: Node, column: int) -> None:
        self.reader = reader
        self.column = column
        self.open = [node]
        self.too_deep = 0
        self.words: list[str] = []  # of a plain scalar, with what is between them
        self.quoted: str | None = None
        self.entry: Node | None = None  # a mapping's entry whose key has been read

    def read(self, rest: str) -> str:
        """Return what follows the collection on the line where it ends."""
        node = self.open[0]
        node.kind = "mapping" if rest[0] == "{" else "sequence"
        rest = rest[1:]
        while True:
            rest = self.line(rest)
            if not self.open:
                return rest
            if self.words:
                self.words = ["".join(self.words).rstrip(" \t"), " "]
            following = self.next_line()
            if following is None:
                return ""
            rest = following

    def next_line(self) -> str | None:
        reader = self.reader
        if reader.at + 1 >= reader.last:
            return None
        line = reader.lines[reader.at + 1]
        content = line.strip()
        if (
            content
            and len(line) - len(line.lstrip(" \t")) <= self.column
            and content[0] not in "]}"
        ):
            return None  # never closed
        reader.at += 1
        return content

    def line(self, rest: str) -> str:
        at, after_space = 0, True
        while at < len(rest):
            char = rest[at]
            if char == "#" and after_space:
                return ""
            if char in "\"'" and not self.words:
                value, rest = self.reader.quoted(rest[at:], self.column)
                at, self.quoted = 0, value
                if rest.startswith(":"):
                    at = 1
                    self.key()
                continue
            match = _TOKEN.match(rest, at)
            mark = match[0] if match else char
            at += len(mark)
            after_space = mark.isspace()
            self.take(mark)
            if not self.open:
                return rest[at:]
        return ""

    def take(self, mark: str) -> None:
        if self.too_deep:
            self.too_deep += (mark in ("[", "{")) - (mark in ("]", "}"))
        elif mark in ("[", "{"):
            if len(self.open) == _DEEPEST:
                self.too_deep = 1
                return
            node = self.child("")
            node.kind = "mapping" if mark == "{" else "sequence"
            self.open.append(node)
        elif mark in ("]", "}", ","):
            self.finish()
            if mark != ",":
                self.open.pop().end_line = self.reader.at + 1
        elif mark == ":":
            self.key()
        elif self.words or not mark.isspace():
            self.words.append(mark)

    def child(self, key: str) -> Node:
        """Return the entry that waits for its value, else a new one."""
        node, self.entry = self.entry, None
        if node is None:
            node = Node(key=key, line=self.reader.at + 1, end_line=self.reader.at + 1)
            self.open[-1].children.append(node)
        return node

    def key(self) -> None:
        text = self.quoted if self.quoted is not None else "".join(self.words).rstrip(" \t")
        self.entry, self.quoted, self.words = None, None, []
        if self.open[-1].kind == "mapping":
            self.entry = self.child(text)

    def finish(self) -> None:
        """End an entry: give it the scalar that was read, if one was."""
        if self.quoted is None and not self.words:
            self.entry = None
            return
        quoted, text = (
            self.quoted is not None,
            self.quoted if self.quoted is not None else "".join(self.words).rstrip(" \t"),
        )
        self.quoted, self.words = None, []
        if self.open[-1].kind == "mapping" and self.entry is None:
            self.child(text)
            self.entry = None
            return
        node = self.child("")
        node.end_line = self.reader.at + 1
        node.kind = "alias" if text.startswith("*") and not quoted else "scalar"
        node.value = text.removeprefix("*") if node.kind == "alias" else text
        node.style = '"' if quoted else ""
