"""The command `upgrade-plan`.

Not here: the question (`ask/plan/`).
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from ctxkit.commands.app import app, examples, exit_of, opened
from ctxkit.commands.console import Progress
from ctxkit.commands.options import DeploymentFiles, QuestionOptions, with_option_groups
from ctxkit.commands.printing import write_answer


class DatabaseKind(str, Enum):
    """The database that Dify has."""

    postgresql = "postgresql"
    mysql = "mysql"


@app.command(
    name="upgrade-plan",
    epilog=examples(
        "ctxkit upgrade-plan --from 1.13.3",
        "ctxkit upgrade-plan --from 1.13.3 --to 1.14.0 --env docker/.env",
        "ctxkit upgrade-plan --from 1.13.3 --values values.yaml --bundle --out plan.md",
        "ctxkit upgrade-plan --from 1.13.3 --env .env --prompt plan-upgrade --copy",
    ),
)
@with_option_groups
def upgrade_plan(
    since: Annotated[
        str, typer.Option("--from", metavar="VERSION", help="The version that runs now.")
    ],
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="VERSION", help="The version to run (default: the workspace's)."
        ),
    ] = None,
    database: Annotated[
        DatabaseKind | None,
        typer.Option(
            "--database",
            help="The database of Dify; default: what the files say.",
            show_default=False,
        ),
    ] = None,
    *,
    files: DeploymentFiles,
    options: QuestionOptions,
) -> None:
    """Plan an upgrade: stop signs, backups, steps, way back.

    Reads the migrations between both versions: what they lock, rewrite, write and drop. With the
    files of the deployment as it runs now: its backups by name, and what the new version refuses.
    """
    progress = Progress()
    with opened(options.workspace, options.version) as ws:
        try:
            answer = ws.upgrade_plan(
                since,
                to,
                env=files.env,
                values=files.values or (),
                compose=files.compose or (),
                database=database.value if database else None,
                progress=progress,
            )
        finally:
            progress.clear()
        write_answer(answer, options)
        found = answer.found
    raise exit_of(found)
