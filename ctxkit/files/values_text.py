"""The text of a value in a `values.yaml`, copied from its file or generated, and its comments.

Not here: inserting that text into a file (`values_edit.py`).
"""

from __future__ import annotations

import json
from bisect import bisect
from typing import Any

from msgspec import Struct

from ctxkit.files.values import Keys, ValuesFile
from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain
from ctxkit.regex import regex

INDENT = 2
_BOOLEANS_AND_NULL = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")
_PLAIN_KEY = regex(r"[A-Za-z][A-Za-z0-9_./-]*")


class Written(Struct, frozen=True, kw_only=True):
    """The text of a value: `inline` follows the colon, `below` are the lines under a key in column
    0.
    """

    inline: str = ""
    below: tuple[str, ...] = ()

    @property
    def is_one_value(self) -> bool:
        """Whether it is a list or text that begins after the colon and continues below."""
        if not self.inline or not self.below:
            return False
        return not self.inline.startswith(("|", ">"))


def as_written(file: ValuesFile, node: Node) -> Written:
    """Return the text of an entry's value as in its file: with its quotes, comments and layout."""
    text = file.text
    # |+ would also keep the blank lines of its new place.
    keeps_blank_lines = node.is_block_text and "+" in text[node.start : node.start + 3]
    if node.shared or keeps_blank_lines:
        return as_generated(plain(node))
    column = node.key_start - (text.rfind("\n", 0, node.key_start) + 1)
    if "\n" not in text[node.colon : node.start]:
        # The other lines keep their indentation relative to the key.
        first, *rest = _lines_of(text[node.start : node.end])
        return Written(inline=first, below=tuple(_moved(line, column) for line in rest))
    if node.flow or node.kind == "scalar":
        return as_generated(plain(node))
    comment = _rest_of_line(text, node.end).rstrip()
    first, *rest = _lines_of(text[node.start : node.end] + comment)
    lead = " " * max(0, node.column - column)
    return Written(below=(lead + first, *(_moved(line, column) for line in rest)))


def _lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _moved(line: str, columns: int) -> str:
    """Return a line with that much less indentation."""
    if not line.strip():
        return ""
    indent = len(line) - len(line.lstrip(" "))
    return line[min(indent, columns) :]


def as_generated(value: Any) -> Written:
    """Return any value as generated YAML."""
    if _has_entries(value):
        return Written(below=tuple(_block(value, INDENT)))
    return on_one_line(value)


def on_one_line(value: Any) -> Written:
    """Return any value as generated YAML that brackets can have."""
    return Written(inline=quoted(value))


def _has_entries(value: Any) -> bool:
    return isinstance(value, dict) and len(value) > 0


def _block(values: dict[str, Any], column: int) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        head = f"{' ' * column}{quoted_key(key)}:"
        if _has_entries(value):
            lines += [head, *_block(value, column + INDENT)]
        else:
            lines.append(f"{head} {quoted(value)}")
    return lines


def quoted(value: Any) -> str:
    """Return a value as JSON that is valid YAML: unprintable characters are escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)


def quoted_key(key: str) -> str:
    """Return a key, quoted if necessary."""
    if key.lower() in _BOOLEANS_AND_NULL or not _PLAIN_KEY.fullmatch(key):
        return quoted(key)
    return key


def as_comment(file: ValuesFile, keys: Keys, node: Node, *, generate: bool) -> list[str]:
    """Return the lines of a comment from which a setting is restored by removing the `#`."""
    written = as_generated(plain(node)) if generate else as_written(file, node)
    lines = [f"{'  ' * depth}{quoted_key(key)}:" for depth, key in enumerate(keys)]
    indent = "  " * (len(keys) - 1)
    if written.inline:
        lines[-1] += f" {written.inline}"
    lines += [indent + line if line else "" for line in written.below]
    return [f"# {line}".rstrip() for line in lines]


# --- comments ---------------------------------------------------------------------------------


def remark_of(file: ValuesFile, node: Node) -> str:
    """Return the trailing comment of a value on one line, empty if there is none."""
    if node.kind == "null" or "\n" in file.text[node.colon : node.end]:
        return ""
    rest = _rest_of_line(file.text, node.end).strip()
    return rest if rest.startswith("#") else ""


def comments_of(file: ValuesFile) -> list[tuple[int, str]]:
    """Return (line, text) of each comment of a file, those on their own lines and trailing ones."""
    starts = [0]
    for line in file.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found: dict[int, str] = {}
    in_texts: set[int] = set()  # lines inside scalars, on which a # begins no comment
    for node in file.nodes.values():
        is_block = node.kind == "mapping" and not node.flow  # its comments are those of its entries
        if node.shared or is_block:
            continue
        first, last = bisect(starts, node.start), bisect(starts, max(node.start, node.end - 1))
        if node.kind == "scalar":
            in_texts.update(range(first + 1, last + 1))
        comment = _header_comment(file, node) or remark_of(file, node)
        if comment:
            found[first] = comment
    for number, line in enumerate(file.lines, 1):
        if number not in in_texts and line.lstrip().startswith("#"):
            found[number] = line.strip()
    return sorted(found.items())


def _header_comment(file: ValuesFile, node: Node) -> str:
    """Return the comment on the first line of a block scalar: `|  # ours`."""
    if not node.is_block_text:
        return ""
    _, mark, comment = _rest_of_line(file.text, node.start).partition(" #")
    return f"{mark.strip()}{comment.rstrip()}"


def _rest_of_line(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]
