"""What the commands that keep a workspace do: sync, index, status, each with its report.

Not here: git (`workspace/`), the index itself (`index/build.py`), options (`cli.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from ctxkit.commands.console import Progress, complain, emit, emit_json, say
from ctxkit.errors import IndexMissingError, WorkspaceError
from ctxkit.index.build import BuildReport, build_index
from ctxkit.index.freshness import is_fresh, stamp_of
from ctxkit.index.reader import Index
from ctxkit.index.search import ensure_search, has_search
from ctxkit.model import Checkout
from ctxkit.output.json_form import SCHEMA_VERSION, versions_dict
from ctxkit.text.wording import columns, match_words
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import WorkspaceConfig, load_workspace
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.sync_report import SourceStatus, SyncReport

_NAMED = 5  # of the files that could not be read


def sync_and_index(folder: Path, *, locked: bool, update: bool, jobs: int, json: bool) -> int:
    """Sync the workspace that `folder` lies in, index what it holds then, print the report, return
    the exit code.
    """
    workspace = load_workspace(folder)
    progress = Progress()
    guard = Lock()

    def tell(source: str, what: str, share: float) -> None:
        with guard:
            if what != "failed" and (
                progress.live or share >= 1
            ):  # failures are told at the end, with their reasons
                progress(f"{source}: {what}", int(100 * share), 100)

    report = sync_workspace(workspace, locked=locked, update=update, jobs=jobs, progress=tell)
    progress.clear()
    built = _build(workspace, report.checkouts) if report.checkouts else None
    if built:
        _prepare_search(workspace)
    if json:
        emit_json(_sync_dict(report, built))
    else:
        emit(_sync_table(report))
    for result in report.results:
        for note in result.notes:
            say(f"{result.name}: {note}")
    for error in report.errors:
        complain(error)
    return report.exit_code


def index_checkouts(folder: Path, *, json: bool) -> None:
    """Index what is checked out in the workspace that `folder` lies in."""
    workspace = load_workspace(folder)
    checkouts = workspace_status(workspace).checkouts
    if not checkouts:
        raise WorkspaceError("nothing is checked out", hint="run: ctxkit sync")
    built = _build(workspace, checkouts)
    if json:
        data = {
            "schema_version": SCHEMA_VERSION,
            "command": "index",
            "versions": versions_dict(checkouts),
        }
        emit_json({**data, "index": _built_dict(built)})
    elif built.files == 0:
        say("the index is fresh")


def _build(workspace: WorkspaceConfig, checkouts: Sequence[Checkout]) -> BuildReport:
    progress = Progress()
    built = build_index(
        workspace.state_folder,
        checkouts,
        workspace.roots,
        progress=progress,
        stamp=stamp_of(workspace.folder),
    )
    progress.clear()
    if built.files:
        say(f"indexed {built.files} files, {built.parsed} of them new")
    for repo, path, reason in built.broken[:_NAMED]:
        say(f"not readable: {repo} {path}: {reason}")
    if len(built.broken) > _NAMED:
        say(f"... and {len(built.broken) - _NAMED} more files that are not readable")
    return built


def _prepare_search(workspace: WorkspaceConfig) -> None:
    """Make what `find` asks now, so that the first question need not wait for it."""
    folder = workspace.state_folder
    with Index.open(folder) as index:
        if not has_search(folder, index):
            progress = Progress()
            progress("preparing the search", 0, 0)
            ensure_search(folder, index)
            progress.clear()


def _built_dict(built: BuildReport | None) -> dict[str, Any] | None:
    if built is None:
        return None
    broken = [{"repo": repo, "path": path, "reason": reason} for repo, path, reason in built.broken]
    return {"files": built.files, "parsed": built.parsed, "broken": broken}


def _sync_table(report: SyncReport) -> str:
    rows = [("source", "version", "match", "commit", "")]
    for result in report.results:
        found, failed = result.checkout, "failed" if result.error else ""
        if found:
            rows.append(
                (
                    result.name,
                    found.version,
                    match_words(found.match),
                    found.commit[:10],
                    failed or result.because,
                )
            )
        else:
            rows.append((result.name, "-", "-", "-", failed))
    return columns(rows)


def _sync_dict(report: SyncReport, built: BuildReport | None) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "sync",
        "versions": versions_dict(report.checkouts),
        "sources": [
            {
                "name": result.name,
                "because": result.because,
                "changed": result.changed,
                "notes": list(result.notes),
                "error": result.error.message if result.error else None,
                "hint": result.error.hint if result.error else None,
            }
            for result in report.results
        ],
        "index": _built_dict(built),
    }


def show_status(folder: Path, *, json: bool) -> int:
    """Print what the workspace holds; return 0 if all of it is in order, else 3."""
    workspace = load_workspace(folder)
    try:
        with Index.open(workspace.state_folder) as index:
            indexed = index.checkouts()
    except IndexMissingError:
        indexed = {}
    status = workspace_status(workspace, indexed=indexed)
    fresh = is_fresh(workspace.state_folder, status.checkouts)
    state = "fresh" if fresh else "stale" if indexed else "missing"
    if json:
        emit_json(
            {
                "schema_version": SCHEMA_VERSION,
                "command": "status",
                "dify": status.dify,
                "versions": versions_dict(status.checkouts),
                "sources": [_source_dict(source) for source in status.sources],
                "index": state,
            }
        )
    else:
        head = ("source", "version", "match", "commit", "work tree", "")
        rows = [_source_row(source) for source in status.sources]
        emit(columns([head, *rows]) + f"index: {state}" + ("" if fresh else " (run: ctxkit index)"))
    for source in status.problems:
        say(f"{source.name}: {source.problem}" + (f" ({source.hint})" if source.hint else ""))
    return 0 if fresh and not status.problems else IndexMissingError.exit_code


def _source_row(source: SourceStatus) -> tuple[str, ...]:
    state = "dirty" if source.dirty else "clean" if source.commit else "missing"
    return (
        source.name,
        source.version or "-",
        match_words(source.match) if source.match else "-",
        source.commit[:10] or "-",
        state,
        source.because,
    )


def _source_dict(source: SourceStatus) -> dict[str, Any]:
    return {
        "name": source.name,
        "url": source.url,
        "version": source.version,
        "match": source.match,
        "because": source.because,
        "commit": source.commit,
        "locked": source.locked,
        "indexed": source.indexed,
        "dirty": source.dirty,
        "problem": source.problem,
        "hint": source.hint,
    }
