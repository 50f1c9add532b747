"""The process: run the command line, end with its exit code.

Not here: the command line itself (`app.py`), anything that a script could not get from
`import ctxkit`.
"""

from __future__ import annotations

from ctxkit.commands.ending import end_at_once, end_in_order, exit_code


def main() -> None:
    """Run the command line and end the process."""
    end_at_once()  # the imports take a while, and a traceback of one tells nobody anything
    from ctxkit.commands.console import leave, open_closed_streams
    from ctxkit.index.garbage import collect_rarely

    collect_rarely()
    open_closed_streams()
    # Not before: Python looks for garbage 30 times while it imports Typer, 2 % of a question.
    from ctxkit.commands.app import run

    try:
        end_in_order()
        code = run()
    except KeyboardInterrupt as interrupt:
        code = exit_code(interrupt)
    end_at_once()
    leave(code)


if __name__ == "__main__":
    main()
