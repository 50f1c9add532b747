"""What a sync must never do: lose work of the user's, run code of strangers, tell secrets, or trust
half a clone.
"""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.workspace import repository, work_tree
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from tests.workspace.conftest import Desk, Upstream, git

Up = Callable[[str], Upstream]
TWO = ("dify", "dify-sandbox")


def shown(desk: Desk, name: str) -> str:
    return (desk.folder / name / ("main.go" if name != "dify" else "api/version.py")).read_text()


# Work of the user's


@pytest.mark.parametrize("staged", [False, True])
def test_a_dirty_checkout_is_refused_by_name_and_the_others_go_on(desk: Desk, staged: bool) -> None:
    desk.write("1.13.3", TWO).sync()
    mine = desk.folder / "dify-sandbox" / "main.go"
    mine.write_text("mine")
    if staged:
        git(mine.parent, "add", "main.go")
    before = desk.head("dify-sandbox")
    report = desk.write("1.14.0", TWO).report()
    dify, sandbox = report.results
    assert str(sandbox.error) == (
        "dify-sandbox: left unchanged, because the checkout has local changes: "
        "1 changed file, such as main.go"
    )
    assert sandbox.checkout is not None
    assert (sandbox.checkout.version, sandbox.checkout.match, sandbox.checkout.commit) == (
        "0.2.14",
        "guess",
        before,
    )
    assert (mine.read_text(), desk.head("dify-sandbox")) == ("mine", before)
    assert dify.error is None
    assert shown(desk, "dify") == "VERSION = '1.14.0'\n"
    assert report.exit_code == 4


def test_a_dirty_checkout_is_refused_also_where_nothing_would_change(desk: Desk) -> None:
    desk.write(names=TWO).sync()
    (desk.folder / "dify-sandbox" / "main.go").unlink()
    sandbox = desk.sync()["dify-sandbox"]
    assert isinstance(sandbox.error, GitError)
    assert sandbox.checkout is not None
    assert (sandbox.checkout.version, sandbox.checkout.match) == ("0.2.15", "tag")


def test_a_dirty_checkout_that_is_not_what_was_wanted_is_a_guess(desk: Desk, up: Up) -> None:
    desk.write("main", ("dify",)).sync()
    up("dify").commit({"new": "x"}, date="2026-05-01T00:00:00Z")
    (desk.folder / "dify" / "api" / "version.py").write_text("mine")
    result = desk.sync()["dify"]
    assert result.checkout is not None
    assert (result.checkout.match, result.because) == ("guess", "left as it was")
    assert status_problems(desk) == {"dify": "left as it was: the last sync failed for it"}
    with pytest.raises(WorkspaceError, match=r"'dify' differs from workspace\.lock"):
        desk.sync(locked=True)


def test_a_sync_that_finds_no_version_leaves_the_lock_as_it_was(desk: Desk) -> None:
    desk.write("1.13.3", TWO).sync()
    lock = desk.lock
    desk.write("1.14.0", TWO).go_offline()
    assert all(result.error for result in desk.sync().values())
    assert desk.lock == lock
    assert set(status_problems(desk)) == set(TWO)
    with pytest.raises(WorkspaceError, match=r"is for dify 1\.13\.3, but workspace\.yaml asks for"):
        desk.sync(locked=True)
    desk.write("1.13.3", TWO)
    assert status_problems(desk) == {}


def test_without_git_the_lock_stays_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("1.13.3", TWO).sync()
    lock = desk.lock
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(desk.folder))
        assert all(result.error for result in desk.write("1.14.0", TWO).sync().values())
    assert desk.lock == lock


def test_the_lock_names_no_commit_for_a_source_of_which_nothing_is_there(
    desk: Desk, up: Up
) -> None:
    desk.write("1.13.3", TWO).sync()
    shutil.rmtree(desk.folder / "dify-sandbox")
    up("dify-sandbox").path.rename(up("dify-sandbox").path.with_name("away"))
    results = desk.write("1.14.0", TWO).sync()
    assert (results["dify"].error, bool(results["dify-sandbox"].error)) == (None, True)
    assert "dify-sandbox:" not in desk.lock


def status_problems(desk: Desk) -> dict[str, str]:
    status = workspace_status(load_workspace(desk.folder))
    return {source.name: source.problem for source in status.problems}


