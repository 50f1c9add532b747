"""The command `triage`.

Not here: the question (`ask/triage/`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ctxkit.commands.app import INTERRUPTED, app, examples, exit_of, opened
from ctxkit.commands.console import Progress, emit, first_interrupt, say, write_file
from ctxkit.commands.language import said
from ctxkit.commands.options import CollectFrom, DeploymentFiles, ReportOptions, with_option_groups
from ctxkit.commands.printing import write_report
from ctxkit.errors import UsageError

if TYPE_CHECKING:
    from concurrent.futures import Executor

_MIN_SHOWN_BYTES = 8 << 20  # a shorter file is read before anyone looks
_MAX_JOBS = 64


@app.command(
    epilog=examples(
        "ctxkit triage api.log worker.log.gz",
        "docker compose logs --since 24h | ctxkit triage -",
        "ctxkit triage --how kubectl > collect.sh",
        "ctxkit triage case.tar.gz --bundle --out findings.md",
        "ctxkit triage s3://logs/dify --engine dask=tcp://scheduler",
    )
)
@with_option_groups
def triage(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Logs, pods, events, files of the deployment, folders, archives; - is a pipe; or "
            "s3://BUCKET/FOLDER, with a folder for each deployment.",
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
    engine: Annotated[
        str | None,
        typer.Option(
            "--engine",
            metavar="ENGINE",
            help="Where logs are scanned, instead of here: dask=tcp://HOST.",
        ),
    ] = None,
    how: Annotated[
        CollectFrom | None,
        typer.Option(
            "--how", help="Print the commands that collect a case, which only read, and no secret."
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="FILE", help="Write the causes to FILE as one page of HTML."
        ),
    ] = None,
    *,
    files_of: DeploymentFiles,
    options: ReportOptions,
) -> None:
    """Find what fails and why: logs, pods, events, files.

    Ranks the causes first, each with its proof, the settings that decide it and what to change.
    Counts occurrences per log statement, errors first, shows bursts over time, and groups the
    lines that match no known statement. Ctrl-C ends the reading and prints what was read so far.
    """
    if how is not None:
        from ctxkit.output.collecting import collect_commands

        emit(collect_commands(how.value, options.wanted_lang))
        return
    if not files and (sys.stdin is None or sys.stdin.isatty()):
        raise UsageError("no log file given", hint="ctxkit triage FILE..., or a pipe")
    if html is not None and options.is_form_given:
        raise UsageError("--html writes a page, not what --json, --bundle and the like ask for")
    progress = Progress()
    with opened(options.workspace, options.version) as ws:
        try:
            with first_interrupt() as stopped, _engine(engine) as (executor, workers):
                report = ws.triage(
                    *(files or ("-",)),
                    env=files_of.env,
                    values=files_of.values or (),
                    compose=files_of.compose or (),
                    jobs=jobs or workers,
                    executor=executor,
                    progress=_megabytes(progress),
                    stopped=stopped,
                )
        finally:
            progress.clear()
        if html is None:
            write_report(report, options, top)
        else:
            write_file(html, report.html())
            say(said(f"wrote {html}"))
    if not report.complete:
        raise typer.Exit(INTERRUPTED)
    raise exit_of(report.found)


@contextmanager
def _engine(named: str | None) -> Iterator[tuple[Executor | None, int | None]]:
    """Yield the executor of an engine and the number of its workers; none if none is named."""
    if named is None:
        yield None, None
        return
    from ctxkit.api.engines import opened_engine

    with opened_engine(named) as found:
        yield found.executor, found.workers


def _megabytes(progress: Progress) -> Callable[[str, int, int], None]:
    def show(name: str, done: int, size: int) -> None:
        if done >= _MIN_SHOWN_BYTES:
            progress(said(f"reading {name} (MB)"), done >> 20, size >> 20)

    return show
