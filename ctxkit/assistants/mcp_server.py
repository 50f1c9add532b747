"""The MCP server: the questions as seven read-only tools, over standard input and output.

Answers are one text each. Structured output would hide them: some clients show a model only the
structured part where there is one. Not here: the words (`words.py`), which files may be read
(`readable.py`). Nothing but the protocol is written to stdout.

Revision 2026-07-28 of the protocol, and those before it, as the SDK has them.
"""

from __future__ import annotations

import inspect
import os
from asyncio import get_running_loop
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial, wraps
from io import BytesIO
from pathlib import Path
from string import Template
from typing import Annotated, Any, Literal, TypeVar

import anyio
from mcp import Client
from mcp.server import MCPServer
from mcp.server.caching import CacheHint
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import Tool, ToolAnnotations
from pydantic import Field

from ctxkit import __version__
from ctxkit.api import Answer
from ctxkit.assistants import whole_answers
from ctxkit.assistants.limited import MAX_TOKENS, limited
from ctxkit.assistants.open_workspaces import OpenWorkspaces
from ctxkit.assistants.readable import ReadableFolders
from ctxkit.assistants.tool_schemas import lean_schema
from ctxkit.assistants.words import instructions, words
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.index.processes import receive, send, worker_command
from ctxkit.output.prompts import load_prompt
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.visible import visible
from ctxkit.workspace.folder import find_workspace

MAX_TEXT_BYTES = 60_000
"""Of a pasted text."""

_LIST_TTL_MS = 3_600_000  # tools and prompts are the same as long as the server runs
_SAID = words().parameter
_Function = TypeVar("_Function", bound=Callable[..., Any])

Key = Annotated[str, Field(description=_SAID["key"])]
Text = Annotated[str, Field(description=_SAID["text"])]
LogPath = Annotated[str, Field(description=_SAID["path"])]
Topic = Annotated[str, Field(description=_SAID["topic"])]
AnswerDetail = Annotated[Literal["brief", "code"], Field(description=_SAID["detail"])]
Budget = Annotated[int, Field(description=_SAID["budget"], ge=500, le=MAX_TOKENS)]
Top = Annotated[int, Field(description=_SAID["top"], ge=1, le=100)]
EnvFile = Annotated[str | None, Field(description=_SAID["env_file"])]
ValuesFile = Annotated[str | None, Field(description=_SAID["values_file"])]
ComposeFiles = Annotated[list[str] | None, Field(description=_SAID["compose_files"])]
Old = Annotated[str, Field(description=_SAID["old"])]
New = Annotated[str | None, Field(description=_SAID["new"])]
Topics = Annotated[Literal["problems", "map"], Field(description=_SAID["about"])]
Whole = Annotated[bool, Field(description=_SAID["plan"])]
Mine = Annotated[str | None, Field(description=_SAID["mine"])]
Repo = Annotated[str, Field(description=_SAID["repo"])]
Place = Annotated[str, Field(description=_SAID["place"])]


