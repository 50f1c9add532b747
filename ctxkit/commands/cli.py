"""The command line: parse, call one function, print, exit. Each command imports what it needs when
it runs.

Not here: anything that a script could not get from `import ctxkit`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ctxkit.commands.console import (
    complain,
    emit,
    emit_json,
    forget_stdout,
    leave,
    pasted_text,
    say,
    write_file,
)
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.output.json_form import SCHEMA_VERSION

if TYPE_CHECKING:
    from ctxkit.api import Answer, Workspace

FOUND, NOT_FOUND, BROKEN, INTERRUPTED = 0, 1, 3, 130


class _Commands(TyperGroup):
    """The one place where errors become messages and exit codes."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CtxkitError as error:
            complain(error)
            code = error.exit_code
        except KeyboardInterrupt:
            code = INTERRUPTED
        except BrokenPipeError:
            forget_stdout()
            code = FOUND
        except Exception as error:
            origin = type(error).__module__.partition(".")[0]
            if origin in ("click", "typer") or os.environ.get("CTXKIT_DEBUG"):
                raise
            complain(_explained(error, origin))
            code = BROKEN
        raise SystemExit(code)


def _explained(error: Exception, origin: str) -> CtxkitError:
    """Return what to tell of an error that nothing foresaw; `origin` is the package that its class
    is of.
    """
    if origin == "sqlite3":
        return CtxkitError(f"the index is damaged: {error}", hint="run: ctxkit index")
    if isinstance(error, OSError):
        return CtxkitError(f"{error.filename or 'the system'}: {error.strerror or error}")
    return CtxkitError(
        f"unexpected {type(error).__name__}: {error}",
        hint="this should not happen: please report it with what CTXKIT_DEBUG=1 prints",
    )


