"""Print a report: as tables in a terminal, as Markdown to a pipe.

Not here: its content (`output/`), colours (`output/terminal.py`).
"""

from __future__ import annotations

import sys
from typing import Protocol

from ctxkit.commands.console import emit
from ctxkit.output.tables import Report, to_markdown
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language


class Prompted(Protocol):
    """A comparison that can be put into a prompt."""

    @property
    def report(self) -> Report: ...

    def prompted(self, name: str, *, lang: Language) -> str: ...


def print_comparison(
    found: Prompted, prompt: str | None, lang: Language, *, in_full: bool = False
) -> None:
    """Print a comparison to stdout, inside a prompt if one is named."""
    if prompt is None:
        print_report(found.report, lang, in_full=in_full)
    else:
        emit(found.prompted(prompt, lang=lang))


def print_report(
    report: Report, lang: Language = DEFAULT_LANGUAGE, *, in_full: bool = False
) -> None:
    """Print a report to stdout; in a terminal what fits into its lines, or all of it."""
    if sys.stdout.isatty():
        from ctxkit.output import terminal

        terminal.print_report(report, reader=terminal.Reader(lang=lang), in_full=in_full)
    else:
        emit(to_markdown(report, lang))