def test_a_dirty_dify_is_kept_while_the_others_follow_the_wanted_version(desk: Desk) -> None:
    desk.write("1.13.3", TWO).sync()
    (desk.folder / "dify" / "api" / "version.py").write_text("mine")
    results = desk.write("1.14.0", TWO).sync()
    assert shown(desk, "dify") == "mine"
    assert results["dify"].error is not None
    assert shown(desk, "dify-sandbox") == "package main // 0.2.15\n"


@pytest.mark.parametrize("ignored", [False, True])
def test_files_that_git_does_not_know_are_kept(desk: Desk, up: Up, ignored: bool) -> None:
    desk.write("1.13.3", TWO).sync()
    up("dify").commit({"docker/.env": "THEIRS=1\n"}, date="2026-05-01T00:00:00Z", tag="1.14.1")
    if ignored:
        (desk.folder / "dify" / ".git" / "info").mkdir(exist_ok=True)
        (desk.folder / "dify" / ".git" / "info" / "exclude").write_text(".env\n")
    mine, notes = desk.folder / "dify" / "docker" / ".env", desk.folder / "dify" / "notes.txt"
    mine.write_text("MINE=1\n")
    notes.write_text("mine")
    assert desk.write("1.14.0", TWO).sync()["dify"].error is None  # nothing of theirs is in the way
    result = desk.write("1.14.1", TWO).sync()["dify"]
    assert isinstance(result.error, GitError)
    assert result.error.hint == "move those files away and run it again"
    assert (mine.read_text(), notes.read_text()) == ("MINE=1\n", "mine")


def test_commits_of_the_user_are_kept_on_a_branch(desk: Desk) -> None:
    desk.write("1.13.3", TWO).sync()
    root = desk.folder / "dify-sandbox"
    (root / "main.go").write_text("mine")
    git(root, "commit", "-qam", "mine")
    mine = desk.head("dify-sandbox")
    result = desk.write("1.14.0", TWO).sync()["dify-sandbox"]
    assert result.error is None
    assert result.notes == (f"your commit {mine[:12]} was kept on branch kept/{mine[:12]}",)
    assert git(root, "rev-parse", f"kept/{mine[:12]}") == mine


def test_a_branch_of_the_user_is_left_where_it_is(desk: Desk) -> None:
    desk.write("1.13.3", TWO).sync()
    root = desk.folder / "dify-sandbox"
    git(root, "switch", "-q", "-c", "fix")
    git(root, "commit", "-q", "--allow-empty", "-m", "mine")
    mine = desk.head("dify-sandbox")
    result = desk.write("1.14.0", TWO).sync()["dify-sandbox"]
    assert result.notes == ("branch fix was checked out; it is left as it is",)
    assert git(root, "rev-parse", "fix") == mine
    assert shown(desk, "dify-sandbox") == "package main // 0.2.15\n"


def test_a_merge_that_is_going_on_is_left_alone(desk: Desk) -> None:
    desk.write("1.13.3", TWO).sync()
    (desk.folder / "dify" / ".git" / "MERGE_HEAD").write_text("0" * 40)
    assert "a merge is in progress" in str(desk.write("1.14.0", TWO).sync()["dify"].error)


@pytest.mark.parametrize("kind", ["files", "file", "foreign clone", "link", "gitlink"])
def test_something_else_under_the_name_is_refused(
    desk: Desk, up: Up, kind: str, tmp_path: Path
) -> None:
    place = desk.folder / "dify-sandbox"
    if kind == "files":
        place.mkdir()
        (place / "precious").write_text("x")
    elif kind == "file":
        place.write_text("x")
    elif kind == "foreign clone":
        git(tmp_path, "clone", "-q", up("dify-sandbox").url, str(place))
    elif kind == "link":
        place.symlink_to(up("dify-sandbox").path)
    else:
        place.mkdir()
        (place / ".git").write_text(f"gitdir: {up('dify-sandbox').path}/.git\n")
    before = sorted(p.name for p in tmp_path.rglob("*") if ".git" not in p.parts)
    report = desk.write(names=TWO).report()
    assert isinstance(report.results[1].error, WorkspaceError)
    assert report.results[1].error.message.startswith("dify-sandbox: ")
    assert report.results[1].checkout is None
    assert report.results[0].error is None
    assert set(before) <= {p.name for p in tmp_path.rglob("*")}
    assert "dify-sandbox" not in desk.lock


