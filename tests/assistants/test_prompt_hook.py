"""What a hook tells of a message, and that it is never in the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import ctxkit
from ctxkit.assistants.prompt_hook import MAX_PROMPT_BYTES, MAX_TOKENS, hint_for
from ctxkit.text.tokens import count_tokens
from tests.commands.running import ENVIRONMENT, run_process
from tests.measuring import MEASURED
from tests.text.escapes import ESCAPES

LINE = "WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 2: timed out"
KEY = "SSRF_DEFAULT_MAX_RETRIES"


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        (f"what is this?\n{LINE}\nthanks", "dify api/core/helper/ssrf_proxy.py:31"),
        (f"What does {KEY} do?", f"ctxkit explain {KEY} --brief"),
        (f"{KEY}を変えても効きません", f"ctxkit explain {KEY} --brief"),
        (f"{KEY} 有什么作用？", f"ctxkit explain {KEY} --brief"),
        (f"LOG_LEVEL and {KEY}.", f"ctxkit explain LOG_LEVEL {KEY} --brief"),
        ("set api.logLevel, please", "ctxkit explain api.logLevel --brief"),
    ],
)
def test_what_is_certain_is_told(demo_workspace: ctxkit.Workspace, prompt: str, told: str) -> None:
    text = hint_for(demo_workspace, prompt)
    assert told in text
    assert text.startswith("ctxkit: ")
    assert count_tokens(text) <= MAX_TOKENS
    assert "http://db/" not in text


def test_several_settings_are_told_as_several(demo_workspace: ctxkit.Workspace) -> None:
    assert "settings of these names" in hint_for(demo_workspace, f"LOG_LEVEL and {KEY}")
    assert "a setting of this name" in hint_for(demo_workspace, KEY)


@pytest.mark.parametrize(
    "prompt",
    [
        "", "hello", "How do I write a chat application in Dify?", "ssrf_default_max_retries",
        "SSRF_DEFAULT_MAX_RETRYS", "NO_SUCH_SETTING_AT_ALL", "what.is.this",
        "12:00:01 it stopped working again",
        "ERROR: something else went wrong in my own program", "DEBUG",
    ],
)  # fmt: skip
def test_of_all_else_nothing_is(demo_workspace: ctxkit.Workspace, prompt: str) -> None:
    assert hint_for(demo_workspace, prompt) == ""


@pytest.mark.parametrize("escape", ESCAPES)
def test_it_repeats_nothing_of_the_message(demo_workspace: ctxkit.Workspace, escape: str) -> None:
    plain = hint_for(demo_workspace, LINE.replace("http://db/", "boom"))
    assert hint_for(demo_workspace, LINE.replace("http://db/", escape)) in (plain, "")
    secret = f"ERROR the password is hunter2hunter2 {escape} for {KEY}"
    assert "hunter2" not in hint_for(demo_workspace, secret)


def test_as_claude_code_calls_it(demo_folder: Path, tmp_path: Path) -> None:
    def asked(data: bytes, **env: str) -> tuple[int, bytes, bytes]:
        # A busy machine may need longer than the hook waits.
        code = (
            "import ctxkit.commands.hook as h; h.MAX_SECONDS = 60\n"
            "import sys; sys.argv = ['ctxkit', 'hook', 'prompt']\n"
            "from ctxkit.commands.cli import main; main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=data, capture_output=True, cwd=tmp_path, env={**ENVIRONMENT, **MEASURED, **env},
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    message = {"hook_event_name": "UserPromptSubmit", "cwd": str(demo_folder), "prompt": LINE}
    code, told, said = asked(json.dumps(message).encode())
    assert (code, said) == (0, b"")
    assert b"ssrf_proxy.py:31" in told
    elsewhere = {**message, "cwd": str(tmp_path)}
    named = asked(json.dumps(elsewhere).encode(), CLAUDE_PROJECT_DIR=str(demo_folder))
    assert named == (0, told, b"")
    long = {**message, "prompt": LINE + "x" * MAX_PROMPT_BYTES}
    for data in (elsewhere, long, {"cwd": str(demo_folder)}, [], "x"):
        assert asked(json.dumps(data).encode()) == (0, b"", b"")
    for garbage in (b"", b"{", b"\xff\xfe", b"\0"):
        assert asked(garbage) == (0, b"", b"")


def test_it_ends_itself() -> None:
    code = (
        "from ctxkit.commands.hook import end_after; import time\n"
        "end_after(0.05); time.sleep(30); print('late')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=ENVIRONMENT, timeout=20, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_an_unknown_event_is_a_usage_error(tmp_path: Path) -> None:
    assert run_process("hook", "stop", cwd=tmp_path).returncode == 2
