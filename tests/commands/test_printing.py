"""How an answer is written: into pipes, files, terminals, the clipboard; as a bundle or JSON."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.commands.running import run, run_process, terminal


@pytest.mark.parametrize(
    "command", [["explain", "SSRF_DEFAULT_MAX_RETRIES"], ["find", "retry", "policy"]]
)
def test_a_pipe_gets_the_bundle(demo_folder: Path, command: list[str]) -> None:
    done = run(*command, cwd=demo_folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(f"# ctxkit {' '.join(command)}\n".encode())
    assert b"dify api/configs/feature/__init__.py:" in done.stdout
    assert b"\n### dify@1.14.0 " in done.stdout


def test_json_holds_data_and_nothing_else(demo_folder: Path) -> None:
    done = run("explain", "LOG_LEVEL", "--json", "--budget", "900", cwd=demo_folder)
    data = json.loads(done.stdout)
    assert (data["command"], data["query"]) == ("explain", "LOG_LEVEL")
    assert data["bundle"]["tokens"] <= data["bundle"]["budget"] == 900


@pytest.mark.parametrize("command", [["explain", "PLUGIN_DAEMON_KEY"], ["find", "plugin", "key"]])
def test_the_same_question_gives_the_same_bytes(demo_folder: Path, command: list[str]) -> None:
    one, two = (
        run_process(*command, cwd=demo_folder, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
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


def test_a_terminal_gets_a_coloured_verdict_on_one_screen(demo_folder: Path) -> None:
    code, out = terminal("explain", "LOG_LEVEL", cwd=demo_folder)
    assert code == 0
    assert "\x1b[" in out
    assert "LOG_LEVEL = INFO" in out
    assert re.search(r"-v details   -b bundle, [\d,]+ tokens", out)
    assert len(out.splitlines()) <= 12
    code, out = terminal("explain", "LOG_LEVEL", cwd=demo_folder, env={"NO_COLOR": "1"})
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", out)
    for option in ("--bundle", "-b"):
        code, out = terminal("explain", "LOG_LEVEL", option, cwd=demo_folder)
        assert "```python" in out


@pytest.mark.parametrize("option", ["--verbose", "-v"])
def test_the_details_follow_the_verdict_with_each_place_whole_on_a_line(
    demo_folder: Path, option: str
) -> None:
    _, out = terminal(
        "explain",
        "SSRF_DEFAULT_MAX_RETRIES",
        option,
        cwd=demo_folder,
        env={"NO_COLOR": "1", "COLUMNS": "40"},
    )
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert plain.startswith("SSRF_DEFAULT_MAX_RETRIES = 3\r\n  not passed to the container\r\n")
    assert re.search(
        r"declares +dify api/configs/feature/__init__.py:41-44 +SSRF_DEFAULT_MAX_RETRIES = 3\r\n",
        plain,
    )


LINE = "Request to http://example.com/ failed at attempt 2: timed out"


def test_the_details_have_the_statement_and_the_reasons(demo_folder: Path) -> None:
    code, out = terminal("locate", LINE, "-v", cwd=demo_folder)
    assert code == 0
    assert 'logger.warning("Request to %s failed' in out
    assert "full message match" in out


def test_details_may_be_asked_for_in_a_pipe(demo_folder: Path) -> None:
    out = run("locate", LINE, "-v", cwd=demo_folder).stdout.decode()
    assert out.startswith("high   dify api/core/helper/ssrf_proxy.py:")
    assert "full message match" in out


@pytest.mark.parametrize("option", [["--brief"], ["--detail", "brief"]])
@pytest.mark.parametrize("command", [["explain", "LOG_LEVEL"], ["find", "retry"], ["locate", LINE]])
def test_a_brief_bundle_has_no_source(
    demo_folder: Path, command: list[str], option: list[str]
) -> None:
    out = run(*command, *option, cwd=demo_folder).stdout.decode()
    assert out.startswith("# ctxkit ")
    assert "\n### " not in out
    assert re.search(r"dify [\w./-]+\.\w+:\d+", out)
    assert (
        out.encode() in terminal(*command, *option, cwd=demo_folder)[1].replace("\r", "").encode()
    )


def test_a_diagram_is_drawn_if_it_is_asked_for(demo_folder: Path) -> None:
    command = ("explain", "SANDBOX_WORKER_TIMEOUT", "--brief")
    assert b"```mermaid" not in run(*command, cwd=demo_folder).stdout
    assert b"```mermaid" in run(*command, "--diagram", cwd=demo_folder).stdout


def test_brief_and_code_exclude_each_other(demo_folder: Path) -> None:
    done = run("explain", "LOG_LEVEL", "--brief", "--detail", "code", cwd=demo_folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"give either --brief or --detail code, not both" in done.stderr


def test_out_says_what_it_wrote(demo_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "bundle.md"
    done = run("explain", "LOG_LEVEL", "--out", str(file), cwd=demo_folder)
    assert re.fullmatch(rf"wrote {re.escape(str(file))}, \d+ tokens\n", done.stderr.decode())
    done = run("explain", "LOG_LEVEL", "--out", str(file), "--json", cwd=demo_folder)
    assert json.loads(file.read_text())["command"] == "explain"


def test_copy_says_how_and_copies_what_is_printed(demo_folder: Path, tmp_path: Path) -> None:
    program = tmp_path / "pbcopy"
    program.write_text(f"#!/bin/sh\nexec cat > {tmp_path}/copied\n")
    program.chmod(0o755)
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = run("explain", "LOG_LEVEL", "--copy", cwd=demo_folder, env=path)
    assert re.fullmatch(r"copied \d+ tokens to the clipboard \(pbcopy\)\n", done.stderr.decode())
    assert (tmp_path / "copied").read_bytes() == done.stdout
    done = run("explain", "LOG_LEVEL", "--copy", "--json", cwd=demo_folder, env=path)
    assert (tmp_path / "copied").read_bytes().startswith(b"# ctxkit explain LOG_LEVEL")


@pytest.mark.parametrize(
    ("option", "text"), [("--json", '"command": "explain"'), ("--prompt=explain-setting", "# Task")]
)
def test_a_terminal_gets_the_whole_of_what_it_asks_for(
    demo_folder: Path, option: str, text: str
) -> None:
    _, out = terminal("explain", "LOG_LEVEL", option, cwd=demo_folder)
    assert text in out
    assert "-b bundle" not in out


LOG = (
    b"api-1  | WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 1: timed out\n"
)


def test_a_report_is_text_unless_a_bundle_is_asked_for(demo_folder: Path, tmp_path: Path) -> None:
    def triage(*options: str) -> str:
        done = run("triage", "-", "--jobs", "1", *options, cwd=demo_folder, stdin=LOG * 3)
        assert done.returncode == 0, done
        return done.stdout.decode()

    assert triage().startswith("# ctxkit triage -\n\n- 3 lines")
    assert triage("--bundle").startswith("# ctxkit triage -\n\n- confidence")
    assert "# Task" in triage("--prompt", "triage-log")
    assert "<documents>" in triage("--bundle", "--format", "xml", "--budget", "900")
    data = json.loads(triage("--json"))
    assert "bundle" not in data
    assert json.loads(triage("--json", "--bundle", "--budget", "900"))["bundle"]["budget"] == 900
    file = tmp_path / "report.md"
    assert triage("--out", str(file)) == ""
    assert file.read_text().startswith("# ctxkit triage -")


def test_a_copied_report_is_its_bundle_and_the_report_is_printed(
    demo_folder: Path, tmp_path: Path
) -> None:
    program = tmp_path / "pbcopy"
    program.write_text(f"#!/bin/sh\nexec cat > {tmp_path}/copied\n")
    program.chmod(0o755)
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    done = run("triage", "-", "--jobs", "1", "--copy", cwd=demo_folder, stdin=LOG * 3, env=path)
    assert done.stdout.startswith(b"# ctxkit triage -\n\n- 3 lines")
    assert (tmp_path / "copied").read_bytes().startswith(b"# ctxkit triage -\n\n- confidence")


def test_top_bounds_every_list_of_a_report(demo_folder: Path) -> None:
    words = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota")
    lines = "".join(f"{a} {b} came to pass in the night\n" * 2 for a in words for b in words)

    def count(*options: str) -> int:
        done = run("triage", "-", *options, cwd=demo_folder, stdin=lines.encode())
        assert done.returncode == 1, done  # no line of it is of these repositories
        return done.stdout.count(b"came to pass")

    assert 0 < count("--top", "2") < count() < count("--json")


def test_drift_and_check_go_into_a_prompt(demo_folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(demo_folder, tmp_path / "workspace", symlinks=True)  # drift fetches
    (tmp_path / ".env").write_text("LOG_LEVL=DEBUG\n")
    drift = ("drift", "--from", "1.13.3", "--prompt", "plan-upgrade")
    plan = run(*drift, "--lang", "ja", cwd=folder).stdout.decode()
    assert plan.startswith("# ctxkit drift 1.13.3 to 1.14.0\n")
    assert "（1.13.3 to 1.14.0）" in plan
    assert "# タスク" in plan
    assert "渡されていません" in plan
    mine = run(*drift, "--mine", str(tmp_path / ".env"), cwd=folder).stdout.decode()
    assert "files were read" in mine
    check = ("check", str(tmp_path / ".env"), "--prompt", "pod-not-starting")
    done = run(*check, cwd=folder)
    assert done.returncode == 1
    assert b"LOG_LEVL" in done.stdout
    assert b"# Task" in done.stdout
    assert run(*check, "--json", cwd=folder).returncode == 2
    assert run(*drift, "--json", cwd=folder).returncode == 2