app = typer.Typer(
    cls=_Commands,
    name="ctxkit",
    help="Answer questions about a Dify deployment from Dify's own source, at the versions that it runs.",
    epilog="Exit codes: 0 found, 1 nothing found (check: errors), 2 usage, 3 workspace or index missing or broken, "
    "4 git or network.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class BundleFormat(str, Enum):
    """How a bundle is written."""

    markdown = "markdown"
    xml = "xml"


Folder = Annotated[
    Path,
    typer.Option("-w", "--workspace", metavar="DIR", help="The workspace folder, or one below it."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Budget = Annotated[
    int, typer.Option("--budget", metavar="N", min=1, help="Tokens that the bundle may take.")
]
Format = Annotated[BundleFormat, typer.Option("--format", help="How the bundle is written.")]
Copy = Annotated[bool, typer.Option("--copy", help="Put the bundle on the clipboard too.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to a file instead.")]
Prompt = Annotated[
    str | None, typer.Option("--prompt", metavar="NAME", help="Put a prompt around the bundle.")
]
Bundle = Annotated[
    bool, typer.Option("--bundle", help="Print the bundle in a terminal too, as a pipe gets it.")
]
EnvFile = Annotated[
    Path | None, typer.Option("--env", metavar="FILE", help="The .env of the deployment.")
]
ValuesFile = Annotated[
    Path | None, typer.Option("--values", metavar="FILE", help="The Helm values of the deployment.")
]
ComposeFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--compose",
        metavar="FILE",
        help="A compose file of the deployment; again for further ones.",
    ),
]
_HERE = Path()


def _version(wanted: bool) -> None:
    if wanted:
        from ctxkit import __version__

        emit(f"ctxkit {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


def _examples(*commands: str) -> str:
    """Return the lines that end a command's help; \\b keeps them from being filled into one
    paragraph.
    """
    return "Examples:\n\n\b\n" + "\n".join(f"  {command}" for command in commands)


# --- the questions ----------------------------------------------------------------------------------------------------


@app.command(
    epilog=_examples(
        "ctxkit explain LOG_LEVEL",
        "ctxkit explain api.logLevel --json",
        "ctxkit explain WORKER_TIMEOUT --prompt explain-setting --copy",
    )
)
def explain(
    key: Annotated[
        str, typer.Argument(metavar="KEY", help="The setting, in any spelling.", show_default=False)
    ],
    env: EnvFile = None,
    values: ValuesFile = None,
    compose: ComposeFiles = None,
    workspace: Folder = _HERE,
    json: Json = False,
    budget: Budget = 6000,
    format: Format = BundleFormat.markdown,
    copy: Copy = False,
    out: Out = None,
    prompt: Prompt = None,
    bundle: Bundle = False,
) -> None:
    """Tell what a setting does: type, default, every layer that sets it, the code that reads it,
    and its effect.
    """
    with _opened(workspace) as ws:
        answer = ws.explain(key, env=env, values=values, compose=compose or ())
        _deliver(answer, json, budget, format, copy, out, prompt, bundle)


@app.command(
    epilog=_examples(
        'ctxkit locate "Task tasks.mail_task.send[1f2e] raised unexpected: TimeoutError()"',
        "docker compose logs api | tail -40 | ctxkit locate",
        "ctxkit locate -f trace.log --prompt locate-log",
        'ctxkit locate -- "- a line that begins with a dash"',
    )
)
def locate(
    line: Annotated[
        str | None,
        typer.Argument(
            metavar="[LINE]", help="The line; without it, standard input.", show_default=False
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("-f", "--file", metavar="FILE", help="Read the lines from a file."),
    ] = None,
    workspace: Folder = _HERE,
    json: Json = False,
    budget: Budget = 6000,
    format: Format = BundleFormat.markdown,
    copy: Copy = False,
    out: Out = None,
    prompt: Prompt = None,
    bundle: Bundle = False,
) -> None:
    """Tell which code wrote a log line or a traceback, with or without the prefixes that loggers
    put before it.
    """
    text = pasted_text(line, file)
    with _opened(workspace) as ws:
        _deliver(ws.locate(text), json, budget, format, copy, out, prompt, bundle)


@app.command(
    epilog=_examples("ctxkit find retry policy", 'ctxkit find "upload size limit" --budget 12000')
)
def find(
    topic: Annotated[
        list[str], typer.Argument(metavar="TOPIC...", help="Free words.", show_default=False)
    ],
    workspace: Folder = _HERE,
    json: Json = False,
    budget: Budget = 6000,
    format: Format = BundleFormat.markdown,
    copy: Copy = False,
    out: Out = None,
    prompt: Prompt = None,
    bundle: Bundle = False,
) -> None:
    """Find the settings and the code that decide a topic, ranked."""
    words = " ".join(topic).strip()
    if not words:
        raise UsageError("nothing to find: the topic is empty")
    with _opened(workspace) as ws:
        _deliver(ws.find(words), json, budget, format, copy, out, prompt, bundle)


@app.command(
    epilog=_examples(
        "ctxkit triage api.log worker.log.gz",
        "docker compose logs --since 24h | ctxkit triage -",
        "ctxkit triage dify.log --bundle --out findings.md",
    )
)
def triage(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Log files, also .gz; - is standard input.", show_default=False
        ),
    ],
    workspace: Folder = _HERE,
    json: Json = False,
    bundle: Annotated[
        bool,
        typer.Option(
            "--bundle", help="Print one context bundle of the gravest statements instead."
        ),
    ] = False,
    budget: Budget = 6000,
    format: Format = BundleFormat.markdown,
    top: Annotated[
        int | None,
        typer.Option(
            "--top", metavar="N", min=1, help="Entries of each list; 20, with --json 500."
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", metavar="N", min=1, max=64, help="Processes; by default one for each core."
        ),
    ] = None,
    copy: Copy = False,
    out: Out = None,
    prompt: Prompt = None,
) -> None:
    """Tell what is in whole log files: each statement counted, errors first, bursts over time, what
    fits nothing.
    """
    from ctxkit.commands.console import Progress, first_interrupt

    progress = Progress()
    with _opened(workspace) as ws:
        try:
            with first_interrupt() as stopped:
                report = ws.triage(
                    *files, jobs=jobs, progress=_megabytes(progress), stopped=stopped
                )
        finally:
            progress.clear()
        made = None
        if prompt:
            made = report.prompted(prompt, budget, format=format.value)
        elif bundle or copy:
            made = report.bundle(budget, format=format.value)
    if made is not None and copy:
        _copy(made.markdown, made.tokens)
    if json:
        from json import dumps

        text = dumps(report.to_dict(top or 500, made), ensure_ascii=False, indent=2)
    else:
        text = made.markdown if made is not None and (bundle or prompt) else report.text(top or 20)
    if out is not None:
        write_file(out, text)
        say(f"wrote {out}")
    else:
        emit(text)
    raise typer.Exit(INTERRUPTED if not report.complete else FOUND if report.found else NOT_FOUND)


_LONG_READ = 8 << 20  # bytes: what is shorter is read before anyone looks


def _megabytes(progress: Callable[[str, int, int], None]) -> Callable[[str, int, int], None]:
    def tell(name: str, done: int, size: int) -> None:
        if done >= _LONG_READ:
            progress(f"reading {name} (MB)", done >> 20, size >> 20)

    return tell


@app.command(
    epilog=_examples(
        "ctxkit check --env docker/.env",
        "ctxkit check --env .env --compose docker-compose.yaml --compose docker-compose.override.yaml",
        "ctxkit check --values values.yaml --sarif > check.sarif",
    )
)
def check(
    env: EnvFile = None,
    values: ValuesFile = None,
    compose: ComposeFiles = None,
    workspace: Folder = _HERE,
    json: Json = False,
    sarif: Annotated[
        bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for code hosts and editors.")
    ] = False,
) -> None:
    """Tell what is wrong in the files of a deployment: settings without effect, refused,
    contradictory, public.
    """
    if json and sarif:
        raise UsageError("give either --json or --sarif, not both")
    with _opened(workspace) as ws:
        checked = ws.check(env=env, values=values, compose=compose or ())
    if json or sarif:
        emit_json(checked.to_dict() if json else checked.sarif())
    else:
        emit(checked.text)
    raise typer.Exit(FOUND if checked.ok else NOT_FOUND)


def _opened(folder: Path) -> Workspace:
    from ctxkit.api import open_workspace
    from ctxkit.workspace.config import find_workspace, state_folder

    return open_workspace(folder if state_folder(folder).is_dir() else find_workspace(folder))


def _deliver(
    answer: Answer,
    json: bool,
    budget: int,
    format: BundleFormat,
    copy: bool,
    out: Path | None,
    prompt: str | None,
    bundle: bool,
) -> None:
    """Print an answer as the options say, then exit 0 if there was one and 1 if not."""
    made = (
        answer.prompted(prompt, budget, format=format.value)
        if prompt
        else answer.bundle(budget, format=format.value)
    )
    if copy:
        _copy(made.markdown, made.tokens)
    if json:
        from json import dumps

        text = dumps(answer.to_dict(bundle=made), ensure_ascii=False, indent=2)
    else:
        text = made.markdown
    if out is not None:
        write_file(out, text)
        say(f"wrote {out}, {made.tokens} tokens")
    elif json or bundle or prompt or not sys.stdout.isatty():
        emit(text)
    else:
        from ctxkit.output.terminal import print_answer

        print_answer(answer.finding, answer.text, made.tokens)
    raise typer.Exit(FOUND if answer.found else NOT_FOUND)


def _copy(text: str, tokens: int) -> None:
    from ctxkit.commands.clipboard import copy

    means = copy(text)
    say(
        f"copied {tokens} tokens by {means}"
        if means
        else "ctxkit: warning: no way to the clipboard; use --out FILE"
    )


# --- between versions -------------------------------------------------------------------------------------------------

ToChart = Annotated[
    str | None,
    typer.Option(
        "--to-chart", metavar="VERSION", help="A chart of the workspace, instead of --to."
    ),
]


@app.command(
    epilog=_examples(
        "ctxkit drift --from 1.13.3",
        "ctxkit drift --from 1.13.3 --to 1.14.0 --mine .env",
        "ctxkit drift --values values-3.6.2.yaml --to values-3.7.3.yaml",
        "ctxkit drift --values old.yaml --to-chart dify-0.37.0 --mine my-values.yaml",
    )
)
def drift(
    since: Annotated[
        str | None, typer.Option("--from", metavar="VERSION", help="The old version of dify.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="NEW",
            help="The new version, by default the workspace's; or the new values.yaml.",
        ),
    ] = None,
    values: Annotated[
        Path | None, typer.Option("--values", metavar="OLD", help="The chart's old values.yaml.")
    ] = None,
    from_chart: Annotated[
        str | None,
        typer.Option(
            "--from-chart", metavar="VERSION", help="A chart of the workspace, not --values."
        ),
    ] = None,
    to_chart: ToChart = None,
    mine: Annotated[
        Path | None,
        typer.Option("--mine", metavar="FILE", help="Only what touches this file of yours."),
    ] = None,
    no_mask: Annotated[
        bool, typer.Option("--no-mask", help="Print the secrets of values files as they are.")
    ] = False,
    workspace: Folder = _HERE,
    json: Json = False,
) -> None:
    """Tell what changed in settings between two versions of dify, or between the values.yaml of two
    charts.
    """
    if since is not None:
        if values or from_chart or to_chart:
            raise UsageError("give either versions (--from, --to) or values files, not both")
        from ctxkit.commands.drift_versions import drift_versions

        with _opened(workspace) as ws:
            raise typer.Exit(drift_versions(ws, since, to, mine=mine, json=json))
    from ctxkit.commands.drift_values import print_values_drift, values_source

    new = values_source(Path(to) if to is not None else None, to_chart, option="to")
    old = values_source(values, from_chart, option="from")
    raise typer.Exit(
        print_values_drift(old, new, mine=mine, mask=not no_mask, workspace=workspace, json=json)
    )


@app.command(
    name="upgrade-values",
    epilog=_examples(
        "ctxkit upgrade-values my-values.yaml --base values-3.6.2.yaml --to values-3.7.3.yaml --out new.yaml",
        "ctxkit upgrade-values my-values.yaml --to-chart dify-0.37.0 > new.yaml",
    ),
)
def upgrade_values(
    mine: Annotated[
        Path, typer.Argument(metavar="MINE", help="Your values.yaml.", show_default=False)
    ],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="NEW", help="The new chart's values.yaml.")
    ] = None,
    to_chart: ToChart = None,
    base: Annotated[
        Path | None,
        typer.Option(
            "--base", metavar="OLD", help="The values.yaml of the chart that yours was made for."
        ),
    ] = None,
    base_chart: Annotated[
        str | None,
        typer.Option(
            "--base-chart", metavar="VERSION", help="A chart of the workspace, instead of --base."
        ),
    ] = None,
    out: Out = None,
    workspace: Folder = _HERE,
    json: Json = False,
) -> None:
    """Write your values onto the values.yaml of a new chart, and account for every one of them."""
    from ctxkit.commands.drift_values import values_source
    from ctxkit.commands.upgrade_values import print_upgrade

    new = values_source(to, to_chart, option="to")
    old = values_source(base, base_chart, option="base")
    print_upgrade(mine, new, old, workspace=workspace, out=out, json=json)


