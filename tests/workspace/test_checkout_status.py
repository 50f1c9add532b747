"""What status tells of a workspace."""

from __future__ import annotations

import shutil

from ctxkit.model import Checkout
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.sync_report import SourceStatus
from tests.workspace.conftest import Desk, git

TWO = ("dify", "dify-sandbox")


def status(desk: Desk, **indexed: Checkout) -> dict[str, SourceStatus]:
    found = workspace_status(
        load_workspace(desk.folder), indexed={n.replace("_", "-"): c for n, c in indexed.items()}
    )
    return {source.name: source for source in found.sources}


def test_before_the_first_sync_nothing_is_there(desk: Desk) -> None:
    found = workspace_status(load_workspace(desk.write(names=TWO).folder))
    assert [(s.problem, s.hint) for s in found.sources] == [
        ("not cloned yet", "run: ctxkit sync")
    ] * 2
    assert (found.checkouts, found.dify) == ((), "1.14.0")
    assert found.problems == found.sources


def test_after_a_sync_all_is_told_and_in_order(desk: Desk) -> None:
    report = desk.write(names=TWO).report()
    found = workspace_status(load_workspace(desk.folder))
    assert found.problems == ()
    assert found.checkouts == report.checkouts
    sandbox = status(desk, dify_sandbox=report.checkouts[1])["dify-sandbox"]
    assert (sandbox.version, sandbox.match, sandbox.dirty) == ("0.2.15", "tag", False)
    assert sandbox.commit == sandbox.locked == sandbox.indexed == desk.head("dify-sandbox")
    assert sandbox.because == "the image tag 0.2.15 in dify's docker/docker-compose.yaml"


def test_a_changed_file_makes_it_dirty_and_a_new_one_does_not(desk: Desk) -> None:
    desk.write(names=TWO).sync()
    (desk.folder / "dify" / "new").write_text("x")
    (desk.folder / "dify-sandbox" / "main.go").write_text("x")
    found = status(desk)
    assert (found["dify"].dirty, found["dify-sandbox"].dirty) == (False, True)


def test_what_does_not_agree_is_told(desk: Desk) -> None:
    desk.write(names=TWO).sync()
    git(desk.folder / "dify-sandbox", "commit", "-q", "--allow-empty", "-m", "mine")
    sandbox = status(desk)["dify-sandbox"]
    assert sandbox.problem == "checked out at another commit than in workspace.lock"
    assert (sandbox.version, sandbox.match) == (desk.head("dify-sandbox")[:12], "guess")
    desk.write("1.13.3", TWO)
    assert status(desk)["dify"].problem == "workspace.yaml has changed since the last sync"
    desk.write("1.14.0", TWO, dify="main")
    assert status(desk)["dify"].problem == "workspace.yaml has changed since the last sync"
    (desk.folder / "workspace.lock").unlink()
    assert status(desk)["dify"].problem == "not in workspace.lock"
    shutil.rmtree(desk.folder / "dify")
    (desk.folder / "dify").mkdir()
    assert status(desk)["dify"].problem == "path exists but is not a checkout made by ctxkit"
