"""The MCP server, asked by the SDK's own client over pipes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("mcp")

from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from ctxkit.assistants.limited import MAX_TOKENS, limited
from ctxkit.assistants.mcp_server import MAX_TEXT_BYTES, make_server
from ctxkit.assistants.words import instructions, words
from ctxkit.commands.demo import make_workspace
from ctxkit.text.tokens import count_tokens
from tests.commands.running import CTXKIT, ENVIRONMENT, run, run_process
from tests.conftest import assert_golden
from tests.measuring import MEASURED

PLACE = "api/configs/feature/__init__.py:3"
LINE = "WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 2: timed out"
KEY = "SSRF_DEFAULT_MAX_RETRIES"
MODES = ("auto", "legacy")


@asynccontextmanager
async def connected(folder: Path, *options: str, mode: str = "auto") -> AsyncIterator[Client]:
    """Start a server in a process of its own, as an assistant does."""
    server = StdioServerParameters(
        command=CTXKIT[0],
        args=[*CTXKIT[1:], "mcp", "--workspace", str(folder), *options],
        env={**ENVIRONMENT, **(MEASURED if mode == MODES[0] else {})},
    )
    # By default it writes to what stderr was when it was imported.
    pipes = stdio_client(server, errlog=sys.stderr)
    async with Client(pipes, mode=mode) as session:
        yield session


def asked_by_pipes(
    folder: Path, questions: Callable[[Client], Awaitable[Any]], *options: str, mode: str = "auto"
) -> Any:
    """Return what some questions to a server in a process of its own give."""

    async def ask() -> Any:
        async with connected(folder, *options, mode=mode) as session:
            return await questions(session)

    return anyio.run(ask)


def asked(folder: Path, questions: Callable[[Client], Awaitable[Any]]) -> Any:
    """Return what some questions to a server of its own give, without the process and the pipes:
    it takes most of a second until it answers.
    """

    async def ask() -> Any:
        async with Client(make_server(folder)) as session:
            return await questions(session)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("CTXKIT_LANG", ENVIRONMENT["CTXKIT_LANG"])
        return anyio.run(ask)


async def text_of(session: Client, name: str, **arguments: Any) -> str:
    done = await session.call_tool(name, arguments)
    assert not done.is_error, done.content
    return only_text(done)


async def error_of(session: Client, name: str, **arguments: Any) -> str:
    done = await session.call_tool(name, arguments)
    assert done.is_error, done.content
    return only_text(done)


def only_text(done: Any) -> str:
    assert done.structured_content is None, "some clients would show a model nothing else"
    [content] = done.content
    text: str = content.text
    return text


@pytest.fixture(scope="module")
def folder(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo's workspace with files of a customer."""
    copy = tmp_path_factory.mktemp("mcp") / "my-dify"
    shutil.copytree(demo_folder, copy, symlinks=True)
    (copy / "inbox").mkdir()
    (copy / "inbox/api.log").write_text(f"{LINE}\n" * 3)
    (copy / "inbox/.env").write_text("LOG_LEVL=DEBUG\nSECRET_KEY=hunter2hunter2\n")
    return copy


Call = tuple[str, dict[str, Any], tuple[str, ...]]
"""A tool, its arguments, and the same question on the command line."""

AT_A_VERSION: tuple[Call, ...] = (
    ("explain_dify_setting", {"key": KEY}, ("explain", KEY, "--brief")),
    ("locate_dify_log", {"text": LINE}, ("locate", LINE, "--detail", "code")),
    ("find_dify_code", {"topic": "retry policy"}, ("find", "retry policy", "--brief")),
    ("triage_dify_log", {"path": "inbox/api.log"}, ("triage", "inbox/api.log", "--top", "10")),
    ("check_dify_config", {"env_file": "inbox/.env"}, ("check", "--env", "inbox/.env")),
    ("read_dify_source", {"repo": "dify", "place": PLACE}, ("show", "dify", PLACE)),
)
COMPARE: Call = ("compare_dify_versions", {"old": "1.13.3"}, ("drift", "--from", "1.13.3"))
PLAN: Call = (
    "compare_dify_versions",
    {"old": "1.13.3", "plan": True, "mine": "inbox/.env"},
    ("upgrade-plan", "--from", "1.13.3", "--env", "inbox/.env", "--brief"),
)
MAP: Call = ("check_dify_config", {"about": "map"}, ("map", "--brief"))


def check_calls(folder: Path, *calls: Call, mode: str = "auto") -> list[str]:
    """Check that each tool answers as the command line does; return the answers."""

    async def ask(session: Client) -> list[str]:
        return [await text_of(session, tool, **arguments) for tool, arguments, _ in calls]

    told: list[str] = asked_by_pipes(folder, ask, mode=mode)
    for text, (_, _, command) in zip(told, calls, strict=True):
        printed = run(*command, cwd=folder).stdout.decode()
        assert text.rstrip("\n") == printed.rstrip("\n"), command
        assert str(folder) not in text, "a path of this machine is nothing to a model"
    return told


