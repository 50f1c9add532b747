"""The command `new-values`.

Not here: the new file (`ask/new_values/`), the report (`output/new_values_report.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ctxkit.api import new_values as made_values
from ctxkit.commands.app import app, examples
from ctxkit.commands.console import emit_json, say
from ctxkit.commands.drift_values import values_source
from ctxkit.commands.language import said, wanted_language
from ctxkit.commands.options import DEFAULT_FOLDER, Folder, Json, Lang
from ctxkit.commands.reports import print_report

KEEPS_RULES, BREAKS_RULES = 0, 1


@app.command(
    name="new-values",
    epilog=examples(
        "ctxkit new-values --profile poc --out my-values.yaml",
        "ctxkit new-values --profile ha --set ingress.className=nginx --out my-values.yaml",
        "ctxkit new-values --profile ha --base values.yaml --mine old.yaml --out new.yaml",
    ),
)
def new_values(
    profile: Annotated[
        str,
        typer.Option(
            "--profile", metavar="NAME", help="Profile: minimal, poc or ha.", show_default=False
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="File to write.", show_default=False),
    ],
    chart: Annotated[
        str | None,
        typer.Option(
            "--chart",
            metavar="VERSION",
            help="Version of the chart, from the workspace (default: the workspace's).",
        ),
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option("--base", metavar="CHART", help="values.yaml of the chart itself."),
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Value of your own; repeatable."),
    ] = None,
    mine: Annotated[
        Path | None,
        typer.Option("--mine", metavar="FILE", help="Older values file whose secrets are kept."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace FILE, and keep a backup of it.")
    ] = False,
    workspace: Folder = DEFAULT_FOLDER,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Write a values.yaml for a new deployment.

    Values of a profile that break no rule of check, each with its reason, and new secrets.
    """
    source = values_source(base, chart, option="base")
    made = made_values(profile, source, sets=sets or (), mine=mine, workspace=workspace)
    saved = made.save(out, force=force)
    if json:
        emit_json(made.to_dict(saved))
    else:
        backup = f"; the old content is in {saved.backup}" if saved.backup else ""
        say(said(f"wrote {out}{backup}"))
        print_report(made.report(str(out)), wanted_language(lang))
    raise typer.Exit(BREAKS_RULES if made.broken else KEEPS_RULES)