# --- the workspace ----------------------------------------------------------------------------------------------------


@app.command(
    epilog=_examples(
        "ctxkit show dify api/configs/app_config.py:10-40",
        "ctxkit show dify-sandbox conf/config.yaml",
    )
)
def show(
    repo: Annotated[
        str,
        typer.Argument(
            metavar="REPO", help="The source, as in workspace.yaml.", show_default=False
        ),
    ],
    place: Annotated[
        str,
        typer.Argument(
            metavar="PATH[:LINE[-END]]", help="The file and the lines of it.", show_default=False
        ),
    ],
    workspace: Folder = _HERE,
    json: Json = False,
) -> None:
    """Print code from the workspace, at the commit that was indexed; a single line with the lines
    around it.
    """
    with _opened(workspace) as ws:
        excerpt = ws.show(repo, place)
    emit_json(excerpt.to_dict()) if json else emit(excerpt.text)


@app.command(
    epilog=_examples(
        "ctxkit init --dify 1.14.0", "ctxkit init --from https://github.com/langgenius"
    )
)
def init(
    workspace: Annotated[
        Path,
        typer.Option(
            "-w", "--workspace", metavar="DIR", help="The folder to write workspace.yaml into."
        ),
    ] = _HERE,
    dify: Annotated[
        str | None, typer.Option("--dify", metavar="VERSION", help="What the deployment runs.")
    ] = None,
    prefix: Annotated[
        str | None,
        typer.Option("--from", metavar="PREFIX", help="Url or folder that the sources lie below."),
    ] = None,
    json: Json = False,
) -> None:
    """Write workspace.yaml: the version of Dify and where its sources are."""
    from ctxkit.workspace.config import init_workspace

    path = init_workspace(workspace, dify=dify, prefix=prefix)
    if json:
        emit_json({"schema_version": SCHEMA_VERSION, "command": "init", "path": path.as_posix()})
    say(f"wrote {path}; next: ctxkit sync")


