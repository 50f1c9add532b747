"""Build the index: list the files of each checkout, have the new ones read on all cores, store
their facts.

Not here: what is in a file (`extract/`), how facts are stored (`reader.py`), where checkouts come
from (`workspace/`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Lock, Thread

from ctxkit.extract.registry import is_test, language_of
from ctxkit.index.builder import Builder, Progress, SourceFile, building
from ctxkit.index.digest import digest
from ctxkit.index.freshness import is_fresh
from ctxkit.index.processes import receive, send, worker_process
from ctxkit.index.reader import DATABASE, Index
from ctxkit.index.worker import Job, Result
from ctxkit.model import Checkout
from ctxkit.workspace.git_objects import TreeFile, list_files, read_blobs
from ctxkit.workspace.locks import exclusive

_BATCH = 48  # files: small enough to share the work evenly, large enough that messages cost nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did.

    `broken` are (repository, path, reason) of the files that could not be read.
    """

    files: int
    parsed: int
    broken: tuple[tuple[str, str, str], ...] = ()

    @property
    def changed(self) -> bool:
        return self.parsed > 0


def build_index(
    folder: Path,
    checkouts: Sequence[Checkout],
    roots: Mapping[str, Path],
    *,
    progress: Progress | None = None,
    stamp: str = "",
) -> BuildReport:
    """Bring the index in `folder` to `checkouts`, whose work trees lie at `roots` by repository.

    `stamp` is kept with it (`freshness.py`). Only blobs that the index has never seen are read.
    Raise WorkspaceError if another build goes on for too long.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if is_fresh(folder, checkouts, stamp):
        return BuildReport(files=0, parsed=0)
    with exclusive(folder / "build.lock", what="the index"):
        for leftover in folder.glob(
            f"{DATABASE}.tmp-*"
        ):  # of a build that was killed: we hold the lock, so nobody's
            leftover.unlink(missing_ok=True)
        with building(folder, digest=digest()) as builder:
            files, parsed = _add_trees(builder, checkouts, roots, progress)
            builder.set_view(checkouts, stamp)
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
        exclusive(folder / "build.lock", what="the index"),
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
    """Add the trees that the index lacks, read the files that are new, and return how many there
    are of both.
    """
    files = 0
    jobs: list[Job] = []
    for checkout in checkouts:
        if builder.has_tree(checkout.repo, checkout.commit):
            continue
        root = roots[checkout.repo]
        wanted = _wanted(list_files(root, checkout.commit))
        files += len(wanted)
        for number, file in builder.add_tree(checkout.repo, checkout.commit, wanted):
            jobs.append((number, checkout.repo, str(root), file.path, file.oid, file.test, None))
    _store_all(builder, jobs, progress)
    return files, len(jobs)


def _wanted(files: Iterable[TreeFile]) -> list[SourceFile]:
    return [
        SourceFile(file.path, file.oid, is_test(file.path))
        for file in files
        if language_of(file.path)
    ]


def _store_all(builder: Builder, jobs: list[Job], progress: Progress | None) -> None:
    """Read the files of `jobs` in worker processes and store their facts; what the work tree lacks
    is asked of git.
    """
    differing: list[int] = []
    for done, (number, rows, broken, differs) in enumerate(_read(jobs), 1):
        if progress and (done % 200 == 0 or done == len(jobs)):
            progress("indexing", done, len(jobs))
        if differs:
            differing.append(number)
        else:
            builder.add_facts(number, rows, broken)
    if not differing:
        return
    by_number = {job[0]: job for job in jobs}
    again: list[Job] = []
    for folder in sorted({by_number[n][2] for n in differing}):
        mine = [by_number[n] for n in differing if by_number[n][2] == folder]
        for job, data in zip(mine, read_blobs(Path(folder), [job[4] for job in mine]), strict=True):
            if data is None:
                builder.add_facts(job[0], (), "its blob is missing from the repository")
            else:
                again.append((*job[:6], data))
    for number, rows, broken, _ in _read(again):
        builder.add_facts(number, rows, broken)


def _read(jobs: list[Job]) -> Iterator[Result]:
    """Yield the result of each job in no fixed order, from as many processes as there are cores."""
    batches = [jobs[i : i + _BATCH] for i in range(0, len(jobs), _BATCH)]
    waiting = iter(batches)
    results: Queue[list[Result] | BaseException | None] = Queue(maxsize=16)
    guard = Lock()

    def feed() -> None:
        try:
            with worker_process("ctxkit.index.worker") as process:
                while True:
                    with guard:
                        batch = next(waiting, None)
                    if batch is None:
                        break
                    send(process.stdin, batch)
                    answer = receive(process.stdout)
                    if answer is None:
                        raise RuntimeError(
                            f"a worker process ended while reading {batch[0][3]} ... {batch[-1][3]}"
                        )
                    results.put(answer)
        except BaseException as error:
            results.put(error)
        results.put(None)

    running = min(len(batches), os.cpu_count() or 1)
    threads = [Thread(target=feed, daemon=True) for _ in range(running)]
    for thread in threads:
        thread.start()
    while running:
        answer = results.get()
        if answer is None:
            running -= 1
        elif isinstance(answer, BaseException):
            raise answer
        else:
            yield from answer
