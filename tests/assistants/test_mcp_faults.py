"""The MCP server when a client gives up, sends too much, or the workspace changes below it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import anyio
import pytest

pytest.importorskip("mcp")

from mcp import Client

from ctxkit.assistants import mcp_server, whole_answers
from ctxkit.errors import CtxkitError
from ctxkit.text.untrusted import tagged
from tests.assistants.test_mcp_server import (
    KEY,
    LINE,
    MODES,
    asked,
    asked_by_pipes,
    error_of,
    text_of,
)
from tests.text.escapes import ESCAPES


@pytest.mark.parametrize("mode", MODES)
def test_a_call_that_is_cancelled_leaves_the_server_as_it_was(demo_folder: Path, mode: str) -> None:
    async def ask(session: Client) -> tuple[str, str]:
        before = await text_of(session, "explain_dify_setting", key=KEY)
        for _ in range(3):
            with anyio.move_on_after(0.001):
                await text_of(session, "find_dify_code", topic="retry policy")
        return before, await text_of(session, "explain_dify_setting", key=KEY)

    before, after = asked_by_pipes(demo_folder, ask, mode=mode)
    assert before == after


def test_an_answer_in_a_process_of_its_own_ends_with_its_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "pid"
    code = f"import os, time; open({str(told)!r}, 'x').write(str(os.getpid())); time.sleep(60)"
    command = [sys.executable, "-I", "-c", code]
    monkeypatch.setattr(mcp_server, "worker_command", lambda *_, **__: command)

    async def ask() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(mcp_server.answered_apart, whole_answers.state, tmp_path)
            while not told.exists() or not told.read_text():
                await anyio.sleep(0.01)
            group.cancel_scope.cancel()

    anyio.run(ask)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_an_answer_whose_process_dies_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-I", "-c", "raise SystemExit(3)"]
    monkeypatch.setattr(mcp_server, "worker_command", lambda *_, **__: command)
    with pytest.raises(CtxkitError, match="ended early"):
        anyio.run(mcp_server.answered_apart, whole_answers.state, tmp_path)


def test_a_megabyte_is_refused_with_what_to_do(demo_folder: Path) -> None:
    async def ask(session: Client) -> tuple[str, str]:
        refused = await error_of(session, "locate_dify_log", text=LINE + "x" * 1_000_000)
        return refused, await text_of(session, "explain_dify_setting", key=KEY)

    refused, after = asked(demo_folder, ask)
    assert "triage_dify_log" in refused
    assert "xxx" not in refused
    assert KEY in after


def test_of_a_stale_index_the_answer_says_so(demo_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my-dify"
    shutil.copytree(demo_folder, folder, symlinks=True)

    async def ask(session: Client) -> str:
        return await text_of(session, "explain_dify_setting", key=KEY)

    config = folder / "workspace.yaml"
    config.write_text(config.read_text() + "# changed\n")
    assert "has changed since the index was built; run: ctxkit sync" in asked(folder, ask)


def test_what_a_line_brings_is_between_tags_and_secrets_are_masked(demo_folder: Path) -> None:
    async def ask(session: Client) -> list[str]:
        lines = [LINE.replace("http://db/", escape) for escape in ESCAPES[:12]]
        secret = LINE.replace("http://db/", "http://admin:hunter2hunter2@db/")
        return [
            await text_of(session, "locate_dify_log", text=text, detail="brief")
            for text in [LINE, secret, *lines]
        ]

    plain, masked, *hostile = asked(demo_folder, ask)
    assert tagged(LINE).partition(">")[0] in plain
    assert "hunter2" not in masked
    heads = [[row for row in text.splitlines() if row.startswith("#")] for text in hostile]
    assert all(head == heads[0] for head in heads)
