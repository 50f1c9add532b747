"""The command `locate`.

Not here: the question (`ask/locate/`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ctxkit.commands.app import PastedLineCommand, app, examples, exit_of, opened
from ctxkit.commands.console import pasted_text
from ctxkit.commands.options import DeploymentFiles, QuestionOptions, with_option_groups
from ctxkit.commands.printing import write_answer
from ctxkit.errors import UsageError


@app.command(
    cls=PastedLineCommand,
    epilog=examples(
        'ctxkit locate "Task tasks.mail_task.send[1f2e] raised unexpected: TimeoutError()"',
        "docker compose logs api | tail -40 | ctxkit locate",
        "ctxkit locate -f trace.log --prompt locate-log",
        'ctxkit locate "- a line that begins with a dash"',
    ),
)
@with_option_groups
def locate(
    line: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LINE]",
            help="The line, or several; standard input if omitted.",
            show_default=False,
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("-f", "--file", metavar="FILE", help="Read the lines from FILE."),
    ] = None,
    *,
    files: DeploymentFiles,
    options: QuestionOptions,
) -> None:
    """Find the source code behind a log line or traceback.

    Logger and container prefixes are stripped automatically. Error messages that users see in the
    browser or get from the API work as well. With files of a deployment, the settings that decide
    have the values that they have there.
    """
    if line and len(line) > 1:
        raise UsageError(
            f"the line is {len(line)} arguments",
            hint='quote it: ctxkit locate "LINE", or read it from a file: ctxkit locate -f FILE',
        )
    text = pasted_text(line[0] if line else None, file)
    with opened(options.workspace, options.version) as ws:
        compose = files.compose or ()
        answer = ws.locate(text, env=files.env, values=files.values or (), compose=compose)
        write_answer(answer, options)
    raise exit_of(answer.found)
