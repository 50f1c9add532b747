"""What a sync that was killed left is removed by the next, and nothing of anybody else."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.workspace import dead_runs
from ctxkit.workspace.config import WorkspaceConfig, load_workspace
from ctxkit.workspace.dead_runs import Lifetime, clear_beside, noted_run
from ctxkit.workspace.repository import sync_lock
from ctxkit.workspace.sync import sync_workspace
from tests.workspace.conftest import git

LOCK = "shallow.lock"


@pytest.fixture
def config(tmp_path: Path) -> WorkspaceConfig:
    """A workspace whose only clone is a repository without commits."""
    (tmp_path / "workspace.yaml").write_text("dify: 1.0.0\nsources: {dify: {git: file:///none}}\n")
    (tmp_path / ".ctxkit").mkdir()
    (tmp_path / "dify").mkdir()
    git(tmp_path / "dify", "init", "-q")
    return load_workspace(tmp_path)


def note(config: WorkspaceConfig) -> Path:
    return config.state_folder / "sync.run"


def died(config: WorkspaceConfig, *, began: float = -60, seen: float = -10) -> None:
    """Let a run have died: times are seconds from now."""
    now = time.time()
    note(config).write_text(f"{now + began}\n")
    os.utime(note(config), (now + seen, now + seen))


def made(config: WorkspaceConfig, name: str, age: float) -> Path:
    path = config.root("dify") / ".git" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def removed(config: WorkspaceConfig) -> dict[str, list[str]]:
    with noted_run(config) as found:
        return {name: list(locks) for name, locks in found.items() if locks}


def test_a_lock_of_the_dead_run_is_removed_and_told(config: WorkspaceConfig) -> None:
    died(config)
    paths = [made(config, name, age=30) for name in (LOCK, "index.lock", "refs/tags/1.lock")]
    assert removed(config) == {"dify": ["index.lock", "refs/tags/1.lock", "shallow.lock"]}
    assert not any(path.exists() for path in paths)
    assert not note(config).exists()


@pytest.mark.parametrize("age", [61, 7.5, 0])
def test_a_lock_of_another_time_is_a_strangers(config: WorkspaceConfig, age: float) -> None:
    died(config)
    lock = made(config, LOCK, age)
    assert removed(config) == {}
    assert lock.exists()


def test_a_lock_is_a_strangers_where_no_run_died(config: WorkspaceConfig) -> None:
    with noted_run(config):
        lock = made(config, LOCK, 0)
    assert removed(config) == {}
    assert lock.exists()


def test_a_lock_that_nobody_can_hold_any_more_is_removed_and_told(
    config: WorkspaceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, young = made(config, LOCK, 660), made(config, "index.lock", 540)
    monkeypatch.setattr(dead_runs, "_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(dead_runs, "_is_git_in", lambda places: True)
    assert removed(config) == {}
    assert lock.exists()
    monkeypatch.undo()
    assert removed(config) == {"dify": [LOCK]}
    assert not lock.exists()
    assert young.exists()


def test_a_lock_of_a_worktree_of_the_users_stays(config: WorkspaceConfig) -> None:
    died(config)
    lock = made(config, "worktrees/mine/index.lock", age=30)
    assert removed(config) == {}
    assert lock.exists()


def test_temporary_files_of_git_go_in_silence(config: WorkspaceConfig) -> None:
    died(config)
    gone = [
        made(config, name, age=30)
        for name in (
            *("objects/pack/tmp_pack_x", "objects/ab/tmp_obj_x", "shallow_x"),
            *("objects/pack/pack-2.pack", "objects/pack/pack-1.keep"),
        )
    ]
    whole = ("objects/pack/pack-1.pack", "objects/pack/pack-1.idx", "objects/pack/pack-1.rev")
    kept = [made(config, name, age=30) for name in (*whole, "shallow")]
    young = made(config, "objects/pack/tmp_pack_young", age=0)
    assert removed(config) == {}
    assert not any(path.exists() for path in gone)
    assert all(path.exists() for path in [*kept, young])


@pytest.mark.parametrize("kind", ["charts", "wheels", "history"])
def test_locks_in_the_repositories_of_the_state_folder_go_in_silence(
    config: WorkspaceConfig, kind: str
) -> None:
    died(config)
    lock = made(config, f"../../.ctxkit/{kind}/x.git/packed-refs.lock", age=30)
    assert removed(config) == {}
    assert not lock.exists()


@pytest.fixture
def living(config: WorkspaceConfig, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A git that is at work in the clone."""
    program = tmp_path / "git-sleeping"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", program)
    process = subprocess.Popen([str(program), "60"], cwd=config.root("dify"))
    name = Path(f"/proc/{process.pid}/comm")
    until = time.monotonic() + 10
    while name.exists() and name.read_text() != "git-sleeping\n" and time.monotonic() < until:
        time.sleep(0.01)  # a process bears the old name for a moment
    yield process
    process.kill()
    process.wait()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc")
