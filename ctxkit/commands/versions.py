"""The commands that go from one version to another: drift, upgrade-values.

Not here: what they do and print (`drift_versions.py`, `drift_values.py`, `upgrade_values.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ctxkit.commands.app import app, examples, opened
from ctxkit.commands.language import wanted_language
from ctxkit.commands.options import (
    DEFAULT_FOLDER,
    Folder,
    Json,
    Lang,
    Out,
    PromptName,
)
from ctxkit.errors import UsageError

ToChart = Annotated[
    str | None,
    typer.Option(
        "--to-chart",
        metavar="VERSION",
        help="New chart version, taken from the workspace (instead of --to).",
    ),
]

AllRows = Annotated[
    bool, typer.Option("-v", "--verbose", help="Show all rows in a terminal, uncut.")
]


@app.command(
    epilog=examples(
        "ctxkit drift --from 1.13.3",
        "ctxkit drift --from 1.13.3 --to 1.14.0 --mine .env",
        "ctxkit drift --from 1.13.3 --mine .env --prompt plan-upgrade",
        "ctxkit drift --values values-3.6.2.yaml --to values-3.7.3.yaml",
        "ctxkit drift --values old.yaml --to-chart dify-0.37.0 --mine my-values.yaml",
    )
)
def drift(
    since: Annotated[
        str | None, typer.Option("--from", metavar="VERSION", help="Old version of Dify.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="NEW",
            help="New version (default: the workspace's); with --values, the new values.yaml.",
        ),
    ] = None,
    values: Annotated[
        Path | None, typer.Option("--values", metavar="OLD", help="Old values.yaml of the chart.")
    ] = None,
    from_chart: Annotated[
        str | None,
        typer.Option(
            "--from-chart",
            metavar="VERSION",
            help="Old chart version, taken from the workspace (instead of --values).",
        ),
    ] = None,
    to_chart: ToChart = None,
    mine: Annotated[
        Path | None,
        typer.Option(
            "--mine", metavar="FILE", help="Show only changes that affect settings in FILE."
        ),
    ] = None,
    no_mask: Annotated[
        bool, typer.Option("--no-mask", help="Show the secrets in values files.")
    ] = False,
    workspace: Folder = DEFAULT_FOLDER,
    json: Json = False,
    prompt: PromptName = None,
    lang: Lang = None,
    verbose: AllRows = False,
) -> None:
    """Compare the settings of two versions of Dify or its chart.

    Lists settings that were added, removed or renamed, that have another default or type, or that
    Compose no longer passes through.
    """
    if json and prompt is not None:
        raise UsageError("give either --json or --prompt, not both")
    language = wanted_language(lang)
    if since is not None:
        if values or from_chart or to_chart:
            raise UsageError("give either versions (--from, --to) or values files, not both")
        from ctxkit.commands.drift_versions import drift_versions

        with opened(workspace) as ws:
            code = drift_versions(
                ws,
                since,
                to,
                mine=mine,
                json=json,
                prompt=prompt,
                lang=language,
                verbose=verbose,
            )
            raise typer.Exit(code)
    from ctxkit.commands.drift_values import print_values_drift, values_source

    new = values_source(Path(to) if to is not None else None, to_chart, option="to")
    old = values_source(values, from_chart, option="from")
    code = print_values_drift(
        old,
        new,
        mine=mine,
        mask=not no_mask,
        workspace=workspace,
        json=json,
        prompt=prompt,
        lang=language,
        verbose=verbose,
    )
    raise typer.Exit(code)


@app.command(
    name="upgrade-values",
    epilog=examples(
        "ctxkit upgrade-values mine.yaml --base old-chart.yaml --to new-chart.yaml --out new.yaml",
        "ctxkit upgrade-values mine.yaml --to-chart dify-0.37.0 > new.yaml",
    ),
)
def upgrade_values(
    mine: Annotated[
        Path, typer.Argument(metavar="MINE", help="Your values.yaml.", show_default=False)
    ],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="NEW", help="values.yaml of the new chart.")
    ] = None,
    to_chart: ToChart = None,
    base: Annotated[
        Path | None,
        typer.Option(
            "--base", metavar="OLD", help="values.yaml of the chart that yours is based on."
        ),
    ] = None,
    base_chart: Annotated[
        str | None,
        typer.Option(
            "--base-chart",
            metavar="VERSION",
            help="Version of that chart, taken from the workspace (instead of --base).",
        ),
    ] = None,
    out: Out = None,
    workspace: Folder = DEFAULT_FOLDER,
    json: Json = False,
    lang: Lang = None,
    verbose: AllRows = False,
) -> None:
    """Migrate your values.yaml to a new chart version.

    Prints the new file, and reports what happened to every one of your values.
    """
    from ctxkit.commands.drift_values import values_source
    from ctxkit.commands.upgrade_values import print_upgrade

    new = values_source(to, to_chart, option="to")
    old = values_source(base, base_chart, option="base")
    code = print_upgrade(
        mine,
        new,
        old,
        workspace=workspace,
        out=out,
        json=json,
        lang=wanted_language(lang),
        verbose=verbose,
    )
    raise typer.Exit(code)
