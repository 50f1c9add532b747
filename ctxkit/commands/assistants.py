"""The commands around the questions: setup, prompt, mcp for assistants, doctor, completion.

Not here: what is written and served (`assistants/`), the prompts (`output/prompts.py`).
"""

from __future__ import annotations

import os
import shutil
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ctxkit.commands.app import COMPLETE, FOUND, NOT_FOUND, app, examples
from ctxkit.commands.completing import prompt_choices
from ctxkit.commands.console import emit, emit_json, say
from ctxkit.commands.language import said, wanted_language
from ctxkit.commands.options import DEFAULT_FOLDER, Folder, Json, Lang
from ctxkit.errors import UsageError
from ctxkit.output.json_form import SCHEMA_VERSION
from ctxkit.text.wording import padded

if TYPE_CHECKING:
    from ctxkit.assistants.setup import AssistantName


_CLI = "ctxkit.commands.cli"
_ACTION_CELLS = 9  # of the longest in English


class SetupTarget(str, Enum):
    """An assistant, or all of them."""

    claude = "claude"
    cursor = "cursor"
    codex = "codex"
    vscode = "vscode"
    desktop = "desktop"
    all = "all"


class Shell(str, Enum):
    """A shell that can complete words."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


class PromptAction(str, Enum):
    """What to do with prompts."""

    list = "list"
    show = "show"


@app.command(
    epilog=examples("ctxkit setup claude", "ctxkit setup cursor --mcp", "ctxkit setup all --check")
)
def setup(
    targets: Annotated[
        list[SetupTarget],
        typer.Argument(
            metavar="ASSISTANT...",
            help="One or more of: claude, cursor, codex, vscode, all; or desktop, alone.",
            show_default=False,
        ),
    ],
    *,
    mcp: Annotated[bool, typer.Option("--mcp", help="Also name ctxkit as an MCP server.")] = False,
    hook: Annotated[
        bool, typer.Option("--hook", help="Also name ctxkit as a hook of messages (Claude Code).")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file differs.")
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove what was written, and nothing else.")
    ] = False,
    workspace: Folder = DEFAULT_FOLDER,
    json: Json = False,
) -> None:
    """Set up an assistant: AGENTS.md, skills, MCP.

    Writes into the workspace folder, never into a clone. A file that is there already keeps its
    text: a marked block, or one entry, is added to it. For Claude Desktop, which has no file of a
    project, the entry of the MCP server is printed.
    """
    from ctxkit.assistants.setup import check_setup, remove_setup, set_up
    from ctxkit.workspace.folder import find_workspace

    if check and remove:
        raise UsageError("give either --check or --remove, not both")
    folder, names = find_workspace(workspace), _names(targets)
    if SetupTarget.desktop in targets:
        if len(set(targets)) > 1 or any((mcp, hook, check, remove)):
            raise UsageError("for desktop nothing is written", hint="run: ctxkit setup desktop")
        _print_for_desktop(folder)
        return
    if remove:
        done = remove_setup(folder, names)
    elif check:
        done = check_setup(folder, names, mcp=mcp, hook=hook)
    else:
        done = set_up(folder, names, mcp=mcp, hook=hook)
    if json:
        files = [{"path": each.path, "action": each.action} for each in done]
        emit_json({"schema_version": SCHEMA_VERSION, "command": "setup", "files": files})
    else:
        emit("\n".join(f"{padded(said(each.action), _ACTION_CELLS)}  {each.path}" for each in done))
    if check and done:
        named = " ".join(target.value for target in targets)
        differ = f"{len(done)} files differ from what this version writes"
        say(f"ctxkit: {said(differ)}")
        say(f"  {said(f'run: ctxkit setup {named}')}")
    raise typer.Exit(NOT_FOUND if check and done else FOUND)


def _print_for_desktop(folder: Path) -> None:
    from ctxkit.assistants.setup import DESKTOP_FILE, DESKTOP_FOLDERS, desktop_entry

    found = shutil.which("ctxkit")
    started = [str(Path(found).absolute())] if found else [sys.executable, "-m", _CLI]
    emit_json(desktop_entry(folder, started))
    told = f"add it to {DESKTOP_FILE}, and start Claude Desktop again"
    say(f"ctxkit: {said(told)}")
    for system, place in DESKTOP_FOLDERS.items():
        say(f"  {system}: {place}")


def _names(targets: list[SetupTarget]) -> list[AssistantName]:
    from ctxkit.assistants.setup import ASSISTANTS

    asked = [target.value for target in targets]
    return [name for name in ASSISTANTS if name in asked or SetupTarget.all.value in asked]


@app.command(epilog=examples("ctxkit prompt list", "ctxkit prompt show locate-log --lang ja"))
def prompt(
    action: Annotated[
        PromptAction, typer.Argument(metavar="list|show", help="What to do.", show_default=False)
    ],
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="The prompt.",
            show_default=False,
            autocompletion=prompt_choices,
        ),
    ] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """List the prompts for --prompt, or print one.

    Prompts of your own, in ~/.config/ctxkit/prompts/LANG/NAME.md, come before those that ship.
    """
    from ctxkit.output.prompts import load_prompt, prompt_names

    language = wanted_language(lang)
    if action is PromptAction.show:
        if name is None:
            raise UsageError("no prompt named", hint="ctxkit prompt list names them")
        found = load_prompt(name, language)
        emit(found.body)
        return
    if name is not None:
        raise UsageError(f"list takes no name, but got {name!r}", hint=f"ctxkit prompt show {name}")
    prompts = [load_prompt(each, language) for each in prompt_names()]
    if json:
        rows = [
            {
                "name": each.name,
                "title": each.title,
                "description": each.description,
                "commands": list(each.commands),
                "lang": each.lang,
            }
            for each in prompts
        ]
        emit_json({"schema_version": SCHEMA_VERSION, "command": "prompt", "prompts": rows})
        return
    width = max(len(each.name) for each in prompts)
    emit("\n".join(f"{each.name:<{width}}  {each.title}" for each in prompts))


@app.command(epilog=examples("ctxkit mcp", "ctxkit mcp --workspace /srv/dify --allow /srv/logs"))
def mcp(
    workspace: Folder = DEFAULT_FOLDER,
    allow: Annotated[
        list[Path] | None,
        typer.Option(
            "--allow", metavar="DIR", help="Another folder whose files may be read (repeatable)."
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Serve the questions to an assistant over MCP (stdio).

    Reads files of the workspace and of allowed folders only. Needs the extra ctxkit[mcp].
    """
    try:
        from ctxkit.assistants.mcp_server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "pydantic"):
            raise
        raise UsageError(
            "the MCP server is not installed", hint="run: pip install 'ctxkit[mcp]'"
        ) from None
    for folder in allow or ():
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder")
    serve(workspace, allow or (), wanted_language(lang))


