"""Print a report: as tables in a terminal, as Markdown to a pipe.

Not here: its content (`output/`), colours (`output/terminal.py`).
"""

from __future__ import annotations

import sys
from typing import Protocol

from ctxkit.commands.console import emit
from ctxkit.output.tables import Report, to_markdown
from ctxkit.text.languages import Language


class Prompted(Protocol):
    """A comparison that can be put into a prompt."""

    @property
    def report(self) -> Report: ...

    def prompted(self, name: str, *, lang: Language) -> str: ...


def print_comparison(found: Prompted, prompt: str | None, lang: Language) -> None:
    """Print a comparison to stdout, inside a prompt if one is named."""
    if prompt is None:
        print_report(found.report)
    else:
        emit(found.prompted(prompt, lang=lang))


def print_report(report: Report) -> None:
    """Print a report to stdout."""
    if sys.stdout.isatty():
        from ctxkit.output import terminal

        terminal.print_report(report)
    else:
        emit(to_markdown(report))
