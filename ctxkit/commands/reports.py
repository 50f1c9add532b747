"""Print a report: as tables in a terminal, as Markdown to a pipe.

Not here: its content (`output/`), colours (`output/terminal.py`).
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
