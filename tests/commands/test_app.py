"""Help, errors and exit codes of the application."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import ctxkit
import ctxkit.api.cleaning
import ctxkit.api.maintenance
import ctxkit.api.portable
from ctxkit.commands import app as application
from ctxkit.commands.app import COMMANDS, app, examples, register
from ctxkit.errors import CtxkitError, GitError, UsageError
from tests.commands.running import run, run_process

NAMES = [
    "explain", "locate", "find", "triage", "map", "check", "show",
    "drift", "upgrade-values", "upgrade-plan", "new-values",
    "init", "sync", "index", "status", "clean", "export", "import",
    "demo",
    "setup", "prompt", "mcp", "doctor", "completion", "hook",
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["explain", "NO_SUCH_SETTING_AT_ALL"], 1, b""),
        (["explain"], 2, b"Missing argument"),
        (["explain", "LOG_LEVEL", "--budget", "0"], 2, b"--budget"),
        (["explain", "LOG_LEVEL", "--budget", "5"], 2, b"use at least"),
        (["explain", "LOG_LEVEL", "--format", "pdf"], 2, b"--format"),
        (["explain", "LOG_LEVEL", "--prompt", "nope"], 2, b"the prompts are: answer-customer"),
        (["explain", "LOG_LEVEL", "--out", "/no/such/folder/x"], 2, b"/no/such/folder/x"),
        (["explain", "LOG_LEVEL", "-w", "/no/such/folder"], 3, b"no such folder"),
        (["locate", "   "], 2, b"the text is empty"),
        (["locate", "a", "-f", "b"], 2, b"not both"),
        (["locate", "-f", "/no/such/file"], 2, b"/no/such/file"),
        (["locate", "-f", "/"], 2, b"directory"),
        (["find", " "], 2, b"the topic is empty"),
        (["show", "dify", "no/such.py:3"], 1, b"no file"),
        (["frobnicate"], 2, b"frobnicate"),
        (["init", "-w", "."], 3, b"already exists"),
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
    demo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def boom(*_: Any, **__: Any) -> None:
        raise RuntimeError("oh no")

    monkeypatch.setattr(ctxkit.api, "open_workspace", boom)
    done = run("explain", "LOG_LEVEL", cwd=demo_folder)
    assert done.returncode == 3
    assert b"internal error: RuntimeError: oh no" in done.stderr
    assert b"CTXKIT_DEBUG=1" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Traceback" in run("explain", "X", cwd=demo_folder, env={"CTXKIT_DEBUG": "1"}).stderr


def test_version_and_help(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout == b"ctxkit 0.1.0\n"
    for command in NAMES:
        done = run(command, "--help", cwd=tmp_path)
        assert done.returncode == 0
        assert b"Usage:" in done.stdout


def test_each_module_of_commands_can_be_imported_alone(tmp_path: Path) -> None:
    first_of = {module: name for name, module in reversed(COMMANDS.items())}
    for command in first_of.values():
        done = run_process(command, "--help", cwd=tmp_path)
        assert done.returncode == 0
        assert f"ctxkit.commands.cli {command}" in done.stdout.decode()


def commands() -> dict[str, Any]:
    register(())
    return get_command(app).commands  # type: ignore[attr-defined,no-any-return]


def test_the_help_lists_the_questions_first() -> None:
    assert list(COMMANDS) == NAMES
    assert sorted(commands()) == sorted(NAMES)


PUBLIC = {
    **dict.fromkeys(("explain", "locate", "find", "triage", "map"), ctxkit.Workspace),
    **dict.fromkeys(("check", "show"), ctxkit.Workspace),
    **dict.fromkeys(("drift", "upgrade-values", "upgrade-plan", "new-values"), ctxkit.Workspace),
    **dict.fromkeys(("sync", "index", "status"), ctxkit.api.maintenance),
    "clean": ctxkit.api.cleaning,
}
"""Command -> what has it in Python, under the same name."""


def test_a_script_gets_from_the_api_what_a_command_prints() -> None:
    # `init` and `setup` write files, `demo` shows the other commands, `prompt` what ships, and
    # `mcp` serves what the others answer; the last two are about the installation.
    around = {"init", "setup", "demo", "prompt", "mcp", "doctor", "completion", "hook"}
    ported = {"export", "import"}  # the second is a word of Python's own
    assert set(PUBLIC) == set(NAMES) - around - ported
    for command in ported:
        assert callable(getattr(ctxkit.api.portable, f"{command}_workspace"))
    for command, owner in PUBLIC.items():
        assert callable(getattr(owner, command.replace("-", "_")))


def test_the_application_has_two_options(tmp_path: Path) -> None:
    text = run("--help", cwd=tmp_path).stdout.decode()
    options = text[text.index("Options:") : text.index("Commands:")]
    assert re.findall(r"--[a-z-]+", options) == ["--version", "--help"]
    bare = run(cwd=tmp_path)
    assert b"Commands:" in bare.stdout + bare.stderr


def test_every_summary_fits_its_line_of_the_help(tmp_path: Path) -> None:
    text = run("--help", cwd=tmp_path, env={"COLUMNS": "80"}).stdout.decode()
    lines = text[text.index("Commands:") :].splitlines()[1 : len(NAMES) + 1]
    assert [line.split()[0] for line in lines] == NAMES
    for line in lines:
        assert len(line) <= 80
        assert line.endswith(".")
        assert not line.endswith("...")


@pytest.mark.parametrize("name", NAMES)
def test_every_option_and_argument_has_a_help_text(name: str) -> None:
    for parameter in commands()[name].params:
        assert parameter.help, parameter.name
        assert parameter.help.endswith((".", ")")), parameter.help
        assert parameter.help[0].isupper() or parameter.help.startswith("values.yaml")


HOUSE_WORDS = re.compile(
    r"\b(?:tells?|stands?|bears?|beside|whatever|gravest|what is (?:gone|come)|is no(?:ne)?)\b",
    re.I,
)


@pytest.mark.parametrize("name", NAMES)
def test_help_is_in_the_register_of_the_field(name: str) -> None:
    command = commands()[name]
    texts = [command.help, *(parameter.help for parameter in command.params)]
    assert not [text for text in texts if HOUSE_WORDS.search(text)]


def test_the_examples_of_a_command_are_its_own() -> None:
    for name, command in commands().items():
        for line in (command.epilog or "").splitlines()[3:]:
            assert re.search(rf"\bctxkit {name}\b", line), line
    assert examples("a", "b") == "Examples:\n\n\b\n  a\n  b"


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        app(arguments)
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (CtxkitError("gone", hint="look"), 1, "ctxkit: gone\n  look\n"),
        (UsageError("gone"), 2, "ctxkit: gone\n"),
        (GitError("refused"), 4, "ctxkit: refused\n"),
        (KeyboardInterrupt(), 130, ""),
        (
            sqlite3.OperationalError("database or disk is full"),
            3,
            "ctxkit: the disk is full\n  make room, then run it again\n",
        ),
        (
            sqlite3.DatabaseError("malformed"),
            3,
            "ctxkit: the index is damaged: malformed\n  run: ctxkit index\n",
        ),
        (PermissionError(13, "Permission denied", "x"), 3, "ctxkit: x: Permission denied\n"),
        (OSError("odd"), 3, "ctxkit: system error: odd\n"),
        (
            ValueError("odd"),
            3,
            "ctxkit: internal error: ValueError: odd\n"
            "  re-run with CTXKIT_DEBUG=1 and report the traceback\n",
        ),
    ],
)
def test_an_error_is_a_message_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    demo_folder: Path,
    error: BaseException,
    code: int,
    message: str,
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise error

    monkeypatch.delenv("CTXKIT_DEBUG", raising=False)
    monkeypatch.setattr("ctxkit.api.open_workspace", explode)
    assert call("explain", "LOG_LEVEL", "-w", str(demo_folder)) == code
    assert capsys.readouterr().err == message


def test_the_traceback_of_an_unforeseen_error_is_shown_on_demand_without_secrets(
    monkeypatch: pytest.MonkeyPatch, demo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ValueError("odd password=hunter2x")

    monkeypatch.setenv("CTXKIT_DEBUG", "1")
    monkeypatch.setattr("ctxkit.api.open_workspace", explode)
    with pytest.raises(SystemExit) as end:
        app(["explain", "LOG_LEVEL", "-w", str(demo_folder)])
    assert end.value.code == 3
    error = capsys.readouterr().err
    assert "Traceback" in error
    assert "ValueError: odd password=<REDACTED:PASSWORD#1>" in error
    assert "hunter2x\n" not in error


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (None, 0),
        (SystemExit(), 0),
        (SystemExit(3), 3),
        (SystemExit("a message"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_how_the_application_ends_decides_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, end: BaseException | None, code: int
) -> None:
    def ended() -> None:
        if end is not None:
            raise end

    monkeypatch.setattr(application, "app", ended)
    assert application.run() == code


ALL = [
    "explain", "locate", "find", "triage", "map", "check", "show", "versions", "upgrade_plan",
    "new_values", "workspace", "portable", "assistants", "hook",
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (["explain", "LOG_LEVEL"], ["explain"]),
        (["locate", "boom"], ["locate"]),
        (["drift", "--from", "1"], ["versions"]),
        (["status"], ["workspace"]),
        (["--help"], ALL),
        (["exlpain", "LOG_LEVEL"], ALL),
        ([], ALL),
    ],
)
def test_a_start_imports_the_command_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], modules: list[str]
) -> None:
    imported: list[str] = []
    monkeypatch.setattr(application, "import_module", imported.append)
    register(arguments)
    assert imported == [f"ctxkit.commands.{module}" for module in modules]


@pytest.mark.parametrize("question", NAMES[:7])
def test_a_question_builds_no_other_command(question: str) -> None:
    code = (
        "from ctxkit.commands.app import app, register\n"
        f"register([{question!r}])\n"
        "print([info.callback.__name__ for info in app.registered_commands])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"[{question!r}]\n"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "there is not enough memory"),
        (RuntimeError("can't start new thread"), "the system lets no more threads be started"),
        (RuntimeError("oh no"), "internal error: RuntimeError: oh no"),
    ],
)
def test_what_the_machine_lacks_is_no_internal_error(error: Exception, message: str) -> None:
    assert application._explained(error, "builtins").message == message


@pytest.mark.parametrize(
    ("options", "env", "message"),
    [
        (["--lang", "ja"], {}, "説明する設定がありません: キーが空です"),
        (["--lang=ja"], {}, "説明する設定がありません: キーが空です"),
        ([], {"CTXKIT_LANG": "zh"}, "没有要说明的配置项：键为空"),
        ([], {"CTXKIT_LANG": "", "LC_ALL": "ja_JP.UTF-8"}, "説明する設定がありません"),
        (["--lang", "en"], {"CTXKIT_LANG": "zh"}, "nothing to explain: the key is empty"),
    ],
)
def test_an_error_is_in_the_language_of_its_reader(
    demo_folder: Path, options: list[str], env: dict[str, str], message: str
) -> None:
    done = run("explain", "", *options, cwd=demo_folder, env=env)
    assert done.returncode == 2
    assert f"ctxkit: {message}" in done.stderr.decode()


def test_status_and_setup_speak_the_language_of_the_locale(demo_folder: Path) -> None:
    env = {"CTXKIT_LANG": "ja"}
    status = run("status", cwd=demo_folder, env=env).stdout.decode()
    assert "タグ 1.14.0" in status
    assert "インデックス: 最新" in status
    done = run("setup", "codex", "--check", cwd=demo_folder, env=env)
    assert "なし       AGENTS.md" in done.stdout.decode()
    assert "実行してください: ctxkit setup codex" in done.stderr.decode()
