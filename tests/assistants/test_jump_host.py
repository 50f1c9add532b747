"""ctxkit on a jump host: what README.md says of it, with an `ssh` that stays on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from tests.commands.running import ENVIRONMENT, run

pytest.importorskip("mcp")

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

LINE = "WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 2: timed out"


@pytest.fixture
def jump(tmp_path: Path) -> dict[str, str]:
    """An environment in which `ssh jump ...` gives its words to a shell, as sshd does, and that
    shell alone has a `ctxkit`.
    """
    here, there = tmp_path / "here", tmp_path / "there"
    for folder, name, text in (
        (there, "ctxkit", f'exec "{sys.executable}" -m ctxkit.commands.cli "$@"'),
        (here, "ssh", f'[ "$1" = jump ] || exit 255; shift\nPATH="{there}:$PATH" exec sh -c "$*"'),
    ):
        folder.mkdir()
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return {**ENVIRONMENT, "PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}


def test_a_line_goes_through_a_pipe(
    demo_folder: Path, tmp_path: Path, jump: dict[str, str]
) -> None:
    done = subprocess.run(
        ["ssh", "jump", "ctxkit", "locate", "-w", str(demo_folder), "--brief"],
        input=LINE.encode(), capture_output=True, cwd=tmp_path, env=jump, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == run("locate", LINE, "--brief", cwd=demo_folder).stdout


def test_the_server_answers_from_there(
    demo_folder: Path, tmp_path: Path, jump: dict[str, str]
) -> None:
    logs = tmp_path / "var-log"
    logs.mkdir()
    (logs / "api.log").write_text(f"{LINE}\n")
    server = StdioServerParameters(
        command="ssh",
        args=["jump", "ctxkit", "mcp", "-w", str(demo_folder), "--allow", str(logs)],
        env=jump,
        cwd=tmp_path,
    )

    async def ask() -> list[str]:
        async with Client(stdio_client(server)) as session:
            calls = [
                ("explain_dify_setting", {"key": "LOG_LEVEL"}),
                ("triage_dify_log", {"path": str(logs / "api.log")}),
            ]
            done = [await session.call_tool(name, given) for name, given in calls]
            return [each.content[0].text for each in done]

    explained, triaged = anyio.run(ask)
    assert explained == run("explain", "LOG_LEVEL", "--brief", cwd=demo_folder).stdout.decode()
    assert "ssrf_proxy.py:31" in triaged
