"""The Typer application: its help, its exit codes, and the one place where errors become messages.

Not here: the commands (`explain.py` and its neighbours), the process (`cli.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ctxkit.commands.console import complain, emit, say
from ctxkit.commands.ending import exit_code
from ctxkit.commands.language import wanted_language
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.text.languages import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from ctxkit.api import Workspace

FOUND, NOT_FOUND, BROKEN, INTERRUPTED, TERMINATED = 0, 1, 3, 130, 143
"""Exit codes; those of errors are in `errors.py`."""


COMMANDS = {
    "explain": "ctxkit.commands.explain",
    "locate": "ctxkit.commands.locate",
    "find": "ctxkit.commands.find",
    "triage": "ctxkit.commands.triage",
    "map": "ctxkit.commands.map",
    "check": "ctxkit.commands.check",
    "show": "ctxkit.commands.show",
    "drift": "ctxkit.commands.versions",
    "upgrade-values": "ctxkit.commands.versions",
    "upgrade-plan": "ctxkit.commands.upgrade_plan",
    "new-values": "ctxkit.commands.new_values",
    "init": "ctxkit.commands.workspace",
    "sync": "ctxkit.commands.workspace",
    "index": "ctxkit.commands.workspace",
    "status": "ctxkit.commands.workspace",
    "clean": "ctxkit.commands.workspace",
    "export": "ctxkit.commands.portable",
    "import": "ctxkit.commands.portable",
    "demo": "ctxkit.commands.workspace",
    "setup": "ctxkit.commands.assistants",
    "prompt": "ctxkit.commands.assistants",
    "mcp": "ctxkit.commands.assistants",
    "doctor": "ctxkit.commands.assistants",
    "completion": "ctxkit.commands.assistants",
    "hook": "ctxkit.commands.hook",
}
"""Command -> the module whose import adds it to the application, in the order of the help. A
question is a module of its own: Typer takes a millisecond to build each command of a module.
"""


HELP_OPTIONS = ("-h", "--help")
COMPLETE = "_CTXKIT_COMPLETE"
"""The variable by which a shell asks what to offer for a word, as Typer names it."""


class PastedLineCommand(TyperCommand):
    """A command whose argument is a pasted line, which may begin with a dash."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if "--" in args:
            return super().parse_args(ctx, args)
        lines = [arg for arg in args if _is_dashed_line(arg)]
        rest = [arg for arg in args if not _is_dashed_line(arg)]
        return super().parse_args(ctx, [*rest, "--", *lines] if lines else args)


def _is_dashed_line(arg: str) -> bool:
    """Return whether an argument is a line and no option, whose name has no blank."""
    name = arg.partition("=")[0]
    return arg.startswith("-") and any(letter.isspace() for letter in name)


