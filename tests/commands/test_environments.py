"""Where ctxkit is run: whatever the folder is called, whoever it belongs to, whatever the caller's
environment says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.running import CTXKIT, ENVIRONMENT, ROOT, run

LINE = "Request to http://x failed at attempt 2: timed out — 你好"
QUESTIONS = (
    ("status",),
    ("explain", "SSRF_DEFAULT_MAX_RETRIES"),
    ("find", "retry"),
    ("locate", LINE),
    ("show", "dify", "api/core/helper/ssrf_proxy.py:20"),
    ("check", "--env", "own.env"),
    ("triage", "own.log"),
    ("drift", "--from", "1.13.3"),
    ("upgrade-values", "own.yaml", "--to-chart", "dify-0.37.0"),
    ("doctor",),
)
STRAYS = {
    "GIT_DIR": "/nonexistent",
    "GIT_WORK_TREE": "/nonexistent",
    "GIT_INDEX_FILE": "/nonexistent",
    "GIT_OBJECT_DIRECTORY": "/nonexistent",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nonexistent",
    "GIT_CEILING_DIRECTORIES": "/",
    "GIT_NAMESPACE": "x",
    "GIT_EXTERNAL_DIFF": "/bin/false",
}
"""What a git hook, or `git rebase --exec`, sets for the programs that it runs."""


@pytest.fixture(scope="module")
def workspace(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in a folder of an odd name, with files of a user's and another version."""
    folder = tmp_path_factory.mktemp("odd") / "sp ace é中\nnew"
    shutil.copytree(demo_folder, folder, symlinks=True)
    (folder / "own.env").write_text("LOG_LEVEL=DEBUG\n")
    (folder / "own.log").write_text(
        f"2026-05-04 09:12:44.120 WARNING [ssrf_proxy.py:31] - {LINE}\n"
    )
    (folder / "own.yaml").write_text("api:\n  replicas: 2\n")
    assert usual(folder, "drift", "--from", "1.13.3")[0] == 0
    return folder


def usual(folder: Path, *words: str) -> tuple[int, str, str]:
    done = run(*words, cwd=folder)
    return done.returncode, done.stdout.decode("utf8"), done.stderr.decode("utf8")


def ask(folder: Path, *words: str, environment: dict[str, str]) -> tuple[int, str, str]:
    done = subprocess.run(
        [*CTXKIT, *words],
        cwd=folder,
        capture_output=True,
        env=environment,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf8"), done.stderr.decode("utf8", "replace")


def bare(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "100", **more}


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_no_home_a_plain_locale_and_variables_of_git_change_no_answer(
    workspace: Path, words: tuple[str, ...]
) -> None:
    here = usual(workspace, *words)
    there = ask(workspace, *words, environment=bare(LC_ALL="C", **STRAYS))
    assert there[0] == here[0] in (0, 1)
    if words != ("doctor",):  # which tells of both
        assert there[1] == here[1]
    assert "internal error" not in here[2] + there[2]


def test_a_locale_without_unicode_gets_an_answer_that_can_be_read(workspace: Path) -> None:
    plain = bare(LC_ALL="POSIX", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    code, out, err = ask(workspace, "locate", LINE, environment=plain)
    assert (code, "ssrf_proxy.py" in out, "internal error" in err) == (0, True, False)


ROOT_ONLY = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounts and gives folders away: root"
)


@pytest.fixture
def mounted(workspace: Path, tmp_path: Path) -> Iterator[Path]:
    """The workspace, mounted read-only, without an index for `find`."""
    place = tmp_path / "mounted"
    place.mkdir()
    for search in (workspace / ".ctxkit").glob("search-*"):
        shutil.rmtree(search)
    for command in (["--bind", str(workspace)], ["-o", "remount,bind,ro"]):
        if subprocess.run(["mount", *command, str(place)], capture_output=True).returncode:
            pytest.skip("this machine lets no folder be mounted")
    yield place
    subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def at_home(home: Path) -> dict[str, str]:
    home.mkdir()
    return {**ENVIRONMENT, "HOME": str(home), "XDG_CACHE_HOME": ""}


@ROOT_ONLY
@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_a_read_only_mount_answers(
    workspace: Path, mounted: Path, words: tuple[str, ...], tmp_path: Path
) -> None:
    there = ask(mounted, *words, environment=at_home(tmp_path / "home"))
    here = usual(workspace, *words)
    assert there[0] == here[0]
    assert there[1] == here[1]


@ROOT_ONLY
def test_a_read_only_mount_answers_over_mcp(mounted: Path, tmp_path: Path) -> None:
    pytest.importorskip("mcp")
    from tests.assistants.test_mcp_server import asked_by_pipes, text_of

    with pytest.MonkeyPatch.context() as patch:
        for name, value in at_home(tmp_path / "home").items():
            patch.setitem(ENVIRONMENT, name, value)
        found = asked_by_pipes(
            mounted, lambda session: text_of(session, "find_dify_code", topic="retry")
        )
    assert "SSRF_DEFAULT_MAX_RETRIES" in found


@ROOT_ONLY
@pytest.mark.parametrize("command", ["sync", "index", "clean"])
def test_what_has_to_write_says_so(mounted: Path, command: str, tmp_path: Path) -> None:
    (mounted.parent / "home").mkdir(exist_ok=True)
    code, _, err = ask(mounted, command, environment=ENVIRONMENT)
    if command == "index":  # which has nothing to do
        assert (code, err) == (0, "the index is up to date\n")
    else:
        assert code == 3
        assert "cannot write to .ctxkit: Read-only file system" in err
        assert "make it writable" in err


@ROOT_ONLY
def test_folders_of_another_owner_are_told_with_the_remedy(
    demo_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "theirs"
    shutil.copytree(demo_folder, folder, symlinks=True)
    for path in (folder, *folder.rglob("*")):
        os.lchown(path, 65534, 65534)
    environment = at_home(tmp_path / "home")  # whose git trusts nobody
    remedy = f"git config --global --add safe.directory {folder}/dify"
    code, _, err = ask(folder, "status", environment=environment)
    assert (code, remedy in err) == (3, True)
    assert err.count("dify: git status: detected dubious ownership") == 1
    code, _, err = ask(folder, "sync", environment=environment)
    assert (code, remedy in err) == (4, True)
    assert ask(folder, "explain", "LOG_LEVEL", environment=environment)[0] == 0
