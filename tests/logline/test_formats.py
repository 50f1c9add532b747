"""The table of formats: each column of each row, and the spellings of levels in its patterns."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import fields

from ctxkit.logline import parse_line
from ctxkit.logline.formats import FORMATS
from ctxkit.logline.log_format import LEVELS, LogFormat
from ctxkit.logline.unprefixed import UNPREFIXED
from tests.conftest import assert_golden

ROWS = (*FORMATS, *UNPREFIXED)
_PARTS = ("STATEMENT", "DETAIL", "HINT")
"""Of PostgreSQL: they continue the message before and have no level of their own."""

_BY_SAMPLES = ("name", "pattern", "hint", "samples")


def column_lines(row: LogFormat) -> list[str]:
    """Return what is set in a row, apart from what its samples show."""
    columns = [each for each in fields(row) if each.name not in _BY_SAMPLES]
    return [
        f"  {each.name}: {getattr(row, each.name)!r}"
        for each in columns
        if getattr(row, each.name) != each.default
    ]


def test_the_columns_are_those_of_the_golden_file() -> None:
    """What `triage` and `locate` conclude from a format; a changed row shows in a difference."""
    lines = [line for row in ROWS for line in (row.name or "(none)", *column_lines(row))]
    assert_golden("formats.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_the_spellings_of_levels_are_known(row: LogFormat) -> None:
    group = re.search(r"\(\?P<level>([A-Z|]+|\[[A-Z⨯]+\])\)", row.pattern)
    spellings = re.findall(r"[A-Z]+", group[1]) if group else []
    if group and group[1].startswith("["):
        spellings = list(group[1].strip("[]"))
    unknown = [each for each in spellings if each.lower() not in LEVELS]
    assert [each for each in unknown if each not in _PARTS] == []


def test_letters_of_klog_are_levels() -> None:
    lines = [f"{letter}0512 12:00:00.000000   1 a.go:3] x" for letter in "IWEF"]
    found = [parse_line(line).level for line in lines]
    assert found == ["info", "warning", "error", "critical"]
