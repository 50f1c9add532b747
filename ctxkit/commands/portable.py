"""The commands that take a workspace to a site without network: export and import.

Not here: what they do (`api/portable.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ctxkit.commands.app import app, examples
from ctxkit.commands.console import Progress, emit, emit_json, say
from ctxkit.commands.language import said, wanted_language
from ctxkit.commands.options import DEFAULT_FOLDER, Folder, Json

if TYPE_CHECKING:
    from ctxkit.api.portable import Ported


@app.command(epilog=examples("ctxkit export dify-1.14.0.tar.gz"))
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Archive to write (.tar.gz).")],
    workspace: Folder = DEFAULT_FOLDER,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Leave out other versions that were fetched.")
    ] = False,
    json: Json = False,
) -> None:
    """Pack the workspace into one file, to use it offline.

    It has the commits of workspace.lock without their history, the charts that were fetched, and
    the index, each with its sha256. Of lean clones it has what was fetched. The same workspace
    gives the same bytes.
    """
    from ctxkit.api.portable import export_workspace
    from ctxkit.output.portable_report import megabytes

    progress = Progress()
    try:
        done = export_workspace(workspace, file, history=not no_history, progress=progress)
    finally:
        progress.clear()
    _report(done, json=json)
    size = megabytes(done.size)
    say(said(f"wrote {done.file} ({size}); there, run: ctxkit import {done.file.name}"))


@app.command(name="import", epilog=examples("ctxkit import dify-1.14.0.tar.gz my-dify"))
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Archive of `ctxkit export`.")],
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            help="New folder for the workspace (default: named after FILE).",
            show_default=False,
        ),
    ] = None,
    reindex: Annotated[
        bool, typer.Option("--reindex", help="Build the index here, for another ctxkit.")
    ] = False,
    json: Json = False,
) -> None:
    """Set up a workspace from an exported file, offline.

    Everything is checked before the folder is made, and nothing in the file is run. `ctxkit sync`
    goes on from there where there is a network.
    """
    from ctxkit.api.portable import import_workspace

    progress = Progress()
    try:
        done = import_workspace(file, folder, reindex=reindex, progress=progress)
    finally:
        progress.clear()
    _report(done, json=json)
    say(said(f"imported into {done.folder}"))


def _report(done: Ported, *, json: bool) -> None:
    from ctxkit.output.portable_report import portable_notes, portable_table

    if json:
        emit_json(done.to_dict())
        return
    lang = wanted_language()
    emit(portable_table(done.manifest, done.lock, lang))
    for note in portable_notes(done.manifest, lang):
        say(note)
    say(f"sha256 {done.sha256}")
