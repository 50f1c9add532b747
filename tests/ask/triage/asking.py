"""`triage` asked of logs alone, with a pool of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxkit.ask.triage import triage as question
from ctxkit.ask.triage.case import Case
from ctxkit.ask.triage.given_files import GivenFiles
from ctxkit.ask.triage.results import Triage
from ctxkit.ask.triage.workers import WorkerPool
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources


def triage(
    index: Index,
    sources: Sources,
    names: Sequence[str],
    *,
    jobs: int = 1,
    is_stopped: Callable[[], bool] = bool,
) -> Triage:
    case = Case(given=GivenFiles(logs=tuple(names)))
    with WorkerPool(index, jobs) as pool:
        return question.triage(pool, index, sources, case, progress=None, is_stopped=is_stopped)