@app.command(epilog=_examples("ctxkit sync", "ctxkit sync --locked --jobs 2"))
def sync(
    workspace: Folder = _HERE,
    locked: Annotated[
        bool, typer.Option("--locked", help="Exactly what workspace.lock says.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Accept a tag that has moved since it was locked.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, max=64, help="Sources fetched at once.")
    ] = 8,
    json: Json = False,
) -> None:
    """Clone or update the sources at the versions that fit the deployment, then index them."""
    from ctxkit.commands.workspace import sync_and_index

    raise typer.Exit(sync_and_index(workspace, locked=locked, update=update, jobs=jobs, json=json))


@app.command()
def index(workspace: Folder = _HERE, json: Json = False) -> None:
    """Bring the index to what is checked out; nothing is done where nothing changed."""
    from ctxkit.index.freshness import is_unchanged
    from ctxkit.workspace.config import find_workspace

    if not json and is_unchanged(find_workspace(workspace)):
        say("the index is fresh")
        return
    from ctxkit.commands.workspace import index_checkouts

    index_checkouts(workspace, json=json)


@app.command()
def status(workspace: Folder = _HERE, json: Json = False) -> None:
    """Tell versions, commits, matches, what is dirty, whether the index is fresh.

    Exit 3 if anything is wrong.
    """
    from ctxkit.commands.workspace import show_status

    raise typer.Exit(show_status(workspace, json=json))


@app.command(epilog=_examples("ctxkit demo", "ctxkit demo my-demo"))
def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Keep the workspace here.", show_default=False),
    ] = None,
) -> None:
    """Sync small upstream repositories that ship with ctxkit, offline, and print one bundle of each
    question.
    """
    from ctxkit.commands.demo import run_demo

    raise typer.Exit(run_demo(folder))


def main() -> None:
    """Run the command line and end the process."""
    try:
        app()
        code = FOUND
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else FOUND if end.code is None else NOT_FOUND
    except KeyboardInterrupt:
        code = INTERRUPTED
    leave(code)


if __name__ == "__main__":
    main()
