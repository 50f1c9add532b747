"""The command `show`.

Not here: reading the source (`bundle/show.py`), the editor (`editor.py`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ctxkit.commands.app import app, examples, opened
from ctxkit.commands.completing import source_names
from ctxkit.commands.console import emit, emit_json
from ctxkit.commands.options import DEFAULT_FOLDER, Folder, Json, Version
from ctxkit.errors import UsageError

if TYPE_CHECKING:
    from ctxkit.api import Workspace


@app.command(
    epilog=examples(
        "ctxkit show dify api/configs/app_config.py:10-40",
        "ctxkit show dify-sandbox conf/config.yaml",
        "ctxkit show ssrf_proxy.py:31 --open",
    )
)
def show(
    place: Annotated[
        list[str],
        typer.Argument(
            metavar="REPO PATH[:LINE[-END]]",
            help="The source, as in workspace.yaml, the file and its lines.",
            show_default=False,
            autocompletion=source_names,
        ),
    ],
    workspace: Folder = DEFAULT_FOLDER,
    version: Version = None,
    in_editor: Annotated[
        bool, typer.Option("--open", help="Open the file in $VISUAL, $EDITOR, code or cursor.")
    ] = False,
    json: Json = False,
) -> None:
    """Print source code from the workspace.

    It is read at the indexed commit, also of a further version: SOURCE@VERSION names it, too. A
    single line is shown with the lines around it. Any line of an answer that names a place will do,
    in quotes.
    """
    if in_editor and json:
        raise UsageError("give either --open or --json, not both")
    with opened(workspace, version) as ws:
        excerpt = ws.show(*ws.place_of(*place))
        where, given = excerpt.location, excerpt.checkout.version
        file = _file_of(ws, where.repo, where.path, given) if in_editor else None
    if file is not None:
        from ctxkit.commands.editor import open_in_editor

        open_in_editor(file, excerpt.line, os.environ)
    elif json:
        emit_json(excerpt.to_dict())
    else:
        emit(excerpt.text)


def _file_of(ws: Workspace, repo: str, path: str, version: str) -> Path:
    """Return the file of the checkout. Raise UsageError if there is none of that version."""
    hint = "leave --open out to see the lines"
    file = ws.roots[repo].resolve() / path
    if ws.version or version != ws.checkouts[repo].version:
        raise UsageError(f"no file of {repo} {version} is checked out", hint=hint)
    if file.resolve() != file or not file.is_file():  # a link may lead out of the checkout
        raise UsageError(f"{path} is not checked out", hint=hint)
    return file
