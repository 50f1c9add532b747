"""Lines whose secret the line before them names: the `value:` of an environment variable, and the
block of text of a YAML key.

Not here: a name and its value on one line (`named_values.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.text.found import Named
from ctxkit.text.named_values import value_span
from ctxkit.text.secrets import hidden_class, may_be_secret

_NAME = r"[\"']?([A-Za-z][\w.-]*)[\"']?"
_NAME_LINE = re.compile(rf"\s*(?:-\s+)?[\"']?(?:name|key)[\"']?\s*:\s*{_NAME},?\s*\Z")
_VALUE_LINE = re.compile(r"\s*(?:-\s+)?[\"']?value[\"']?\s*:")
_BLOCK_LINE = re.compile(rf"(\s*)(?:-\s+)?{_NAME}\s*:\s*[|>][+-]?\d?\s*\Z")


class NamedLines:
    """Follows a text line by line, and knows what the last lines named."""

    def __init__(self) -> None:
        self._kind = ""
        self._indent: int | None = None

    def find(self, line: str) -> Iterator[Named]:
        """Yield the secret of the line, if a line before it names it."""
        if self._indent is not None and self._is_in_block(line):
            text = line.strip()
            if may_be_secret(text):
                yield Named(len(line) - len(line.lstrip()), text, self._kind)
            return
        kind, self._kind = self._kind, ""
        found = _VALUE_LINE.match(line) if kind else None
        if found:
            start, end = value_span(line, found.end())
            if may_be_secret(line[start:end]):
                yield Named(start, line[start:end], kind)
        elif ":" in line:
            self._expect(line)

    def _is_in_block(self, line: str) -> bool:
        indent = len(line) - len(line.lstrip())
        if not line.strip() or (self._indent is not None and indent > self._indent):
            return True
        self._indent = None
        return False

    def _expect(self, line: str) -> None:
        """Remember what the next lines are if this one says so."""
        if "name" in line or "key" in line:
            found = _NAME_LINE.match(line)
            self._kind = hidden_class(found[1]) if found else ""
        if not self._kind and ("|" in line or ">" in line) and (found := _BLOCK_LINE.match(line)):
            self._kind = hidden_class(found[2])
            self._indent = len(found[1]) if self._kind else None
