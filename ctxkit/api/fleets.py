"""What a user names for `triage`: files, or urls of a store -> the triage of each deployment below
them, and of all together.

The first folder below a url is a deployment. Not here: the triage of one (`case_files.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.api.case_files import CaseReader
from ctxkit.ask.triage.archives import Limits, plain_name
from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.fetching import fetch
from ctxkit.ask.triage.log_files import Progress
from ctxkit.ask.triage.results import Triage
from ctxkit.ask.triage.tally import Tally
from ctxkit.ask.triage.triage import triage_over_all
from ctxkit.ask.triage.unpacking import MAX_TOLD, note_on_left
from ctxkit.ask.triage.workers import WorkerPool
from ctxkit.deployment.user_deployment import AnyPath
from ctxkit.errors import UsageError
from ctxkit.files.stores import Store, is_url
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources

if TYPE_CHECKING:
    from ctxkit.ask.locate.other_versions import OtherVersion

MAX_DEPLOYMENTS = 5_000


class StoredDeployment(Struct, frozen=True, kw_only=True):
    """A deployment in a store: its folder below the url, empty for what is directly there."""

    store: Store
    folder: str

    @property
    def url(self) -> str:
        return f"{self.store.url}/{self.name}" if self.folder else self.store.url

    @property
    def name(self) -> str:
        """How it is called in a report."""
        return plain_name(self.folder or self.store.url.rpartition("/")[2])


class _Counts:
    """The counts of all deployments, whose blocks are numbered one after the other."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._first = self._next = 0

    def begin(self) -> None:
        """Number the next blocks, which are of another deployment, after the last one."""
        self._first = self._next

    def add(self, block: BlockTally) -> None:
        number = self._first + block.number
        self.tally.add(block._replace(number=number))
        self._next = number + 1


def triage_named(
    names: Sequence[str],
    index: Index,
    sources: Sources,
    *,
    env: AnyPath | None,
    values: Sequence[AnyPath],
    compose: Sequence[AnyPath],
    jobs: int,
    executor: Executor | None,
    progress: Progress | None,
    is_stopped: Callable[[], bool],
) -> Triage:
    """Return the triage of files, folders and archives, or of urls of stores."""
    with WorkerPool(index, jobs, executor) as pool:
        reader = CaseReader(
            index=index,
            sources=sources,
            pool=pool,
            env=env,
            values=values,
            compose=compose,
            progress=progress,
            is_stopped=is_stopped,
        )
        url = _url_of(names)
        if url is None:
            return reader.triage(names)
        return triage_store(reader, url)


def with_notes(
    found: Triage,
    notes: Sequence[str],
    own: OtherVersion,
    others: Callable[[], Iterable[OtherVersion]] | None,
) -> Triage:
    """Return a triage, and those of its deployments, with what the asked version of a workspace,
    `own`, and its others add.
    """
    deployments = (with_notes(each, notes, own, others) for each in found.deployments)
    found = replace(
        found,
        notes=(*notes, *found.notes),
        asked_version=own.label,
        deployments=tuple(deployments),
    )
    if others is None:
        return found
    from ctxkit.ask.triage.other_versions import told_of_others

    return told_of_others(found, own, others)


def _url_of(names: Sequence[str]) -> str | None:
    """Return the url of a store; None if files are named. Raise UsageError if it is not alone."""
    urls = [name for name in names if is_url(name)]
    if urls and len(names) > 1:
        raise UsageError("a url of a store stands alone", hint="give one url, or files")
    return urls[0] if urls else None


def triage_store(reader: CaseReader, url: str) -> Triage:
    """Return the triage of what is below a url: of all deployments, with that of each; of one alone
    where there are no folders.

    Raise UsageError if there is nothing, ClusterError if a store fails.
    """
    store = Store(url)
    deployments = list(_deployments(store))
    if len(deployments) == 1:
        return _triage_of(reader, deployments[0], None)
    if reader.names_files:
        raise UsageError(
            f"--env, --values and --compose are of one deployment, and here are {len(deployments)}",
            hint="put these files beside the logs of theirs",
        )
    counts, notes = _Counts(), []
    reports: list[Triage] = []
    for each in deployments[:MAX_DEPLOYMENTS]:
        if reader.is_stopped():
            break
        counts.begin()
        try:
            reports.append(_triage_of(reader, each, counts))
        except UsageError as error:  # the others have an answer all the same
            notes.append(f"{each.name} was not read to the end: {error.message}")
    if len(notes) > MAX_TOLD:
        notes[MAX_TOLD:] = [f"… {len(notes) - MAX_TOLD} more"]
    if len(deployments) > MAX_DEPLOYMENTS:
        notes.append(f"only the first {MAX_DEPLOYMENTS:,} deployments were read")
    rows = reader.pool.statements
    found = triage_over_all(
        reader.index,
        reader.sources,
        [store.url],
        rows,
        counts.tally,
        reports,
        stopped=reader.is_stopped(),
    )
    return replace(found, notes=(*found.notes, *notes))


def _deployments(store: Store) -> Iterator[StoredDeployment]:
    folders = store.folders()
    if not folders or any(True for _ in store.objects(deep=False)):
        yield StoredDeployment(store=store, folder="")
    for folder in folders:
        yield StoredDeployment(store=store, folder=folder)


def _triage_of(reader: CaseReader, deployment: StoredDeployment, counts: _Counts | None) -> Triage:
    """Fetch a deployment into a folder of its own, and return its triage."""
    store = deployment.store
    with TemporaryDirectory(prefix="ctxkit-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        limits = Limits(folder, reader.is_stopped)
        objects = store.objects(deployment.folder, deep=bool(deployment.folder))
        left = fetch(store, objects, folder, limits, reader.progress)
        place = str(_place_of(deployment, folder))
        shown = [(place, deployment.url)]
        found = reader.triage([place], shown=shown, also=counts.add if counts else None)
    return replace(found, name=deployment.name, notes=(*found.notes, *note_on_left(left)))


def _place_of(deployment: StoredDeployment, folder: Path) -> Path:
    """Return what the url of a deployment is in the folder into which it was fetched."""
    return next(folder.iterdir(), folder) if deployment.store.is_object else folder