def test_the_lock_of_a_living_git_is_never_removed(
    config: WorkspaceConfig,
    living: subprocess.Popen[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dead_runs, "_WAIT_SECONDS", 0.3)
    died(config)
    lock = made(config, LOCK, age=30)
    assert removed(config) == {}
    assert lock.exists()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc")
def test_a_git_that_is_about_to_end_is_waited_for(
    config: WorkspaceConfig, living: subprocess.Popen[bytes]
) -> None:
    died(config)
    made(config, LOCK, age=30)
    subprocess.Popen(["sh", "-c", f"sleep 0.5; kill {living.pid}"])
    # Reaped by nobody but us: a zombie has no folder that it is in.
    assert removed(config) == {"dify": [LOCK]}


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="needs /proc")
def test_what_lies_beside_goes_when_no_git_writes_into_it(
    config: WorkspaceConfig, living: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    # The git of a run that was killed alone works in what that run was making.
    left = tmp_path / f".[site].tmp-{ended.pid}"
    config.root("dify").rename(left)
    killer = subprocess.Popen(["sh", "-c", f"sleep 0.5; kill {living.pid}"])
    clear_beside(tmp_path / "[site]")
    assert living.poll() is not None
    assert not left.exists()
    killer.wait()


@pytest.mark.parametrize(("seen", "is_removed"), [(-50, False), (-70, True)])
def test_without_a_list_of_processes_only_time_tells(
    config: WorkspaceConfig,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seen: float,
    is_removed: bool,
) -> None:
    monkeypatch.setattr(dead_runs, "_PROCESSES", tmp_path / "none")
    died(config, began=-100, seen=seen)
    lock = made(config, LOCK, age=80)
    removed(config)
    assert lock.exists() != is_removed


def test_a_note_that_was_cut_off_is_of_the_moment_it_was_made(config: WorkspaceConfig) -> None:
    died(config)
    note(config).write_text("")
    os.utime(note(config), (time.time() - 20, time.time() - 20))
    locks = [made(config, f"{age}.lock", age) for age in (25, 19, 10)]
    assert removed(config) == {"dify": ["19.lock"]}
    assert [lock.exists() for lock in locks] == [True, False, True]


def test_a_run_says_that_it_lives(config: WorkspaceConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_runs, "_BEAT_SECONDS", 0.02)
    with noted_run(config):
        os.utime(note(config), (1, 1))
        until = time.monotonic() + 10
        while note(config).stat().st_mtime < 2 and time.monotonic() < until:
            time.sleep(0.01)
        life = Lifetime(float(note(config).read_text()), note(config).stat().st_mtime)
    assert life.began < time.time() < life.seen + 5


def test_what_the_dead_run_was_making_goes_whatever_it_was(config: WorkspaceConfig) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    state = config.state_folder
    left = [
        config.folder / f".dify.tmp-{dead.pid}",
        config.folder / f".workspace.lock.tmp-{dead.pid}",
        state / f"index.sqlite3.tmp-{dead.pid}",
        state / f"search-0123456789abcdef.tmp-{dead.pid}",
        state / "charts" / f"dify-helm.git.tmp-{dead.pid}",
        state / "wheels" / f"graphon.git.tmp-{dead.pid}",
    ]
    for path in left:
        path.mkdir(parents=True)
    removed(config)
    assert not any(path.exists() for path in left)


def test_a_sync_that_is_killed_while_git_holds_a_lock_does_not_stop_the_next(
    tmp_path: Path, config: WorkspaceConfig
) -> None:
    """A process that holds the workspace and dies, with the lock of its git."""
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from ctxkit.workspace.config import load_workspace\n"
        "from ctxkit.workspace.repository import sync_lock\n"
        "with sync_lock(load_workspace(Path(sys.argv[1]))):\n"
        f"    Path(sys.argv[1], 'dify', '.git', '{LOCK}').touch()\n"
        "    print('locked', flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "locked\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    with sync_lock(config) as found:
        assert dict(found) == {"dify": [LOCK]}


def test_a_sync_says_what_it_removed(config: WorkspaceConfig, tmp_path: Path) -> None:
    git(tmp_path / "dify", "config", "ctxkit.source", "dify")
    died(config)
    made(config, LOCK, age=30)
    result = sync_workspace(config).results[0]
    assert "removed what a killed sync had locked: .git/shallow.lock" in result.notes
