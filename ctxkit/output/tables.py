"""Reports made of tables, in the language of their reader, and as Markdown for pipes; `terminal.py`
prints the same tables.

Pure. Not here: their content (`version_drift_report.py`, `values_drift_report.py`,
`upgrade_report.py`), context bundles (`bundle/budget.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import unified_diff
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.output.translation import all_translated, labelled
from ctxkit.text.code import fenced, in_backticks
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.visible import visible_line

MAX_CELL_CHARS = 100
MAX_COMMENT_CHARS = 160
MIN_DIFF_LINES = 3
"""Lines of a text from which its changes are shown line by line."""

_SENTENCES = frozenset(
    {"why", "what", "evidence", "now", "status", "problem", "what to do", "rule"}
)
"""The columns whose cells are sentences; the others are names, values and words of the source."""


class ReportTable(Struct, frozen=True, kw_only=True):
    """Rows under a title; `code` are the numbers of the columns with names and values, `more` are
    blocks after the table.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    code: tuple[int, ...] = (0,)
    more: tuple[str, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """A title, facts, tables, of which empty ones are not printed, and notes."""

    title: str
    facts: tuple[str, ...]
    tables: tuple[ReportTable, ...]
    notes: tuple[str, ...] = ()


def report_in(report: Report, lang: Language) -> Report:
    """Return a report in a language; its title is a command."""
    if lang == DEFAULT_LANGUAGE:
        return report
    return replace(
        report,
        facts=tuple(all_translated(fact, lang) for fact in report.facts),
        tables=tuple(_table_in(table, lang) for table in report.tables),
        notes=tuple(all_translated(note, lang) for note in report.notes),
    )


def _table_in(table: ReportTable, lang: Language) -> ReportTable:
    said = [number for number, head in enumerate(table.head) if head in _SENTENCES]
    rows = []
    for row in map(list, table.rows):
        for number in said:
            row[number] = all_translated(row[number], lang)
        rows.append(tuple(row))
    return replace(
        table,
        title=labelled(table.title, lang),
        head=tuple(labelled(head, lang) for head in table.head),
        rows=tuple(rows),
    )


def to_markdown(report: Report, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the report as Markdown, in a language."""
    report = report_in(report, lang)
    parts = [f"# {report.title}\n", _list(report.facts)]
    for table in report.tables:
        if table.rows:
            parts.append(f"## {table.title}\n\n{_rows(table)}")
            parts.extend(table.more)
    parts.append(_list(report.notes))
    return "\n".join(part for part in parts if part)


def _list(items: Sequence[str]) -> str:
    return "".join(f"- {visible_line(item)}\n" for item in items)


def _rows(table: ReportTable) -> str:
    lines = [_row(table.head), f"|{'---|' * len(table.head)}\n"]
    for row in table.rows:
        cells = [_cell(text, code=number in table.code) for number, text in enumerate(row)]
        lines.append(_row(cells))
    return "".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(visible_line, cells))} |\n"


def _cell(text: str, *, code: bool) -> str:
    text = text.replace("|", "\\|")
    if not text or not code:
        return text
    return f"`{text.replace('`', chr(39))}`"


def cell_of(value: Any) -> str:
    """Return a value on one line, shortened; text is quoted only if it looks like another type."""
    if not isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    elif "\n" in value.rstrip("\n"):
        count = value.rstrip("\n").count("\n") + 1
        return f"text of {count} lines"
    elif not value or _is_misleading(value):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = value.rstrip("\n")
    text = printable(text)
    if len(text) <= MAX_CELL_CHARS:
        return text
    return f"{text[:MAX_CELL_CHARS]}... ({len(text)} characters)"


def comment_cell(text: str) -> str:
    """Return a comment on one line, shortened."""
    return shortened(printable(text), MAX_COMMENT_CHARS)


def printable(text: str, instead: str = "?") -> str:
    """Return a text with every unprintable character replaced by `instead`."""
    return "".join(c if c.isprintable() else instead for c in text)


def shortened(text: str, max_chars: int) -> str:
    """Return a text of at most `max_chars` characters, followed by dots if it was longer."""
    return text if len(text) <= max_chars else f"{text[:max_chars]}..."


def _is_misleading(text: str) -> bool:
    """Return whether a text looks like another type, or has blanks around it."""
    if text != text.strip():
        return True
    return text.lower() in ("null", "true", "false") or text.replace(".", "", 1).isdigit()


def text_diff(name: str, old: Any, new: Any) -> str:
    """Return a Markdown block with the changed lines of a text of several lines, empty for other
    values.
    """
    if not isinstance(old, str) or not isinstance(new, str):
        return ""
    if max(old.count("\n"), new.count("\n")) + 1 < MIN_DIFF_LINES:
        return ""
    lines = unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=1)
    return f"{in_backticks(name)}\n\n" + fenced("\n".join([*lines][2:]), "diff")
