"""Read YAML scalars of one line or several: quoted, plain, and block scalars under `|` or `>`.

Not here: escapes and folding (`yaml_scalars.py`), collections (`yaml_lines.py`, `yaml_flow.py`).
"""

from __future__ import annotations

import re

from ctxkit.files.yaml_cursor import LINE_BLANKS, Cursor, indentation
from ctxkit.files.yaml_scalars import fold_block, fold_lines, unescape
from ctxkit.files.yaml_tokens import BLANKS, inside_end, key_end, plain_scalar_of
from ctxkit.files.yaml_tree import Node

BLOCK_HEADER = re.compile(r"([|>])([-+0-9]{0,2})[ \t]*(?:$|#)")


def read_quoted(cursor: Cursor, rest: str, column: int) -> tuple[str, str]:
    """Return the value that begins with the quote `rest[0]`, and the rest of the line on which it
    ends.
    """
    quote = rest[0]
    parts: list[str] = []
    start = 1
    while True:
        end = inside_end(quote, rest, start)
        if rest[end : end + 1] == quote:
            parts.append(rest[start:end])
            return unescape(parts, quote), rest[end + 1 :]
        parts.append(rest[start:])
        if cursor.next_is_another_entry(column):
            return unescape(parts, quote), ""  # unterminated
        rest, start = cursor.move(cursor.at + 1).lstrip(BLANKS), 0


def read_plain(cursor: Cursor, node: Node, rest: str, column: int) -> None:
    """Read the plain scalar `rest`, which may continue on lines indented more than `column`."""
    node.kind = "scalar"
    text, comment = plain_scalar_of(rest)
    node.end = cursor.offset(rest) + len(text)
    parts = [text]
    at = cursor.at + 1
    while comment is None and at < cursor.last:
        line = cursor.lines[at]
        content = line.strip(LINE_BLANKS)
        if content != "":
            if not _continues(content, indentation(line), column):
                break
            text, comment = plain_scalar_of(content)
            parts += [""] * (at - cursor.at - 1) + [text]
            cursor.move(at)
            node.end = cursor.offset(content) + len(text)
        at += 1
    node.trailing = comment or ""
    node.value = fold_lines(parts)


def _continues(content: str, indent: int, column: int) -> bool:
    """Return whether a line continues a plain scalar."""
    if indent <= column or content.startswith("#"):
        return False
    return key_end(content) is None


def read_block(cursor: Cursor, node: Node, header: re.Match[str], column: int) -> None:
    """Read the block scalar under `header` (`|`, `>-`), indented more than `column`."""
    style, options = header.groups()
    chomping = options.strip("0123456789")
    lines = _block_lines(cursor, column, _explicit_indent(options, column))
    filled = len(lines)
    while filled and not lines[filled - 1].strip():
        filled -= 1
    kept = len(lines) if chomping == "+" else filled
    last = cursor.at + kept
    node.kind, node.style = "scalar", style
    node.end = cursor.end_of(last) if kept else cursor.end
    value = fold_block(lines[:filled], style, chomping, len(lines) - filled)
    if last == len(cursor.lines) - 1:
        value = value.removesuffix("\n")  # the text of the file ends without a line end
    node.value = value
    cursor.move(cursor.at + filled)


def _explicit_indent(options: str, column: int) -> int:
    """Return the indentation that a header gives (`|2`), 0 if it gives none."""
    digits = options.strip("+-")
    return column + int(digits) if digits.strip("0") else 0


def _block_lines(cursor: Cursor, column: int, indent: int) -> list[str]:
    """Return the lines of a block scalar without their indentation, blank ones at the end
    included.
    """
    found: list[str] = []
    for at in range(cursor.at + 1, cursor.last):
        line = cursor.lines[at]
        if cursor.is_rest_after_text(at):
            break
        if line.strip():
            here = len(line) - len(line.lstrip(" "))
            indent = indent or here
            if here < indent or here <= column:
                break
        found.append(line[indent:] if indent else "")
    return found
