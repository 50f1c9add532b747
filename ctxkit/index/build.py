"""Build the index: list the files of each checkout, read the new ones on all cores, store their
facts.

Not here: the facts of a file (`extract/`), how they are stored (`builder.py`), the checkouts
(`workspace/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from msgspec import Struct

from ctxkit.index.builder import Builder, SourceFile, building
from ctxkit.index.digest import digest
from ctxkit.index.freshness import is_fresh
from ctxkit.index.garbage import collecting_rarely
from ctxkit.index.jobs import Job, Result
from ctxkit.index.pool import FileReaders, run_jobs
from ctxkit.index.reader import Index
from ctxkit.index.schema import DATABASE
from ctxkit.model import Checkout
from ctxkit.workspace.git_objects import TreeFile, list_files, read_blobs
from ctxkit.workspace.locks import exclusive

BUILD_LOCK = "build.lock"
"""The file of the state folder that a build locks."""

_PROGRESS_STEP = 200  # files from one report of progress to the next

Progress = Callable[[str, int, int], None]
"""Called with (the action, steps done, steps in all)."""


class BuildReport(Struct, frozen=True, kw_only=True):
    """The result of a build: how many files the new trees have, and how many of them were read.

    `broken` are (repository, path, reason) of the files that could not be read.
    """

    files: int
    parsed: int
    broken: tuple[tuple[str, str, str], ...] = ()


def build_index(
    folder: Path,
    checkouts: Sequence[Checkout],
    roots: Mapping[str, Path],
    *,
    progress: Progress | None = None,
    stamp: str = "",
    further: Mapping[str, Sequence[Checkout]] | None = None,
) -> BuildReport:
    """Bring the index in `folder` to `checkouts`, whose work trees lie at `roots` by repository.

    `stamp` is kept with it (`freshness.py`). `further` are other versions that can be asked, by
    their names, whose objects are in the same clones. Only blobs that the index has never seen are
    read. Raise WorkspaceError if another build goes on for too long.
    """
    folder.mkdir(parents=True, exist_ok=True)
    further = further or {}
    if is_fresh(folder, checkouts, stamp, further):
        return BuildReport(files=0, parsed=0)
    with exclusive(folder / BUILD_LOCK, what="the index"):
        # We hold the lock: a copy that is there is of a build that was killed.
        for leftover in folder.glob(f"{DATABASE}.tmp-*"):
            leftover.unlink(missing_ok=True)
        with collecting_rarely(), building(folder, digest=digest()) as builder:
            every = [*checkouts, *chain.from_iterable(further.values())]
            files, parsed = _add_trees(builder, every, roots, progress)
            builder.set_view(checkouts, stamp, further)
        with Index.open(folder) as index:
            broken = tuple(index.broken_files())
    return BuildReport(files=files, parsed=parsed, broken=broken)


def index_beside(
    folder: Path,
    checkouts: Sequence[Checkout],
    roots: Mapping[str, Path],
    *,
    progress: Progress | None = None,
) -> None:
    """Add the files of `checkouts`, of any version whose objects are there, to the index and leave
    its view alone.
    """
    with Index.open(folder, digest=digest()) as index:
        if index.has_trees(checkouts):
            return
    with (
        exclusive(folder / BUILD_LOCK, what="the index"),
        collecting_rarely(),
        building(folder, digest=digest()) as builder,
    ):
        _add_trees(builder, checkouts, roots, progress)
        builder.keep(checkouts)


def _add_trees(
    builder: Builder,
    checkouts: Sequence[Checkout],
    roots: Mapping[str, Path],
    progress: Progress | None,
) -> tuple[int, int]:
    """Add the trees that the index lacks and read their new files; return how many files there are
    of both.
    """
    files = 0
    jobs: list[Job] = []
    with FileReaders() as readers:
        for checkout in checkouts:
            if builder.has_tree(checkout):
                continue
            if not files:
                readers.start()
            root = roots[checkout.repo]
            wanted = _readable(list_files(root, checkout.commit))
            files += len(wanted)
            new = builder.add_tree(checkout.repo, checkout.commit, wanted)
            own = [Job(n, checkout.repo, str(root), f.path, f.oid, f.test) for n, f in new]
            readers.add(own)
            jobs += own
        _store_all(builder, readers, jobs, progress)
    return files, len(jobs)


def _readable(files: Iterable[TreeFile]) -> list[SourceFile]:
    """Return the files that some language reads."""
    # A fifth of a second, in which the first worker, by now started, gets ready.
    from ctxkit.extract.registry import is_test, language_of

    return [
        SourceFile(file.path, file.oid, is_test(file.path))
        for file in files
        if language_of(file.path)
    ]


def _store_all(
    builder: Builder, readers: FileReaders, jobs: Sequence[Job], progress: Progress | None
) -> None:
    """Store the facts of the files of `jobs`, which are being read.

    Where the work tree differs from the commit, git is asked for the content.
    """
    differing: list[Job] = []
    by_number = {job.number: job for job in jobs}
    for done, result in enumerate(readers.results(), 1):
        if progress and (done % _PROGRESS_STEP == 0 or done == len(jobs)):
            progress("indexing", done, len(jobs))
        if result.differs:
            differing.append(by_number[result.number])
        else:
            _store(builder, result)
    for result in run_jobs(list(_with_blobs(builder, differing))):
        _store(builder, result)


def _store(builder: Builder, result: Result) -> None:
    builder.add_facts(result.number, result.rows, result.broken)
    builder.add_mentions(result.number, calls=result.calls, writes=result.writes)


def _with_blobs(builder: Builder, jobs: Sequence[Job]) -> Iterator[Job]:
    """Yield the jobs with the content of their blobs; record those whose blob is missing."""
    for folder in sorted({job.folder for job in jobs}):
        own = [job for job in jobs if job.folder == folder]
        for job, data in zip(own, read_blobs(Path(folder), [job.oid for job in own]), strict=True):
            if data is None:
                builder.add_facts(job.number, (), "its blob is missing from the repository")
            else:
                yield job._replace(data=data)
