"""Releases of Dify Enterprise that an upgrade must not skip."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.workspace.upgrade_stops import note_on_stops, sidebar_file
from tests.pace import at_most

LIST = """\
* [v3.10.0](/pages/3_10_0.md)
* [v3.8.0 [\u26a0\ufe0f Non-skippable]](/pages/3_8_0.md)
* [v3.7.5-fix.1 [\u26a0\ufe0f Non-skippable]](/pages/3_7_5.md)
* [v3.7.2 [\U0001f4e6 Archived]](/pages/3_7_2.md)
* [v3.6.0 [\u26a0\ufe0f Non-skippable]](/pages/3_6_0.md)
* not a version \u26a0\ufe0f
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    file = sidebar_file(tmp_path / "charts" / "dify-helm-0123.yaml")
    file.parent.mkdir()
    file.write_text(LIST, encoding="utf8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "stops"),
    [
        ("3.5.5", "enterprise 3.9.1", "3.6.0, 3.8.0: upgrade to each of them first"),
        ("v3.7.4", "3.9.1", "3.8.0: upgrade to it first"),
        (
            "values.yaml of dify-3.7.4",
            "values.yaml of dify-3.11.2",
            "3.8.0, 3.10.0, 3.11.0: upgrade to each of them first",
        ),
        ("3.8.0", "3.9.1", ""),
        ("3.7.4", "3.8.0", ""),
        ("3.9.1", "3.7.4", ""),
        ("1.13.3", "3.9.1", ""),
        ("values.yaml", "3.9.1", ""),
        ("values.yaml of dify-0.36.0", "values.yaml of dify-0.38.0", ""),
    ],
)
def test_marked_releases_between_two(state: Path, old: str, new: str, stops: str) -> None:
    expected = f"an upgrade must not skip {stops}" if stops else ""
    assert note_on_stops(state, old, new) == expected


def test_without_a_list_those_count_that_are_known(tmp_path: Path) -> None:
    assert "3.10.0, 3.11.0" in note_on_stops(tmp_path, "3.7.4", "3.11.2")
    assert note_on_stops(tmp_path, "3.7.4", "3.9.1") == ""


@pytest.mark.no_cover
def test_a_hostile_list_takes_linear_time(state: Path) -> None:
    (file,) = (state / "charts").iterdir()
    file.write_text("[v1.1.1" * 140_000, encoding="utf8")
    with at_most(2):
        assert note_on_stops(state, "3.7.4", "3.9.1") == ""
