"""The commands that ask a question: explain, locate, find, triage, check, show.

Not here: comparing versions (`versions.py`), keeping a workspace (`workspace.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ctxkit.commands.app import (
    FOUND,
    INTERRUPTED,
    NOT_FOUND,
    PastedLineCommand,
    app,
    examples,
    opened,
)
from ctxkit.commands.console import Progress, emit, emit_json, first_interrupt, pasted_text
from ctxkit.commands.options import (
    DEFAULT_FOLDER,
    DeploymentFiles,
    Folder,
    Json,
    QuestionOptions,
    ReportOptions,
    with_option_groups,
)
from ctxkit.commands.printing import write_answer, write_report
from ctxkit.errors import UsageError

_MIN_SHOWN_BYTES = 8 << 20  # a shorter file is read before anyone looks
_MAX_JOBS = 64
_MAX_PLACE_WORDS = 3  # the source, the file, its lines


def _exit(found: bool) -> typer.Exit:
    return typer.Exit(FOUND if found else NOT_FOUND)


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
        str, typer.Argument(metavar="KEY", help="The setting, in any spelling.", show_default=False)
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
    with opened(options.workspace) as ws:
        answer = ws.explain(key, env=files.env, values=files.values or (), compose=compose)
        write_answer(answer, options)
    raise _exit(answer.found)


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
    with opened(options.workspace) as ws:
        compose = files.compose or ()
        answer = ws.locate(text, env=files.env, values=files.values or (), compose=compose)
        write_answer(answer, options)
    raise _exit(answer.found)


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
    with opened(options.workspace) as ws:
        answer = ws.find(words)
        write_answer(answer, options)
    raise _exit(answer.found)


@app.command(
    epilog=examples(
        "ctxkit triage api.log worker.log.gz",
        "docker compose logs --since 24h | ctxkit triage -",
        "ctxkit triage dify.log --bundle --out findings.md",
    )
)
@with_option_groups
def triage(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE...]",
            help="Log files, also .gz; standard input if omitted, or by -.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top", metavar="N", min=1, help="Entries in each list (default 20, with --json 500)."
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, max=_MAX_JOBS, help="Worker processes (default: cores)."
        ),
    ] = None,
    *,
    options: ReportOptions,
) -> None:
    """Summarize log files: statements, errors, bursts.

    Counts occurrences per log statement, errors first, shows bursts over time, and groups the
    lines that match no known statement. Ctrl-C ends the reading and prints what was read so far.
    """
    if not files and (sys.stdin is None or sys.stdin.isatty()):
        raise UsageError("no log file given", hint="ctxkit triage FILE..., or a pipe")
    progress = Progress()
    with opened(options.workspace) as ws:
        try:
            with first_interrupt() as stopped:
                report = ws.triage(
                    *(files or ("-",)), jobs=jobs, progress=_megabytes(progress), stopped=stopped
                )
        finally:
            progress.clear()
        write_report(report, options, top)
    if not report.complete:
        raise typer.Exit(INTERRUPTED)
    raise _exit(report.found)


def _megabytes(progress: Progress) -> Callable[[str, int, int], None]:
    def show(name: str, done: int, size: int) -> None:
        if done >= _MIN_SHOWN_BYTES:
            progress(f"reading {name} (MB)", done >> 20, size >> 20)

    return show


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
    json: Json = False,
    sarif: Annotated[
        bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for code hosts and editors.")
    ] = False,
) -> None:
    """Lint deployment files: .env, Helm values, Compose.

    Reports settings with no effect, invalid or conflicting values, and well-known default secrets.
    Exits 1 if there are errors.
    """
    if json and sarif:
        raise UsageError("give either --json or --sarif, not both")
    with opened(workspace) as ws:
        checked = ws.check(
            *(paths or ()), env=files.env, values=files.values or (), compose=files.compose or ()
        )
    if sarif:
        emit_json(checked.sarif())
    elif json:
        emit_json(checked.to_dict())
    else:
        emit(checked.text)
    raise _exit(checked.ok)


def _place_of(words: list[str]) -> tuple[str, str]:
    """Return a source and a place in it, in any form in which an answer writes them:
    `dify@1.14.0 api/x.py:10`, `dify/api/x.py:10`, `dify api/x.py 10`.
    """
    if len(words) == 1:
        # As one argument, with a blank or a slash between the source and the path.
        repo, _, rest = words[0].replace(" ", "/", 1).partition("/")
        words = [repo, rest] if rest else []
    if not 2 <= len(words) <= _MAX_PLACE_WORDS:
        raise UsageError("no file given", hint="ctxkit show REPO PATH, or REPO PATH:LINE")
    return words[0].partition("@")[0], ":".join(words[1:])


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
        ),
    ],
    workspace: Folder = DEFAULT_FOLDER,
    json: Json = False,
) -> None:
    """Print source code from the workspace.

    It is read at the indexed commit. A single line is shown with the lines around it.
    """
    repo, lines = _place_of(place)
    with opened(workspace) as ws:
        excerpt = ws.show(repo, lines)
    if json:
        emit_json(excerpt.to_dict())
    else:
        emit(excerpt.text)
