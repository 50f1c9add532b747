"""A fast reader of YAML: keys, items and scalars with their lines, spans, comments and anchors.

It takes one pass over the lines, a tenth of the time of a real parser, and never rejects a file: it
skips what it cannot read. Not here: the types of scalars (`yaml_types.py`), aliases and merge keys
(`yaml_aliases.py`), keys that are collections themselves, the meaning of any key.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Literal

from ctxkit.files.yaml_flow import Flow
from ctxkit.files.yaml_scalars import fold_block, fold_lines, unescape
from ctxkit.files.yaml_tokens import (
    BLANKS,
    BLOCK_HEADER,
    inside_quotes,
    is_marked,
    key_end,
    key_text,
    plain_scalar_of,
    properties,
)
from ctxkit.files.yaml_tree import Node

MAX_DASHES = 100
"""Dashes on one line (`- - - a`); a line with more is hostile."""

_LINE_BLANKS = " \t\r"


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
    if starts is None:
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    return _Reader(lines, first, len(lines) if last is None else last, starts).read()


class _Reader:
    """The state of one pass.

    `stack` has the open containers with the column of their entries, `pending` the last entry that
    has no value yet, with its column, and `explicit` the last key after a `?`, likewise.
    """

    def __init__(self, lines: list[str], first: int, last: int, starts: Sequence[int]) -> None:
        self.lines = lines
        self.starts = starts
        self.at = first
        self.last = last
        self.ended = first  # one past the last line of content read so far
        self.comments: list[tuple[int, str]] = []
        self.roots: list[Node] = []
        self.start_document()

    def start_document(self) -> None:
        root = Node(key="", line=self.at + 1, end_line=self.at + 1)
        self.roots.append(root)
        self.stack: list[tuple[int, Node]] = []
        self.pending: tuple[int, Node] | None = (-1, root)
        self.explicit: tuple[int, Node] | None = None

    def read(self) -> list[Node]:
        while self.at < self.last:
            raw = self.lines[self.at]
            content = raw.lstrip(BLANKS)
            column = len(raw) - len(content)
            content = content.rstrip(_LINE_BLANKS)
            if not content:
                self.comments.clear()
            elif content[0] == "#":
                self.comments.append((column, content))
            elif raw.startswith(("---", "...")) and raw[3:4] in ("", " ", "\t", "\r"):
                self.close(-1)
                if self.roots[-1].kind != "null":
                    self.start_document()
                self.comments.clear()
            elif raw[0] != "%":
                self.entry(column, content)
                self.comments.clear()
                self.ended = self.at + 1
            self.at += 1
        self.close(-1)
        return self.roots

    def offset(self, rest: str) -> int:
        """Return the offset of `rest`, the end of the current line without trailing blanks."""
        line = self.lines[self.at].rstrip(_LINE_BLANKS)
        return self.starts[self.at] + len(line) - len(rest)

    def close(self, column: int) -> None:
        """Close the containers whose entries are indented more than `column`."""
        while self.stack and self.stack[-1][0] > column:
            self.end_container()

    def end_container(self) -> None:
        node = self.stack.pop()[1]
        node.end_line = self.ended
        node.end = node.children[-1].end

    def entry(self, column: int, content: str) -> None:
        """Read the items, the key and the value that begin at `column` of this line."""
        depth = 0
        while is_marked(content, "-") and depth < MAX_DASHES:
            depth += 1
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
        elif is_marked(content, ":") and self.explicit:
            self.explicit_value(column, content)
        else:
            self.key_or_value(column, content)

    def key_or_value(self, column: int, content: str) -> None:
        end = key_end(content)
        if end is not None:
            container = self.container(column, "mapping")
            if container is not None:
                key = key_text(content[:end])
                node = self.add(container, key, column, column + end + 1)
                self.value(node, content[end + 1 :].lstrip(BLANKS), column)
        elif self.pending:
            owner, node = self.pending
            if column > owner and node.kind == "null":
                self.value(node, content, owner)

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

    def explicit_value(self, column: int, content: str) -> None:
        expected, node = self.explicit or (-1, None)
        if node is None or column != expected:
            return
        self.close(column)
        self.explicit = None
        rest = content[1:].lstrip(BLANKS)
        node.colon = node.start = node.end = self.starts[self.at] + column + 1
        self.value(node, rest, column)

    def add(self, container: Node, key: str, start: int, colon: int) -> Node:
        """Add an entry to a container, its key at column `start` and its value from `colon` on."""
        comment = tuple(text.lstrip("#").strip() for at, text in self.comments if at <= start)
        line = self.starts[self.at]
        node = Node(
            key=key,
            line=self.at + 1,
            end_line=self.at + 1,
            comment=comment,
            key_start=line + start,
            colon=line + colon,
            start=line + colon,
            end=line + colon,
        )
        container.children.append(node)
        return node

    def container(self, column: int, kind: Literal["mapping", "sequence"]) -> Node | None:
        """Return the container of an entry at `column`, a new one if the entry is its first; None
        if the file is broken there.
        """
        self.close(column)
        if kind == "mapping" and self.stack:
            at, node = self.stack[-1]
            if at == column and node.kind == "sequence":
                self.end_container()  # a list whose items are not indented more than its key
        at, node = self.stack[-1] if self.stack else (-1, self.roots[-1])
        if at == column and node.kind == kind:
            return node
        if self.is_pending(column, kind):
            return self.open_pending(column, kind)
        return node if node.kind == kind else None

    def is_pending(self, column: int, kind: str) -> bool:
        """Return whether an entry at `column` is the first entry of the pending value."""
        if self.pending is None:
            return False
        owner, node = self.pending
        if node.kind != "null":
            return False
        return column > owner or (kind == "sequence" and column == owner and node.key != "")

    def open_pending(self, column: int, kind: Literal["mapping", "sequence"]) -> Node | None:
        if self.pending is None:
            return None
        _, node = self.pending
        node.kind, node.column = kind, column
        if not (node.anchor or node.tag):
            node.start = self.starts[self.at] + column
        self.stack.append((column, node))
        self.pending = None
        return node

    def value(self, node: Node, rest: str, column: int) -> None:
        """Read the value of `node`, which begins with `rest` and may continue on lines indented
        more than `column`.
        """
        self.pending = None
        if not (node.anchor or node.tag) and rest[:1] not in ("", "#"):
            node.start = self.offset(rest)
        if rest[:1] in ("&", "!"):
            rest = self.properties(node, rest)
        if rest[:1] in ("", "#"):
            node.trailing = rest.lstrip("#").strip()
            self.pending = (column, node)
        else:
            self.value_text(node, rest, column)
        node.end_line = self.at + 1

    def properties(self, node: Node, rest: str) -> str:
        """Read the anchor and the tag of `node`, and return the text after them."""
        anchor, tag, after = properties(rest)
        node.anchor, node.tag = anchor or node.anchor, tag or node.tag
        node.shared = True
        node.end = self.offset(rest) + len(rest.removesuffix(after).rstrip(BLANKS))
        return after

    def value_text(self, node: Node, rest: str, column: int) -> None:
        if rest[0] in "|>" and (header := BLOCK_HEADER.match(rest)):
            self.block(node, header[1], header[2], column)
        elif rest[0] in "\"'":
            node.kind, node.style = "scalar", rest[0]
            node.value, rest = self.quoted(rest, column)
            node.end = self.offset(rest)
            node.trailing = rest.partition("#")[2].strip()
        elif rest[0] in "[{":
            rest = Flow(self, node, column).read(rest)
            node.end = self.offset(rest)
            node.trailing = rest.partition("#")[2].strip()
        elif rest[0] == "*":
            name = rest[1:].split(None, 1)[0] if rest[1:].strip() else ""
            node.kind, node.value, node.shared = "alias", name, True
            node.end = self.offset(rest) + 1 + len(name)
        else:
            self.plain(node, rest, column)

    def block(self, node: Node, style: str, options: str, column: int) -> None:
        node.kind, node.style = "scalar", style
        chomping = options.strip("0123456789")
        digits = options.strip("+-")
        indent = column + int(digits) if digits.isdigit() and digits != "0" else 0
        found: list[str] = []
        filled, at = 0, self.at + 1
        while at < self.last and not self.is_after_text(at):
            line = self.lines[at]
            content = line.lstrip(" ")
            if content.strip():
                here = len(line) - len(content)
                indent = indent or here
                if here < indent or here <= column:
                    break
                filled = len(found) + 1
            found.append(line[indent:] if indent else "")
            at += 1
        kept = len(found) if chomping == "+" else filled
        last = self.at + kept  # the header's own line if the text is empty
        node.end = self.starts[last] + len(self.lines[last].rstrip("\r" if kept else _LINE_BLANKS))
        self.at += filled
        value = fold_block(found[:filled], style, chomping, len(found) - filled)
        node.value = value.removesuffix("\n") if last == len(self.lines) - 1 else value

    def is_after_text(self, at: int) -> bool:
        """Return whether a line is only the empty rest after the last line end."""
        return at == len(self.lines) - 1 and not self.lines[at]

    def plain(self, node: Node, rest: str, column: int) -> None:
        node.kind = "scalar"
        text, comment = plain_scalar_of(rest)
        node.end = self.offset(rest) + len(text)
        parts = [text]
        at, end = self.at + 1, self.at
        while comment is None and at < self.last:
            line = self.lines[at]
            content = line.strip(_LINE_BLANKS)
            if content:
                indent = len(line) - len(line.lstrip(BLANKS))
                if indent <= column or content[0] == "#" or key_end(content) is not None:
                    break
                text, comment = plain_scalar_of(content)
                parts += [""] * (at - end - 1) + [text]
                node.end = self.starts[at] + indent + len(text)
                end = at
            at += 1
        node.trailing = comment or ""
        self.at = end
        node.value = fold_lines(parts)

    def quoted(self, rest: str, column: int) -> tuple[str, str]:
        """Return the value that begins with the quote `rest[0]`, and the rest of the line on which
        it ends.
        """
        quote = rest[0]
        inside = inside_quotes(quote)
        parts: list[str] = []
        start = 1
        while True:
            match = inside.match(rest, start)
            end = match.end() if match else start
            if rest[end : end + 1] == quote:
                parts.append(rest[start:end])
                return unescape(parts, quote), rest[end + 1 :]
            parts.append(rest[start:])
            if self.ends_below(column):
                return unescape(parts, quote), ""  # unterminated
            self.at += 1
            rest, start = self.lines[self.at].strip(_LINE_BLANKS), 0

    def ends_below(self, column: int) -> bool:
        """Return whether the next line begins another entry that is not indented more than
        `column`: the quote or bracket that is still open is unterminated.
        """
        if self.at + 1 >= self.last:
            return True
        line = self.lines[self.at + 1]
        content = line.strip(_LINE_BLANKS)
        if not content or len(line) - len(line.lstrip(BLANKS)) > column:
            return False
        return is_marked(content, "-") or key_end(content) is not None


def _begins_collection(rest: str) -> bool:
    """Return whether the text after a dash begins an item or a key itself."""
    if not rest or rest[0] == "#":
        return False
    return is_marked(rest, "-") or is_marked(rest, "?") or key_end(rest) is not None
