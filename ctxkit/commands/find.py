"""The command `find`.

Not here: the question (`ask/find/`).
"""

from __future__ import annotations

from typing import Annotated

import typer

from ctxkit.commands.app import app, examples, exit_of, opened
from ctxkit.commands.options import QuestionOptions, with_option_groups
from ctxkit.commands.printing import write_answer
from ctxkit.errors import UsageError


@app.command(
    epilog=examples("ctxkit find retry policy", 'ctxkit find "upload size limit" --budget 12000')
)
@with_option_groups
def find(
    topic: Annotated[
        list[str],
        typer.Argument(metavar="TOPIC...", help="Words, in any order.", show_default=False),
    ],
    *,
    options: QuestionOptions,
) -> None:
    """Find the settings and code that decide a topic, ranked.

    The words may be English, Chinese, Japanese or Korean.
    """
    words = " ".join(topic).strip()
    if not words:
        raise UsageError("nothing to find: the topic is empty")
    with opened(options.workspace, options.version) as ws:
        answer = ws.find(words)
        write_answer(answer, options)
    raise exit_of(answer.found)
