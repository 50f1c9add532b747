"""Write the files that tell assistants of ctxkit into a workspace, check them, take them away.

Files are written into the folder of the workspace, never into a clone, and nothing of the user's is
lost: a file of somebody else gets a marked block or one member, and a file that cannot be read is
refused. Not here: the texts (`words.py`), how an entry gets into a text (`entries.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, get_args

from msgspec import Struct

from ctxkit.assistants.entries import (
    has_block,
    member_of,
    with_block,
    with_member,
    without_block,
    without_member,
)
from ctxkit.assistants.words import (
    MAIN_SKILL,
    WRITTEN_BY,
    DescribedSource,
    agents_text,
    skill_files,
)
from ctxkit.errors import UsageError, WorkspaceError
from ctxkit.files.atomic import write_atomically
from ctxkit.text.wording import CERTAIN_MATCHES, match_words
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import WorkspaceConfig, load_workspace

AssistantName = Literal["claude", "cursor", "codex", "vscode"]
ASSISTANTS: tuple[AssistantName, ...] = get_args(AssistantName)

Action = Literal["written", "changed", "unchanged", "removed", "missing", "differs"]

INBOX = "inbox"
"""The folder for customers' logs and files, which no git takes in."""

_AGENTS, _CLAUDE = "AGENTS.md", "CLAUDE.md"
_READ_AGENTS = "@AGENTS.md\n"
_SERVER = "ctxkit"
_FIRST_LINES = 3


HOOK_FILE = ".claude/settings.json"
HOOK = {"hooks": [{"type": "command", "command": "ctxkit hook prompt", "timeout": 5}]}
"""What Claude Code calls for each message, if that is wanted."""


class McpFile(Struct, frozen=True, kw_only=True):
    """Where an assistant reads which MCP servers a project has: the file, the name of the object in
    it, and how it writes the project's folder.
    """

    path: str
    key: str
    folder: str

    @property
    def server(self) -> dict[str, Any]:
        """How the server is started."""
        return {"command": _SERVER, "args": ["mcp", "--workspace", self.folder]}


class AssistantFiles(Struct, frozen=True, kw_only=True):
    """The files by which an assistant learns of a project: blocks, a folder of skills, MCP."""

    agents: tuple[str, ...] = (_AGENTS,)
    skills: str = ""
    mcp: McpFile | None = None


FILES: dict[AssistantName, AssistantFiles] = {
    # Claude Code reads AGENTS.md only where there is no CLAUDE.md, and not on every platform.
    "claude": AssistantFiles(
        agents=(_AGENTS, _CLAUDE),
        skills=".claude/skills",
        mcp=McpFile(path=".mcp.json", key="mcpServers", folder="${CLAUDE_PROJECT_DIR:-.}"),
    ),
    # Cursor reads Claude Code's folder of skills as well.
    "cursor": AssistantFiles(
        skills=".claude/skills",
        mcp=McpFile(path=".cursor/mcp.json", key="mcpServers", folder="${workspaceFolder}"),
    ),
    # Codex has no file of a project for MCP servers.
    "codex": AssistantFiles(skills=".agents/skills"),
    "vscode": AssistantFiles(
        mcp=McpFile(path=".vscode/mcp.json", key="servers", folder="${workspaceFolder}"),
    ),
}


DESKTOP_FILE = "claude_desktop_config.json"
DESKTOP_FOLDERS = {
    "macOS": "~/Library/Application Support/Claude",
    "Windows": "%APPDATA%\\Claude",
    "Linux": "~/.config/Claude",
}
"""Where Claude Desktop reads its servers (modelcontextprotocol.io, Connect to local MCP servers;
Linux has the folder of its builds there). An MCP bundle (.mcpb) is no other way: one in Python has
to hold all packages, for one platform.
"""


class SetupFile(Struct, frozen=True, kw_only=True):
    """What became of a file, whose path is relative to the workspace."""

    path: str
    action: Action


