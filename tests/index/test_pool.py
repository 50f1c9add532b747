from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from pathlib import Path
from threading import Event

import pytest

from ctxkit.index import pool
from ctxkit.index.first_worker import FirstWorker
from ctxkit.index.jobs import Job
from ctxkit.index.pool import CRASHED, FileReaders, WorkerDiedError, run_jobs


def jobs(folder: Path, count: int) -> list[Job]:
    found = []
    for number in range(count):
        data = f"def f{number}(): ...\n".encode()
        oid = sha1(b"blob %d\0" % len(data) + data).digest()
        found.append(Job(number, "dify", str(folder), f"m{number}.py", oid, False, data))
    return found


@pytest.mark.parametrize("count", [0, 1, 48, 49, 130])
def test_every_job_is_done_once(tmp_path: Path, count: int) -> None:
    results = sorted(run_jobs(jobs(tmp_path, count)))
    assert [result.number for result in results] == list(range(count))
    assert [result.rows[0][1] for result in results] == [f"f{n}" for n in range(count)]


def test_files_are_read_while_others_are_added(tmp_path: Path) -> None:
    both = jobs(tmp_path, 60)
    with FileReaders() as readers:
        readers.add(both[:50])
        while readers._answers.empty():
            time.sleep(0.01)
        readers.add(both[50:])
        assert [result.number for result in sorted(readers.results())] == list(range(60))


def test_workers_end_where_listing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Event()
    real = pool.FirstWorker.started

    @contextmanager
    def watched(first: FirstWorker) -> Iterator[object]:
        with real(first) as process:
            yield process
        ended.set()

    monkeypatch.setattr(pool.FirstWorker, "started", watched)
    with pytest.raises(OSError, match="no disk"), FileReaders() as readers:
        readers.add(jobs(tmp_path, 1))
        raise OSError("no disk")
    assert ended.wait(20)


@pytest.fixture
def _dying(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_WORKER", "tests.index.dying_worker")


@pytest.mark.usefixtures("_dying")
def test_a_file_that_kills_its_worker_is_broken(tmp_path: Path) -> None:
    deadly = [
        job._replace(data=b"die") if job.number in (3, 7) else job for job in jobs(tmp_path, 60)
    ]
    results = sorted(run_jobs(deadly))
    assert [result.number for result in results] == list(range(60))
    assert {r.number: r.broken for r in results if r.broken} == dict.fromkeys((3, 7), CRASHED)


@pytest.mark.usefixtures("_dying")
def test_many_files_that_kill_their_workers_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pool._MAX_CRASHES < 96  # so the real limit, which takes longer to reach, ends them too
    monkeypatch.setattr(pool, "_MAX_CRASHES", 2)
    with pytest.raises(WorkerDiedError, match=r"died reading m\d+\.py \.\.\."):
        list(run_jobs([job._replace(data=b"die") for job in jobs(tmp_path, 96)]))


def test_a_worker_that_does_not_start_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "receive", lambda stream: None)
    with pytest.raises(WorkerDiedError, match="do not start"):
        list(run_jobs(jobs(tmp_path, 3)))


@pytest.mark.parametrize(("count", "processes"), [(0, 1), (48, 1), (49, 2), (200, 3)])
def test_all_cores_work_at_once_if_there_is_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, processes: int
) -> None:
    started = []
    monkeypatch.setattr(pool.os, "cpu_count", lambda: 3)
    for name in ("started", "copied"):
        real = getattr(FirstWorker, name)
        monkeypatch.setattr(
            FirstWorker, name, lambda first, real=real: started.append(first) or real(first)
        )
    with FileReaders() as readers:
        readers.start()
        readers.add(jobs(tmp_path, count))
        assert len(list(readers.results())) == count
    assert len(started) == processes