@app.command(epilog=examples("ctxkit doctor", "ctxkit doctor --json"))
def doctor(workspace: Folder = DEFAULT_FOLDER, json: Json = False) -> None:
    """Check git, the workspace, its index and assistants' files.

    One line a check, with the command that mends it. Exits 1 if one fails.
    """
    from msgspec.structs import asdict

    from ctxkit.assistants.doctor import examine
    from ctxkit.commands.clipboard import clipboard_name
    from ctxkit.commands.editor import editor_name

    found = list(examine(workspace, editor_name(os.environ), clipboard_name()))
    if json:
        emit_json(
            {
                "schema_version": SCHEMA_VERSION,
                "command": "doctor",
                "checks": [asdict(each) for each in found],
            }
        )
    else:
        width = max(len(each.what) for each in found)
        lines = []
        for each in found:
            lines.append(f"{each.health:<4}  {each.what:<{width}}  {said(each.found)}")
            if each.remedy:
                lines.append(f"      {'':<{width}}  {said(each.remedy)}")
        emit("\n".join(lines))
    raise typer.Exit(NOT_FOUND if any(each.health == "fail" for each in found) else FOUND)


@app.command(epilog=examples('eval "$(ctxkit completion bash)"', "ctxkit completion fish | source"))
def completion(
    shell: Annotated[
        Shell, typer.Argument(metavar="bash|zsh|fish", help="The shell.", show_default=False)
    ],
) -> None:
    """Print the script by which a shell completes words.

    Commands, options, settings of the workspace, sources and prompts.
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    emit(get_completion_script(prog_name="ctxkit", complete_var=COMPLETE, shell=shell.value))
