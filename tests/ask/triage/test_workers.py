"""Blocks go to whoever has room, and counts come back whole and in the order of the blocks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from ctxkit.ask.triage import workers
from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.workers import WorkerPool
from ctxkit.errors import ClusterError
from ctxkit.index.reader import Index
from tests.ask.literal import literal_index
from tests.ask.triage.answers import log_fact

LINE = b"letter %d sent to its recipient\n"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    facts = [log_fact("letter {} sent to its recipient")]
    asked = literal_index(tmp_path, {"dify": {"api/a.py": ("\n" * 20, [*facts])}})
    yield asked.index
    asked.index.close()


def blocks(number: int) -> list[bytes]:
    return [LINE % each * each for each in range(1, number + 1)]


def counted(pool: WorkerPool, number: int) -> list[BlockTally]:
    with pool:
        return list(pool.scan(blocks(number)))


def lines(found: list[BlockTally]) -> list[int]:
    return [each.lines for each in found]


class Recorder(Executor):
    """Does as `work` says with each task: (what it was given, its future)."""

    def __init__(self, work: Callable[[Future[Any], Callable[[], Any]], None]) -> None:
        self._work = work
        self.tasks: list[tuple[Any, ...]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.tasks.append(args)
        future: Future[Any] = Future()
        self._work(future, lambda: fn(*args))
        return future


def at_once(future: Future[Any], run: Callable[[], Any]) -> None:
    try:
        future.set_result(run())
    except ClusterError as error:
        future.set_exception(error)


def in_a_new_thread(future: Future[Any], run: Callable[[], Any]) -> None:
    """As a worker does that has never met these statements."""
    thread = Thread(target=at_once, args=(future, run))
    thread.start()
    thread.join()


def never(future: Future[Any], run: Callable[[], Any]) -> None:
    pass


def test_limits() -> None:
    assert (workers.MAX_QUEUED_BLOCKS, workers.MAX_BLOCKS_AHEAD) == (2, 8)
    assert workers.PATIENCE_SECONDS == 120


def test_one_process_scans_alone(index: Index) -> None:
    pool = WorkerPool(index, 1)
    found = counted(pool, 3)
    assert lines(found) == [1, 2, 3]
    assert [each.number for each in found] == [0, 1, 2]
    assert [each.statements[0][1][0] for each in found] == [1, 2, 3]
    assert [row.line for row in pool.statements] == [10]


class OwnProcesses(Recorder):
    """In the place of the processes of this machine."""

    made: ClassVar[list[int]] = []

    def __init__(self, number: int, initializer: Callable[..., None], arguments: Any) -> None:
        super().__init__(type(self).work)
        self.made.append(number)
        initializer(*arguments)

    work = staticmethod(at_once)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> type[OwnProcesses]:
    monkeypatch.setattr(OwnProcesses, "made", [])
    monkeypatch.setattr(workers, "LocalProcesses", OwnProcesses)
    return OwnProcesses


def test_processes_start_with_the_second_block(index: Index, own: type[OwnProcesses]) -> None:
    assert lines(counted(WorkerPool(index, 3), 1)) == [1]
    assert own.made == []
    assert lines(counted(WorkerPool(index, 3), 3)) == [1, 2, 3]
    assert own.made == [2]


def test_processes_start_once_and_have_the_statements(
    index: Index, own: type[OwnProcesses]
) -> None:
    with WorkerPool(index, 2) as pool:
        pool.start()
        pool.start()
        assert own.made == [1]
        assert pool.scan(blocks(2)).__next__().lines == 1
        executor: Any = pool._executor
        assert executor.tasks[0][:3] == ("", pool._sent_statements.digest, None)


def test_this_process_scans_what_its_own_have_no_room_for(
    index: Index, own: type[OwnProcesses], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "work", staticmethod(never))
    monkeypatch.setattr(workers, "PATIENCE_SECONDS", 0.0)
    with WorkerPool(index, 2) as pool:
        pool.start()
        assert lines(list(pool.scan(blocks(5)))) == [1, 2, 3, 4, 5]
        executor: Any = pool._executor
        assert [task[3] for task in executor.tasks] == [0, 1]


@pytest.mark.parametrize("work", [at_once, in_a_new_thread])
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_executor_gets_every_block(index: Index, work: Any, jobs: int) -> None:
    alone = counted(WorkerPool(index, 1), 5)
    executor = Recorder(work)
    pool = WorkerPool(index, jobs, executor)
    assert counted(pool, 5) == alone
    assert {task[3] for task in executor.tasks} == {0, 1, 2, 3, 4}
    first = [task[2] is not None for task in executor.tasks[: 2 * jobs + 1]]
    assert all(first)
    # A worker that knows no statements is given them, once for each time that it asks.
    assert len(executor.tasks) == (5 if work is at_once else 5 + max(0, 4 - 2 * jobs))


def test_threads_count_the_same(index: Index) -> None:
    with ThreadPoolExecutor(3) as executor:
        found = counted(WorkerPool(index, 3, executor), 40)
    assert found == counted(WorkerPool(index, 1), 40)


def test_an_executor_has_a_limited_number_of_blocks(index: Index) -> None:
    executor = Recorder(never)
    given = 0

    def endless() -> Iterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield LINE

    with pytest.MonkeyPatch.context() as patch, WorkerPool(index, 3, executor) as pool:
        patch.setattr(workers, "PATIENCE_SECONDS", 0.0)
        assert next(pool.scan(endless())).lines == 1
    assert given == len(executor.tasks) == 2 * 3 + 8 + 1


@pytest.mark.parametrize("patience", [0.0, 0.05])
def test_blocks_that_never_come_back_are_scanned_here(
    index: Index, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    monkeypatch.setattr(workers, "PATIENCE_SECONDS", patience)
    assert counted(WorkerPool(index, 2, Recorder(never)), 9) == counted(WorkerPool(index, 1), 9)


@pytest.mark.parametrize("kind", [BrokenExecutor, RuntimeError, OSError])
@pytest.mark.parametrize("after", [0, 3])
def test_a_broken_executor_is_done_without(index: Index, after: int, kind: type[Exception]) -> None:
    class Breaking(Recorder):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            if len(self.tasks) == after + 1:
                raise kind
            return super().submit(fn, *args)

    def until(future: Future[Any], run: Callable[[], Any]) -> None:
        if len(executor.tasks) > after:
            future.set_exception(BrokenExecutor())
        else:
            at_once(future, run)

    executor = Breaking(until)
    found = counted(WorkerPool(index, 2, executor), 6)
    assert found == counted(WorkerPool(index, 1), 6)
    assert len(executor.tasks) == after + 1


def test_a_worker_of_another_ctxkit_is_an_error(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "scan_digest", lambda: "another")
    with pytest.raises(ClusterError, match="another version of ctxkit") as caught:
        counted(WorkerPool(index, 2, Recorder(in_a_new_thread)), 3)
    assert "same version" in caught.value.hint


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_garbage_collector_rests_meanwhile(index: Index, is_enabled: bool) -> None:
    before = sys.getswitchinterval()
    (gc.enable if is_enabled else gc.disable)()
    try:
        seen = []
        for _ in WorkerPool(index, 1).scan(blocks(2)):
            seen.append((gc.isenabled(), round(sys.getswitchinterval(), 6)))
        assert seen == [(False, 0.0002)] * 2
        assert gc.isenabled() is is_enabled
        assert sys.getswitchinterval() == before
        for _ in WorkerPool(index, 1, Recorder(at_once)).scan(blocks(1)):
            assert gc.isenabled() is is_enabled  # what others leave is collected
    finally:
        gc.enable()
