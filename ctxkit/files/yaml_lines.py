"""A fast reader of YAML: keys, items and scalars with their lines, spans, comments and anchors.

It takes one pass over the lines, a tenth of the time of a real parser, and never rejects a file: it
skips what it cannot read. Not here: the types of scalars (`yaml_types.py`), aliases and merge keys
(`yaml_aliases.py`), keys that are collections themselves, the meaning of any key.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from ctxkit.files.yaml_cursor import Cursor
from ctxkit.files.yaml_flow import Flow
from ctxkit.files.yaml_text import BLOCK_HEADER, read_block, read_plain, read_quoted
from ctxkit.files.yaml_tokens import (
    BLANKS,
    is_marked,
    key_end,
    key_text,
    plain_scalar_of,
    properties,
)
from ctxkit.files.yaml_tree import Node

MAX_DEPTH = 100
"""Blocks inside each other; what is nested more deeply is skipped. Who walks over a tree calls
itself for each level.
"""

MAX_DASHES = 100
"""Dashes on one line (`- - - a`); a line with more is hostile."""


def split_lines(data: bytes) -> list[str]:
    """Return the lines of a file without line ends and byte order mark, numbered as by
    `Sources.lines`.
    """
    return data.decode("utf8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def read_documents(
    lines: list[str],
    first: int = 0,
    last: int | None = None,
    *,
    starts: Sequence[int] | None = None,
) -> list[Node]:
    """Return the root of each document in `lines[first:last]`; line numbers count from the first of
    all lines.

    `starts` are the offsets of the lines in the text; by default each line end is one character.
    """
    if last is None:
        last = len(lines)
    if starts is None:
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    return _Reader(Cursor(lines, first, last, starts)).read()


_Open = tuple[int, Node]
"""A container with the column of its entries, or an entry with its own."""


class _Reader:
    """The state of one pass.

    `stack` has the open containers, `pending` is the last entry that has no value yet, `explicit`
    the last key after a `?`.
    """

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.ended = cursor.at  # one past the last line of content read so far
        self.comments: list[tuple[int, str]] = []
        self.roots: list[Node] = []
        self.start_document()

    def start_document(self) -> None:
        line = self.cursor.at + 1
        root = Node(key="", line=line, end_line=line)
        self.roots.append(root)
        self.stack: list[_Open] = []
        self.pending: _Open | None = (-1, root)
        self.explicit: _Open | None = None

    def read(self) -> list[Node]:
        cursor = self.cursor
        while cursor.at < cursor.last:
            self.line(cursor.move(cursor.at))
            cursor.at += 1
        self.close(-1)
        return self.roots

    def line(self, line: str) -> None:
        content = line.lstrip(BLANKS)
        if not content:
            self.comments.clear()
            return
        column = len(line) - len(content)
        if content[0] == "#":
            self.comments.append((column, content))
            return
        if line.startswith(("---", "...")) and line[3:4] in ("", " ", "\t"):
            self.close(-1)
            if self.roots[-1].kind != "null":
                self.start_document()
        elif line[0] != "%":
            self.entry(column, content)
            self.ended = self.cursor.at + 1
        self.comments.clear()

    # --- containers ---

    def close(self, column: int) -> None:
        """Close the containers whose entries are indented more than `column`."""
        while self.stack and self.stack[-1][0] > column:
            self.end_container()

    def end_container(self) -> None:
        _, node = self.stack.pop()
        node.end_line = self.ended
        node.end = node.children[-1].end

    def container(self, column: int, kind: Literal["mapping", "sequence"]) -> Node | None:
        """Return the container of an entry at `column`, a new one if the entry is its first; None
        if the file is broken there.
        """
        self.close(column)
        if kind == "mapping" and self.is_innermost(column, "sequence"):
            self.end_container()  # a list whose items are not indented more than its key
        if not self.is_innermost(column, kind) and self.is_first_entry(column, kind):
            return self.open_pending(column, kind)
        _, node = self.stack[-1] if self.stack else (-1, self.roots[-1])
        return node if node.kind == kind else None

    def is_innermost(self, column: int, kind: str) -> bool:
        """Return whether the innermost open container is of a kind and has entries in `column`."""
        if not self.stack:
            return False
        at, node = self.stack[-1]
        return at == column and node.kind == kind

    def is_first_entry(self, column: int, kind: str) -> bool:
        """Return whether an entry at `column` is the first entry of the pending value."""
        if self.pending is None:
            return False
        owner, node = self.pending
        if kind == "sequence" and node.key:  # items need not be indented more than their key
            return column >= owner
        return column > owner

    def open_pending(self, column: int, kind: Literal["mapping", "sequence"]) -> Node | None:
        if self.pending is None or len(self.stack) == MAX_DEPTH:
            return None
        _, node = self.pending
        node.kind, node.column = kind, column
        if not node.shared:  # else it begins with its anchor or tag
            node.start = self.cursor.start + column
        self.stack.append((column, node))
        self.pending = None
        return node

    # --- entries ---

    def entry(self, column: int, content: str) -> None:
        """Read the items, the key and the value that begin at `column` of this line."""
        for _ in range(MAX_DASHES):
            if not is_marked(content, "-"):
                break
            container = self.container(column, "sequence")
            if container is None:
                return
            node = self.add(container, "", column, column + 1)
            rest = content[1:].lstrip(BLANKS)
            if not _begins_collection(rest):
                self.value(node, rest, column)
                return
            self.pending = (column, node)
            column += len(content) - len(rest)
            content = rest
        if is_marked(content, "?"):
            self.explicit_key(column, content)
        elif self.explicit is not None and is_marked(content, ":"):
            self.explicit_value(self.explicit, column, content)
        elif (end := key_end(content)) is not None:
            self.key(column, content, end)
        elif self.pending is not None and column > self.pending[0]:
            owner, node = self.pending
            self.value(node, content, owner)

    def key(self, column: int, content: str, end: int) -> None:
        """Read a key, which ends before the colon at `end`, and its value."""
        container = self.container(column, "mapping")
        if container is not None:
            node = self.add(container, key_text(content[:end]), column, column + end + 1)
            self.value(node, content[end + 1 :].lstrip(BLANKS), column)

    def explicit_key(self, column: int, content: str) -> None:
        """Read the key of `? key`; its value follows after a colon on another line."""
        container = self.container(column, "mapping")
        if container is None:
            return
        rest = content[1:].lstrip(BLANKS)
        start = column + len(content) - len(rest)
        key = plain_scalar_of(rest).text
        node = self.add(container, key_text(key), start, start + len(key))
        self.pending, self.explicit = None, (column, node)

    def explicit_value(self, key: _Open, column: int, content: str) -> None:
        expected, node = key
        if column != expected:
            return
        self.close(column)
        self.explicit = None
        node.colon = node.start = node.end = self.cursor.start + column + 1
        self.value(node, content[1:].lstrip(BLANKS), column)

    def add(self, container: Node, key: str, start: int, colon: int) -> Node:
        """Add an entry to a container, its key at column `start` and its value from `colon` on."""
        line, offset = self.cursor.at + 1, self.cursor.start + colon
        node = Node(
            key=key,
            line=line,
            end_line=line,
            key_start=self.cursor.start + start,
            colon=offset,
            start=offset,
            end=offset,
        )
        if self.comments:
            comments = (text.lstrip("#").strip() for at, text in self.comments if at <= start)
            node.comment = tuple(comments)
        container.children.append(node)
        return node

    # --- values ---

    def value(self, node: Node, rest: str, column: int) -> None:
        """Read the value of `node`, which begins with `rest` and may continue on lines indented
        more than `column`.
        """
        self.pending = None
        if rest[:1] in ("&", "!"):
            rest = self.properties(node, rest)
        if rest[:1] in ("", "#"):
            node.trailing = rest.lstrip("#").strip()
            self.pending = (column, node)
            return
        if not node.shared:  # else it begins with its anchor or tag
            node.start = self.cursor.offset(rest)
        self.text(node, rest, column)
        node.end_line = self.cursor.at + 1

    def properties(self, node: Node, rest: str) -> str:
        """Read the anchor and the tag of `node`, and return the text after them."""
        anchor, tag, after = properties(rest)
        node.anchor, node.tag = anchor or node.anchor, tag or node.tag
        if not node.shared:
            node.start = self.cursor.offset(rest)
        node.shared = True
        node.end_line = self.cursor.at + 1
        node.end = self.cursor.offset(rest) + len(rest.removesuffix(after).rstrip(BLANKS))
        return after

    def text(self, node: Node, rest: str, column: int) -> None:
        """Read a value that begins on this line."""
        first = rest[0]
        if first in "\"'":
            node.kind, node.style = "scalar", first
            node.value, rest = read_quoted(self.cursor, rest, column)
            node.end = self.cursor.offset(rest)
            node.trailing = rest.partition("#")[2].strip()
        elif first in "[{":
            rest = Flow(self.cursor, node, column).read(rest)
            node.end = self.cursor.offset(rest)
            node.trailing = rest.partition("#")[2].strip()
        elif first == "*":
            name = rest[1:].partition(" ")[0].strip(BLANKS)
            node.kind, node.value, node.shared = "alias", name, True
            node.end = self.cursor.offset(rest) + 1 + len(name)
        elif first in "|>" and (header := BLOCK_HEADER.match(rest)):
            read_block(self.cursor, node, header, column)
        else:
            read_plain(self.cursor, node, rest, column)


def _begins_collection(rest: str) -> bool:
    """Return whether the text after a dash begins an item or a key itself."""
    if rest[:1] in ("", "#"):
        return False
    return is_marked(rest, "-") or is_marked(rest, "?") or key_end(rest) is not None