class DifyTools:
    """The tools; each returns a text, or raises CtxkitError."""

    def __init__(self, workspaces: OpenWorkspaces, readable: ReadableFolders) -> None:
        self._workspaces = workspaces
        self._readable = readable

    def explain_dify_setting(
        self,
        key: Key,
        env_file: EnvFile = None,
        values_file: ValuesFile = None,
        detail: AnswerDetail = "brief",
        budget: Budget = 3000,
        version: str | None = None,
    ) -> str:
        if not key.strip():
            raise UsageError("nothing to explain: the key is empty")
        answer = self._workspaces.get(version).explain(
            key, env=self._file(env_file), values=self._file(values_file)
        )
        return _bundle(answer, detail, budget)

    def locate_dify_log(
        self,
        text: Text,
        detail: AnswerDetail = "code",
        budget: Budget = 3000,
        version: str | None = None,
    ) -> str:
        if not text.strip():
            raise UsageError("nothing to locate: the text is empty")
        if len(text.encode("utf8", "replace")) > MAX_TEXT_BYTES:
            raise UsageError(
                f"the text has more than {MAX_TEXT_BYTES:,} bytes",
                hint="save it to inbox/ and call triage_dify_log",
            )
        return _bundle(self._workspaces.get(version).locate(text), detail, budget)

    async def triage_dify_log(
        self, path: LogPath, top: Top = 10, version: str | None = None
    ) -> str:
        file = self._readable.file(path)
        return await self._apart(whole_answers.triaged, str(file), top, version)

    def find_dify_code(
        self,
        topic: Topic,
        detail: AnswerDetail = "brief",
        budget: Budget = 3000,
        version: str | None = None,
    ) -> str:
        if not topic.strip():
            raise UsageError("nothing to find: the topic is empty")
        return _bundle(self._workspaces.get(version).find(topic), detail, budget)

    async def check_dify_config(
        self,
        env_file: EnvFile = None,
        values_file: ValuesFile = None,
        compose_files: ComposeFiles = None,
        about: Topics = "problems",
        version: str | None = None,
    ) -> str:
        env, values = self._file(env_file), self._file(values_file)
        compose = [self._readable.file(name) for name in compose_files or ()]
        answer = whole_answers.mapped if about == "map" else whole_answers.checked
        return await self._apart(
            answer, _path(env), _path(values), list(map(str, compose)), version
        )

    async def compare_dify_versions(
        self, old: Old, new: New = None, mine: Mine = None, plan: Whole = False
    ) -> str:
        file = self._file(mine)
        answer = whole_answers.planned if plan else whole_answers.compared
        return await self._apart(answer, old, new, _path(file))

    def read_dify_source(self, repo: Repo, place: Place, version: str | None = None) -> str:
        return limited(self._workspaces.get(version).show(repo, place).text, "ask for fewer lines")

    def _file(self, name: str | None) -> Path | None:
        return self._readable.file(name) if name else None

    async def _apart(self, answer: Callable[..., str], *given: Any) -> str:
        return await answered_apart(answer, self._workspaces.folder, *given)


def _path(file: Path | None) -> str | None:
    return str(file) if file is not None else None


def _bundle(answer: Answer, detail: Literal["brief", "code"], budget: int) -> str:
    return answer.bundle(budget, detail=detail).markdown


async def answered_apart(answer: Callable[..., str], folder: Path, *given: Any) -> str:
    """Return an answer of `whole_answers`, made in a process of its own, which ends if the call is
    cancelled. Raise CtxkitError as it does.
    """
    asked = BytesIO()
    send(asked, (answer.__name__, (str(folder), *given)))
    command = worker_command(whole_answers.__name__, shielded=True)
    done = await anyio.run_process(command, input=asked.getvalue(), stderr=None, check=False)
    text, error, hint = receive(BytesIO(done.stdout)) or (None, "", "")
    if text is None:
        raise CtxkitError(error or "the process that was to answer ended early", hint=hint)
    return str(text)


def _told(function: _Function, thread: Executor) -> _Function:
    """Return a tool whose errors reach the model with what to do about them, and whose answer has
    no control characters. What it does not await is done in `thread`.
    """

    @wraps(function)
    async def run(*arguments: Any, **named: Any) -> str:
        try:
            if inspect.iscoroutinefunction(function):
                return visible(await function(*arguments, **named))
            asked = partial(function, *arguments, **named)
            return visible(await get_running_loop().run_in_executor(thread, asked))
        except CtxkitError as error:
            hint = f"\n{error.hint}" if error.hint else ""
            raise ToolError(visible(f"{error.message}{hint}")) from None

    return run  # type: ignore[return-value]


def _naming(function: _Function, versions: Sequence[str]) -> _Function:
    """Return a tool whose parameter `version` says which versions there are."""
    signature = inspect.signature(function, eval_str=True)
    text = Template(_SAID["version"]).substitute(versions=", ".join(versions) or "none yet")
    described = Annotated[str | None, Field(description=text)]
    parameters = [
        each.replace(annotation=described) if each.name == "version" else each
        for each in signature.parameters.values()
    ]
    function.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return function


