"""The MCP server when a client gives up, sends too much, or the workspace changes below it."""

from __future__ import annotations

import shutil
from pathlib import Path

import anyio
import pytest

pytest.importorskip("mcp")

from mcp import Client

from ctxkit.text.untrusted import tagged
from tests.assistants.test_mcp_server import KEY, LINE, MODES, asked, error_of, text_of
from tests.text.escapes import ESCAPES


@pytest.mark.parametrize("mode", MODES)
def test_a_call_that_is_cancelled_leaves_the_server_as_it_was(demo_folder: Path, mode: str) -> None:
    async def ask(session: Client) -> tuple[str, str]:
        before = await text_of(session, "explain_dify_setting", key=KEY)
        for _ in range(3):
            with anyio.move_on_after(0.001):
                await text_of(session, "find_dify_code", topic="retry policy")
        return before, await text_of(session, "explain_dify_setting", key=KEY)

    before, after = asked(demo_folder, ask, mode=mode)
    assert before == after


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
