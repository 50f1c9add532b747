"""Look whether ctxkit, its workspace and the assistants' files are in order, and how to mend what
is not.

Not here: mending it.
"""

from __future__ import annotations

import locale
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ctxkit.api.maintenance import status
from ctxkit.assistants.setup import ASSISTANTS, check_setup, has_setup
from ctxkit.errors import CtxkitError, GitError, WorkspaceError
from ctxkit.text.wording import CERTAIN_MATCHES, match_words
from ctxkit.workspace.folder import find_workspace
from ctxkit.workspace.git_errors import check_git, no_git, printable

Health = Literal["ok", "warn", "fail"]

_LEAST_FREE_MIB = 1024  # what five clones and their index may take
_PROGRAMS = {"claude": "Claude Code", "cursor": "Cursor", "codex": "Codex", "code": "VS Code"}
_TIMEOUT_SECONDS = 10


class Examined(Struct, frozen=True, kw_only=True):
    """What one look found: `what` was looked at, and `remedy` mends it, empty if nothing has to
    be.
    """

    health: Health
    what: str
    found: str
    remedy: str = ""


def examine(folder: Path, editor: str = "", clipboard: str = "") -> Iterator[Examined]:
    """Yield what is found of the machine, and of the workspace that `folder` is in. `editor` and
    `clipboard` are what the commands use, empty if nothing.
    """
    yield _python()
    yield _git()
    yield _locale()
    yield _editor(editor)
    yield _clipboard(clipboard)
    try:
        root = find_workspace(folder)
    except WorkspaceError as error:
        yield Examined(health="fail", what="workspace", found=error.message, remedy=error.hint)
        return
    yield Examined(health="ok", what="workspace", found="workspace.yaml is here")
    yield _disk(root)
    try:
        yield from _workspace(root)
        yield from _assistants(root)
    except CtxkitError as error:
        yield Examined(health="fail", what="workspace", found=error.message, remedy=error.hint)
    yield _mcp(root)


def _python() -> Examined:
    found = f"{platform.python_version()} ({platform.python_implementation()})"
    return Examined(health="ok", what="Python", found=found)


def _git() -> Examined:
    try:
        done = subprocess.run(
            ["git", "--version"], capture_output=True, timeout=_TIMEOUT_SECONDS, check=True
        )
        printed = done.stdout.decode("utf8", "replace")
        check_git(printed)
    except GitError as error:
        return Examined(health="fail", what="git", found=error.message, remedy=error.hint)
    except OSError as error:
        missing = no_git(error)
        return Examined(health="fail", what="git", found=missing.message, remedy=missing.hint)
    except subprocess.SubprocessError as error:
        mend = "run it by hand: git --version"
        return Examined(health="fail", what="git", found=f"does not run: {error}", remedy=mend)
    found = printable(printed.strip()).removeprefix("git version ")
    return Examined(health="ok", what="git", found=found)


def _locale() -> Examined:
    found = (sys.stdout.encoding or locale.getpreferredencoding(False)).lower()
    if found.replace("-", "") == "utf8":
        return Examined(health="ok", what="locale", found="UTF-8")
    mend = "export LC_ALL=C.UTF-8"
    return Examined(health="warn", what="locale", found=f"{found}, not UTF-8", remedy=mend)


def _editor(found: str) -> Examined:
    if found:
        return Examined(health="ok", what="editor", found=printable(found))
    mend = "for `ctxkit show --open`: export EDITOR=vim"
    return Examined(health="ok", what="editor", found="none is known", remedy=mend)


def _clipboard(found: str) -> Examined:
    return Examined(
        health="ok",
        what="clipboard",
        found=found or "no program; --copy asks the terminal (OSC 52), which may not take it",
    )


def _disk(root: Path) -> Examined:
    free = shutil.disk_usage(root).free >> 20
    if free < _LEAST_FREE_MIB:
        mend = "make room: the next sync may need 1 GiB"
        return Examined(health="warn", what="disk", found=f"{free} MiB free", remedy=mend)
    return Examined(health="ok", what="disk", found=f"{free >> 10} GiB free")


def _workspace(root: Path) -> Iterator[Examined]:
    state = status(root)
    for source in state.status.sources:
        what = f"source {source.name}"
        version = source.version or ""
        if source.problem:
            yield Examined(health="fail", what=what, found=source.problem, remedy=source.hint)
        elif source.skipped:
            yield Examined(health="ok", what=what, found=f"skipped: {source.skipped}")
        elif source.dirty:
            found = f"{version}, with local changes that no answer knows"
            yield Examined(health="warn", what=what, found=found, remedy="commit or undo them")
        elif source.match in CERTAIN_MATCHES:
            yield Examined(health="ok", what=what, found=version)
        else:
            found = f"{version}, {match_words(source.match or 'guess')}: may not be what runs"
            mend = f"pin it with `ref:` in workspace.yaml: {source.name}"
            yield Examined(health="warn", what=what, found=found, remedy=mend)
    mend = "" if state.index == "fresh" else "run: ctxkit index"
    health: Health = "fail" if mend else "ok"
    yield Examined(health=health, what="index", found=state.index, remedy=mend)


def _assistants(root: Path) -> Iterator[Examined]:
    """Yield whether the files of each assistant that has some are those of this version."""
    for name in ASSISTANTS:
        if not has_setup(root, name):
            continue
        differing = [file.path for file in check_setup(root, [name])]
        what = f"files for {name}"
        if not differing:
            yield Examined(health="ok", what=what, found="as this version writes them")
            continue
        found = f"{len(differing)} not as this version writes them, the first: {differing[0]}"
        yield Examined(health="warn", what=what, found=found, remedy=f"run: ctxkit setup {name}")
    for program, title in _PROGRAMS.items():
        if shutil.which(program):
            yield Examined(health="ok", what=title, found=f"`{program}` is on PATH")


def _mcp(root: Path) -> Examined:
    """Return whether the MCP server starts in a workspace and names its tools to a client."""
    if find_spec("mcp") is None:
        return Examined(
            health="ok",
            what="MCP server",
            found="not installed, and needed by `ctxkit mcp` alone: pip install 'ctxkit[mcp]'",
        )
    from ctxkit.assistants.mcp_server import offered_tools  # takes long, and needs the extra

    try:
        tools = len(offered_tools(root))
    except Exception as error:  # of the SDK, of the server, or of the system
        mend = "run it by hand: ctxkit mcp < /dev/null"
        found = printable(f"does not answer: {error or type(error).__name__}")
        return Examined(health="fail", what="MCP server", found=found, remedy=mend)
    return Examined(health="ok", what="MCP server", found=f"answers with {tools} tools")
