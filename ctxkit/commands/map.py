"""The command `map`.

Not here: the map (`ask/map/`), its drawing (`output/map_svg.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ctxkit.commands.app import app, examples, exit_of, opened
from ctxkit.commands.console import say, write_file
from ctxkit.commands.language import said
from ctxkit.commands.options import DeploymentFiles, QuestionOptions, with_option_groups
from ctxkit.commands.printing import write_answer


@app.command(
    name="map",
    epilog=examples(
        "ctxkit map",
        "ctxkit map --service plugin_daemon",
        "ctxkit map --svg map.svg",
        "ctxkit map --env docker/.env --outside",
        "helm get manifest dify | ctxkit map --manifest -",
    ),
)
@with_option_groups
def map(
    *,
    service: Annotated[
        str | None,
        typer.Option("--service", metavar="NAME", help="Only this service and its neighbours."),
    ] = None,
    outside: Annotated[
        bool,
        typer.Option("--outside", help="Only the hosts outside that the deployment must reach."),
    ] = False,
    manifest: Annotated[
        list[Path] | None,
        typer.Option(
            "--manifest",
            metavar="FILE",
            help="A rendered chart, or what kubectl get -o yaml prints (repeatable; - is stdin).",
        ),
    ] = None,
    svg: Annotated[
        Path | None,
        typer.Option("--svg", metavar="FILE", help="Also draw the map, as a picture, to FILE."),
    ] = None,
    files: DeploymentFiles,
    options: QuestionOptions,
) -> None:
    """Map a deployment: who calls whom, by which setting.

    Of Dify's own compose file, or of your files. A link is a setting that names another service, is
    passed to the container and read by its program; or what a proxy or a queue sends on.
    """
    with opened(options.workspace, options.version) as ws:
        answer = ws.map(
            env=files.env,
            values=files.values or (),
            compose=files.compose or (),
            manifests=manifest or (),
            service=service,
            only_outside=outside,
        )
        if svg is not None:
            write_file(svg, answer.svg)
            say(said(f"wrote {svg}"))
        write_answer(answer, options)
    raise exit_of(answer.found)
