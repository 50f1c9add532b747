"""The command `drift --values`.

Not here: the differences (`files/values_changes.py`), the report (`output/values_drift_report.py`),
options (`versions.py`).
"""

from __future__ import annotations

from pathlib import Path

from ctxkit.api import Chart, drift_values
from ctxkit.commands.console import emit_json, say
from ctxkit.commands.language import said
from ctxkit.commands.reports import print_comparison
from ctxkit.errors import UsageError
from ctxkit.text.languages import Language

DIFFERENT, SAME = 0, 1
_USAGE = "ctxkit drift --from VERSION [--to VERSION], or: ctxkit drift --values OLD --to NEW"


def values_source(file: Path | None, chart: str | None, *, option: str) -> Path | Chart | None:
    """Return the file or chart of `--OPTION FILE` or `--OPTION-chart VERSION`, None without both.

    Raise UsageError if both are given.
    """
    if file is not None and chart is not None:
        raise UsageError(f"use either --{option} or --{option}-chart, not both")
    return file if chart is None else Chart(chart)


def print_values_drift(
    old: Path | Chart | None,
    new: Path | Chart | None,
    *,
    mine: Path | None,
    mask: bool,
    workspace: Path,
    json: bool,
    prompt: str | None,
    lang: Language,
    verbose: bool,
) -> int:
    """Print the differences from the values file `old` to `new`, and return the exit code."""
    if old is None or new is None:
        raise UsageError("nothing to compare", hint=_USAGE)
    found = drift_values(old, new, mine=mine, mask=mask, workspace=workspace)
    if json:
        emit_json(found.to_dict())
        if found.masked:
            say(said("not two pristine chart files: secrets are masked (--no-mask shows them)"))
    else:
        print_comparison(found, prompt, lang, in_full=verbose)
    return DIFFERENT if found.found else SAME
