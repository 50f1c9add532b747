"""Keeping a workspace from Python: what each step returns."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

import ctxkit
from ctxkit.api.maintenance import index, status, sync
from ctxkit.demo.repositories import make_repositories
from ctxkit.errors import WorkspaceError
from ctxkit.workspace import repository
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.locks import exclusive
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


def test_what_a_sync_has_half_done_is_not_indexed(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "exclusive", partial(exclusive, patience=0.0))
    with (
        repository.sync_lock(load_workspace(fresh)),
        pytest.raises(WorkspaceError, match="the workspace is locked by process"),
    ):
        index(fresh)


def test_a_sync_in_which_every_source_fails_builds_no_index(fresh: Path) -> None:
    text = (fresh / "workspace.yaml").read_text()
    (fresh / "workspace.yaml").write_text(text.replace("/up/", "/gone/"))
    done = sync(fresh)
    assert (done.built, done.to_dict()["index"]) == (None, None)
    assert len(done.report.errors) == 5
    assert all(source["error"] for source in done.to_dict()["sources"])


def test_a_source_that_is_lacking_is_named_in_every_answer(fresh: Path, tmp_path: Path) -> None:
    away = tmp_path / "up" / "dify-sandbox.git"
    away.rename(tmp_path / "away")
    sync(fresh)
    env, log = tmp_path / "my.env", tmp_path / "my.log"
    env.write_text("LOG_LEVEL=INFO\n")
    log.write_text("2026-05-04 09:00:00 ERROR boom\n")
    note = "dify-sandbox is not in this answer: the last sync failed for it; run: ctxkit sync"
    with ctxkit.open_workspace(fresh) as ws:
        for answer in (ws.explain("LOG_LEVEL"), ws.locate("boom"), ws.find("log level")):
            assert answer.finding.notes[0] == note
        assert ws.check(env=env).report.notes[0] == note
        assert note in ws.triage(log, jobs=1).text()
        file = fresh / "workspace.yaml"
        text = file.read_text()
        file.write_text(f"{text}\n# a remark\n")
    with ctxkit.open_workspace(fresh) as ws:
        assert ws.explain("LOG_LEVEL").finding.notes[:2] == (
            "workspace.yaml or workspace.lock has changed since the index was built; "
            "run: ctxkit sync",
            note,
        )
    (tmp_path / "away").rename(away)
    sync(fresh)
    with ctxkit.open_workspace(fresh) as ws:
        assert not [n for n in ws.explain("LOG_LEVEL").finding.notes if "ctxkit sync" in n]


def test_a_source_that_was_left_behind_is_no_exact_answer(fresh: Path, tmp_path: Path) -> None:
    sync(fresh)
    file = fresh / "workspace.yaml"
    file.write_text(file.read_text().replace("1.14.0", "1.13.3"))
    (tmp_path / "up").rename(tmp_path / "gone")
    assert sync(fresh).report.exit_code == 4
    with ctxkit.open_workspace(fresh) as ws:
        answer = ws.explain("LOG_LEVEL")
        assert {checkout.match for checkout in answer.finding.versions} == {"guess"}
        assert answer.finding.notes[0] == (
            "dify is at 1.14.0, workspace.yaml asks for another version: "
            "the last sync failed for it; run: ctxkit sync"
        )
    assert not status(fresh).ok
