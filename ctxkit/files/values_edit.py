"""Change values in the text of a `values.yaml` and leave every other character of it alone.

ruamel's round trip would indent lists anew and fold long lines, so a value's new text is put in the
place that its old one has by ruamel's marks. Not here: which values (`ask/upgrade/upgrade.py`),
whether the outcome is right (its `check_outcome`).
"""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ctxkit.files.values import Entry, Path_, Value, ValuesFile

_INDENT = 2
_BREAKS = "\x85\u2028\u2029"  # end a comment for some readers


class _Edit(NamedTuple):
    """`text[start:end]` becomes `text`; of two at one place the lower `rank` comes first."""

    start: int
    end: int
    rank: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A value as text: `inline` goes behind the colon, `below` are the lines under it, for a key in
    column 0.
    """

    inline: str = ""
    below: tuple[str, ...] = ()


@dataclass(slots=True)
class Editor:
    """Collects the changes of one file; `done` applies them."""

    file: ValuesFile
    edits: list[_Edit] = field(default_factory=list)

    def set(self, entry: Entry, written: Written) -> None:
        """Give `entry` another value."""
        text, old = self.file.text, entry.value
        below = self._lines(written.below, self._column(entry.start))
        block = old.style in ("|", ">")
        apart = "\n" in text[entry.colon : old.start]
        inline = f" {written.inline}" if written.inline else ""
        if (
            inline and below and written.inline[0] not in "|>"
        ):  # a comment behind it goes behind its last line
            inline, below = inline + below, ""
        if block:
            self._put(entry.colon, old.end, inline + below)
        elif apart:  # below its key, perhaps behind comments that stay
            end = self._line_end(entry.colon)
            if below and not inline and old.kind == "list" and not old.flow:
                self._put(self._line_end_before(old.start), old.end, below)
                return
            self._put(self._line_end_before(old.start), old.end, "")
            self._put(entry.colon, entry.colon, inline)
            self._put(end, end, below)
        else:
            end = self._line_end(old.end)
            self._put(entry.colon, old.end, inline)
            self._put(end, end, below)

    def remark(self, entry: Entry, comment: str) -> None:
        """Put a comment behind the value of `entry` on its line, if none is there."""
        end = self._line_end(entry.value.end)
        if not self.file.text[entry.value.end : end].strip():
            self._put(end, end, f"   {comment}")

    def add(self, owner: Value, key: str, written: Written) -> None:
        """Put a new key at the end of the mapping `owner`, which is a block or the root."""
        column = owner.column if owner.entries else 0
        at = self._line_end(owner.end) if owner.entries else len(self.file.text)
        inline = f" {written.inline}" if written.inline else ""
        gap = (
            ""
            if owner.entries or not self.file.text or self.file.text.endswith("\n")
            else self.file.line_end
        )
        head = f"{' ' * column}{key}:{inline}"
        lead = self.file.line_end if owner.entries else gap
        tail = "" if owner.entries else self.file.line_end
        self._put(at, at, lead + head + self._lines(written.below, column) + tail, rank=1)

    def done(self) -> str:
        """Return the changed text."""
        text, last = self.file.text, 0
        out: list[str] = []
        for edit in sorted(self.edits, key=lambda e: (e.start, e.rank)):
            out += (text[last : edit.start], edit.text)
            last = max(last, edit.end)
        return "".join((*out, text[last:]))

    def _put(self, start: int, end: int, text: str, rank: int = 0) -> None:
        if start != end or text:
            self.edits.append(_Edit(start, end, rank, text))

    def _lines(self, lines: tuple[str, ...], column: int) -> str:
        nl = self.file.line_end
        return "".join(nl + (" " * column + line if line else "") for line in lines)

    def _column(self, at: int) -> int:
        return at - (self.file.text.rfind("\n", 0, at) + 1)

    def _line_end(self, at: int) -> int:
        text = self.file.text
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        return end - 1 if end > at and text[end - 1] == "\r" else end

    def _line_end_before(self, at: int) -> int:
        """Return where the line before the one of `at` ends."""
        start = self.file.text.rfind("\n", 0, at)
        return start - 1 if start > 0 and self.file.text[start - 1] == "\r" else max(start, 0)


def remark_of(file: ValuesFile, entry: Entry) -> str:
    """Return the comment behind a value that stands on one line, an empty text if there is none."""
    value, text = entry.value, file.text
    if (
        value.start == value.end
        or value.style in ("|", ">")
        or "\n" in text[entry.colon : value.end]
    ):
        return ""
    rest = _line_from(text, value.end).strip()
    return rest if rest.startswith("#") else ""


def _line_from(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def comments_of(file: ValuesFile) -> list[tuple[int, str]]:
    """Return line and text of each comment of a file: those on lines of their own and those behind
    values.
    """
    inside: set[int] = set()
    found: dict[int, str] = {}
    starts = [0]
    for line in file.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for leaf in file.leaves():
        value = leaf.entry.value
        if leaf.entry.aliased or value.shared:
            continue
        first, last = bisect(starts, value.start), bisect(starts, max(value.start, value.end - 1))
        if value.kind == "scalar":
            inside.update(range(first + 1, last + 1))
        header = _line_from(file.text, value.start) if value.style in ("|", ">") else ""
        comment = (
            "#" + header.partition(" #")[2].rstrip()
            if " #" in header
            else remark_of(file, leaf.entry)
        )
        if comment:
            found[first] = comment
    for number, line in enumerate(file.lines, 1):
        if number not in inside and line.lstrip().startswith("#"):
            found[number] = line.strip()
    return sorted(found.items())


def as_written(file: ValuesFile, entry: Entry) -> Written:
    """Return the value of `entry` as its file writes it: quotes, comments inside and layout are
    kept.
    """
    value, text = entry.value, file.text
    if value.shared or entry.aliased:
        return as_generated(value_of(value))
    if (
        value.style and "+" in text[value.start : value.start + 3]
    ):  # would keep blank lines of its new place too
        return as_generated(value.plain)
    key_column = entry.start - (text.rfind("\n", 0, entry.start) + 1)
    if "\n" not in text[entry.colon : value.start]:
        # The first line stands behind the colon, the others as far right of the key as they did.
        first, *rest = _lines_of(text[value.start : value.end])
        return Written(inline=first, below=tuple(_moved(line, key_column) for line in rest))
    if value.flow or value.kind == "scalar":
        return as_generated(value_of(value))
    behind = _line_from(text, value.end).rstrip()  # a comment on the last line
    first, *rest = _lines_of(text[value.start : value.end] + behind)
    lead = " " * max(0, value.column - key_column)
    return Written(below=(lead + first, *(_moved(line, key_column) for line in rest)))


def _lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n")


def _moved(line: str, columns: int) -> str:
    """Return a line that many columns further left, as far as it is indented."""
    indent = len(line) - len(line.lstrip(" "))
    return line[min(indent, columns) :] if line.strip() else ""


def as_generated(plain: Any) -> Written:
    """Return any value as text of our own making."""
    if isinstance(plain, Mapping) and plain:
        return Written(below=tuple(_block(plain, _INDENT)))
    return Written(inline=quoted(plain))


def _block(plain: Mapping[str, Any], column: int) -> list[str]:
    lines: list[str] = []
    for key, value in plain.items():
        head = f"{' ' * column}{quoted_key(key)}:"
        if isinstance(value, Mapping) and value:
            lines += [head, *_block(value, column + _INDENT)]
        else:
            lines.append(f"{head} {quoted(value)}")
    return lines


def quoted(plain: Any) -> str:
    """Return a value as YAML on one line: JSON, in which what YAML does not print is escaped."""
    text = json.dumps(plain, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)


def quoted_key(key: str) -> str:
    """Return a key, in quotes where it needs them."""
    plain = key.replace("_", "a").replace("-", "a").replace(".", "a").replace("/", "a")
    safe = plain.isascii() and plain.isalnum() and key[:1].isalpha() and key.lower() not in _WORDS
    return key if safe else quoted(key)


_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def value_of(value: Value) -> Any:
    """Return a value as JSON knows it."""
    if value.is_leaf:
        return value.plain
    return {entry.key: value_of(entry.value) for entry in value.entries}


def as_comment(file: ValuesFile, path: Path_, entry: Entry) -> list[str]:
    """Return the lines of a comment that hold a setting, so that it can be put back by taking the
    `#` away.
    """
    written = as_written(file, entry)
    if any(c in _BREAKS for line in (written.inline, *written.below) for c in line):
        written = as_generated(value_of(entry.value))
    lines = [f"{'  ' * depth}{quoted_key(key)}:" for depth, key in enumerate(path)]
    indent = "  " * (len(path) - 1)
    if written.inline:
        lines[-1] += f" {written.inline}"
    lines += [indent + line if line else "" for line in written.below]
    return [f"# {line}".rstrip() for line in lines]
