"""The command `show`.

Not here: reading the source (`bundle/show.py`).
"""

from __future__ import annotations

from typing import Annotated

import typer

from ctxkit.commands.app import app, examples, opened
from ctxkit.commands.completing import source_names
from ctxkit.commands.console import emit, emit_json
from ctxkit.commands.options import DEFAULT_FOLDER, Folder, Json, Version


@app.command(
    epilog=examples(
        "ctxkit show dify api/configs/app_config.py:10-40",
        "ctxkit show dify-sandbox conf/config.yaml",
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
    json: Json = False,
) -> None:
    """Print source code from the workspace.

    It is read at the indexed commit, also of a further version: SOURCE@VERSION names it, too. A
    single line is shown with the lines around it. Any line of an answer that names a place will do,
    in quotes.
    """
    with opened(workspace, version) as ws:
        excerpt = ws.show(*ws.place_of(*place))
    if json:
        emit_json(excerpt.to_dict())
    else:
        emit(excerpt.text)
