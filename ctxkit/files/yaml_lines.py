"""A fast reader of YAML's shape: keys, items and scalars with their lines, comments and anchors.

It takes one pass over the lines, a tenth of the time of a real parser, and never refuses a file:
what it cannot place it skips. Not here: types (`015` stays text), tags, complex keys (`? a`),
merging (`extract/compose.py`), what any key means.
"""

from __future__ import annotations

import re
from typing import Literal

from ctxkit.files.yaml_flow import Flow
from ctxkit.files.yaml_scalars import fold_block, fold_lines, unescape
from ctxkit.files.yaml_tree import Node

_DEEPEST = 100  # dashes in front of each other; what lies deeper is hostile

_DOUBLE = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*')
_SINGLE = re.compile(r"[^']*(?:''[^']*)*")
_BLOCK_HEADER = re.compile(r"([|>])([-+0-9]{0,2})[ \t]*(?:$|#)")
_PROPERTY = re.compile(r"([&!])(\S*)\s*")


def split_lines(data: bytes) -> list[str]:
    """Return the lines of a file without line ends and byte order mark, as `Sources.lines` counts
    them.
    """
    return data.decode("utf8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def read_documents(lines: list[str], first: int = 0, last: int | None = None) -> list[Node]:
    """Return the root of each document in `lines[first:last]`; lines are numbered as in the whole."""
    return _Reader(lines, first, len(lines) if last is None else last).read()


class _Reader:
    """The state of one pass.

    `stack` are the open containers with the column of their entries, `pending` the newest entry
    that has no value yet, with its column.
    """

    def __init__(self, lines: list[str], first: int, last: int) -> None:
        self.lines = lines
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

    def read(self) -> list[Node]:
        while self.at < self.last:
            raw = self.lines[self.at]
            content = raw.lstrip(" \t")
            column = len(raw) - len(content)
            content = content.rstrip()
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

    def close(self, column: int) -> None:
        """End the containers whose entries stand right of `column`."""
        while self.stack and self.stack[-1][0] > column:
            self.stack.pop()[1].end_line = self.ended

    def entry(self, column: int, content: str) -> None:
        """Read what begins on this line at `column`: items, then perhaps a key, then perhaps a
        value.
        """
        depth = 0
        while _is_item(content) and depth < _DEEPEST:
            depth += 1
            container = self.container(column, "sequence")
            if container is None:
                return
            node = self.add(container, "", column)
            rest = content[1:].lstrip(" \t")
            if not rest or rest[0] == "#" or not (_is_item(rest) or _key_end(rest)):
                self.value(node, rest, column)
                return
            self.pending = (column, node)
            column += len(content) - len(rest)
            content = rest
        end = _key_end(content)
        if end is None:
            if self.pending and column > self.pending[0] and self.pending[1].kind == "null":
                pending_column, node = self.pending
                self.value(node, content, pending_column)
            return
        container = self.container(column, "mapping")
        if container is not None:
            node = self.add(container, _key_text(content[:end]), column)
            self.value(node, content[end + 1 :].lstrip(" \t"), column)

    def add(self, container: Node, key: str, column: int) -> Node:
        comment = tuple(
            text.lstrip("#").strip() for indent, text in self.comments if indent <= column
        )
        node = Node(key=key, line=self.at + 1, end_line=self.at + 1, comment=comment)
        container.children.append(node)
        return node

    def container(self, column: int, kind: Literal["mapping", "sequence"]) -> Node | None:
        """Return the container of an entry at `column`, made of the pending entry if a new one
        begins here.
        """
        self.close(column)
        if (
            kind == "mapping"
            and self.stack
            and self.stack[-1][0] == column
            and self.stack[-1][1].kind == "sequence"
        ):
            self.stack.pop()[1].end_line = self.ended  # its items stood as far left as its own key
        top = self.stack[-1] if self.stack else (-1, self.roots[-1])
        if top[0] == column and top[1].kind == kind:
            return top[1]
        if self.pending and self.pending[1].kind == "null":
            owner, node = self.pending
            if column > owner or (kind == "sequence" and column == owner and node.key):
                node.kind = kind
                self.stack.append((column, node))
                self.pending = None
                return node
        return (
            top[1] if top[1].kind == kind else None
        )  # indented as nothing above it is: a broken file

    def value(self, node: Node, rest: str, column: int) -> None:
        """Read the value of `node`, which begins with `rest` and may go on below, right of
        `column`.
        """
        self.pending = None
        while rest and rest[0] in "&!" and (match := _PROPERTY.match(rest)):
            if match[1] == "&":
                node.anchor = match[2]
            rest = rest[match.end() :]
        if not rest or rest[0] == "#":
            node.trailing = rest.lstrip("#").strip()
            self.pending = (column, node)
        elif rest[0] in "|>" and (header := _BLOCK_HEADER.match(rest)):
            self.block(node, header[1], header[2], column)
        elif rest[0] in "\"'":
            node.kind, node.style = "scalar", rest[0]
            node.value, rest = self.quoted(rest, column)
            node.trailing = rest.partition("#")[2].strip()
        elif rest[0] in "[{":
            rest = Flow(self, node, column).read(rest)
            node.trailing = rest.partition("#")[2].strip()
        elif rest[0] == "*":
            node.kind, node.value = "alias", rest[1:].split(None, 1)[0] if rest[1:].strip() else ""
        else:
            self.plain(node, rest, column)
        node.end_line = self.at + 1

    def block(self, node: Node, style: str, options: str, column: int) -> None:
        node.kind, node.style = "scalar", style
        digits = options.strip("+-")
        indent = column + int(digits) if digits.isdigit() and digits != "0" else 0
        found: list[str] = []
        filled, at = 0, self.at + 1
        while at < self.last:
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
        self.at += filled
        node.value = fold_block(
            found[:filled], style, options.strip("0123456789"), len(found) - filled
        )

    def plain(self, node: Node, rest: str, column: int) -> None:
        node.kind = "scalar"
        text, mark, comment = _cut_comment(rest)
        node.trailing = comment.strip()
        parts = [text]
        at, end = self.at + 1, self.at
        while not mark and at < self.last:
            line = self.lines[at]
            content = line.strip()
            if content:
                outside = len(line) - len(line.lstrip(" \t")) <= column
                if outside or content[0] == "#" or _key_end(content) is not None:
                    break
                text, mark, _ = _cut_comment(content)
                parts += [""] * (at - end - 1) + [text]
                end = at
            at += 1
        self.at = end
        node.value = fold_lines(parts) if len(parts) > 1 else parts[0]

    def quoted(self, rest: str, column: int) -> tuple[str, str]:
        """Return the value that begins with the quote `rest[0]`, and what follows it on the line
        where it ends.
        """
        quote = rest[0]
        inside = _DOUBLE if quote == '"' else _SINGLE
        parts: list[str] = []
        start = 1
        while True:
            match = inside.match(rest, start)
            end = match.end() if match else start
            parts.append(rest[start:end] if rest[end : end + 1] == quote else rest[start:])
            if rest[end : end + 1] == quote:
                return unescape(parts, quote), rest[end + 1 :]
            following = self.lines[self.at + 1] if self.at + 1 < self.last else None
            content = following.strip(" \t") if following is not None else ""
            if following is None or (
                content and len(following) - len(following.lstrip(" \t")) <= column
            ):
                return unescape(parts, quote), ""  # never closed
            self.at += 1
            rest, start = content, 0


def _is_item(content: str) -> bool:
    return content[0] == "-" and content[1:2] in ("", " ", "\t")


def _key_end(content: str) -> int | None:
    """Return where the colon stands that ends the key at the start of `content`; None where no key
    begins there.
    """
    first = content[0]
    if first in "\"'":
        match = (_DOUBLE if first == '"' else _SINGLE).match(content, 1)
        end = match.end() if match else 0
        if content[end : end + 1] != first:
            return None
        end += 1
        while content[end : end + 1] in (" ", "\t"):
            end += 1
        return (
            end
            if content[end : end + 1] == ":" and content[end + 1 : end + 2] in ("", " ", "\t")
            else None
        )
    if first in "[{|>@`#%,":
        return None
    end = content.find(":")
    while end >= 0 and content[end + 1 : end + 2] not in ("", " ", "\t"):
        end = content.find(":", end + 1)
    return end if end > 0 and content.find(" #", 0, end) < 0 else None


def _key_text(raw: str) -> str:
    raw = raw.strip()
    while raw and raw[0] in "&!" and (match := _PROPERTY.match(raw)):
        raw = raw[match.end() :]
    return unescape([raw[1:-1]], raw[0]) if raw and raw[0] in "\"'" else raw


def _cut_comment(text: str) -> tuple[str, str, str]:
    """Return a plain scalar without the comment behind it, the mark of that comment if there is
    one, and its text.
    """
    at = text.find(" #")
    tab = text.find("\t#")
    at = min(at, tab) if at >= 0 and tab >= 0 else max(at, tab)
    return (
        (text.rstrip(), "", "")
        if at < 0
        else (text[:at].rstrip(), "#", text[at:].lstrip(" \t").lstrip("#"))
    )
