"""The process: run the command line, end with its exit code.

Not here: the command line itself (`app.py`), anything that a script could not get from
`import ctxkit`.
"""

from __future__ import annotations

from ctxkit.commands.console import leave, open_closed_streams
from ctxkit.index.garbage import collect_rarely


def main() -> None:
    """Run the command line and end the process."""
    collect_rarely()
    open_closed_streams()
    # Not before: Python looks for garbage 30 times while it imports Typer, 2 % of a question.
    from ctxkit.commands.app import run

    leave(run())


if __name__ == "__main__":
    main()
