"""The command `drift --from VERSION`.

Not here: the changes (`ask/drift/drift.py`), the report (`output/version_drift_report.py`), options
(`versions.py`).
"""

from __future__ import annotations

from pathlib import Path

from ctxkit.api import Workspace
from ctxkit.commands.console import Progress, emit_json
from ctxkit.commands.reports import print_comparison
from ctxkit.text.languages import Language

CHANGED, UNCHANGED = 0, 1


def drift_versions(
    workspace: Workspace,
    old: str,
    new: str | None,
    *,
    mine: Path | None,
    json: bool,
    prompt: str | None,
    lang: Language,
    verbose: bool,
) -> int:
    """Print the changes of settings from version `old` to `new`, and return the exit code."""
    progress = Progress()
    found = workspace.drift(old, new, mine=mine, progress=progress)
    progress.clear()
    if json:
        emit_json(found.to_dict())
    else:
        print_comparison(found, prompt, lang, in_full=verbose)
    return CHANGED if found.found else UNCHANGED
