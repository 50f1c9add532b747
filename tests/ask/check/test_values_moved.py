"""Where values moved to that the chart no longer has."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.ask.check.values_moved import Move, MovedValues
from tests.ask.literal import Asked, literal_index

OLD = """api:
  # DEPRECATED: use global.newKey instead
  oldKey: ''
  other: ''
"""
NOTES = "`api.told` is obsolete.\n  Set it via `global.newKey` instead.\n"
KNOWN = frozenset({"global.newKey", "global.appSecretKey"})


def git(root: Path, *words: str) -> None:
    named = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", "-C", root, *named, *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Asked, MovedValues]:
    """A clone with two older charts, of which the newer has lost a value."""
    folder = tmp_path_factory.mktemp("moved")
    values = "charts/dify/values.yaml"
    notes = "charts/dify/templates/NOTES.txt"
    asked = literal_index(folder, {"dify-helm": {values: ("a: 1\n", []), notes: (NOTES, [])}})
    root = asked.sources.root("dify-helm")
    git(root, "init", "-q")
    texts: Mapping[str, str] = {"dify-1.0.0": OLD, "dify-1.1.0": "b: 1\n", "dify-1.2.0": "a: 1\n"}
    for tag, text in texts.items():
        (root / values).write_text(text)
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", tag)
        git(root, "tag", tag)
    checkout = replace(asked.index.checkouts()["dify-helm"], version="dify-1.2.0")
    return asked, MovedValues(asked.sources, checkout)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("api.told", Move(path="global.newKey", said_by="its notes")),
        (
            "api.oldKey",
            Move(path="global.newKey", said_by="the comment in values.yaml of dify-1.0.0"),
        ),
        ("api.secretKey", Move(path="global.appSecretKey", said_by="")),
        ("api.other", None),
        ("api.never", None),
    ],
)
def test_where_a_value_moved_to(
    charts: tuple[Asked, MovedValues], path: str, expected: Move | None
) -> None:
    _, moved = charts
    assert moved.of(path, KNOWN) == expected
    assert moved.of(path, frozenset()) is None


def test_without_a_chart_nothing_moved(charts: tuple[Asked, MovedValues]) -> None:
    asked, _ = charts
    assert MovedValues(asked.sources, None).of("api.secretKey", KNOWN) is None


def test_without_a_clone_what_is_known_still_counts(asked: Asked) -> None:
    moved = MovedValues(asked.sources, asked.index.checkouts()["dify-helm"])
    assert moved.of("api.secretKey", KNOWN) == Move(path="global.appSecretKey", said_by="")
    assert moved.of("api.oldKey", KNOWN) is None
