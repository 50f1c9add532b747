"""Print a report: tables in a terminal, Markdown into a pipe.

Not here: what is in it (`output/`), colours (`output/terminal.py`).
"""

from __future__ import annotations

import sys

from ctxkit.commands.console import emit
from ctxkit.output.tables import Report, to_markdown


def print_report(report: Report) -> None:
    """Print a report to stdout."""
    if sys.stdout.isatty():
        from ctxkit.output import terminal

        terminal.print_report(report)
    else:
        emit(to_markdown(report))
