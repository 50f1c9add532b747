"""The pairs of a workspace are kept: asked again they are the same, and not found out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.routes import pair_state
from ctxkit.routes.pair_state import FILE, workspace_pairs
from ctxkit.routes.pairs import Lack, Pair
from tests.ask.literal import Asked, literal_index

LACK = Lack(feature="dispatch/box", calls=("POST /a", "POST /b"), since="0.2.0")
PAIR = Pair(
    caller="api", caller_version="1", called="sandbox", called_version="2", calls=3, lacks=(LACK,)
)


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    found = literal_index(tmp_path, {})
    yield found
    found.index.close()


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often the pairs are found out."""
    counted: list[int] = []

    def find(*_: object) -> tuple[Pair, ...]:
        counted.append(1)
        return (PAIR,)

    monkeypatch.setattr(pair_state, "find_pairs", find)
    return counted


def test_pairs_are_found_out_once(asked: Asked, times: list[int]) -> None:
    assert workspace_pairs(asked.index, {}) == (PAIR,)
    assert workspace_pairs(asked.index, {}) == (PAIR,)
    assert len(times) == 1
    workspace_pairs(asked.index, {}, renew=True)
    assert len(times) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key": 1}', '{"key": "x", "pairs": []}', "null"])
def test_a_damaged_file_is_written_anew(asked: Asked, times: list[int], text: str) -> None:
    workspace_pairs(asked.index, {})
    (asked.folder / FILE).write_text(text)
    assert workspace_pairs(asked.index, {}) == (PAIR,)
    assert workspace_pairs(asked.index, {}) == (PAIR,)
    assert len(times) == 2


def test_pairs_of_other_commits_are_not_taken(tmp_path: Path, times: list[int]) -> None:
    for number, version in enumerate(("1.0.0", "1.1.0")):
        (tmp_path / version).mkdir()
        asked = literal_index(tmp_path / version, {}, versions={"dify": version})
        if number:
            (asked.folder / FILE).write_bytes((tmp_path / "1.0.0" / "index" / FILE).read_bytes())
        workspace_pairs(asked.index, {})
        asked.index.close()
    assert len(times) == 2


def test_a_folder_that_cannot_be_written_is_no_error(
    asked: Asked, times: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(pair_state, "write_atomically", refuse)
    assert workspace_pairs(asked.index, {}) == (PAIR,)
    assert times == [1]
