"""The text of a new values file: nested as the chart has it, the reason beside each value.

Pure. Not here: which values (`new_values.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from ctxkit.files.values import Keys, dotted
from ctxkit.files.values_text import INDENT, quoted, quoted_key
from ctxkit.text.visible import visible_line

_MAX_REASON_CHARS = 200


class WrittenValue(Struct, frozen=True, kw_only=True):
    """A value of a new file and the reason for it.

    `source` says where it is from: the profile, `--set`, the older file, a rule, made as a secret,
    or still to be filled in.
    """

    keys: Keys
    value: Any
    why: str
    source: str

    @property
    def path(self) -> str:
        return dotted(self.keys)

    @property
    def text(self) -> str:
        """The value as a rule sees it."""
        return value_text(self.value)


def value_text(value: Any) -> str:
    """Return a value as a rule sees it: `true`, `2`, nothing for null."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def text_of(head: Iterable[str], values: Iterable[WrittenValue]) -> str:
    """Return the text of a file with the values in their order."""
    lines = [f"# {_reason(line)}" for line in head]
    above: Keys = ()
    for each in values:
        lines += _parents(above, each.keys)
        indent = " " * (INDENT * (len(each.keys) - 1))
        key = quoted_key(each.keys[-1])
        lines.append(f"{indent}{key}: {quoted(each.value)}  # {_reason(each.why)}")
        above = each.keys[:-1]
    return "\n".join([*lines, ""])


def _parents(above: Keys, keys: Keys) -> Iterator[str]:
    """Yield the lines of the keys that lead to a value, without those that stand there already."""
    for depth in range(len(keys) - 1):
        if above[: depth + 1] != keys[: depth + 1]:
            yield f"{' ' * (INDENT * depth)}{quoted_key(keys[depth])}:"


def _reason(text: str) -> str:
    """Return a reason on one line, as a comment may have it."""
    line = visible_line(" ".join(text.split()))
    if len(line) > _MAX_REASON_CHARS:
        line = f"{line[:_MAX_REASON_CHARS]}..."
    return line
