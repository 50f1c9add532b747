"""The command line: what goes to stdout and stderr, and how it exits."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
CTXKIT = [sys.executable, "-m", "ctxkit.commands.cli"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}


def run(
    *arguments: str, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    environment = {**ENVIRONMENT, **(env or {})}
    return subprocess.run(
        [*CTXKIT, *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )


def terminal(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Run ctxkit with a terminal as its stdout; return the exit code and what the terminal got."""
    leader, follower = pty.openpty()
    environment = {**ENVIRONMENT, "TERM": "xterm-256color", **(env or {})}
    process = subprocess.Popen(
        [*CTXKIT, *arguments],
        cwd=cwd,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment,
    )
    os.close(follower)
    out = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:  # the other end has been closed
            break
        if not data:
            break
        out += data
    os.close(leader)
    return process.wait(30), out.decode()


@pytest.mark.parametrize(
    "command", [["explain", "SSRF_DEFAULT_MAX_RETRIES"], ["find", "retry", "policy"]]
)
def test_a_pipe_gets_the_bundle(demo_folder: Path, command: list[str]) -> None:
    done = run(*command, cwd=demo_folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(f"# ctxkit {' '.join(command)}\n".encode())
    assert b"### dify@1.14.0 api/configs/feature/__init__.py:" in done.stdout


def test_a_line_is_an_argument_a_file_or_standard_input(demo_folder: Path, tmp_path: Path) -> None:
    line = (
        "WARNING [ssrf_proxy.py:27] - Request to http://example.com/ failed at attempt 2: timed out"
    )
    file = tmp_path / "a.log"
    file.write_text(line, encoding="utf-16")
    ways = [
        run("locate", line, cwd=demo_folder),
        run("locate", "-f", str(file), cwd=demo_folder),
        run("locate", cwd=demo_folder, stdin=line.encode()),
        run("locate", "-", cwd=demo_folder, stdin=line.encode()),
    ]
    assert [way.returncode for way in ways] == [0, 0, 0, 0]
    assert len({way.stdout for way in ways}) == 1
    assert b"api/core/helper/ssrf_proxy.py" in ways[0].stdout


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32-be", "cp932", "euc_jp"]
)
def test_locate_reads_files_and_pipes_in_any_encoding(
    demo_folder: Path, tmp_path: Path, encoding: str
) -> None:
    reason = "接続に失敗しました"
    data = f"api-1  | Request to http://db/ failed at attempt 2: {reason}\r\n".encode(encoding)
    (tmp_path / "line.log").write_bytes(data)
    for done in (
        run("locate", "--json", "-f", str(tmp_path / "line.log"), cwd=demo_folder),
        run("locate", "--json", cwd=demo_folder, stdin=data),
    ):
        answer = json.loads(done.stdout)
        assert (done.returncode, done.stderr, answer["confidence"]) == (0, b"", "high")
        assert answer["hits"][0]["values"] == {"url": "http://db/", "attempt + 1": "2", "e": reason}


REASONS = [
    ("gbk", "无法连接到服务器"),
    ("big5", "無法連接到伺服器"),
    ("euc_kr", "서버에 연결할 수 없습니다"),
]


