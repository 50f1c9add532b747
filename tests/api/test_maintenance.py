"""Keeping a workspace from Python: what each step returns."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxkit
from ctxkit.api.maintenance import index, status, sync
from ctxkit.demo.repositories import make_repositories
from ctxkit.errors import WorkspaceError
from ctxkit.workspace.new_workspace import init_workspace


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A workspace.yaml over the demo's repositories, not synced yet."""
    make_repositories(tmp_path / "up")
    init_workspace(tmp_path / "ws", dify="1.14.0", prefix=(tmp_path / "up").as_uri())
    return tmp_path / "ws"


def test_a_workspace_from_nothing_to_its_first_answer(fresh: Path) -> None:
    before = status(fresh)
    assert (before.index, before.ok) == ("missing", False)
    assert before.to_dict()["index"] == "missing"
    with pytest.raises(WorkspaceError, match="nothing is checked out"):
        index(fresh)

    seen: list[tuple[str, str, float]] = []
    steps: list[str] = []
    done = sync(
        fresh,
        on_source=lambda *step: seen.append(step),
        on_file=lambda step, *_: steps.append(step),
    )
    assert ("dify", "done", 1.0) in seen
    assert {"indexing", "preparing the search"} == set(steps)
    data = done.to_dict()
    assert data["command"] == "sync"
    assert data["versions"]["dify-sandbox"]["version"] == "0.2.15"
    assert data["index"]["files"] == data["index"]["parsed"] > 30

    after = status(fresh)
    assert (after.index, after.ok) == ("fresh", True)
    with ctxkit.open_workspace(fresh) as ws:
        assert ws.explain("LOG_LEVEL").found

    again = sync(fresh, on_file=lambda step, *_: steps.append(step))
    assert again.built is not None
    assert again.built.files == 0
    assert steps.count("preparing the search") == 1

    unchanged = index(fresh)
    assert unchanged.to_dict()["index"] == {"files": 0, "parsed": 0, "broken": []}
    assert set(unchanged.to_dict()["versions"]) == set(data["versions"])


def test_a_workspace_whose_lock_has_changed_is_stale_until_it_is_indexed(fresh: Path) -> None:
    sync(fresh)
    (fresh / "workspace.yaml").write_text(
        (fresh / "workspace.yaml").read_text().replace("1.14.0", "1.13.3")
    )
    report = sync(fresh).report
    assert next(c.version for c in report.checkouts) == "1.13.3"
    assert status(fresh).index == "fresh"
    (fresh / "dify-sandbox" / ".git" / "HEAD").write_text("b" * 40 + "\n")
    state = status(fresh)
    assert (state.index, state.ok) == ("stale", False)


def test_a_sync_in_which_every_source_fails_builds_no_index(fresh: Path) -> None:
    text = (fresh / "workspace.yaml").read_text()
    (fresh / "workspace.yaml").write_text(text.replace("/up/", "/gone/"))
    done = sync(fresh)
    assert (done.built, done.to_dict()["index"]) == (None, None)
    assert len(done.report.errors) == 5
    assert all(source["error"] for source in done.to_dict()["sources"])
