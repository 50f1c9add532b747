from __future__ import annotations

from hashlib import sha1
from pathlib import Path

import pytest

from ctxkit.index.jobs import Job, Result
from ctxkit.index.worker import read_job

SOURCE = b"def one(): ...\n"


def oid(data: bytes) -> bytes:
    return sha1(b"blob %d\0" % len(data) + data).digest()


def job(folder: Path, *, path: str = "a.py", data: bytes | None = None, of: bytes = SOURCE) -> Job:
    return Job(7, "dify", str(folder), path, oid(of), False, data)


def test_the_names_that_a_file_mentions(tmp_path: Path) -> None:
    data = b"send(timeout=1)"
    result = read_job(job(tmp_path, data=data, of=data))
    assert (result.calls, result.writes) == (("send",), ("timeout",))


def test_the_rows_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(SOURCE)
    result = read_job(job(tmp_path))
    assert (result.number, result.broken, result.differs) == (7, "", False)
    assert [row[1] for row in result.rows] == ["one"]
    assert type(result.rows[0]) is tuple  # marshal knows no named tuples


@pytest.mark.parametrize("size", [0, 65_535, 65_536, 65_537, 2_000_001])
def test_a_file_of_any_size_is_read_whole(tmp_path: Path, size: int) -> None:
    source = b"#" * size
    (tmp_path / "a.py").write_bytes(source)
    assert read_job(job(tmp_path, of=source)) == Result(7, [], "", False)


def test_only_the_content_of_the_blob_is_believed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"def edited(): ...\n")
    assert read_job(job(tmp_path)) == Result(7, [], "", True)
    assert read_job(job(tmp_path, path="missing.py")) == Result(7, [], "", True)


def test_content_from_git_is_read_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"def edited(): ...\n")
    result = read_job(job(tmp_path, data=SOURCE))
    assert ([row[1] for row in result.rows], result.differs) == (["one"], False)
    assert read_job(job(tmp_path, data=b"")) == Result(7, [], "", False)


def test_a_file_that_breaks_an_extractor_is_named(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def broken(source: object) -> None:
        raise ValueError("x" * 500)

    monkeypatch.setattr("ctxkit.index.worker.extract", broken)
    result = read_job(job(tmp_path, data=SOURCE))
    assert result.broken == f"ValueError: {'x' * 188}"
    assert (result.rows, result.differs) == ([], False)
