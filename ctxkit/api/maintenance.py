"""Keep a workspace: sync its sources, index what is checked out, report its state.

Apart from the questions because it imports what they must not wait for. Not here: git
(`workspace/`), the index itself (`index/`), how reports look (`output/workspace_report.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from ctxkit.api.comparisons import AnyPath
from ctxkit.errors import IndexMissingError, WorkspaceError
from ctxkit.index.build import BuildReport, Progress, build_index
from ctxkit.index.freshness import is_fresh, stamp_of
from ctxkit.index.reader import Index
from ctxkit.index.search import ensure_search, has_search
from ctxkit.index.shortfalls import shortfall_notes, write_shortfalls
from ctxkit.model import Checkout
from ctxkit.output.workspace_report import IndexState, index_dict, status_dict, sync_dict
from ctxkit.routes.pair_state import workspace_pairs
from ctxkit.routes.pairs import Pair
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import WorkspaceConfig, load_workspace
from ctxkit.workspace.folder import RUN_SYNC, check_length
from ctxkit.workspace.leftovers import clear_state
from ctxkit.workspace.lockfile import LEFT
from ctxkit.workspace.repository import sync_lock
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.sync_report import (
    FurtherVersion,
    SourceResult,
    SourceStatus,
    SyncProgress,
    SyncReport,
    WorkspaceStatus,
    silent,
)

DEFAULT_JOBS = 8
"""Sources fetched in parallel: there are five, and a fetch mostly waits."""


class Synced(Struct, frozen=True, kw_only=True):
    """The result of a sync for each source, and the index that was built (None if there is no
    source).

    `pairs` are the programs that call each other, with the calls that have no route; `further`
    has those of each further version.
    """

    report: SyncReport
    built: BuildReport | None
    pairs: tuple[Pair, ...] = ()
    further: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return sync_dict(self.report, self.built, self.pairs, self.further)


class Indexed(Struct, frozen=True, kw_only=True):
    """The checkouts that an index covers, and what building it took."""

    checkouts: tuple[Checkout, ...]
    built: BuildReport

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return index_dict(self.checkouts, self.built)


class State(Struct, frozen=True, kw_only=True):
    """The status of each source, and whether the index is that of the checkouts.

    `pairs` are the programs that call each other, None where no index says so; `further` has those
    of each further version.
    """

    status: WorkspaceStatus
    index: IndexState
    pairs: tuple[Pair, ...] | None = None
    further: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the index is up to date and no source has a problem."""
        is_sound = not self.status.problems and not any(v.error for v in self.status.further)
        return self.index == "fresh" and is_sound

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return status_dict(self.status, self.index, self.pairs, self.further)


def sync(
    folder: AnyPath,
    *,
    locked: bool = False,
    update: bool = False,
    jobs: int = DEFAULT_JOBS,
    also: Sequence[str] = (),
    timeout: float = 0.0,
    on_source: SyncProgress = silent,
    on_file: Progress | None = None,
) -> Synced:
    """Fetch the sources of the workspace that `folder` is in, at the versions that fit its
    deployment, and index them.

    `locked`: check out exactly the commits in workspace.lock. `update`: accept tags that moved
    since they were locked. `also` are further versions of Dify, brought as git objects, that can
    then be asked. `timeout`: the seconds that git may take in all, 0 for any. A source that fails
    is in the report, and the others are indexed. Raise WorkspaceError if the workspace or its lock
    is wrong.
    """
    workspace = load_workspace(Path(folder))
    report = sync_workspace(
        workspace,
        locked=locked,
        update=update,
        jobs=jobs,
        timeout=timeout,
        progress=on_source,
        also=also,
    )
    lacking = {result.name: why for result in report.results if (why := _failure_of(result))}
    # A source that failed may still have its old checkout, which is indexed with the others.
    if not report.checkouts:
        write_shortfalls(workspace.state_folder, shortfall_notes(lacking, ()))
        return Synced(report=report, built=None)
    built = _build(workspace, report.checkouts, report.further, on_file, lacking)
    prepare_search(workspace, on_file)
    pairs, further = _pairs(workspace, renew=True), _further_pairs(workspace, renew=True)
    return Synced(report=report, built=built, pairs=pairs, further=further)


