"""Reads of every variable of a pattern."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.patterns import covering_reads, matches
from tests.settings.sources import fact_index, name, used


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("OPENDAL_*", "OPENDAL_FS_ROOT", True),
        ("OPENDAL_*", "OPENDAL_", False),
        ("*_EXPIRY_MINUTES", "EMAIL_EXPIRY_MINUTES", True),
        ("*_EXPIRY_MINUTES", "_EXPIRY_MINUTES", False),
        ("HOSTED_*_PAID_ENABLED", "HOSTED_OPENAI_PAID_ENABLED", True),
        ("HOSTED_*_PAID_ENABLED", "HOSTED_PAID_ENABLED", False),
        ("A_*_B_*_C", "A_x_B_y_C", True),
        ("A_*_B_*_C", "A_x_y_C", False),
        ("A.*", "AB", False),
    ],
)
def test_a_star_is_one_or_more_characters(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


def test_a_prefix_proves_a_name_and_a_suffix_does_not(tmp_path: Path) -> None:
    reads = [used("OPENDAL_*", 3, via="getenv"), used("*_MINUTES", 5, via="getenv")]
    asked = fact_index(tmp_path, {"dify api/x.py": reads})
    graph = SettingsGraph(asked.index)
    assert [(found, use.line) for found, use in covering_reads(graph, "OPENDAL_ROOT")] == [
        (name("api OPENDAL_ROOT"), 3)
    ]
    assert covering_reads(graph, "TEN_MINUTES") == []
    assert covering_reads(graph, "OPENDALS_ROOT") == []


def test_a_pattern_with_an_end_is_no_prefix(tmp_path: Path) -> None:
    asked = fact_index(tmp_path, {"dify api/x.py": [used("HOSTED_*_ENABLED", 3, via="getenv")]})
    assert covering_reads(SettingsGraph(asked.index), "HOSTED_X_ENABLED") == []
