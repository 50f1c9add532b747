"""The commands that keep a workspace: init, sync, index, status, clean, demo.

Not here: what they do (`syncing.py`, `demo.py`, `api/maintenance.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ctxkit.commands.app import BROKEN, FOUND, app, examples
from ctxkit.commands.console import Progress, complain, emit, emit_json, say
from ctxkit.commands.language import said, wanted_language
from ctxkit.commands.options import DEFAULT_FOLDER, Folder, Json
from ctxkit.errors import UsageError

_DEFAULT_JOBS, _MAX_JOBS = 8, 64
_WHERE_VERSION = "the tag of the dify-api image, as shown by: docker compose images"
_UP_TO_DATE = "the index is up to date"


@app.command(
    epilog=examples(
        "ctxkit init --dify 1.14.0",
        "ctxkit init --dify 1.14.0 --from https://github.com/langgenius",
        "ctxkit init --enterprise 3.7.4",
    )
)
def init(
    workspace: Annotated[
        Path,
        typer.Option("-w", "--workspace", metavar="DIR", help="Folder for workspace.yaml."),
    ] = DEFAULT_FOLDER,
    dify: Annotated[
        str | None,
        typer.Option("--dify", metavar="VERSION", help="Version that the deployment runs."),
    ] = None,
    enterprise: Annotated[
        str | None,
        typer.Option("--enterprise", metavar="VERSION", help="Enterprise release that it runs."),
    ] = None,
    prefix: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="PREFIX", help="URL or folder that holds the source repositories."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Create workspace.yaml for a version of Dify."""
    from ctxkit.workspace.new_workspace import init_workspace, refuse_existing

    refuse_existing(workspace)  # before anything is asked
    if dify and enterprise:
        raise UsageError(
            "--dify and --enterprise contradict each other",
            hint="an Enterprise release names its Dify",
        )
    version = dify or ("" if enterprise else _ask_version())
    path = init_workspace(workspace, dify=version, prefix=prefix, enterprise=enterprise or "")
    if json:
        from ctxkit.output.json_form import SCHEMA_VERSION

        emit_json({"schema_version": SCHEMA_VERSION, "command": "init", "path": path.as_posix()})
    say(said(f"wrote {path}; next: ctxkit sync"))


def _ask_version() -> str:
    """Ask which version of Dify runs. Raise UsageError where nobody can answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("no version of Dify given", hint=f"give --dify VERSION: {_WHERE_VERSION}")
    say(said(f"Which version of Dify does the deployment run? It is {_WHERE_VERSION}."))
    version: str = typer.prompt(said("Version (such as 1.14.0)"), err=True)
    return version


@app.command(
    epilog=examples("ctxkit sync", "ctxkit sync --locked --jobs 2", "ctxkit sync --also 1.13.3")
)
def sync(
    workspace: Folder = DEFAULT_FOLDER,
    locked: Annotated[
        bool, typer.Option("--locked", help="Check out exactly the commits in workspace.lock.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Accept tags that moved since they were locked.")
    ] = False,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", metavar="N", min=1, max=_MAX_JOBS, help="Sources to fetch in parallel."
        ),
    ] = _DEFAULT_JOBS,
    also: Annotated[
        list[str] | None,
        typer.Option(
            "--also",
            metavar="VERSION",
            help="A further version of Dify to ask with --version (repeatable).",
        ),
    ] = None,
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=0,
            help="End git after so many seconds in all (default: as long as something new comes).",
            show_default=False,
        ),
    ] = 0.0,
    json: Json = False,
) -> None:
    """Fetch the sources at matching versions and index them.

    A source that fails does not stop the others. Further versions are brought as git objects, with
    all that belongs to them and without a second checkout; later syncs keep them.
    """
    from ctxkit.commands.syncing import run_sync

    if locked and update:
        raise UsageError(
            "--locked and --update contradict each other",
            hint="--locked keeps the commits of workspace.lock, --update accepts moved tags",
        )
    code = run_sync(
        workspace,
        locked=locked,
        update=update,
        jobs=jobs,
        also=also or (),
        timeout=timeout,
        json=json,
    )
    raise typer.Exit(code)


@app.command()
def index(workspace: Folder = DEFAULT_FOLDER, json: Json = False) -> None:
    """Rebuild the index if any checkout has changed."""
    from ctxkit.index.freshness import is_unchanged
    from ctxkit.workspace.folder import find_workspace, state_folder
    from ctxkit.workspace.leftovers import clear_state

    # Scripts run this after every pull: it must not import what builds an index to do nothing.
    home = find_workspace(workspace)
    if not json and is_unchanged(home):
        clear_state(state_folder(home))
        say(said(_UP_TO_DATE))
        return
    _run_index(workspace, json=json)


def _run_index(folder: Path, *, json: bool) -> None:
    from ctxkit.api.maintenance import index
    from ctxkit.output.workspace_report import build_lines

    progress = Progress()
    try:
        done = index(folder, progress=progress)
    finally:
        progress.clear()
    for line in build_lines(done.built, wanted_language()):
        say(line)
    if json:
        emit_json(done.to_dict())
    elif done.built.files == 0:
        say(said(_UP_TO_DATE))


@app.command()
def status(workspace: Folder = DEFAULT_FOLDER, json: Json = False) -> None:
    """Show versions, commits, local changes, index state.

    Also the match quality: how each source's version was chosen, and routes that one program calls
    and another lacks. Exits 3 if anything is wrong with a source or the index.
    """
    from ctxkit.api.maintenance import status as status_of
    from ctxkit.output.workspace_report import status_problems, status_text

    state, lang = status_of(workspace), wanted_language()
    if json:
        emit_json(state.to_dict())
    else:
        emit(status_text(state.status, state.index, state.pairs, state.further, lang))
    for problem in status_problems(state.status, lang):
        say(problem)
    raise typer.Exit(FOUND if state.ok else BROKEN)


@app.command(epilog=examples("ctxkit clean", "ctxkit clean --forget 1.13.3 --yes"))
def clean(
    workspace: Folder = DEFAULT_FOLDER,
    yes: Annotated[bool, typer.Option("--yes", help="Remove what is listed.")] = False,
    forget: Annotated[
        list[str] | None,
        typer.Option(
            "--forget",
            metavar="VERSION",
            help="Give up a further version (repeatable).",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List what a workspace no longer needs, and remove it.

    With sizes: indexes, objects and clones of versions and sources that it no longer names, and
    what killed runs left. What you changed or made is never touched. Nothing is removed without
    --yes.
    """
    from ctxkit.api.cleaning import clean as clean_workspace
    from ctxkit.output.cleaning_report import clean_lines, clean_summary

    done = clean_workspace(workspace, yes=yes, forget=forget or ())
    if json:
        emit_json(done.to_dict())
    else:
        lang = wanted_language()
        emit(clean_lines(done.unused, done.left, lang))
        say(clean_summary(done.unused, removed=done.removed, lang=lang))
    for error in done.errors:
        complain(error)
    raise typer.Exit(BROKEN if done.errors else FOUND)


@app.command(epilog=examples("ctxkit demo", "ctxkit demo my-demo"))
def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="Folder to keep the workspace in (default: a temporary one).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run ctxkit on small sample repositories, offline.

    Syncs and indexes repositories that ship with ctxkit, and prints the bundle of one question of
    each kind.
    """
    from ctxkit.commands.demo import run_demo

    raise typer.Exit(run_demo(folder))