def index(folder: AnyPath, *, progress: Progress | None = None) -> Indexed:
    """Index what is checked out in the workspace that `folder` is in.

    Raise WorkspaceError if nothing is checked out, or a sync goes on for too long.
    """
    workspace = load_workspace(Path(folder))
    check_length(workspace.state_folder)
    clear_state(workspace.state_folder)
    # What a sync has half done must not be written over what it indexes when it is done.
    with sync_lock(workspace):
        state = workspace_status(workspace)
        checkouts = state.checkouts
        if not checkouts:
            raise WorkspaceError("nothing is checked out", hint=RUN_SYNC)
        lacking = {each.name: _problem_of(each) for each in state.problems}
        built = _build(workspace, checkouts, state.further, progress, lacking)
    _pairs(workspace)  # so that no question waits for them
    _further_pairs(workspace)
    return Indexed(checkouts=checkouts, built=built)


def _build(
    workspace: WorkspaceConfig,
    checkouts: Sequence[Checkout],
    further: Iterable[FurtherVersion],
    progress: Progress | None,
    lacking: Mapping[str, str],
) -> BuildReport:
    """Build the index, and keep with it why sources are `lacking`."""
    folder = workspace.state_folder
    built = build_index(
        folder,
        checkouts,
        workspace.roots,
        progress=progress,
        stamp=stamp_of(workspace.folder),
        further=_checkouts(further),
    )
    with Index.open(folder) as opened:
        notes = shortfall_notes(lacking, opened.broken_files())
    write_shortfalls(folder, notes)
    return built


def _failure_of(result: SourceResult) -> str:
    """Return what a source of a sync is not, empty if it is what is wanted."""
    if result.error is None:
        return ""
    if result.checkout is None:
        return "is not in this answer: the last sync failed for it"
    if result.because == LEFT:
        wanted = "workspace.yaml asks for another version"
        return f"is at {result.checkout.version}, {wanted}: the last sync failed for it"
    return ""


def _problem_of(source: SourceStatus) -> str:
    if source.commit:
        return (
            f"is at {source.version}, which may be another version than is wanted: {source.problem}"
        )
    return f"is not in this answer: {source.problem}"


def _checkouts(further: Iterable[FurtherVersion]) -> dict[str, tuple[Checkout, ...]]:
    """Return the checkouts of the further versions that are here."""
    return {each.version: each.checkouts for each in further if each.checkouts}


def _further_views(workspace: WorkspaceConfig) -> dict[str, tuple[Checkout, ...]]:
    with Index.open(workspace.state_folder) as opened:
        return {version: tuple(own.values()) for version, own in opened.further().items()}


def prepare_search(workspace: WorkspaceConfig, progress: Progress | None) -> None:
    """Build now what `find` needs in each version, so that no question waits for it."""
    folder = workspace.state_folder
    for view in (None, *_further_views(workspace).values()):
        with Index.open(folder, checkouts=view) as opened:
            if has_search(folder, opened):
                continue
            if progress is not None:
                progress("preparing the search", 0, 0)
            ensure_search(folder, opened)


def _pairs(workspace: WorkspaceConfig, *, renew: bool = False) -> tuple[Pair, ...]:
    """Return the programs that call each other, once the index is that of the checkouts."""
    with Index.open(workspace.state_folder) as opened:
        return workspace_pairs(opened, workspace.roots, renew=renew)


def _further_pairs(
    workspace: WorkspaceConfig, *, renew: bool = False
) -> dict[str, tuple[Pair, ...]]:
    """Return the same of each further version."""
    found: dict[str, tuple[Pair, ...]] = {}
    for version, view in _further_views(workspace).items():
        with Index.open(workspace.state_folder, checkouts=view) as opened:
            found[version] = workspace_pairs(opened, workspace.roots, renew=renew)
    return found


def status(folder: AnyPath) -> State:
    """Return the state of the workspace that `folder` is in, without asking any server."""
    workspace = load_workspace(Path(folder))
    # A missing index is a state to report here, not an error.
    try:
        with Index.open(workspace.state_folder) as opened:
            indexed = opened.checkouts()
    except IndexMissingError:
        indexed = {}
    found = workspace_status(workspace, indexed=indexed)
    if is_fresh(workspace.state_folder, found.checkouts, further=_checkouts(found.further)):
        pairs, further = _pairs(workspace), _further_pairs(workspace)
        return State(status=found, index="fresh", pairs=pairs, further=further)
    return State(status=found, index="stale" if indexed else "missing")
