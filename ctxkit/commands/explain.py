"""The command `explain`.

Not here: the question (`ask/explain/`).
"""

from __future__ import annotations

from typing import Annotated

import typer

from ctxkit.commands.app import app, examples, exit_of, opened
from ctxkit.commands.completing import setting_names
from ctxkit.commands.options import DeploymentFiles, QuestionOptions, with_option_groups
from ctxkit.commands.printing import write_answer
from ctxkit.errors import UsageError


@app.command(
    epilog=examples(
        "ctxkit explain LOG_LEVEL",
        "ctxkit explain api.logLevel --json",
        "ctxkit explain WORKER_TIMEOUT --prompt explain-setting --copy",
    )
)
@with_option_groups
def explain(
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY",
            help="The setting, in any spelling.",
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
    With files of a deployment, also its effective value there.
    """
    if not key.strip():
        raise UsageError("nothing to explain: the key is empty")
    compose = files.compose or ()
    with opened(options.workspace, options.version) as ws:
        answer = ws.explain(key, env=files.env, values=files.values or (), compose=compose)
        write_answer(answer, options)
    raise exit_of(answer.found)