class _LeanServer(MCPServer):
    """A server that shows its tools in few words; arguments are checked as ever."""

    async def list_tools(self) -> list[Tool]:
        return [
            tool.model_copy(update={"input_schema": lean_schema(tool.input_schema)})
            for tool in await super().list_tools()
        ]


def make_server(
    folder: Path, allowed: Sequence[Path] = (), lang: Language = DEFAULT_LANGUAGE
) -> MCPServer:
    """Return the server of the workspace that `folder` is in, which may read files there and below
    the folders `allowed`. Prompts are in the language `lang`.

    Raise WorkspaceError if there is no workspace.
    """
    root = find_workspace(folder)
    workspaces = OpenWorkspaces(root)
    readable = ReadableFolders(root, allowed)
    versions = workspaces.versions()
    hint = CacheHint(ttl_ms=_LIST_TTL_MS)
    server = _LeanServer(
        "ctxkit",
        title="ctxkit: Dify source context",
        instructions=instructions(versions),
        version=__version__,
        log_level="WARNING",
        cache_hints={"tools/list": hint, "prompts/list": hint, "resources/list": hint},
    )
    # One thread has all that was read for the questions before; several would each have their own.
    thread = ThreadPoolExecutor(1)
    _add_tools(server, DifyTools(workspaces, readable), versions, thread)
    _add_prompts(server, workspaces, readable, lang, thread)
    _add_state(server, root)
    return server


def _add_state(server: MCPServer, root: Path) -> None:
    @server.resource(
        "ctxkit://workspace",
        name="workspace",
        description="The sources of the workspace, their versions, and how well each fits.",
        mime_type="text/plain",
    )
    async def state() -> str:
        return await answered_apart(whole_answers.state, root)


def _add_tools(
    server: MCPServer, tools: DifyTools, versions: Sequence[str], thread: Executor
) -> None:
    first = {"explain_dify_setting", "locate_dify_log"}
    for name, description in words().tool.items():
        server.add_tool(
            _naming(_told(getattr(tools, name), thread), versions),
            name=name,
            description=description,
            annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
            meta={"anthropic/alwaysLoad": True} if name in first else None,
            structured_output=False,
        )


def _add_prompts(
    server: MCPServer,
    workspaces: OpenWorkspaces,
    readable: ReadableFolders,
    lang: Language,
    thread: Executor,
) -> None:
    def explain_setting(key: str) -> str:
        return _prompted(workspaces.get().explain(key), "explain-setting")

    def locate_log(text: str) -> str:
        return _prompted(workspaces.get().locate(text), "locate-log")

    def change_behaviour(topic: str) -> str:
        return _prompted(workspaces.get().find(topic), "change-behaviour")

    async def triage_log(path: str) -> str:
        file = str(readable.file(path))
        return await answered_apart(whole_answers.triage_prompt, workspaces.folder, file, lang)

    def _prompted(answer: Answer, name: str) -> str:
        return answer.prompted(name, lang=lang).markdown

    for function in (explain_setting, locate_log, change_behaviour, triage_log):
        name = function.__name__
        said = load_prompt(name.replace("_", "-"), lang)
        server.prompt(name=name, title=said.title, description=said.description)(
            _told(function, thread)
        )


def offered_tools(folder: Path) -> list[str]:
    """Return the tools that a client of the workspace's server is offered, as it asks for them."""

    async def ask() -> list[str]:
        async with Client(make_server(folder)) as session:
            return [tool.name for tool in (await session.list_tools()).tools]

    return anyio.run(ask)


def serve(folder: Path, allowed: Sequence[Path] = (), lang: Language = DEFAULT_LANGUAGE) -> None:
    """Serve until the input ends, in the folder of the workspace: answers name files from there, as
    the commands do that are given there.
    """
    root = find_workspace(folder).resolve()
    server = make_server(root, [each.resolve() for each in allowed], lang)
    os.chdir(root)
    server.run("stdio")
