"""Files of any encoding become UTF-8, and what cannot be read is an error with a way out."""

from __future__ import annotations

import gzip
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.triage import log_files
from ctxkit.ask.triage.log_files import read_chunks, total_size
from ctxkit.errors import UsageError


def never() -> bool:
    return False


def chunks(path: Path | str) -> list[bytes]:
    return list(read_chunks(str(path), None, never))


def written(folder: Path, data: bytes, name: str = "a.log") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Make standard input a pipe and return its other end."""
    read, write = os.pipe()
    stream = os.fdopen(read, "rb")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    yield write
    stream.close()


def test_limits() -> None:
    assert (log_files.CHUNK_BYTES, log_files.SAMPLE_BYTES) == (1_048_576, 20_000)
    assert log_files.MIN_TEXT_SHARE == 0.95


def test_the_size_of_what_is_known(tmp_path: Path) -> None:
    first, second = written(tmp_path, b"12345"), written(tmp_path, b"123", "b.log")
    names = [str(first), "-", str(second), str(tmp_path), str(tmp_path / "missing")]
    assert total_size(names) == 8
    assert total_size([]) == 0


def test_a_file_named_as_standard_input_is_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, b"12345", "-")
    assert total_size(["-"]) == 0


def test_a_file_comes_in_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "CHUNK_BYTES", 4)
    assert chunks(written(tmp_path, b"one\ntwo\nx")) == [b"one\n", b"two\n", b"x"]


def test_an_empty_file_has_no_text(tmp_path: Path) -> None:
    assert b"".join(chunks(written(tmp_path, b""))) == b""


@pytest.mark.parametrize("data", [b"\x1f", b"a", b"\x1fa"])
def test_a_short_file_is_whole(tmp_path: Path, data: bytes) -> None:
    assert b"".join(chunks(written(tmp_path, data * 3 + b"text" * 50))) == data * 3 + b"text" * 50


def test_a_gzip_file_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    data = gzip.compress(b"letter sent\n")
    assert chunks(written(tmp_path, data, "a.log.gz")) == [b"letter sent\n"]
    assert chunks(written(tmp_path, data, "a.log")) == [b"letter sent\n"]


def test_progress_counts_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "CHUNK_BYTES", 4)
    told: list[tuple[str, int, int]] = []
    path = str(written(tmp_path, b"one\ntwo\nx"))
    list(read_chunks(path, lambda *said: told.append(said), never))
    assert told == [(path, 4, 9), (path, 8, 9), (path, 9, 9)]


@pytest.mark.parametrize("packed", [False, True])
def test_a_pipe_that_has_a_name_keeps_its_beginning(packed: bool) -> None:
    # As the shell names it: `ctxkit triage <(docker compose logs)`.
    read, write = os.pipe()
    os.write(write, gzip.compress(b"letter sent\n") if packed else b"letter sent\n")
    os.close(write)
    assert chunks(f"/dev/fd/{read}") == [b"letter sent\n"]
    os.close(read)


def test_the_text_of_a_gzip_file_has_no_known_size(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    path = str(written(tmp_path, gzip.compress(b"letter sent\n"), "a.log.gz"))
    list(read_chunks(path, lambda *said: told.append(said), never))
    assert told == [(path, 12, 0)]


def test_reading_stops_between_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "CHUNK_BYTES", 4)
    path = str(written(tmp_path, b"one\ntwo\nx"))
    said = iter([False, False, True])
    assert list(read_chunks(path, None, lambda: next(said))) == [b"one\n", b"two\n"]


def error(name: Path | str) -> UsageError:
    with pytest.raises(UsageError) as raised:
        chunks(name)
    return raised.value


def test_a_missing_file(tmp_path: Path) -> None:
    assert str(error(tmp_path / "a.log")) == f"{tmp_path / 'a.log'}: No such file or directory"


def test_a_folder(tmp_path: Path) -> None:
    assert str(error(tmp_path)) == f"{tmp_path}: Is a directory"


def test_a_text_named_as_a_gzip_file(tmp_path: Path) -> None:
    path = written(tmp_path, b"letter sent\n", "a.gz")
    assert str(error(path)) == f"{path}: not a gzip file, despite its name"


def test_a_damaged_gzip_file(tmp_path: Path) -> None:
    text = b"".join(b"letter %d sent\n" % number for number in range(1_000))
    path = written(tmp_path, gzip.compress(text)[:-200], "a.gz")
    found = error(path)
    assert str(found).startswith(f"{path}: the gzip file is damaged after 0 bytes of text: ")
    assert found.hint == f"to read the part before: gzip -dc {path} | ctxkit triage -"


def test_a_gzip_file_whose_middle_is_damaged(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(b"".join(b"%d\n" % (n * n) for n in range(5_000))))
    data[len(data) // 2 :] = b"\xff" * (len(data) - len(data) // 2)
    assert "the gzip file is damaged" in str(error(written(tmp_path, bytes(data), "a.gz")))


def test_a_file_that_fails_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    path = str(written(tmp_path, b"text"))
    monkeypatch.setattr(log_files, "_open", lambda name: Failing())
    assert str(error(path)) == f"{path}: Input/output error"


@pytest.mark.parametrize(("controls", "is_text"), [(0, True), (5, True), (6, False), (100, False)])
def test_a_log_has_few_control_characters(tmp_path: Path, controls: int, is_text: bool) -> None:
    data = b"\x01" * controls + b"a" * (100 - controls)
    path = written(tmp_path, data)
    if is_text:
        assert chunks(path) == [data]
        return
    found = error(path)
    assert str(found) == f"{path}: a binary file, not a log"
    assert found.hint == "give a text: a .log file, a .gz file, or a pipe"


@pytest.mark.parametrize("control", [0, 1, 8, 11, 12, 14, 26, 28, 31, 127])
def test_control_characters_that_no_log_has(tmp_path: Path, control: int) -> None:
    # A zero byte may be read as an encoding of two bytes, so it is among others here.
    path = written(tmp_path, b"a" * 80 + bytes([control]) * 2 + b"\x02" * 18)
    assert "a binary file" in str(error(path))
    share = written(tmp_path, b"a" * 94 + b"\x02" * 5 + bytes([control]))
    assert "a binary file" in str(error(share))


@pytest.mark.parametrize("control", [9, 10, 13, 27, 32, 126])
def test_characters_that_logs_have(tmp_path: Path, control: int) -> None:
    data = b"a" * 50 + bytes([control]) * 50
    assert chunks(written(tmp_path, data)) == [data]


def test_the_beginning_decides_whether_a_file_is_text(tmp_path: Path) -> None:
    text = b"a" * 20_000 + b"\x01" * 5_000
    assert chunks(written(tmp_path, text)) == [text]
    assert "a binary file" in str(error(written(tmp_path, text[1_001:])))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_become_utf8(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Chunks end in the middle of characters.
    monkeypatch.setattr(log_files, "CHUNK_BYTES", 33)
    text = "投递失败：收件人不存在\nletter lost\n" * 20
    if encoding != "utf-16":
        text = "letter lost\n" * 20
    found = b"".join(chunks(written(tmp_path, text.encode(encoding)))).decode()
    assert found.lstrip("\ufeff") == text


def test_bytes_of_other_encodings_are_left_to_each_block(tmp_path: Path) -> None:
    data = "投递失败：收件人不存在\n".encode("gb18030")
    assert chunks(written(tmp_path, data)) == [data]


def test_a_text_that_ends_inside_a_character(tmp_path: Path) -> None:
    data = "letter lost\n".encode("utf-16") + b"a"
    assert (
        b"".join(chunks(written(tmp_path, data))).decode().lstrip("\ufeff") == "letter lost\n\ufffd"
    )


def test_standard_input(pipe: int) -> None:
    told: list[tuple[str, int, int]] = []
    found = read_chunks("-", lambda *said: told.append(said), never)
    os.write(pipe, b"letter ")
    assert next(found) == b"letter "
    os.write(pipe, b"sent\n")
    os.close(pipe)
    assert list(found) == [b"sent\n"]
    assert told == [("-", 7, 0), ("-", 12, 0)]


def test_a_silent_pipe_can_be_stopped(pipe: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "_POLL_SECONDS", 0.001)
    said = iter([False, False, False, True])
    assert b"".join(read_chunks("-", None, lambda: next(said))) == b""
    assert list(said) == []
    os.close(pipe)


def test_standard_input_need_not_be_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"letter sent\n")))
    assert chunks("-") == [b"letter sent\n"]


@pytest.mark.parametrize("state", ["none", "closed", "terminal"])
def test_there_is_nothing_on_standard_input(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"x"))
    if state == "closed":
        stream.close()
    if state == "terminal":
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stdin", None if state == "none" else stream)
    found = error("-")
    assert str(found) == "nothing to read: standard input is not a pipe"
    assert found.hint == "docker compose logs | ctxkit triage -"
