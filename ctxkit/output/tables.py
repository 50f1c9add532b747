"""Reports made of tables: the Markdown that pipes get. Terminals get the same tables from
`terminal.py`.

Pure. Not here: what is in them (`commands/upgrade_values.py`), context bundles
(`bundle/budget.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from ctxkit.text.code import fenced

_LONGEST_CELL = 100  # characters
_LONGEST_COMMENT = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a title; `code` are the numbers of the columns that hold names and values, `more`
    blocks behind it.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    code: tuple[int, ...] = (0,)
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A title, what is to be said first, and tables, of which the empty ones are left out."""

    title: str
    facts: tuple[str, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


def to_markdown(report: Report) -> str:
    """Return the report as Markdown."""
    parts = [f"# {report.title}\n", "".join(f"- {fact}\n" for fact in report.facts)]
    for table in report.tables:
        if table.rows:
            parts.append(f"## {table.title}\n\n{_rows(table)}")
            parts.extend(table.more)
    if report.notes:
        parts.append("".join(f"- {note}\n" for note in report.notes))
    return "\n".join(part for part in parts if part)


def _rows(table: Table) -> str:
    def cell(number: int, text: str) -> str:
        text = text.replace("|", "\\|")
        return f"`{text.replace('`', chr(39))}`" if text and number in table.code else text

    lines = [
        table.head,
        *(tuple(cell(i, text) for i, text in enumerate(row)) for row in table.rows),
    ]
    shown = [f"| {' | '.join(line)} |\n" for line in lines]
    return "".join([shown[0], f"|{'---|' * len(table.head)}\n", *shown[1:]])


def cell_of(value: Any) -> str:
    """Return a value on one line: text in quotes only where it would be taken for something else;
    long ones cut.
    """
    if isinstance(value, str):
        count = value.rstrip("\n").count("\n") + 1
        if count > 1:
            return f"text of {count} lines"
        text = (
            value.rstrip("\n")
            if value and not _misleading(value)
            else json.dumps(value, ensure_ascii=False)
        )
    elif value is None:
        text = "null"
    else:
        text = json.dumps(value, ensure_ascii=False)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return (
        text
        if len(text) <= _LONGEST_CELL
        else f"{text[:_LONGEST_CELL]}... ({len(text)} characters)"
    )


def comment_cell(text: str) -> str:
    """Return a comment on one line, long ones cut."""
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= _LONGEST_COMMENT else f"{text[:_LONGEST_COMMENT]}..."


def _misleading(text: str) -> bool:
    return (
        text != text.strip()
        or text.lower() in ("null", "true", "false")
        or text.replace(".", "", 1).isdigit()
    )


def text_diff(name: str, old: Any, new: Any) -> str:
    """Return a Markdown block with the changed lines of a text of several lines, nothing for other
    values.
    """
    if (
        not isinstance(old, str)
        or not isinstance(new, str)
        or max(old.count("\n"), new.count("\n")) < 2
    ):
        return ""
    lines = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1)
    return f"`{name}`\n\n" + fenced("\n".join([*lines][2:]), "diff")


def counted(count: int, what: str, many: Sequence[str] = ()) -> str:
    """Return `1 setting`, `3 settings`."""
    return f"{count} {what if count == 1 else many[0] if many else what + 's'}"
