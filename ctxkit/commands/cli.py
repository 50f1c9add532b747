"""The process: run the command line, end with its exit code.

Not here: anything that a script could not get from `import ctxkit`.
"""

from __future__ import annotations

from ctxkit.commands import questions, versions, workspace
from ctxkit.commands.app import FOUND, INTERRUPTED, NOT_FOUND, app
from ctxkit.commands.console import leave, open_closed_streams

COMMANDS = (questions, versions, workspace)
"""The modules whose import adds their commands to the application, in the order of the help."""


def main() -> None:
    """Run the command line and end the process."""
    open_closed_streams()
    try:
        app()
        code = FOUND
    except SystemExit as end:
        code = _exit_code(end)
    except KeyboardInterrupt:
        code = INTERRUPTED
    leave(code)


def _exit_code(end: SystemExit) -> int:
    if end.code is None:
        return FOUND
    return end.code if isinstance(end.code, int) else NOT_FOUND


if __name__ == "__main__":
    main()
