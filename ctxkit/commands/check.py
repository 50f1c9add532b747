"""The command `check`.

Not here: the rules (`ask/check/`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ctxkit.commands.app import app, examples, exit_of, opened
from ctxkit.commands.console import emit, emit_json
from ctxkit.commands.language import wanted_language
from ctxkit.commands.options import (
    DEFAULT_FOLDER,
    DeploymentFiles,
    Folder,
    Json,
    Lang,
    PromptName,
    Version,
    with_option_groups,
)
from ctxkit.errors import UsageError


@app.command(
    epilog=examples(
        "ctxkit check docker/",
        "ctxkit check --env .env --compose docker-compose.yaml --compose override.yaml",
        "ctxkit check values.yaml --sarif > check.sarif",
    )
)
@with_option_groups
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Files of a deployment, of any kind, or its folder.",
            show_default=False,
        ),
    ] = None,
    *,
    files: DeploymentFiles,
    workspace: Folder = DEFAULT_FOLDER,
    version: Version = None,
    json: Json = False,
    sarif: Annotated[
        bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for code hosts and editors.")
    ] = False,
    prompt: PromptName = None,
    lang: Lang = None,
) -> None:
    """Lint deployment files: .env, Helm values, Compose.

    Reports settings with no effect, invalid or conflicting values, and well-known default secrets.
    Exits 1 if there are errors.
    """
    if json and sarif:
        raise UsageError("give either --json or --sarif, not both")
    if prompt is not None and (json or sarif):
        raise UsageError("--prompt wraps text, not --json or --sarif")
    with opened(workspace, version) as ws:
        checked = ws.check(
            *(paths or ()), env=files.env, values=files.values or (), compose=files.compose or ()
        )
    if sarif:
        emit_json(checked.sarif())
    elif json:
        emit_json(checked.to_dict())
    elif prompt is not None:
        emit(checked.prompted(prompt, lang=wanted_language(lang)))
    else:
        emit(checked.text_in(wanted_language(lang)))
    raise exit_of(checked.ok)