def test_a_link_to_a_clone_of_another_workspace_is_refused(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other", tmp_path / "up").write("1.13.3", ("dify",))
    other.sync()
    (desk.folder / "dify").symlink_to(other.folder / "dify")
    assert isinstance(desk.write("1.14.0", ("dify",)).sync()["dify"].error, WorkspaceError)
    assert shown(other, "dify") == "VERSION = '1.13.3'\n"


def test_an_empty_folder_is_no_obstacle(desk: Desk) -> None:
    (desk.folder / "dify").mkdir()
    assert desk.write(names=("dify",)).sync()["dify"].error is None


def test_another_url_is_taken_over_and_told(desk: Desk, up: Up, tmp_path: Path) -> None:
    desk.write("1.13.3", ("dify",)).sync()
    old = up("dify").url
    mirror = Desk(desk.folder, up("dify").path.rename(tmp_path / "dify").parent)
    result = mirror.write("1.14.0", ("dify",)).sync()["dify"]
    new = (tmp_path / "dify").as_uri()
    assert result.error is None
    assert result.notes == (f"url changed from {old} to {new}",)
    assert git(desk.folder / "dify", "remote", "get-url", "origin") == new


# Tags that move


def test_a_moved_tag_is_refused_with_both_commits_until_it_is_accepted(desk: Desk, up: Up) -> None:
    desk.write(names=TWO).sync()
    before = desk.head("dify-sandbox")
    after = up("dify-sandbox").commit({"main.go": "evil"}, date="2026-08-01T00:00:00Z")
    git(up("dify-sandbox").path, "tag", "-f", "0.2.15")
    for forget in (None, desk.folder / "workspace.lock"):
        if forget:
            forget.unlink()
        result = desk.sync()["dify-sandbox"]
        assert str(result.error) == f"dify-sandbox: the tag 0.2.15 moved from {before} to {after}"
        assert result.error.hint.endswith("ctxkit sync --update")  # type: ignore[union-attr]
        assert desk.head("dify-sandbox") == before
    accepted = desk.sync(update=True)["dify-sandbox"]
    assert (accepted.error, desk.head("dify-sandbox")) == (None, after)
    assert desk.sync()["dify-sandbox"].error is None


def test_a_moved_tag_is_noticed_by_the_lock_alone(desk: Desk, up: Up) -> None:
    desk.write(names=TWO).sync()
    up("dify").commit({"x": "evil"}, date="2026-08-01T00:00:00Z")
    git(up("dify").path, "tag", "-f", "1.14.0")
    subprocess.run(["rm", "-rf", str(desk.folder / "dify")], check=True)
    result = desk.sync()["dify"]
    assert "the tag 1.14.0 moved from" in str(result.error)
    assert not (desk.folder / "dify").exists()
    assert "1.14.0" in desk.lock  # the old entry stays, else the next run would not know


# Runs that end early


def test_leftovers_of_dead_runs_are_removed(desk: Desk) -> None:
    leftover = desk.folder / ".dify.tmp-999999"
    (leftover / ".git" / "objects").mkdir(parents=True)
    other = desk.folder / ".dify.tmp-mine"
    other.mkdir()
    desk.write(names=("dify",)).sync()
    assert not leftover.exists()
    assert other.exists()


def test_a_clone_that_fails_leaves_nothing(desk: Desk, up: Up) -> None:
    for pack in (up("dify").path / ".git" / "objects").rglob("*"):
        if pack.is_file() and pack.name != "HEAD" and pack.stat().st_size > 60:
            pack.chmod(0o644)
            pack.write_bytes(b"damaged")
    result = desk.write(names=("dify",)).sync()["dify"]
    assert isinstance(result.error, GitError)
    assert sorted(p.name for p in desk.folder.iterdir()) == [
        ".ctxkit",
        "workspace.lock",
        "workspace.yaml",
    ]


SLOW = """\
import sys, time
from pathlib import Path
from ctxkit.workspace import sync
from ctxkit.workspace.config import load_workspace
def stay(*_, **__):
    print("there", flush=True)
    time.sleep(60)
{step} = stay
sync.sync_workspace(load_workspace(Path(sys.argv[1])))
"""


@contextmanager
def halted(desk: Desk, step: str) -> Iterator[subprocess.Popen[str]]:
    """Run a sync in another process until it comes to `step`, where it stays."""
    command = [sys.executable, "-c", SLOW.format(step=step), str(desk.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "there\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    "step",
    ["sync.Clone.list_remote", "sync.Clone.obtain", "sync.check_out", "sync.Clone.settle"],
)
def test_a_first_clone_that_is_killed_is_begun_anew(desk: Desk, step: str) -> None:
    desk.write(names=("dify",))
    with halted(desk, step) as process:
        process.send_signal(signal.SIGKILL)
    assert not (desk.folder / "dify").exists()
    assert desk.sync()["dify"].error is None
    assert [p.name for p in desk.folder.glob(".*.tmp-*")] == []


def test_a_clone_and_a_switch_are_on_disk_before_they_count(
    desk: Desk, flushed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("1.13.3", ("dify",)).sync()
    assert flushed == [f".dify.tmp-{os.getpid()}"]
    marked: list[bool] = []
    mark = desk.folder / "dify" / ".git" / "ctxkit-switch"
    monkeypatch.setattr(work_tree, "flush_tree", lambda _: marked.append(mark.is_file()))
    desk.write("1.14.0", ("dify",)).sync()
    assert (marked, mark.exists()) == ([True], False)


def test_a_second_sync_at_once_waits_or_says_who_is_at_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctxkit.workspace import locks

    monkeypatch.setattr(
        repository, "exclusive", lambda path, what: locks.exclusive(path, what=what, patience=0.2)
    )
    desk.write(names=("dify",))
    with halted(desk, "sync.Clone.obtain") as process:
        with pytest.raises(
            WorkspaceError, match=f"the workspace is locked by process {process.pid}"
        ):
            desk.sync()


@pytest.mark.parametrize("name", ["index.lock", "shallow.lock"])
def test_a_lock_file_of_git_is_reported_with_its_age(desk: Desk, name: str) -> None:
    desk.write("1.13.3", TWO).sync()
    lock = desk.folder / "dify-sandbox" / ".git" / name
    lock.touch()
    os.utime(lock, (time.time() - 540, time.time() - 540))
    result = desk.write("1.14.0", TWO).sync()["dify-sandbox"]
    assert isinstance(result.error, GitError)
    assert name in result.error.message + result.error.hint
    assert lock.exists()
    lock.unlink()
    assert desk.sync()["dify-sandbox"].error is None


def half_switched(desk: Desk, up: Up) -> tuple[Path, str]:
    """Leave dify as a run that was killed while git wrote the files of 1.14.1 leaves it."""
    new = up("dify").commit(
        {"api/version.py": "VERSION = '1.14.1'\n", "api/new.py": "new\n", "api/cut.py": "cut\n"},
        date="2026-05-01T00:00:00Z",
        tag="1.14.1",
    )
    desk.write("1.14.1", ("dify",)).sync()
    desk.write("1.14.0", ("dify",)).sync()
    root = desk.folder / "dify"
    (root / ".git" / "ctxkit-switch").write_text(f"{desk.head('dify')} {new}\n")
    (root / "api" / "version.py").write_text("VERSION = '1.14.1'\n")
    (root / "api" / "cut.py").write_text("")
    (root / ".git" / "index.lock").touch()
    os.utime(root / ".git" / "index.lock", (time.time() - 100, time.time() - 100))
    note = desk.folder / ".ctxkit" / "sync.run"
    note.write_text(f"{time.time() - 110}\n")
    os.utime(note, (time.time() - 100, time.time() - 100))
    return root, new


def test_a_switch_that_was_killed_is_finished(desk: Desk, up: Up) -> None:
    root, new = half_switched(desk, up)
    assert desk.write("1.14.1", ("dify",)).sync()["dify"].error is None
    assert (desk.head("dify"), git(root, "status", "--porcelain")) == (new, "")
    assert not (root / ".git" / "ctxkit-switch").exists()
    assert desk.write("1.13.3", ("dify",)).sync()["dify"].error is None


def test_a_switch_that_was_killed_is_not_finished_over_work_of_the_user(desk: Desk, up: Up) -> None:
    root, _ = half_switched(desk, up)
    (root / "docker" / "docker-compose.yaml").write_text("mine")
    assert "the checkout has local changes" in str(desk.sync()["dify"].error)
    assert (root / "docker" / "docker-compose.yaml").read_text() == "mine"
    assert (root / "api" / "version.py").read_text() == "VERSION = '1.14.1'\n"


def test_a_switch_under_a_git_that_may_be_at_work_is_left_alone(desk: Desk, up: Up) -> None:
    root, _ = half_switched(desk, up)
    (root / ".git" / "index.lock").touch()
    assert ".git/index.lock exists (" in str(desk.sync()["dify"].error)


# Code of strangers


def test_no_hook_is_run(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks, template, trace = tmp_path / "hooks", tmp_path / "template" / "hooks", tmp_path / "trace"
    for folder in (hooks, template):
        folder.mkdir(parents=True)
        for name in ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor"):
            (folder / name).write_text(f"#!/bin/sh\necho {name} >> {trace}\n")
            (folder / name).chmod(0o755)
    config = tmp_path / "config"
    config.write_text(
        f"[core]\n\thooksPath = {hooks}\n\tfsmonitor = {hooks}/fsmonitor\n"
        f"[init]\n\ttemplateDir = {template.parent}\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    desk.write("1.13.3", TWO).sync()
    for name in TWO:
        inside = desk.folder / name / ".git" / "hooks"
        inside.mkdir()
        (inside / "post-checkout").symlink_to(hooks / "post-checkout")
    desk.write("1.14.0", TWO).sync()
    assert shown(desk, "dify") == "VERSION = '1.14.0'\n"
    assert not trace.exists()


def test_no_submodule_is_fetched(
    desk: Desk, up: Up, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        '[submodule]\n\trecurse = true\n[protocol "file"]\n\tallow = always\n'
        "[fetch]\n\tprune = true\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    git(up("dify").path, "submodule", "--quiet", "add", up("dify-sandbox").url, "sub")
    up("dify").commit({"x": "x"}, date="2026-05-01T00:00:00Z", tag="1.14.1")
    assert desk.write("1.14.1", ("dify",)).sync()["dify"].error is None
    assert list((desk.folder / "dify" / "sub").iterdir()) == []
    assert desk.write("1.14.0", ("dify",)).sync()["dify"].error is None


def test_no_filter_of_large_files_is_run(
    desk: Desk, up: Up, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace, config = tmp_path / "trace", tmp_path / "config"
    config.write_text(
        f'[filter "lfs"]\n\tsmudge = "touch {trace}; cat"\n'
        f'\tprocess = "touch {trace}; false"\n\trequired = true\n'
    )
    up("dify").commit(
        {".gitattributes": "*.bin filter=lfs\n", "a.bin": "pointer\n"},
        date="2026-05-01T00:00:00Z",
        tag="1.14.1",
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    desk.write("1.14.1", ("dify",))
    assert [desk.sync()["dify"].error, desk.sync()["dify"].error] == [None, None]
    assert (desk.folder / "dify" / "a.bin").read_text() == "pointer\n"
    assert not trace.exists()


def test_a_url_reaches_git_as_no_command_even_by_the_users_own_rewriting(
    desk: Desk, up: Up, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace, config = tmp_path / "trace", tmp_path / "config"
    config.write_text(
        f'[protocol "ext"]\n\tallow = always\n'
        f'[url "ext::sh -c touch% {trace} "]\n\tinsteadOf = {up("dify").url}\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    result = desk.write(names=("dify",)).sync()["dify"]
    assert "transport 'ext' not allowed" in str(result.error)
    assert not trace.exists()


def test_a_name_with_shell_characters_in_the_path_is_only_a_path(up: Up, tmp_path: Path) -> None:
    odd = tmp_path / "a b;touch pwned'$(id)\"é"
    odd.mkdir()
    up("dify").path.rename(odd / "dify")
    desk = Desk(odd / "ws", odd)
    assert desk.write(names=("dify",)).sync()["dify"].error is None
    assert not list(tmp_path.rglob("pwned"))


def test_variables_of_a_calling_git_do_not_leak_in(
    desk: Desk, up: Up, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = up("dify-sandbox").path
    for name, value in (
        ("GIT_DIR", str(victim / ".git")),
        ("GIT_WORK_TREE", str(victim)),
        ("GIT_INDEX_FILE", str(victim / ".git" / "index")),
        ("GIT_CONFIG_PARAMETERS", "'core.bare=true'"),
        ("GIT_OBJECT_DIRECTORY", "/nowhere"),
    ):
        monkeypatch.setenv(name, value)
    assert desk.write(names=("dify",)).sync()["dify"].error is None
    assert os.environ["GIT_DIR"] == str(victim / ".git")
    monkeypatch.undo()
    assert git(victim, "status", "--porcelain") == ""


# Servers and secrets


class Locked(http.server.BaseHTTPRequestHandler):
    """A server that wants a login, whatever one gives it."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("login", ["", "me:hunter%402@", "hunter%402@"])
def test_git_waits_for_no_password_and_tells_none(desk: Desk, login: str) -> None:
    with serving(Locked) as port:
        text = f'dify: "1.14.0"\nsources:\n  dify: {{git: "http://{login}127.0.0.1:{port}/dify"}}\n'
        (desk.folder / "workspace.yaml").write_text(text)
        start = time.monotonic()
        result = desk.sync()["dify"]
    assert time.monotonic() - start < 20
    assert isinstance(result.error, GitError)
    assert result.error.hint
    told = "".join(
        p.read_text(errors="replace")
        for p in desk.folder.rglob("*")
        if p.is_file() and p.name != "workspace.yaml"
    )
    assert "hunter" not in repr(result) + result.error.message + result.error.hint + told


def test_a_login_in_the_url_is_used_but_nowhere_kept(desk: Desk, up: Up) -> None:
    bare = desk.folder.parent / "served" / "dify.git"
    git(desk.folder, "clone", "-q", "--bare", up("dify").url, str(bare))
    git(bare, "update-server-info")
    seen: list[str] = []

    class Files(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            login = self.headers.get("Authorization", "")
            if not login:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="x"')
                self.end_headers()
                return
            seen.append(login)
            super().do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with serving(lambda *a: Files(*a, directory=str(bare.parent))) as port:
        url = f"http://me:{quote('hunter2')}@127.0.0.1:{port}/dify.git"
        (desk.folder / "workspace.yaml").write_text(
            f'dify: "1.13.3"\nsources:\n  dify: {{git: "{url}"}}\n'
        )
        result = desk.sync()["dify"]
    assert seen
    assert (
        result.error is None
    )  # and a server of mere files, which cannot do shallow clones, was good enough
    assert shown(desk, "dify") == "VERSION = '1.13.3'\n"
    kept = [
        p
        for p in desk.folder.rglob("*")
        if p.is_file() and p.name != "workspace.yaml" and b"hunter2" in p.read_bytes()
    ]
    assert kept == []
    assert result.checkout is not None
    assert result.checkout.url == f"http://127.0.0.1:{port}/dify.git"


def test_a_password_shows_up_in_no_list_of_processes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = subprocess.Popen

    class Spy(real):  # type: ignore[type-arg, misc, valid-type]
        def __init__(self, command: list[str], *args: object, **options: object) -> None:
            seen.append(list(map(str, command)))
            super().__init__(command, *args, **options)

    monkeypatch.setattr("git.cmd.safer_popen", Spy)
    (desk.folder / "workspace.yaml").write_text(
        'dify: "1"\nsources:\n  dify: {git: "http://me:hunter2@127.0.0.1:1/dify"}\n'
    )
    desk.sync()
    assert any("ls-remote" in command for command in seen)
    assert "hunter2" not in repr(seen)


def test_a_repository_of_another_user_can_be_read(desk: Desk, up: Up) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for path in (up("dify").path, *up("dify").path.rglob("*")):
        os.chown(path, 12345, 12345)
    assert desk.write(names=("dify",)).sync()["dify"].error is None


def test_a_folder_that_cannot_be_written_is_an_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    desk.write(names=("dify",))
    (desk.folder / ".ctxkit").mkdir()
    monkeypatch.setattr(repository.Path, "rename", refuse)
    result = desk.sync()["dify"]
    assert str(result.error) == "dify: cannot move the clone into place: Permission denied"
    assert not list(desk.folder.glob(".dify.tmp-*"))