class _Wanted(Struct, frozen=True, kw_only=True):
    """A file with something of ours in it: a `block`, a `member`, or the `whole` file. A member
    that is `shared` may have been filled by others: then it is theirs.
    """

    path: str
    whole: str = ""
    block: str = ""
    member: tuple[str, str] | None = None
    value: Any = None
    shared: bool = False

    def put(self, old: str) -> str:
        """Return the text with what is ours."""
        if self.member:
            if self._is_others(old):
                raise UsageError(
                    f"{'.'.join(self.member)} is set already", hint=f"add to it: {self.value}"
                )
            return with_member(old, self.member, self.value)
        return with_block(old, self.block) if self.block else self.whole

    def taken(self, old: str) -> str:
        """Return the text without what is ours; empty if the file has nothing else."""
        if self.member:
            return old if self._is_others(old) else without_member(old, self.member)
        return without_block(old) if self.block else ""

    def _is_others(self, old: str) -> bool:
        if not self.shared or self.member is None:
            return False
        return member_of(old, self.member) not in (None, self.value)

    def is_foreign(self, old: str) -> bool:
        """Return whether a file that should be ours is somebody else's."""
        is_own = WRITTEN_BY in "\n".join(old.split("\n")[:_FIRST_LINES])
        return bool(self.whole and old and not is_own)


def set_up(
    folder: Path, names: Sequence[AssistantName], *, mcp: bool = False, hook: bool = False
) -> list[SetupFile]:
    """Write what assistants need to know into the workspace that `folder` is in.

    Raise UsageError, before anything is written, where a file is in the way.
    """
    config = load_workspace(folder)
    agents = _agents_block(config)
    files = _wanted(names, agents, mcp=mcp, hook=hook)
    planned = [(wanted, *_planned(config, wanted)) for wanted in files]
    return [_write(config, wanted, old, new) for wanted, old, new in planned]


def check_setup(
    folder: Path, names: Sequence[AssistantName], *, mcp: bool = False, hook: bool = False
) -> list[SetupFile]:
    """Return the files that `set_up` would write or change, as missing or different."""
    config = load_workspace(folder)
    found = []
    for wanted in _wanted(names, _agents_block(config), mcp=mcp, hook=hook):
        old, new = _planned(config, wanted)
        if old != new:
            action: Action = "missing" if old is None else "differs"
            found.append(SetupFile(path=wanted.path, action=action))
    return found


def remove_setup(folder: Path, names: Sequence[AssistantName]) -> list[SetupFile]:
    """Take away what `set_up` wrote, MCP servers and hooks too, and leave what it found."""
    config = load_workspace(folder)
    removed = []
    for wanted in _wanted(names, _READ_AGENTS, mcp=True, hook=True):  # any block: it is what goes
        path = _safe(config, wanted.path)
        old = _read(path)
        if old is None or wanted.is_foreign(old):
            continue
        left = wanted.taken(old)
        if left == old:
            continue
        if left:
            write_atomically(path, left.encode(), mode_of=path)
        else:
            path.unlink()
            _remove_empty(path.parent, config.folder)
        removed.append(SetupFile(path=wanted.path, action="removed"))
    return removed


def has_setup(folder: Path, name: AssistantName) -> bool:
    """Return whether something was written for an assistant, into the first of its own files."""
    config = load_workspace(folder)
    files = FILES[name]
    first = f"{files.skills}/{MAIN_SKILL}/SKILL.md" if files.skills else files.agents[0]
    text = _read(config.folder / first)
    return text is not None and (has_block(text) or WRITTEN_BY in text)


def desktop_entry(folder: Path, program: Sequence[str]) -> dict[str, Any]:
    """Return what Claude Desktop needs to start the server of a workspace. It has no folder of a
    project, nor the PATH of a shell, so that all paths are whole.
    """
    root = load_workspace(folder).folder.resolve()
    command, *first = program
    server = {"command": command, "args": [*first, "mcp", "--workspace", str(root)]}
    return {"mcpServers": {_SERVER: server}}


