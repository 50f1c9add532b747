"""Syncing by the command line: what is printed when a source fails, and what a terminal sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctxkit.commands.demo import QUESTIONS, make_workspace, run_demo
from ctxkit.demo.repositories import make_repositories
from ctxkit.errors import UsageError
from tests.commands.test_cli import run, terminal


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace.yaml over fresh upstream repositories, not synced yet."""
    make_repositories(tmp_path / "up")
    done = run(
        "init",
        "--dify",
        "1.14.0",
        "--from",
        (tmp_path / "up").as_uri(),
        "--json",
        "-w",
        "ws",
        cwd=tmp_path,
    )
    assert json.loads(done.stdout)["path"] == "ws/workspace.yaml"
    assert b"next: ctxkit sync" in done.stderr
    return tmp_path / "ws"


def test_before_a_sync_everything_says_what_to_do(workspace: Path) -> None:
    done = run("explain", "LOG_LEVEL", cwd=workspace)
    assert done.returncode == 3
    done = run("status", cwd=workspace)
    assert done.returncode == 3
    assert b"index: missing" in done.stdout
    done = run("index", cwd=workspace)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"run: ctxkit sync" in done.stderr


def test_a_source_that_fails_is_named_and_the_others_are_indexed(workspace: Path) -> None:
    text = (workspace / "workspace.yaml").read_text()
    assert "dify-helm.git" in text or "/dify-helm" in text
    (workspace / "workspace.yaml").write_text(text.replace("/dify-sandbox", "/no-such-sandbox"))
    done = run("sync", cwd=workspace)
    assert done.returncode == 4, done
    assert b"dify-sandbox" in done.stderr
    assert b"Traceback" not in done.stderr
    rows = {line.split()[0]: line.split()[1:] for line in done.stdout.decode().splitlines()}
    assert rows["dify"][:2] == ["1.14.0", "exact"]
    assert "failed" in rows["dify-sandbox"]
    assert run("explain", "SSRF_DEFAULT_MAX_RETRIES", cwd=workspace).returncode == 0
    done = run("sync", "--json", cwd=workspace)
    sources = {source["name"]: source for source in json.loads(done.stdout)["sources"]}
    assert sources["dify-sandbox"]["error"]
    assert sources["dify"]["error"] is None
    assert "dify-sandbox" not in json.loads(done.stdout)["versions"]


def test_a_version_that_does_not_exist_is_refused_with_those_that_do(workspace: Path) -> None:
    text = (workspace / "workspace.yaml").read_text()
    (workspace / "workspace.yaml").write_text(text.replace("1.14.0", "1.14.1"))
    done = run("sync", cwd=workspace)
    assert done.returncode in (3, 4)
    assert b"1.14.0" in done.stderr


def test_a_broken_workspace_names_the_line(workspace: Path) -> None:
    with (workspace / "workspace.yaml").open("a") as file:
        file.write("verison: 3\n")
    done = run("status", cwd=workspace)
    assert done.returncode == 3
    assert b"workspace.yaml:" in done.stderr


def test_a_terminal_sees_progress_and_the_table_stands_alone(workspace: Path) -> None:
    code, out = terminal("sync", cwd=workspace)
    assert code == 0
    assert "\r" in out
    assert "dify-plugin-daemon" in out
    assert "0.6.0" in out


def test_the_demo_prints_a_bundle_of_each_question(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_demo(tmp_path / "demo") == 0
    out = capfdbinary.readouterr().out.decode()
    for command, _ in QUESTIONS:
        assert f"\n$ ctxkit {command} " in out
    assert out.count("- confidence: ") == len(QUESTIONS)
    assert "- confidence: none" not in out
    assert "- confidence: low" not in out


def test_the_demo_leaves_a_folder_that_is_in_use_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(UsageError, match="is not empty"):
        make_workspace(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]
