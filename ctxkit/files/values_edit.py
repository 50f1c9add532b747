"""Edit values in the text of a `values.yaml` and leave every other character unchanged.

ruamel's round trip would reindent lists and fold long lines, so the span of a value is replaced.
Not here: the text of a value (`values_text.py`), which values to change
(`ask/upgrade/decisions.py`), the check of the result (`ask/upgrade/new_file.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct, field

from ctxkit.files.values import ValuesFile, ends_a_line
from ctxkit.files.values_text import Written
from ctxkit.files.yaml_tree import Node


class _Edit(NamedTuple):
    """Replaces `text[start:end]`; of two edits at one offset the lower `rank` comes first."""

    start: int
    end: int
    rank: int
    text: str


class Editor(Struct):
    """Collects the edits of one file; `done` applies them."""

    file: ValuesFile
    edits: list[_Edit] = field(default_factory=list)

    def set(self, node: Node, written: Written) -> None:
        """Replace the value of an entry."""
        inline, below = self._parts(written, self._column(node.key_start))
        if written.is_one_value:
            # A trailing comment follows the last line of the list or text.
            inline, below = inline + below, ""
        # In brackets a key may have no colon: {key}
        if self.file.text[node.colon - 1] != ":":
            inline = f":{inline}"
        if node.is_block_text:
            self._put(node.colon, node.end, inline + below)
        elif "\n" in self.file.text[node.colon : node.start]:
            self._set_below_key(node, inline, below)
        else:
            end = self._line_end(node.end)
            self._put(node.colon, node.end, inline)
            self._put(end, end, below)

    def _set_below_key(self, node: Node, inline: str, below: str) -> None:
        """Replace a value that begins below its key; comments between the two stay."""
        before = self._line_end_before(node.start)
        is_block_list = node.kind == "sequence" and not node.flow
        if is_block_list and not inline:
            self._put(before, node.end, below)
            return
        end = self._line_end(node.colon)
        self._put(before, node.end, "")
        self._put(node.colon, node.colon, inline)
        self._put(end, end, below)

    def remark(self, node: Node, comment: str) -> None:
        """Add a trailing comment to the value of an entry, unless it has one."""
        end = self._line_end(node.end)
        if not self.file.text[node.end : end].strip():
            self._put(end, end, f"   {comment}")

    def add(self, owner: Node, key: str, written: Written) -> None:
        """Add a key at the end of the mapping `owner`; in brackets the value is on one line."""
        line_end = self.file.line_end
        if is_in_brackets(owner):
            self._add_in_brackets(owner, f"{key}: {written.inline}")
            return
        if owner.children:
            inline, below = self._parts(written, owner.column)
            end = self._line_end(owner.end)
            indent = " " * owner.column
            self._put(end, end, f"{line_end}{indent}{key}:{inline}{below}", rank=1)
            return
        inline, below = self._parts(written, 0)
        self._put(owner.start, owner.end, "")  # {}
        end = len(self.file.text)
        gap = "" if ends_a_line(self.file.text) else line_end
        self._put(end, end, f"{gap}{key}:{inline}{below}{line_end}", rank=1)

    def _add_in_brackets(self, owner: Node, entry: str) -> None:
        """Add an entry behind the last one, before a comma and comments that may follow it."""
        ends = (child.end for child in owner.children if not child.aliased)
        end = max(ends, default=owner.end - 1)  # {<<: *a}
        gap = " " if self.file.text[end - 1] == ":" else ""  # {key: }
        self._put(end, end, f"{gap}, {entry}", rank=1)

    def done(self) -> str:
        """Return the changed text."""
        text, last = self.file.text, 0
        out: list[str] = []
        for edit in sorted(self.edits, key=lambda edit: (edit.start, edit.rank)):
            out += (text[last : edit.start], edit.text)
            last = max(last, edit.end)
        return "".join((*out, text[last:]))

    def _put(self, start: int, end: int, text: str, rank: int = 0) -> None:
        if start != end or text:
            self.edits.append(_Edit(start, end, rank, text))

    def _parts(self, written: Written, column: int) -> tuple[str, str]:
        """Return the text of a value on the line of its key, and below a key in `column`."""
        inline = f" {written.inline}" if written.inline else ""
        return inline, "".join(self._line(line, column) for line in written.below)

    def _line(self, line: str, column: int) -> str:
        """Return a line end and a line indented to `column`, without blanks on an empty line."""
        if not line:
            return self.file.line_end
        return f"{self.file.line_end}{' ' * column}{line}"

    def _column(self, at: int) -> int:
        return at - (self.file.text.rfind("\n", 0, at) + 1)

    def _line_end(self, at: int) -> int:
        text = self.file.text
        end = text.find("\n", at)
        if end < 0:
            return len(text)
        return end - 1 if text.endswith("\r", at, end) else end

    def _line_end_before(self, at: int) -> int:
        """Return the end of the line before the one of `at`."""
        end = max(self.file.text.rfind("\n", 0, at), 0)
        return end - 1 if self.file.text.endswith("\r", 0, end) else end


def is_in_brackets(owner: Node) -> bool:
    """Return whether what is added to a mapping stands in brackets: `{a: 1}`, but not `{}`."""
    return owner.flow and bool(owner.children)
