"""Reading and writing: pasted text, files, progress, messages."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import threading
from pathlib import Path

import pytest

from ctxkit.commands import console
from ctxkit.commands.console import (
    MAX_PASTED_BYTES,
    Progress,
    complain,
    emit,
    emit_json,
    first_interrupt,
    open_closed_streams,
    pasted_text,
    say,
    write_file,
)
from ctxkit.errors import CtxkitError, UsageError


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def stdin_of(data: bytes, *, tty: bool = False) -> io.TextIOWrapper:
    stream = io.TextIOWrapper(io.BytesIO(data), encoding="utf8")
    stream.isatty = lambda: tty  # type: ignore[method-assign]
    return stream


def test_a_line_may_be_an_argument() -> None:
    assert pasted_text("boom", None) == "boom"


@pytest.mark.parametrize(("line", "file"), [(None, None), ("-", None), (None, Path("-"))])
def test_a_line_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, line: str | None, file: Path | None
) -> None:
    monkeypatch.setattr(sys, "stdin", stdin_of("boom é".encode()))
    assert pasted_text(line, file) == "boom é"


def test_a_line_may_come_from_a_file_of_any_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes("boom é".encode("utf-16"))
    assert pasted_text(None, tmp_path / "a.log") == "boom é"
    assert pasted_text("-", tmp_path / "a.log") == "boom é"


@pytest.mark.parametrize(
    ("line", "file", "message"),
    [
        ("a", Path("b"), "either a line or a file"),
        ("  \n", None, "nothing to locate"),
        (None, Path("/no/such"), "/no/such: No such file"),
    ],
)
def test_a_line_that_is_missing_or_given_twice_is_refused(
    line: str | None, file: Path | None, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        pasted_text(line, file)


def test_a_closed_standard_input_has_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = stdin_of(b"")
    closed.close()
    for stream in (None, closed):
        monkeypatch.setattr(sys, "stdin", stream)
        with pytest.raises(UsageError, match="no line given"):
            pasted_text(None, None)


def test_a_person_is_told_to_paste(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", stdin_of(b"boom", tty=True))
    assert pasted_text(None, None) == "boom"
    assert "Ctrl-D" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", stdin_of(b"boom"))
    pasted_text(None, None)
    assert capsys.readouterr().err == ""


def test_of_a_long_text_whole_lines_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.log"
    file.write_bytes(b"x" * (MAX_PASTED_BYTES - 1) + b"\n")
    assert len(pasted_text(None, file)) == MAX_PASTED_BYTES
    assert capsys.readouterr().err == ""
    file.write_bytes(b"first\n" + b"x" * MAX_PASTED_BYTES)
    assert pasted_text(None, file) == "first\n"
    assert capsys.readouterr().err == "ctxkit: only the first 1,000,000 bytes are read\n"
    file.write_bytes(b"x" * (MAX_PASTED_BYTES + 9))
    assert len(pasted_text(None, file)) == MAX_PASTED_BYTES


def test_data_ends_with_a_line_end(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    emit("é")
    emit("b\n")
    emit("")
    emit_json({"é": 1})
    assert capfdbinary.readouterr().out == 'é\nb\n{\n  "é": 1\n}\n'.encode()


def test_a_message_is_on_stderr_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    complain(CtxkitError("gone", hint="look"))
    complain(CtxkitError("gone"))
    assert capsys.readouterr() == ("", "ctxkit: gone\n  look\nctxkit: gone\n")


def test_a_message_reaches_a_terminal_that_cannot_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(buffer, encoding="ascii"))
    say("größe")
    assert buffer.getvalue() == b"gr\\xf6\\xdfe\n"


def test_a_message_that_nobody_reads_is_not_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    say("hello")


def test_a_file_ends_with_a_line_end(tmp_path: Path) -> None:
    write_file(tmp_path / "a", "é")
    write_file(tmp_path / "b", "é\n")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == "é\n".encode()
    with pytest.raises(UsageError, match=r"/no/such/x: the folder /no/such does not exist"):
        write_file(Path("/no/such/x"), "a")


def test_progress_in_a_terminal_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    progress = Progress()
    progress.clear()
    assert screen.getvalue() == ""
    progress("reading", 10, 20)
    progress("done", 0, 0)
    progress.clear()
    progress.clear()
    assert screen.getvalue() == f"\rreading 10/20\rdone{' ' * 9}\r    \r"


def test_progress_elsewhere_is_a_line_for_each_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    progress = Progress()
    for step in ("reading", "reading", "writing", "reading"):
        progress(step, 1, 2)
    progress.clear()
    assert stream.getvalue() == "reading\nwriting\nreading\n"


def test_the_first_interrupt_is_reported_and_the_second_interrupts() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), first_interrupt() as stopped:
        assert not stopped()
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped()
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_is_never_interrupted() -> None:
    seen: list[bool] = []

    def work() -> None:
        with first_interrupt() as stopped:
            seen.append(stopped())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


def test_closed_streams_become_the_null_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    open_closed_streams()
    assert (sys.stdout.name, sys.stderr.name) == (os.devnull, os.devnull)
    kept = io.StringIO()
    monkeypatch.setattr(sys, "stdout", kept)
    open_closed_streams()
    assert sys.stdout is kept


def test_leaving_flushes_what_can_be_flushed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError

    flushed: list[str] = []

    class Good(io.StringIO):
        def flush(self) -> None:
            flushed.append("stderr")

    left: list[int] = []
    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(sys, "stderr", Good())
    monkeypatch.setattr(console.os, "_exit", left.append)
    console.leave(7)
    assert (left, flushed) == ([7], ["stderr"])


def test_what_is_written_commands_no_terminal(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    emit("a \x1b[2J\x9b1m\n")
    emit_json({"a": "\x1b\x9b"})
    say("b \x1b]0;x\x07")
    write_file(tmp_path / "out.md", "c \x1b[31m")
    out, err = capfdbinary.readouterr()
    written = out + err + (tmp_path / "out.md").read_bytes()
    assert b"a \\u001b[2J\\u009b1m" in out
    assert not re.search(b"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]", written)


def test_a_new_file_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    write_file(tmp_path / "new.md", "x")
    assert (tmp_path / "new.md").stat().st_mode & 0o777 == 0o600
    (tmp_path / "old.md").touch(0o644)
    write_file(tmp_path / "old.md", "x")
    assert (tmp_path / "old.md").stat().st_mode & 0o777 == 0o644
