"""The MCP server: the questions as seven read-only tools, over standard input and output.

Answers are one text each. Structured output would hide them: some clients show a model only the
structured part where there is one. Not here: the words (`words.py`), which files may be read
(`readable.py`). Nothing but the protocol is written to stdout.

Revision 2026-07-28 of the protocol, and those before it, as the SDK has them.
"""

from __future__ import annotations

import inspect
import os
import threading
from collections.abc import Callable, Sequence
from functools import wraps
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
from ctxkit.api import Answer, Workspace, open_workspace
from ctxkit.api.maintenance import status
from ctxkit.assistants.readable import ReadableFolders
from ctxkit.assistants.tool_schemas import lean_schema
from ctxkit.assistants.words import instructions, words
from ctxkit.dify.repositories import DIFY
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.index.schema import DATABASE
from ctxkit.output.prompts import load_prompt
from ctxkit.output.workspace_report import status_text
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.tokens import count_tokens
from ctxkit.text.visible import visible
from ctxkit.workspace.folder import find_workspace, state_folder

MAX_TOKENS = 6000
"""Of an answer. Clients put longer results into a file, of which the model sees the beginning."""

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


class OpenWorkspaces:
    """The workspace at the versions that are asked, each opened once in each thread, for an index
    is of the thread that opened it. It is opened anew when the index on disk is another one, or a
    checkout has moved.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._own = threading.local()

    def get(self, version: str | None = None) -> Workspace:
        """Return the workspace of this thread, at a further version if one is named. Raise
        CtxkitError if it cannot be asked.
        """
        held: dict[str, tuple[object, Workspace]] = self._own.__dict__.setdefault("held", {})
        name = version or ""
        stamp, known = held.get(name, (None, None))
        if known is not None:
            if stamp == self._stamp(known):
                return known
            del held[name]
            known.close()
        opened = open_workspace(self.folder, version=name or None)
        held[name] = (self._stamp(opened), opened)
        return opened

    def versions(self) -> tuple[str, ...]:
        """Return the versions that can be asked, the workspace's own first; none where it has no
        index yet.
        """
        try:
            opened = self.get()
        except CtxkitError:
            return ()
        dify = opened.checkouts.get(DIFY)
        return (dify.version if dify else "its own", *opened.also)

    def _stamp(self, opened: Workspace) -> object:
        heads = (root / ".git" / "HEAD" for root in opened.roots.values())
        files = (state_folder(self.folder) / DATABASE, *heads)
        return tuple(map(_stat_of, files))


def _stat_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


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

    def triage_dify_log(self, path: LogPath, top: Top = 10, version: str | None = None) -> str:
        report = self._workspaces.get(version).triage(self._readable.file(path))
        return limited(report.text(top), "ask for a smaller top, or call locate_dify_log")

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

    def check_dify_config(
        self,
        env_file: EnvFile = None,
        values_file: ValuesFile = None,
        compose_files: ComposeFiles = None,
        about: Topics = "problems",
        version: str | None = None,
    ) -> str:
        env, values = self._file(env_file), self._file(values_file)
        compose = [self._readable.file(name) for name in compose_files or ()]
        workspace = self._workspaces.get(version)
        if about == "map":
            drawn = workspace.map(env=env, values=values, compose=compose)
            return _bundle(drawn, "brief", MAX_TOKENS)
        checked = workspace.check(env=env, values=values, compose=compose)
        return limited(checked.text, "mend these, and check again")

    def compare_dify_versions(
        self, old: Old, new: New = None, mine: Mine = None, plan: Whole = False
    ) -> str:
        if plan:
            file = self._file(mine)
            is_values = file is not None and file.suffix.lower() in (".yaml", ".yml")
            env, values = (None, file) if is_values else (file, None)
            planned = self._workspaces.get().upgrade_plan(old, new, env=env, values=values)
            return _bundle(planned, "brief", MAX_TOKENS)
        compared = self._workspaces.get().drift(old, new, mine=self._file(mine))
        return limited(compared.markdown, "give `mine`, a file of the deployment")

    def read_dify_source(self, repo: Repo, place: Place, version: str | None = None) -> str:
        return limited(self._workspaces.get(version).show(repo, place).text, "ask for fewer lines")

    def _file(self, name: str | None) -> Path | None:
        return self._readable.file(name) if name else None


def _bundle(answer: Answer, detail: Literal["brief", "code"], budget: int) -> str:
    return answer.bundle(budget, detail=detail).markdown


def limited(text: str, remedy: str) -> str:
    """Return a text of at most `MAX_TOKENS` tokens; a longer one says how much of it was cut."""
    if count_tokens(text) <= MAX_TOKENS:
        return text
    lines = text.splitlines()
    low, high = 0, len(lines)
    while high - low > 1:  # the most lines that fit
        middle = (low + high) // 2
        cut = _cut(lines, middle, remedy)
        low, high = (middle, high) if count_tokens(cut) <= MAX_TOKENS else (low, middle)
    return _cut(lines, low, remedy)


def _cut(lines: Sequence[str], kept: int, remedy: str) -> str:
    return "\n".join([*lines[:kept], f"[{len(lines) - kept} lines cut: {remedy}]"])


def _told(function: _Function) -> _Function:
    """Return a tool whose errors reach the model with what to do about them, and whose answer has
    no control characters.
    """

    @wraps(function)
    def run(*arguments: Any, **named: Any) -> str:
        try:
            return visible(function(*arguments, **named))
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
    _add_tools(server, DifyTools(workspaces, readable), versions)
    _add_prompts(server, workspaces, readable, lang)
    server.resource(
        "ctxkit://workspace",
        name="workspace",
        description="The sources of the workspace, their versions, and how well each fits.",
        mime_type="text/plain",
    )(lambda: _status(root))
    return server


def _status(root: Path) -> str:
    state = status(root)
    return status_text(state.status, state.index, state.pairs, state.further)


def _add_tools(server: MCPServer, tools: DifyTools, versions: Sequence[str]) -> None:
    first = {"explain_dify_setting", "locate_dify_log"}
    for name, description in words().tool.items():
        server.add_tool(
            _naming(_told(getattr(tools, name)), versions),
            name=name,
            description=description,
            annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
            meta={"anthropic/alwaysLoad": True} if name in first else None,
            structured_output=False,
        )


def _add_prompts(
    server: MCPServer, workspaces: OpenWorkspaces, readable: ReadableFolders, lang: Language
) -> None:
    def explain_setting(key: str) -> str:
        return _prompted(workspaces.get().explain(key), "explain-setting")

    def locate_log(text: str) -> str:
        return _prompted(workspaces.get().locate(text), "locate-log")

    def change_behaviour(topic: str) -> str:
        return _prompted(workspaces.get().find(topic), "change-behaviour")

    def triage_log(path: str) -> str:
        report = workspaces.get().triage(readable.file(path))
        return report.prompted("triage-log", lang=lang).markdown

    def _prompted(answer: Answer, name: str) -> str:
        return answer.prompted(name, lang=lang).markdown

    for function in (explain_setting, locate_log, change_behaviour, triage_log):
        name = function.__name__
        said = load_prompt(name.replace("_", "-"), lang)
        server.prompt(name=name, title=said.title, description=said.description)(_told(function))


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