@pytest.mark.parametrize(("encoding", "reason"), REASONS)
def test_locate_bundles_what_a_file_in_any_encoding_says(
    demo_folder: Path, tmp_path: Path, encoding: str, reason: str
) -> None:
    (tmp_path / "line.log").write_bytes(
        f"Request to http://db/ failed at attempt 2: {reason}".encode(encoding)
    )
    done = run("locate", "--bundle", "-f", str(tmp_path / "line.log"), cwd=demo_folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert f"`e` = `{reason}`".encode() in done.stdout


def test_a_line_may_begin_with_a_dash_behind_two(demo_folder: Path) -> None:
    done = run(
        "locate",
        "--json",
        "--",
        "- Request to http://example.com/ failed at attempt 2: x",
        cwd=demo_folder,
    )
    assert json.loads(done.stdout)["query"].startswith("- Request")


def test_json_holds_data_and_nothing_else(demo_folder: Path) -> None:
    done = run("explain", "LOG_LEVEL", "--json", "--budget", "900", cwd=demo_folder)
    data = json.loads(done.stdout)
    assert (data["command"], data["query"]) == ("explain", "LOG_LEVEL")
    assert data["bundle"]["tokens"] <= data["bundle"]["budget"] == 900


def test_a_workspace_is_found_from_a_folder_below_it(demo_folder: Path, tmp_path: Path) -> None:
    here = run("explain", "LOG_LEVEL", cwd=demo_folder)
    below = run("explain", "LOG_LEVEL", cwd=demo_folder / "dify" / "api")
    away = run("explain", "LOG_LEVEL", "-w", str(demo_folder), cwd=tmp_path)
    assert here.stdout == below.stdout == away.stdout


@pytest.mark.parametrize("command", [["explain", "PLUGIN_DAEMON_KEY"], ["find", "plugin", "key"]])
def test_the_same_question_gives_the_same_bytes(demo_folder: Path, command: list[str]) -> None:
    one, two = (
        run(*command, cwd=demo_folder, env={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")
    )
    assert one == two


def test_a_prompt_goes_around_the_bundle(demo_folder: Path) -> None:
    done = run(
        "explain", "LOG_LEVEL", "--prompt", "explain-setting", "--format", "xml", cwd=demo_folder
    )
    assert b"<documents>" in done.stdout
    assert done.stdout.index(b"</documents>") < done.stdout.index(b"# Task")


def test_out_writes_a_file_and_nothing_to_stdout(demo_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "bundle.md"
    done = run("explain", "LOG_LEVEL", "--out", str(file), cwd=demo_folder)
    assert (done.returncode, done.stdout) == (0, b"")
    assert file.read_bytes() == run("explain", "LOG_LEVEL", cwd=demo_folder).stdout


def test_copy_without_a_clipboard_is_a_warning(demo_folder: Path) -> None:
    done = run("explain", "LOG_LEVEL", "--copy", cwd=demo_folder, env={"PATH": ""})
    assert done.returncode == 0
    assert b"warning: no clipboard available" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["explain", "NO_SUCH_SETTING_AT_ALL"], 1, b""),
        (["explain"], 2, b"Missing argument"),
        (["explain", "LOG_LEVEL", "--budget", "0"], 2, b"--budget"),
        (["explain", "LOG_LEVEL", "--budget", "5"], 2, b"the least is"),
        (["explain", "LOG_LEVEL", "--format", "pdf"], 2, b"--format"),
        (["explain", "LOG_LEVEL", "--prompt", "nope"], 2, b"there are: change-behaviour"),
        (["explain", "LOG_LEVEL", "--out", "/no/such/folder/x"], 2, b"/no/such/folder/x"),
        (["explain", "LOG_LEVEL", "-w", "/no/such/folder"], 3, b"no workspace.yaml"),
        (["locate", "   "], 2, b"the text is empty"),
        (["locate", "a", "-f", "b"], 2, b"not both"),
        (["locate", "-f", "/no/such/file"], 2, b"/no/such/file"),
        (["locate", "-f", "/"], 2, b"directory"),
        (["find", " "], 2, b"the topic is empty"),
        (["show", "dify", "no/such.py:3"], 1, b"no file"),
        (["frobnicate"], 2, b"frobnicate"),
        (["init", "-w", "."], 3, b"exists already"),
    ],
)
def test_exit_codes_and_messages(
    demo_folder: Path, arguments: list[str], code: int, message: bytes
) -> None:
    done = run(*arguments, cwd=demo_folder)
    assert done.returncode == code, done
    assert message in done.stderr
    assert b"Traceback" not in done.stderr


def test_nothing_found_says_so_and_offers_what_is_near(demo_folder: Path) -> None:
    done = run("explain", "LOG_LEVLE", cwd=demo_folder)
    assert done.returncode == 1
    assert b"nearest names: `LOG_LEVEL`" in done.stdout


def test_a_damaged_index_is_exit_3(demo_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_bytes((demo_folder / "workspace.yaml").read_bytes())
    (tmp_path / ".ctxkit").mkdir()
    (tmp_path / ".ctxkit" / "index.sqlite3").write_bytes(b"no database " * 1000)
    done = run("explain", "LOG_LEVEL", cwd=tmp_path)
    assert done.returncode == 3
    assert b"ctxkit index" in done.stderr
    assert b"Traceback" not in done.stderr


def test_an_unexpected_error_is_one_line_and_a_traceback_on_demand(
    demo_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import ctxkit.api\ndef boom(*a): raise RuntimeError('oh no')\nctxkit.api.open_workspace = boom\n"
    )
    path = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = run("explain", "LOG_LEVEL", cwd=demo_folder, env=path)
    assert done.returncode == 3
    assert b"internal error: RuntimeError: oh no" in done.stderr
    assert b"CTXKIT_DEBUG=1" in done.stderr
    assert b"Traceback" not in done.stderr
    assert (
        b"Traceback"
        in run("explain", "X", cwd=demo_folder, env={**path, "CTXKIT_DEBUG": "1"}).stderr
    )


def test_a_reader_that_goes_away_is_no_error(demo_folder: Path) -> None:
    with subprocess.Popen(
        [*CTXKIT, "explain", "LOG_LEVEL"],
        cwd=demo_folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_control_c_is_130(demo_folder: Path) -> None:
    with subprocess.Popen(
        [*CTXKIT, "locate"], cwd=demo_folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        time.sleep(1)  # it waits for its standard input
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_a_terminal_gets_a_short_coloured_answer(demo_folder: Path) -> None:
    code, out = terminal("explain", "LOG_LEVEL", cwd=demo_folder)
    assert code == 0
    assert "\x1b[" in out
    assert "LOG_LEVEL" in out
    assert "--bundle prints the context bundle" in out
    assert "```" not in out
    code, out = terminal("explain", "LOG_LEVEL", cwd=demo_folder, env={"NO_COLOR": "1"})
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", out)
    code, out = terminal("explain", "LOG_LEVEL", "--bundle", cwd=demo_folder)
    assert "```python" in out


def test_a_terminal_gets_each_place_whole_on_a_line(demo_folder: Path) -> None:
    _, out = terminal(
        "explain",
        "SSRF_DEFAULT_MAX_RETRIES",
        cwd=demo_folder,
        env={"NO_COLOR": "1", "COLUMNS": "40"},
    )
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert re.search(
        r"declares +dify api/configs/feature/__init__.py:41-44 +SSRF_DEFAULT_MAX_RETRIES = 3\r\n",
        plain,
    )


def test_a_terminal_gets_the_statement_and_the_reasons(demo_folder: Path) -> None:
    code, out = terminal(
        "locate", "Request to http://example.com/ failed at attempt 2: timed out", cwd=demo_folder
    )
    assert code == 0
    assert 'logger.warning("Request to %s failed' in out


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300))
def test_no_bytes_make_it_fail(demo_folder: Path, data: bytes) -> None:
    done = run("locate", cwd=demo_folder, stdin=data)
    assert done.returncode in (0, 1, 2)
    assert b"Traceback" not in done.stderr
    assert b"unexpected" not in done.stderr


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


def test_version_and_help(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout == b"ctxkit 0.1.0\n"
    for command in ("explain", "locate", "find", "show", "init", "sync", "index", "status", "demo"):
        done = run(command, "--help", cwd=tmp_path)
        assert done.returncode == 0
        assert b"Usage:" in done.stdout


def test_check_exits_with_1_where_there_are_errors(demo_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "good.env").write_text("LOG_LEVEL=DEBUG\n")
    (tmp_path / "bad.env").write_text("LOG_LEVL=DEBUG\n")
    good = run("check", "--env", str(tmp_path / "good.env"), cwd=demo_folder)
    bad = run("check", "--env", str(tmp_path / "bad.env"), cwd=demo_folder)
    assert (good.returncode, bad.returncode) == (0, 1)
    assert b"bad.env:1: error: no program knows LOG_LEVL" in bad.stdout
    assert bad.stderr == b""


def test_check_prints_json_or_sarif(demo_folder: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVL=DEBUG\n")
    found = json.loads(
        run("check", "--env", str(tmp_path / ".env"), "--json", cwd=demo_folder).stdout
    )
    assert found["command"] == "check"
    assert found["counts"]["error"] == 1
    assert found["problems"][0]["rule"] == "misspelt-key"
    log = json.loads(
        run("check", "--env", str(tmp_path / ".env"), "--sarif", cwd=demo_folder).stdout
    )
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"][0]["ruleId"] == "misspelt-key"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], b"no file to check"),
        (["--env", "gone.env"], b"gone.env: No such file"),
        (["--env", "a", "--json", "--sarif"], b"either --json or --sarif"),
    ],
)
def test_check_is_told_what_to_check(
    demo_folder: Path, arguments: list[str], message: bytes
) -> None:
    done = run("check", *arguments, cwd=demo_folder)
    assert done.returncode == 2
    assert message in done.stderr