class _Commands(TyperGroup):
    """Turns errors into messages and exit codes."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in COMMANDS if name in self.commands]

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CtxkitError as error:
            complain(error)
            code = error.exit_code
        except KeyboardInterrupt as interrupt:
            code = exit_code(interrupt)
        except Exception as error:
            package = type(error).__module__.partition(".")[0]
            if package in ("click", "typer"):
                raise
            if os.environ.get("CTXKIT_DEBUG"):
                say(_masked(_traceback_of(error)))
            complain(_explained(error, package))
            code = BROKEN
        raise SystemExit(code)


def _explained(error: Exception, package: str) -> CtxkitError:
    """Return the message for an error that no code foresaw; `package` defines its class."""
    if package == "sqlite3" and "disk is full" in str(error):
        return CtxkitError("the disk is full", hint="make room, then run it again")
    if package == "sqlite3":
        return CtxkitError(f"the index is damaged: {error}", hint="run: ctxkit index")
    if isinstance(error, MemoryError):
        return CtxkitError("there is not enough memory", hint="give less at once, or more memory")
    if isinstance(error, RuntimeError) and "new thread" in str(error):
        hint = "raise the limit of processes (ulimit -u, pids.max), or end some"
        return CtxkitError("the system lets no more threads be started", hint=hint)
    if isinstance(error, OSError):
        return CtxkitError(f"{error.filename or 'system error'}: {error.strerror or error}")
    return CtxkitError(
        _masked(f"internal error: {type(error).__name__}: {error}"),
        hint="re-run with CTXKIT_DEBUG=1 and report the traceback",
    )


def _traceback_of(error: Exception) -> str:
    from traceback import format_exception

    return "".join(format_exception(error)).rstrip("\n")


def _masked(text: str) -> str:
    """Return what an error says without the secrets of what the user gave."""
    from ctxkit.text.redact import Redactor

    redactor = Redactor()
    redactor.mask("\n".join(sys.argv))  # an error may quote them where nothing tells
    return redactor.mask(text)


app = typer.Typer(
    cls=_Commands,
    name="ctxkit",
    help="Answer questions about a self-hosted Dify from Dify's own source, at the versions that "
    "it runs.",
    epilog="Exit codes: 0 found, 1 nothing found (check: errors found), 2 usage error, 3 workspace "
    "or index missing or broken, 4 git or network error, 130 interrupted, "
    "143 terminated.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": [*HELP_OPTIONS]},
)


def run() -> int:
    """Run the command line of this process and return its exit code."""
    try:
        if COMPLETE in os.environ:
            _prepare_completion()
        register(sys.argv[1:])
        _help_in_language(sys.argv[1:])
        app()
    except SystemExit as end:
        return _exit_code(end)
    except KeyboardInterrupt as interrupt:
        return exit_code(interrupt)
    return FOUND


def _help_in_language(arguments: Sequence[str]) -> None:
    """Print the help where it is asked for in another language than English, which Typer has."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    is_asked = not arguments or any(option in HELP_OPTIONS for option in options)
    name = "" if not arguments or arguments[0] in HELP_OPTIONS else arguments[0]
    if not is_asked or (name and name not in COMMANDS) or COMPLETE in os.environ:
        return
    lang = wanted_language()
    if lang == DEFAULT_LANGUAGE:
        return
    from ctxkit.commands.help import help_in

    text = help_in(app, name, lang)
    if arguments:
        emit(text)
        raise SystemExit(FOUND)
    say(text)
    raise SystemExit(UsageError.exit_code)


def _exit_code(end: SystemExit) -> int:
    if end.code is None:
        return FOUND
    return end.code if isinstance(end.code, int) else NOT_FOUND


def _prepare_completion() -> None:
    """Let Typer answer a shell."""
    # Typer has no other way to it than options of its own, which install and print.
    from typer.completion import completion_init  # type: ignore[attr-defined]

    completion_init()


def register(arguments: Sequence[str]) -> None:
    """Add the command that is asked for to the application, or all of them for the help.

    Every start pays for each command that Typer has to build.
    """
    asked = arguments[0] if arguments else ""
    modules = [COMMANDS[asked]] if asked in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(module)


def _print_version(wanted: bool) -> None:
    if wanted:
        from ctxkit import __version__

        emit(f"ctxkit {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


def examples(*commands: str) -> str:
    r"""Return the lines that end the help of a command; `\b` keeps them from being refilled."""
    return "Examples:\n\n\b\n" + "\n".join(f"  {command}" for command in commands)


def exit_of(found: bool) -> typer.Exit:
    """Return the end of a command that has found something, or nothing."""
    return typer.Exit(FOUND if found else NOT_FOUND)


def opened(folder: Path, version: str | None = None) -> Workspace:
    """Open the workspace in `folder` or above it, at its own version or at a further one."""
    from ctxkit.api import open_workspace
    from ctxkit.workspace.folder import find_workspace, state_folder

    # A synced workspace has a state folder: then there is nothing to look for.
    if state_folder(folder).is_dir():
        return open_workspace(folder, version=version)
    return open_workspace(find_workspace(folder), version=version)
