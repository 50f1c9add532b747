"""Completion, asked as a shell asks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.commands.running import CTXKIT, ENVIRONMENT, run
from tests.measuring import MEASURED


def offered(line: str, folder: Path) -> list[str]:
    """Return what bash would offer for the last word of a line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    code = "import sys; sys.argv = ['ctxkit']; from ctxkit.commands.cli import main; main()"
    done = subprocess.run(
        [CTXKIT[0], "-c", code],
        cwd=folder,
        env={**ENVIRONMENT, **MEASURED, **words, "_CTXKIT_COMPLETE": "complete_bash"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("ctxkit expl", ["explain"]),
        ("ctxkit upgrade-values --base-c", ["--base-chart"]),
        ("ctxkit explain SSRF_DEFAULT_", ["SSRF_DEFAULT_MAX_RETRIES", "SSRF_DEFAULT_TIME_OUT"]),
        ("ctxkit explain NO_SUCH", []),
        ("ctxkit show dify-s", ["dify-sandbox"]),
        ("ctxkit explain X --prompt ans", ["answer-customer"]),
        ("ctxkit prompt show lo", ["locate-log"]),
        ("ctxkit setup cu", ["cursor"]),
    ],
)
def test_what_is_offered(demo_folder: Path, line: str, names: list[str]) -> None:
    assert offered(line, demo_folder) == names


def test_nothing_is_offered_outside_a_workspace(tmp_path: Path) -> None:
    assert offered("ctxkit explain SSRF_", tmp_path) == []
    assert offered("ctxkit show di", tmp_path) == []


def test_the_script_of_a_shell(tmp_path: Path) -> None:
    script = run("completion", "bash", cwd=tmp_path).stdout.decode()
    assert "complete -o default -F _ctxkit_completion ctxkit" in script
    checked = subprocess.run(["bash", "-n"], input=script, text=True, check=False, env=os.environ)
    assert checked.returncode == 0
    for shell in ("zsh", "fish"):
        assert b"_CTXKIT_COMPLETE=complete_" in run("completion", shell, cwd=tmp_path).stdout
    assert run("completion", "tcsh", cwd=tmp_path).returncode == 2
