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
from ctxkit.errors import UsageError

_MAX_PLACE_WORDS = 3  # the source, the file, its lines


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
    single line is shown with the lines around it.
    """
    repo, lines = _place_of(place)
    with opened(workspace, version) as ws:
        excerpt = ws.show(repo, lines)
    if json:
        emit_json(excerpt.to_dict())
    else:
        emit(excerpt.text)


def _place_of(words: list[str]) -> tuple[str, str]:
    """Return a source, perhaps with its version, and a place in it, in any form in which an answer
    writes them: `dify@1.14.0 api/x.py:10`, `dify/api/x.py:10`, `dify api/x.py 10`.
    """
    if len(words) == 1:
        # As one argument, with a blank or a slash between the source and the path.
        repo, _, rest = words[0].replace(" ", "/", 1).partition("/")
        words = [repo, rest] if rest else []
    if not 2 <= len(words) <= _MAX_PLACE_WORDS:
        raise UsageError("no file given", hint="ctxkit show REPO PATH, or REPO PATH:LINE")
    return words[0], ":".join(words[1:])
