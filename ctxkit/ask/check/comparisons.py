"""The texts that lines of code compare a setting with: `match` statements, `==`, tests in scripts.

Not here: what follows from them for a value (`evidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.regex import regex

MAX_ROW_CHARS = 500

# == "Unstructured", or: "Unstructured" ==
_EQUALS = regex(r"==\s*[\"']([^\"'\\]{1,60})[\"']|[\"']([^\"'\\]{1,60})[\"']\s*==")
_CASE = regex(r"\s*case\s+[\"']([^\"'\\]{1,60})[\"']\s*:")
_ANY_CASE = regex(r"\s*case\s+_\s*:")
_MAX_CASE_CHARS = 200
_MAX_ROWS_BEFORE_MATCH = 12
_MIN_VARIABLE_CHARS = 3  # a shorter name is in too many lines


class MatchCases(NamedTuple):
    """The texts of a `match` statement; `closed`: any other text raises an error."""

    texts: list[str]
    closed: bool

    def rejects(self, value: str) -> bool:
        """Return whether the statement raises an error for a value."""
        return self.closed and bool(self.texts) and value not in self.texts


def match_cases(rows: list[str]) -> MatchCases:
    """Return the cases of a `match` over the variable that the first row assigns."""
    variable = _assigned(rows)
    start = _row_of_match(rows, variable)
    if start is None:
        return MatchCases([], closed=False)
    indent = _indent(rows[start])
    found: list[str] = []
    for number in range(start + 1, len(rows)):
        row = rows[number]
        if row.strip() and _indent(row) <= indent:
            break
        if match := _CASE.match(row[:_MAX_CASE_CHARS]):
            found.append(match[1])
        elif _ANY_CASE.match(row[:_MAX_CASE_CHARS]):
            following = rows[number + 1].lstrip() if number + 1 < len(rows) else ""
            return MatchCases(found, closed=following.startswith("raise "))
    return MatchCases(found, closed=False)


def compared_texts(name: str, rows: list[str]) -> Iterator[str]:
    """Yield the texts that a setting, or the variable that the first row assigns, is compared
    with.
    """
    variable = _assigned(rows)
    words = [name]
    if len(variable) >= _MIN_VARIABLE_CHARS:
        words.append(variable)
    for row in rows:
        if "==" in row and any(word in row for word in words):
            for match in _EQUALS.finditer(row[:MAX_ROW_CHARS]):
                yield match[1] or match[2]


class ShellComparison(NamedTuple):
    """A text that a script compares a variable with; `folded`: in lower case."""

    text: str
    folded: bool


def shell_comparison(name: str, row: str) -> ShellComparison | None:
    """Return what a row of a script compares a variable with: `[ "${DEBUG,,}" = "true" ]`."""
    match = re.search(
        rf"\$\{{?{re.escape(name)}(,,)?\}}?[\"']?\s*(?:==?|!=)\s*[\"']?([\w.-]{{1,60}})", row
    )
    return ShellComparison(match[2], folded=bool(match[1])) if match else None


def _assigned(rows: list[str]) -> str:
    """Return the variable that the first row assigns, or ""."""
    variable = rows[0].partition("=")[0].strip() if rows else ""
    return variable if variable.isidentifier() else ""


def _row_of_match(rows: list[str], variable: str) -> int | None:
    if not variable:
        return None
    for number, row in enumerate(rows[:_MAX_ROWS_BEFORE_MATCH]):
        if row.strip() == f"match {variable}:":
            return number
    return None


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())
