"""The commands that ask a question."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxkit.commands import triage
from ctxkit.commands.app import app
from ctxkit.commands.triage import _megabytes
from tests.commands.running import run, terminal

REASONS = [
    ("gbk", "无法连接到服务器"),
    ("big5", "無法連接到伺服器"),
    ("euc_kr", "서버에 연결할 수 없습니다"),
]


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


@pytest.mark.parametrize("before", [(), ("--json",)])
def test_a_line_that_begins_with_a_dash_is_no_option(
    demo_folder: Path, before: tuple[str, ...]
) -> None:
    line = "- Request to http://example.com/ failed at attempt 2: x"
    done = run("locate", *before, line, *(() if before else ("--json",)), cwd=demo_folder)
    assert json.loads(done.stdout)["query"] == line
    wrong = run("locate", "--no-such-option", cwd=demo_folder)
    assert wrong.returncode == 2


def test_a_workspace_is_found_from_a_folder_below_it(demo_folder: Path, tmp_path: Path) -> None:
    here = run("explain", "LOG_LEVEL", cwd=demo_folder)
    below = run("explain", "LOG_LEVEL", cwd=demo_folder / "dify" / "api")
    away = run("explain", "LOG_LEVEL", "-w", str(demo_folder), cwd=tmp_path)
    assert here.stdout == below.stdout == away.stdout


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300))
def test_no_bytes_make_it_fail(demo_folder: Path, data: bytes) -> None:
    done = run("locate", cwd=demo_folder, stdin=data)
    assert done.returncode in (0, 1, 2)
    assert b"Traceback" not in done.stderr
    assert b"unexpected" not in done.stderr


def test_check_exits_with_1_where_there_are_errors(demo_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "good.env").write_text("LOG_LEVEL=DEBUG\n")
    (tmp_path / "bad.env").write_text("LOG_LEVL=DEBUG\n")
    good = run("check", "--env", str(tmp_path / "good.env"), cwd=demo_folder)
    bad = run("check", "--env", str(tmp_path / "bad.env"), cwd=demo_folder)
    assert (good.returncode, bad.returncode) == (0, 1)
    assert b"bad.env:1: error: unknown setting LOG_LEVL" in bad.stdout
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


def test_explain_takes_the_files_of_a_deployment(demo_folder: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("UPLOAD_FILE_SIZE_LIMIT=99\n")
    (tmp_path / "a.yaml").write_text(
        "services:\n  api:\n    environment:\n      UPLOAD_FILE_SIZE_LIMIT: 77\n"
    )
    (tmp_path / "values.yaml").write_text("api:\n  limits:\n    uploadFileSize: 55\n")

    def effective(*options: str) -> list[str]:
        done = run("explain", "UPLOAD_FILE_SIZE_LIMIT", "--json", *options, cwd=demo_folder)
        assert done.returncode == 0, done
        (key,) = json.loads(done.stdout)["keys"]
        return [each["value"] for each in key.get("effective", ())]

    assert effective() == []
    assert "99" in effective("--env", str(tmp_path / ".env"))
    assert "77" in effective("--compose", str(tmp_path / "a.yaml"))
    assert "55" in effective("--values", str(tmp_path / "values.yaml"))


def test_a_report_that_was_stopped_exits_with_130(
    demo_folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    @contextmanager
    def pressed() -> Iterator[Callable[[], bool]]:
        yield lambda: True

    monkeypatch.setattr(triage, "first_interrupt", pressed)
    log = demo_folder / "workspace.yaml"
    with pytest.raises(SystemExit) as end:
        app(["triage", str(log), "--jobs", "1", "-w", str(demo_folder)])
    assert end.value.code == 130
    assert capfdbinary.readouterr().out.startswith(b"# ctxkit triage")


def test_show_prints_lines_or_json(demo_folder: Path) -> None:
    done = run("show", "dify-sandbox", "conf/config.yaml:7-7", cwd=demo_folder)
    assert done.stdout == b"dify-sandbox@0.2.15 conf/config.yaml:7\n7: worker_timeout: 5\n"
    done = run("show", "dify-sandbox", "conf/config.yaml:7-7", "--json", cwd=demo_folder)
    assert json.loads(done.stdout)["text"] == "worker_timeout: 5"


def test_a_long_read_is_shown_in_megabytes() -> None:
    shown: list[tuple[str, int, int]] = []
    show = _megabytes(lambda *step: shown.append(step))  # type: ignore[arg-type]
    show("a.log", (8 << 20) - 1, 100 << 20)
    assert shown == []
    show("a.log", 8 << 20, 100 << 20)
    assert shown == [("reading a.log (MB)", 8, 100)]


def test_several_settings_are_one_bundle_and_in_a_terminal_a_verdict_each(
    demo_folder: Path,
) -> None:
    keys = ("LOG_LEVEL", "SSRF_DEFAULT_MAX_RETRIES")
    piped = run("explain", *keys, "--brief", cwd=demo_folder)
    assert piped.returncode == 0
    assert piped.stdout.decode().count("# ctxkit explain") == 1
    code, seen = terminal("explain", *keys, cwd=demo_folder)
    assert code == 0
    assert -1 < seen.index("LOG_LEVEL = ") < seen.index("SSRF_DEFAULT_MAX_RETRIES = 3")
    data = json.loads(
        run("explain", *keys, "NO_SUCH_THING_AT_ALL", "--json", cwd=demo_folder).stdout
    )
    assert {key["name"] for key in data["keys"]} >= set(keys)


def test_the_workspace_may_be_named_by_a_variable(demo_folder: Path, tmp_path: Path) -> None:
    here = {"CTXKIT_WORKSPACE": str(demo_folder)}
    named = run("explain", "LOG_LEVEL", cwd=tmp_path, env=here)
    assert named.stdout == run("explain", "LOG_LEVEL", cwd=demo_folder).stdout
    assert run("explain", "LOG_LEVEL", cwd=demo_folder, env={"CTXKIT_WORKSPACE": ""}).stdout
    # What is said in the command line counts more.
    other = run("explain", "LOG_LEVEL", "-w", str(tmp_path), cwd=tmp_path, env=here)
    assert other.returncode == 3


def test_a_page_is_written_or_another_form_is(demo_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "case.html"
    line = b"WARNING [ssrf_proxy.py:27] - Request to x failed at attempt 1: x\n"
    refused = run("triage", "-", "--html", str(file), "--json", cwd=demo_folder, stdin=line)
    assert (refused.returncode, refused.stdout, file.exists()) == (2, b"", False)
    run("triage", "-", "--jobs", "1", "--html", str(file), cwd=demo_folder, stdin=line)
    assert file.read_text("utf8").startswith("<!doctype html>")


def test_triage_reads_a_pipe_without_being_told(demo_folder: Path) -> None:
    line = "WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 2: timed out\n"
    piped = run("triage", cwd=demo_folder, stdin=line.encode() * 3)
    assert piped.returncode == 0
    assert piped.stdout == run("triage", "-", cwd=demo_folder, stdin=line.encode() * 3).stdout
    assert b"ssrf_proxy.py:31" in piped.stdout
