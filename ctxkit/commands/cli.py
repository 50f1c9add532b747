"""The process: run the command line, end with its exit code.

Not here: anything that a script could not get from `import ctxkit`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from ctxkit.commands.app import COMMANDS, FOUND, INTERRUPTED, NOT_FOUND, app
from ctxkit.commands.console import leave, open_closed_streams
from ctxkit.index.garbage import collect_rarely


def main() -> None:
    """Run the command line and end the process."""
    collect_rarely()
    open_closed_streams()
    try:
        register(sys.argv[1:])
        app()
        code = FOUND
    except SystemExit as end:
        code = _exit_code(end)
    except KeyboardInterrupt:
        code = INTERRUPTED
    leave(code)


def register(arguments: Sequence[str]) -> None:
    """Add the command that is asked for to the application, or all of them for the help.

    Every start pays for each command that Typer has to build.
    """
    asked = arguments[0] if arguments else ""
    modules = [COMMANDS[asked]] if asked in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(module)


def _exit_code(end: SystemExit) -> int:
    if end.code is None:
        return FOUND
    return end.code if isinstance(end.code, int) else NOT_FOUND


if __name__ == "__main__":
    main()
