"""Blocks go to workers while these have room, and counts come back in the order of the blocks."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from ctxkit.ask.triage import workers
from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.workers import WorkerPool
from ctxkit.index.processes import receive, send
from ctxkit.index.reader import Index
from tests.ask.literal import literal_index
from tests.ask.triage.answers import log_fact

REST = 1_000
"""Lines of the counts that a fake worker held until the end."""


def tally(lines: int) -> BlockTally:
    return BlockTally(lines, 0, 0, [], [], [], [], {}, {}, {})


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    facts = [log_fact("letter {} sent to its recipient")]
    asked = literal_index(tmp_path, {"dify": {"api/a.py": ("\n" * 20, [*facts])}})
    yield asked.index
    asked.index.close()


class Fakes:
    """Workers that answer a block with its length, once they may."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.started: list[str] = []
        self.received: list[Any] = []
        self.may_answer = Event()
        self.may_answer.set()
        self.is_dead = False
        monkeypatch.setattr(workers, "worker_process", self.process)
        monkeypatch.setattr(workers, "send", self.send)
        monkeypatch.setattr(workers, "receive", self.receive)

    @contextmanager
    def process(self, module: str, *, shielded: bool) -> Iterator[Any]:
        assert shielded
        self.started.append(module)
        pipe: Queue[Any] = Queue()
        yield SimpleNamespace(stdin=pipe, stdout=pipe)

    def send(self, pipe: Queue[Any], message: Any) -> None:
        self.received.append(message)
        if not isinstance(message[0], str):
            pipe.put(message)

    def receive(self, pipe: Queue[Any]) -> Any:
        assert self.may_answer.wait(20)
        number, block = pipe.get()
        if self.is_dead:
            return None
        return tuple(tally(REST if number < 0 else len(block)))


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> Fakes:
    return Fakes(monkeypatch)


def blocks(number: int) -> list[bytes]:
    return [b"x\n" * each for each in range(1, number + 1)]


def lines(pool: WorkerPool, number: int) -> list[int]:
    return [counted.lines for counted in pool.scan(blocks(number))]


def test_limits() -> None:
    assert (workers.MAX_QUEUED_BLOCKS, workers.MAX_BLOCKS_AHEAD) == (2, 8)


def test_one_process_scans_alone(index: Index, fakes: Fakes) -> None:
    pool = WorkerPool(index, 1)
    assert lines(pool, 3) == [1, 2, 3, 0]
    assert fakes.started == []
    assert [row.line for row in pool.statements] == [10]


def test_workers_start_with_the_second_block(index: Index, fakes: Fakes) -> None:
    assert lines(WorkerPool(index, 3), 1) == [1, 0]
    assert fakes.started == []
    found = lines(WorkerPool(index, 3), 2)
    assert fakes.started == ["ctxkit.ask.triage.workers"] * 2
    assert fakes.received[0] == (str(index.folder), None)
    # The second block is a worker's, which counts its bytes; then the rests of two.
    assert found == [1, 4, REST, REST, 0]


def test_workers_start_once(index: Index, fakes: Fakes) -> None:
    pool = WorkerPool(index, 2)
    pool.start()
    pool.start()
    assert len(fakes.started) == 1
    assert lines(pool, 2) == [2, 4, REST, 0]


def test_a_worker_has_a_limited_number_of_blocks(index: Index, fakes: Fakes) -> None:
    fakes.may_answer.clear()
    pool = WorkerPool(index, 2)
    pool.start()

    def given() -> Iterator[bytes]:
        yield from blocks(4)
        fakes.may_answer.set()

    # The first two are the worker's, the others are scanned here.
    assert [counted.lines for counted in pool.scan(given())] == [2, 4, 3, 4, REST, 0]


def test_a_worker_that_answered_has_room_again(index: Index, fakes: Fakes) -> None:
    pool = WorkerPool(index, 2)
    pool.start()
    (worker,) = pool._workers
    assert [worker.accepts(number, b"xx") for number in range(3)] == [True, True, False]
    assert worker.queued == 2
    pool._take_answer()
    assert worker.queued == 1
    assert worker.accepts(3, b"xx")
    assert not worker.accepts(4, b"xx")


def test_a_limited_number_of_blocks_is_done_ahead(
    index: Index, fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.may_answer.clear()
    pool = WorkerPool(index, 2)
    pool.start()
    waited: list[int] = []
    take = WorkerPool._take_answer

    def take_answer(self: WorkerPool) -> None:
        waited.append(len(self._ready))
        fakes.may_answer.set()
        take(self)

    monkeypatch.setattr(WorkerPool, "_take_answer", take_answer)
    found = lines(pool, 12)
    assert waited[0] == 9
    assert found[:2] == [2, 4]
    assert len(found) == 14
    assert found[-2:] == [REST, 0]


def test_a_worker_that_ends_early_is_an_error(index: Index, fakes: Fakes) -> None:
    fakes.is_dead = True
    with pytest.raises(RuntimeError, match="a worker process ended before its work was done"):
        lines(WorkerPool(index, 2), 3)


@pytest.mark.parametrize("is_enabled", [True, False])
def test_the_garbage_collector_rests_meanwhile(index: Index, is_enabled: bool) -> None:
    before = sys.getswitchinterval()
    (gc.enable if is_enabled else gc.disable)()
    try:
        seen = []
        for _ in WorkerPool(index, 1).scan(blocks(1)):
            seen.append((gc.isenabled(), round(sys.getswitchinterval(), 6)))
        assert seen == [(False, 0.0002)] * 2
        assert gc.isenabled() is is_enabled
        assert sys.getswitchinterval() == before
    finally:
        gc.enable()


def answers(monkeypatch: pytest.MonkeyPatch, *messages: Any) -> list[Any]:
    """Return what a worker answers to messages."""
    stdin, stdout = io.BytesIO(), io.BytesIO()
    for message in messages:
        send(stdin, message)
    stdin.seek(0)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stdin))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=stdout))
    try:
        workers.main()
        assert sys.stdout is sys.stderr
    finally:
        gc.enable()
    stdout.seek(0)
    return list(iter(lambda: receive(stdout), None))


def test_a_worker_answers_each_block_and_the_end(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = b"letter 7 sent to its recipient\n"
    found = answers(monkeypatch, (str(index.folder), None), (3, block), (4, block * 2), (-1, b""))
    tallies = [BlockTally(*each) for each in found]
    assert [(each.lines, len(each.statements)) for each in tallies] == [(1, 0), (2, 0), (0, 1)]
    assert tallies[2].statements[0][1][0] == 3
    assert tallies[2].statements[0][2] == 3


def test_a_worker_without_a_message_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answers(monkeypatch) == []
