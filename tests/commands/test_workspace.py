"""Syncing by the command line: what is printed when a source fails, and what a terminal sees."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctxkit.demo.repositories import make_repositories
from tests.commands.running import ENVIRONMENT, run, terminal


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
    assert json.loads(done.stdout) == {
        "schema_version": 1,
        "command": "init",
        "path": "ws/workspace.yaml",
    }
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


def test_status_and_index_and_sync_of_a_workspace_in_order(demo_folder: Path) -> None:
    done = run("status", cwd=demo_folder)
    assert done.returncode == 0, done
    assert b"index: up to date" in done.stdout
    data = json.loads(run("status", "--json", cwd=demo_folder).stdout)
    assert (data["schema_version"], data["index"], data["versions"]["dify-sandbox"]["version"]) == (
        1,
        "fresh",
        "0.2.15",
    )
    assert b"the index is up to date" in run("index", cwd=demo_folder).stderr
    assert json.loads(run("index", "--json", cwd=demo_folder).stdout)["index"]["parsed"] == 0
    done = run("sync", "--locked", "--json", cwd=demo_folder)
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["versions"]["dify"]["match"] == "exact"


def test_a_command_that_needs_no_index_finds_nothing_to_do_fast(demo_folder: Path) -> None:
    # What builds an index must not be imported to see that there is nothing to build.
    code = (
        "import sys; from ctxkit.commands.app import app, register\n"
        "register(['index'])\n"
        "try: app(['index'])\nexcept SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.startswith(('tree_sitter', 'git', 'whoosh'))))"
    )
    done = python(code, demo_folder)
    assert (done.stdout, done.stderr) == ("[]\n", "the index is up to date\n")


@pytest.mark.parametrize(
    "question",
    [
        ["explain", "LOG_LEVEL"],
        ["explain", "api.replicas"],
        ["locate", "boom"],
        ["find", "log level"],
        ["--help"],
    ],
)
def test_a_question_imports_nothing_slow(demo_folder: Path, question: list[str]) -> None:
    slow = ["tree_sitter", "git", "ruamel", "rich", "tomllib", "tomli"]
    tables = tuple(f"ctxkit.{n}" for n in ("database", "output.table_", "bundle.table_lines"))
    if question[0] == "explain":
        slow.remove("tree_sitter")  # what happens beyond a limit is read off the code
    if question[0] != "find":
        slow.append("whoosh")
    code = (
        # What measures the coverage reads TOML of its own.
        "import sys; before = set(sys.modules); from ctxkit.commands.app import app, register\n"
        f"register({question!r})\n"
        f"try: app({question!r})\nexcept SystemExit: pass\n"
        "new = [m for m in sys.modules if m not in before]\n"
        f"print([m for m in new if m.split('.')[0] in {slow!r} or m.startswith({tables!r})])"
    )
    assert python(code, demo_folder).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("question", [["explain", "LOG_LEVEL"], ["locate", "boom"]])
def test_a_question_runs_no_git_and_reads_no_workspace_yaml(
    demo_folder: Path, question: list[str]
) -> None:
    unused = [f"ctxkit.workspace.{name}" for name in ("config", "urls", "git_objects", "lean")]
    code = (
        "import sys; from ctxkit.commands.app import app, register\n"
        f"register({question!r})\n"
        f"try: app({question!r})\nexcept SystemExit: pass\n"
        f"print([m for m in {unused!r} if m in sys.modules])"
    )
    assert python(code, demo_folder).stdout.splitlines()[-1] == "[]"


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_missing_index_is_rebuilt(demo_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(demo_folder, folder, symlinks=True)
    shutil.rmtree(folder / ".ctxkit")
    done = run("status", cwd=folder)
    assert (done.returncode, done.stdout.splitlines()[-2:]) == (
        3,
        [
            b"index: missing (run: ctxkit index)",
            b"pairs: unknown without an index that is up to date",
        ],
    )
    done = run("index", cwd=folder)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.splitlines()[-1] == b"indexed 51 files, 51 of them new"


def test_a_missing_checkout_is_a_problem(demo_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(demo_folder, folder, symlinks=True)
    shutil.rmtree(folder / "dify-sandbox")
    done = run("status", cwd=folder)
    assert done.returncode == 3
    assert b"dify-sandbox: not cloned yet (run: ctxkit sync)\n" in done.stderr


def test_init_says_what_it_wrote(tmp_path: Path) -> None:
    done = run("init", "-w", "ws", "--dify", "1.13.3", cwd=tmp_path)
    assert (done.stdout, done.stderr) == (b"", b"wrote ws/workspace.yaml; next: ctxkit sync\n")
    assert 'dify: "1.13.3"' in (tmp_path / "ws" / "workspace.yaml").read_text()


def test_a_sync_by_a_script_says_each_finished_step_once(workspace: Path) -> None:
    done = run("sync", "--jobs", "1", cwd=workspace)
    lines = done.stderr.decode().splitlines()
    assert sorted(line for line in lines if line.endswith(": done")) == [
        "dify-helm: done",
        "dify-official-plugins: done",
        "dify-plugin-daemon: done",
        "dify-sandbox: done",
        "dify: done",
    ]
    assert not [line for line in lines if "resolving" in line or "failed" in line]
    assert lines[-1] == "indexed 51 files, 51 of them new"


def test_init_in_a_script_needs_the_version(tmp_path: Path) -> None:
    done = run("init", cwd=tmp_path)
    assert (done.returncode, done.stderr.decode().splitlines()) == (
        2,
        [
            "ctxkit: no version of Dify given",
            "  give --dify VERSION: the tag of the dify-api image, as shown by: "
            "docker compose images",
        ],
    )
    assert not (tmp_path / "workspace.yaml").exists()


def test_init_in_a_terminal_asks_for_the_version(tmp_path: Path) -> None:
    code, screen = terminal("init", cwd=tmp_path, typed=b"1.13.3\n")
    assert (code, "Which version of Dify does the deployment run?" in screen) == (0, True)
    assert 'dify: "1.13.3"' in (tmp_path / "workspace.yaml").read_text()


def test_init_does_not_ask_where_a_workspace_is(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").touch()
    assert run("init", cwd=tmp_path).returncode == 3


def test_init_for_an_enterprise_release(tmp_path: Path) -> None:
    done = run("init", "--dify", "3.7.4", cwd=tmp_path)
    assert (done.returncode, done.stderr.decode().splitlines()) == (
        3,
        [
            "ctxkit: '3.7.4' looks like a version of Dify Enterprise, not of Dify",
            "  run: ctxkit init --enterprise 3.7.4",
        ],
    )
    assert run("init", "--enterprise", "3.7.4", "--dify", "1.14.0", cwd=tmp_path).returncode == 2
    assert run("init", "--enterprise", "3.7.4", cwd=tmp_path).returncode == 0
    assert 'enterprise: "3.7.4"' in (tmp_path / "workspace.yaml").read_text()
