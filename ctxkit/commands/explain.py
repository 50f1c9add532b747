"""The command `explain`.

Not here: the question (`ask/explain/`).
"""

from __future__ import annotations

from typing import Annotated

import typer

from ctxkit.commands.app import app, examples, exit_of, opened
from ctxkit.commands.completing import setting_names
from ctxkit.commands.console import emit
from ctxkit.commands.options import DeploymentFiles, QuestionOptions, with_option_groups
from ctxkit.commands.printing import is_short, write_answer
from ctxkit.errors import UsageError


@app.command(
    epilog=examples(
        "ctxkit explain LOG_LEVEL",
        "ctxkit explain api.logLevel --json",
        "ctxkit explain WORKER_TIMEOUT MAX_RETRIES --brief",
        "ctxkit explain workflow_runs",
        "ctxkit explain WORKER_TIMEOUT --prompt explain-setting --copy",
    )
)
@with_option_groups
def explain(
    keys: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY...",
            help="The setting, or several, in any spelling; or a table of the database.",
            show_default=False,
            autocompletion=setting_names,
        ),
    ],
    *,
    files: DeploymentFiles,
    options: QuestionOptions,
) -> None:
    """Explain a setting: type, default, layers, code, effect.

    Lists every layer that sets it, the code that reads it, and whether setting it has any effect.
    With files of a deployment, also its effective value there. Of a table of the database:
    its columns, whose rows they are, its migrations, who reads and writes it.
    """
    if not all(key.strip() for key in keys):
        raise UsageError("nothing to explain: the key is empty")
    # A terminal shows the verdict of one setting after the other, a bundle is one of all of them.
    questions = [(key,) for key in keys] if is_short(options) else [tuple(keys)]
    found = False
    with opened(options.workspace, options.version) as ws:
        for number, asked in enumerate(questions):
            if number:
                emit("\n")
            answer = ws.explain(
                *asked, env=files.env, values=files.values or (), compose=files.compose or ()
            )
            write_answer(answer, options)
            found = found or answer.found
    raise exit_of(found)
