from __future__ import annotations

from hashlib import sha1
from pathlib import Path

import pytest

from ctxkit.index import pool
from ctxkit.index.pool import run_jobs
from ctxkit.index.worker import Job


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


def test_a_worker_that_dies_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "receive", lambda stream: None)
    with pytest.raises(RuntimeError, match=r"died while reading m0\.py \.\.\. m2\.py"):
        list(run_jobs(jobs(tmp_path, 3)))


def test_all_cores_work_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(pool.os, "cpu_count", lambda: 3)
    real = pool.worker_process
    monkeypatch.setattr(pool, "worker_process", lambda name: started.append(name) or real(name))
    assert len(list(run_jobs(jobs(tmp_path, 100)))) == 100
    assert len(started) == 3
