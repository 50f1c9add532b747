"""What the command line reads and writes: data on stdout, everything else on stderr, pasted text
from files and pipes.

Not here: commands (`explain.py` and its neighbours), colours (`output/terminal.py`).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn, TextIO

from ctxkit.commands.language import named, said
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.files.decoding import decode
from ctxkit.text.visible import visible

MAX_PASTED_BYTES = 1_000_000
"""Of a pasted text that are read: one question is about some lines, not about a whole log."""


def open_closed_streams() -> None:
    """Open stdout and stderr on the null device if the caller has closed them (`ctxkit ... >&-`):
    only the exit code is wanted then.
    """
    # Python's own value for a stream that was closed at the start is None, and print(file=None)
    # writes to stdout: without this, messages for a closed stderr would mix with the data.
    if sys.stdout is None:
        sys.stdout = _null_stream()
    if sys.stderr is None:
        sys.stderr = _null_stream()


def _null_stream() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf8")


def emit(text: str) -> None:
    """Write data to stdout as UTF-8. It is not an error if the reader has gone away."""
    text = visible(text)
    if text and not text.endswith("\n"):
        text += "\n"
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Whoever reads stdout has read enough (`ctxkit explain X | head -1`). What is still in its
        # buffer must go somewhere, or the interpreter complains when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def leave(code: int) -> NoReturn:
    """End the process with `code` at once: the interpreter's own shutdown takes a fifth of the time
    of a question.

    What must be done at the end (locks, temporary files, child processes) is done by `with` blocks
    before.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # the reader has gone away, or the stream is closed
            stream.flush()
    os._exit(code)


def to_json(data: dict[str, Any]) -> str:
    """Return data as it is printed for scripts."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def emit_json(data: dict[str, Any]) -> None:
    """Write data to stdout as JSON."""
    emit(to_json(data))


@contextmanager
def first_interrupt() -> Iterator[Callable[[], bool]]:
    """Yield a function that returns whether Ctrl-C was pressed inside the block. Pressed again, it
    interrupts as usual.
    """
    import signal

    pressed = False

    def press(number: int, frame: Any) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    try:
        before = signal.signal(signal.SIGINT, press)
    except ValueError:  # not in the main thread, which alone gets Ctrl-C
        yield lambda: False
        return
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def say(text: str) -> None:
    """Write a message to stderr."""
    text = visible(text)
    try:
        print(text, file=sys.stderr, flush=True)  # noqa: T201
    except UnicodeEncodeError:
        print(ascii(text)[1:-1], file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        pass  # stderr is closed: there is nobody to tell


def complain(error: CtxkitError) -> None:
    """Write an error and what to do about it to stderr."""
    say(f"ctxkit: {said(error.message)}")
    if error.hint:
        say(f"  {said(error.hint)}")


class Progress:
    """Shows how far something is: in a terminal on one line that is written over, otherwise with a
    line for each step that begins. Several threads may report.
    """

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self._width = 0
        self._last = ""
        self._guard = Lock()

    def __call__(self, step: str, done: int, total: int) -> None:
        step = named(step)
        with self._guard:
            if self.live:
                self._write_over(f"{step} {done}/{total}" if total else step)
            elif step != self._last:
                say(step)
            self._last = step

    def _write_over(self, line: str) -> None:
        from ctxkit.text.wording import display_width, padded  # few commands show progress

        sys.stderr.write(f"\r{padded(line, self._width)}")
        sys.stderr.flush()
        self._width = display_width(line)

    def clear(self) -> None:
        """Remove the line."""
        if self.live and self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()
            self._width = 0


def pasted_text(line: str | None, file: Path | None) -> str:
    """Return the text that a question is about: the argument, the file, or standard input (also
    `-`).

    Raise UsageError if it is empty or given twice, or the file cannot be read.
    """
    has_line = line is not None and line != "-"
    if has_line and file is not None:
        raise UsageError("give either a line or a file, not both")
    if line is not None and has_line:
        text = line
    elif file is not None and str(file) != "-":
        text = _text_of_file(file)
    else:
        text = _text_of_stdin()
    if not text.strip():
        raise UsageError("nothing to locate: the text is empty")
    return text


def _text_of_file(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_PASTED_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from None
    return decode(_bounded(data))


def _text_of_stdin() -> str:
    if sys.stdin is None or sys.stdin.closed:
        raise UsageError("no line given", hint='ctxkit locate "LINE", or a pipe, or -f FILE')
    if sys.stdin.isatty():
        say(said("Paste the lines, then press Ctrl-D:"))
    return decode(_bounded(sys.stdin.buffer.read(MAX_PASTED_BYTES + 1)))


def _bounded(data: bytes) -> bytes:
    """Return the whole lines within the limit, or the limit of a line that alone exceeds it."""
    if len(data) <= MAX_PASTED_BYTES:
        return data
    say(f"ctxkit: {said(f'only the first {MAX_PASTED_BYTES:,} bytes are read')}")
    end_of_lines = data.rfind(b"\n", 0, MAX_PASTED_BYTES) + 1
    return data[: end_of_lines or MAX_PASTED_BYTES]


def write_file(path: Path, text: str) -> None:
    """Write a file that the user named, a new one for nobody else to read: it may have data of a
    deployment. Raise UsageError if that fails.
    """
    if not path.parent.is_dir():
        raise UsageError(f"{path}: the folder {path.parent} does not exist")
    text = visible(text)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf8", errors="replace", newline="\n") as file:
            file.write(text if text.endswith("\n") else f"{text}\n")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
