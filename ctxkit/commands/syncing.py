"""Run a sync: show its progress, print its report.

Not here: options (`workspace.py`), what a sync does (`api/maintenance.py`), how its report looks
(`output/workspace_report.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.api.maintenance import DEFAULT_JOBS, sync
from ctxkit.assistants.setup import refresh_setup
from ctxkit.commands.console import Progress, complain, emit, emit_json, say
from ctxkit.commands.language import named, said, wanted_language
from ctxkit.errors import CtxkitError
from ctxkit.output.further_report import further_problems
from ctxkit.output.pair_report import pair_problems
from ctxkit.output.workspace_report import build_lines, sync_notes, sync_text


def run_sync(
    folder: Path,
    *,
    locked: bool = False,
    update: bool = False,
    jobs: int = DEFAULT_JOBS,
    also: Sequence[str] = (),
    timeout: float = 0.0,
    json: bool = False,
) -> int:
    """Sync the workspace that `folder` is in, print the report, return the exit code."""
    progress = Progress()

    def show(source: str, step: str, share: float) -> None:
        # Failures are reported at the end, with their reasons. Without a terminal that a line is
        # written over in, only finished steps are worth a line.
        is_shown = progress.live or share >= 1
        if is_shown and step != "failed":
            progress(f"{source}: {named(step)}", int(100 * share), 100)

    try:
        done = sync(
            folder,
            locked=locked,
            update=update,
            jobs=jobs,
            also=also,
            timeout=timeout,
            on_source=show,
            on_file=progress,
        )
    finally:
        progress.clear()
    lang = wanted_language()
    for line in build_lines(done.built, lang) if done.built else ():
        say(line)
    if json:
        emit_json(done.to_dict())
    else:
        emit(sync_text(done.report, lang))
    for note in sync_notes(done.report, lang):
        say(note)
    for problem in pair_problems(done.pairs):
        say(said(problem))
    for problem in further_problems(done.further, lang):
        say(problem)
    for error in done.report.errors:
        complain(error)
    _refresh_assistants(folder)
    return done.report.exit_code


def _refresh_assistants(folder: Path) -> None:
    """Keep the versions in AGENTS.md true; a file that cannot be changed fails no sync."""
    try:
        for file in refresh_setup(folder):
            say(f"{said(file.action)} {file.path}")
    except CtxkitError as error:
        complain(error)