@pytest.mark.parametrize("mode", MODES)
def test_every_tool_answers_as_the_command_line_does(folder: Path, mode: str) -> None:
    check_calls(folder, *AT_A_VERSION, COMPARE, PLAN, MAP, mode=mode)


def test_what_a_model_sees_before_it_asks(folder: Path) -> None:
    async def ask(session: Client) -> tuple[Any, Any, Any]:
        tools = await session.list_tools()
        return tools.tools, session.instructions, await session.list_prompts()

    tools, said, prompts = asked(folder, ask)
    assert said == instructions(["1.14.0"]) == instructions()
    shown = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
    text = json.dumps(shown, indent=2, ensure_ascii=False)
    assert_golden("assistants/tools.json", f"{text}\n")
    assert [tool.name for tool in tools] == list(words().tool)
    assert count_tokens(json.dumps(shown, ensure_ascii=False)) <= 1700
    for tool in tools:
        assert "dify" in tool.name
        assert len(tool.description) <= 500
        assert tool.annotations.read_only_hint
        assert tool.output_schema is None
    assert [prompt.name for prompt in prompts.prompts] == [
        "explain_setting", "locate_log", "change_behaviour", "triage_log",
    ]  # fmt: skip


def test_every_parameter_is_described() -> None:
    tools = json.loads((Path(__file__).parents[1] / "golden/assistants/tools.json").read_text())
    used = [name for tool in tools for name in tool["inputSchema"]["properties"]]
    assert set(used) == set(words().parameter)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two versions, with files of a customer."""
    folder = tmp_path_factory.mktemp("several") / "my-dify"
    assert make_workspace(folder) == 0
    assert run("sync", "--also", "1.13.3", cwd=folder).returncode == 0
    (folder / "inbox").mkdir()
    (folder / "inbox/api.log").write_text(f"{LINE}\n" * 3)
    (folder / "inbox/.env").write_text("LOG_LEVL=DEBUG\nSECRET_KEY=hunter2hunter2\n")
    return folder


def test_every_question_asks_a_further_version(several: Path) -> None:
    further = [
        (tool, {**arguments, "version": "1.13.3"}, (*command, "--version", "1.13.3"))
        for tool, arguments, command in AT_A_VERSION
    ]
    told = check_calls(several, *further, AT_A_VERSION[0])
    assert told[0] != told[-1]


def test_the_texts_name_the_versions_that_are_here(several: Path) -> None:
    async def ask(session: Client) -> tuple[Any, Any, str, str]:
        tools = (await session.list_tools()).tools
        return (
            session.instructions,
            {tool.name: tool.input_schema["properties"].get("version") for tool in tools},
            await error_of(session, "explain_dify_setting", key=KEY, version="1.8.1"),
            (await session.read_resource("ctxkit://workspace")).contents[0].text,
        )

    said, parameters, unknown, state = asked(several, ask)
    assert "Answers are for 1.14.0; `version` asks another that is here: 1.13.3." in said
    assert parameters.pop("compare_dify_versions") is None
    assert len(parameters) == 6
    for each in parameters.values():
        assert each["description"].endswith("By default the first: 1.14.0, 1.13.3.")
    assert "only 1.14.0, 1.13.3" in unknown
    assert "ctxkit sync --also 1.8.1" in unknown
    assert state.rstrip() == run("status", cwd=several).stdout.decode().rstrip()


def test_without_an_index_the_texts_name_no_version(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text(
        'dify: "1.14.0"\nsources:\n  dify: {git: https://dify.example}\n'
    )

    async def ask(session: Client) -> tuple[Any, Any]:
        tools = (await session.list_tools()).tools
        return session.instructions, tools[0].input_schema["properties"]["version"]

    said, parameter = asked(tmp_path, ask)
    assert said == instructions()
    assert parameter["description"].endswith("By default the first: none yet.")


def test_a_prompt_holds_its_bundle(folder: Path) -> None:
    async def ask(session: Client) -> tuple[Any, Any]:
        return (
            await session.get_prompt("explain_setting", {"key": KEY}),
            await session.get_prompt("triage_log", {"path": "inbox/api.log"}),
        )

    explained, triaged = asked_by_pipes(folder, ask, "--lang", "ja")
    text = explained.messages[0].content.text
    assert text.startswith(f"# ctxkit explain {KEY}\n")
    assert "# タスク" in text
    assert "ssrf_proxy.py" in triaged.messages[0].content.text


def test_the_state_of_the_workspace_is_a_resource(folder: Path) -> None:
    async def ask(session: Client) -> str:
        found = await session.read_resource("ctxkit://workspace")
        text: str = found.contents[0].text
        return text

    assert asked(folder, ask).rstrip() == run("status", cwd=folder).stdout.decode().rstrip()


def test_errors_say_what_to_do(folder: Path, tmp_path: Path) -> None:
    async def ask(session: Client) -> list[str]:
        return [
            await error_of(session, "locate_dify_log", text=" "),
            await error_of(session, "locate_dify_log", text="x" * (MAX_TEXT_BYTES + 1)),
            await error_of(session, "read_dify_source", repo="dify", place="api/none.py"),
            await error_of(session, "explain_dify_setting", key=KEY, budget=7),
            await error_of(session, "compare_dify_versions", old="0.0.1"),
        ]

    empty, long, missing, budget, version = asked(folder, ask)
    assert "the text is empty" in empty
    assert "call triage_dify_log" in long
    assert "api/none.py" in missing
    assert "budget" in budget
    assert "0.0.1" in version


def test_an_unknown_name_is_an_answer(folder: Path) -> None:
    async def ask(session: Client) -> str:
        return await text_of(session, "explain_dify_setting", key="SSRF_DEFAULT_MAX_RETRYS")

    assert KEY in asked(folder, ask)


def test_only_files_that_may_be_read_are_read(folder: Path, tmp_path: Path) -> None:
    allowed = tmp_path / "logs"
    allowed.mkdir()
    (allowed / "api.log").write_text(f"{LINE}\n")
    (tmp_path / "secret.log").write_text("a secret\n")
    (folder / "inbox/link.log").symlink_to(tmp_path / "secret.log")
    (folder / "inbox/loop").symlink_to("loop")
    os.mkfifo(folder / "inbox/pipe")
    outside = ["../secret.log", "/etc/passwd", str(tmp_path / "secret.log"), "inbox/link.log"]
    outside += ["inbox/loop", "/no/such", "dify/.git/config", ".ctxkit/index.sqlite3", "a\0b"]
    absent = ["inbox/none.log", "inbox", "inbox/pipe", "../my-dify/inbox/none"]

    async def ask(session: Client) -> tuple[str, list[str], list[str]]:
        return (
            await text_of(session, "triage_dify_log", path=str(allowed / "api.log")),
            [await error_of(session, "triage_dify_log", path=path) for path in outside],
            [await error_of(session, "check_dify_config", env_file=path) for path in absent],
        )

    seen, refused, missing = asked_by_pipes(folder, ask, "--allow", str(allowed))
    assert "ssrf_proxy.py:31" in seen
    assert len(set(refused)) == 1, "what lies outside is not told"
    assert "outside the folders that may be read" in refused[0]
    assert all("no such file in the folders" in text for text in missing)
    for path in ("link.log", "loop", "pipe"):
        (folder / "inbox" / path).unlink()


def test_many_calls_at_once(folder: Path) -> None:
    async def ask(session: Client) -> list[str]:
        texts = [""] * 20

        async def one(number: int) -> None:
            if number % 2:
                texts[number] = await text_of(session, "explain_dify_setting", key=KEY)
            else:
                texts[number] = await text_of(session, "find_dify_code", topic="retry policy")

        async with anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(one, number)
        return texts

    texts = asked(folder, ask)
    assert len(set(texts)) == 2


def test_a_new_index_is_asked_without_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert make_workspace(folder) == 0

    async def ask(session: Client) -> tuple[str, str, str]:
        before = await text_of(session, "explain_dify_setting", key=KEY)
        shutil.rmtree(folder / ".ctxkit")
        without = await error_of(session, "explain_dify_setting", key=KEY)
        done = await anyio.to_thread.run_sync(lambda: run("index", cwd=folder))
        assert done.returncode == 0
        return before, without, await text_of(session, "explain_dify_setting", key=KEY)

    before, without, after = asked(folder, ask)
    assert "ctxkit index" in without or "ctxkit sync" in without
    assert before == after


def test_garbage_does_not_stop_it_and_stdout_is_the_protocol_alone(folder: Path) -> None:
    call = {
        "jsonrpc": "2.0", "id": 7, "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }  # fmt: skip
    given = b"no json\n\xff\xfe\n{}\n[1]\n" + json.dumps(call).encode() + b"\n"
    done = run_process("mcp", cwd=folder, stdin=given)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)
    assert [
        answer["result"]["serverInfo"]["name"] for answer in answers if answer.get("id") == 7
    ] == ["ctxkit"]
    assert b"Traceback" not in done.stderr


def test_a_long_report_is_cut_and_says_so() -> None:
    assert limited("short\n", "r") == "short\n"
    text = "\n".join(f"line {number} of a long report" for number in range(4000))
    cut = limited(text, "ask for less")
    assert count_tokens(cut) <= MAX_TOKENS
    kept = len(cut.splitlines()) - 1
    assert cut.endswith(f"\n[{4000 - kept} lines cut: ask for less]")
    more = "\n".join([*text.splitlines()[: kept + 1], f"[{3999 - kept} lines cut: ask for less]"])
    assert count_tokens(more) > MAX_TOKENS, "as many lines as fit"


def test_without_the_extra_it_says_what_to_install(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mcp.py").write_text("raise ModuleNotFoundError('none', name='mcp')\n")
    paths = os.pathsep.join([str(tmp_path), ENVIRONMENT["PYTHONPATH"]])
    done = run_process("mcp", cwd=folder, env={"PYTHONPATH": paths})
    assert done.returncode == 2
    assert b"pip install 'ctxkit[mcp]'" in done.stderr


def test_a_question_does_not_pay_for_it() -> None:
    code = "import sys, ctxkit.commands.assistants; sys.exit('mcp' in sys.modules)"
    assert subprocess.run([CTXKIT[0], "-c", code], env=ENVIRONMENT, check=False).returncode == 0