def refresh_setup(folder: Path) -> list[SetupFile]:
    """Bring the block of AGENTS.md, if there is one, to the versions of the workspace."""
    config = load_workspace(folder)
    old = _read(config.folder / _AGENTS)
    if old is None or not has_block(old):
        return []
    wanted = _Wanted(path=_AGENTS, block=_agents_block(config))
    done = _write(config, wanted, *_planned(config, wanted))
    return [done] if done.action != "unchanged" else []


def _wanted(
    names: Sequence[AssistantName], agents: str, *, mcp: bool, hook: bool
) -> Iterator[_Wanted]:
    """Yield each file once; `agents` is the block of AGENTS.md."""
    files = [FILES[name] for name in names]
    blocks = dict.fromkeys(path for each in files for path in each.agents)
    for path in blocks:
        yield _Wanted(path=path, block=agents if path == _AGENTS else _READ_AGENTS)
    for skills in dict.fromkeys(each.skills for each in files if each.skills):
        for path, text in skill_files():
            yield _Wanted(path=f"{skills}/{path}", whole=text)
    yield _Wanted(path=f"{INBOX}/.gitignore", whole=f"# {WRITTEN_BY}: files of customers.\n*\n")
    for each in files:
        if mcp and each.mcp:
            member = (each.mcp.key, _SERVER)
            yield _Wanted(path=each.mcp.path, member=member, value=each.mcp.server)
    if hook and "claude" in names:
        member = ("hooks", "UserPromptSubmit")
        yield _Wanted(path=HOOK_FILE, member=member, value=[HOOK], shared=True)


def _agents_block(config: WorkspaceConfig) -> str:
    found = []
    state = workspace_status(config)
    for source in state.sources:
        problem = source.skipped or ("" if source.commit else source.problem)
        match = source.match or "exact"
        grade = "" if match in CERTAIN_MATCHES else match_words(match)
        found.append(
            DescribedSource(
                name=source.name,
                version=source.version or "",
                grade=grade,
                problem=problem or "",
            )
        )
    return agents_text(found, [each.version for each in state.further if each.checkouts])


def _planned(config: WorkspaceConfig, wanted: _Wanted) -> tuple[str | None, str]:
    """Return the text of a file and what it is to be. Raise UsageError if it is in the way."""
    path = _safe(config, wanted.path)
    old = _read(path)
    if old is not None and wanted.is_foreign(old):
        raise UsageError(
            f"{wanted.path} is not a file of ctxkit's", hint="move it away, or merge it by hand"
        )
    try:
        return old, wanted.put(old or "")
    except UsageError as error:
        raise UsageError(f"{wanted.path}: {error.message}", hint=error.hint) from None


def _write(config: WorkspaceConfig, wanted: _Wanted, old: str | None, new: str) -> SetupFile:
    if old == new:
        return SetupFile(path=wanted.path, action="unchanged")
    path = config.folder / wanted.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, new.encode(), mode_of=path if old is not None else None)
    except OSError as error:
        raise WorkspaceError(f"{wanted.path}: {error.strerror or error}") from None
    return SetupFile(path=wanted.path, action="written" if old is None else "changed")


def _safe(config: WorkspaceConfig, relative: str) -> Path:
    """Return the path of a file of the workspace. Raise UsageError if a link may lead it out of
    there, or it lies in a clone.
    """
    path = config.folder
    first, *_ = relative.split("/")
    if first in config.sources:
        raise UsageError(f"{relative} lies in the clone {first}", hint="rename that source")
    for part in relative.split("/"):
        path /= part
        if path.is_symlink():
            raise UsageError(
                f"{path.relative_to(config.folder)} is a link",
                hint="ctxkit writes through no link; replace it by a file or folder",
            )
    return path


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} cannot be read: {error}") from None


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder and those above it, as far as they are empty and below `root`."""
    with suppress(OSError):  # not empty
        while folder != root:
            folder.rmdir()
            folder = folder.parent
