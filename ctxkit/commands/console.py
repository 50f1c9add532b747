"""What the command line reads and writes: data on stdout, everything else on stderr, pasted text
from files and pipes.

Not here: commands (`cli.py`), colours (`output/terminal.py`).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from ctxkit.errors import CtxkitError, UsageError
from ctxkit.files.decoding import decode

LARGEST_PASTE = 1_000_000
"""Bytes of a pasted text that are read: one question is about some lines, not about a whole log."""


def emit(text: str) -> None:
    """Write data to stdout as UTF-8. A reader that has gone away is no error."""
    if text and not text.endswith("\n"):
        text += "\n"
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        forget_stdout()


def forget_stdout() -> None:
    """Send what is still written to stdout nowhere, so that the interpreter ends without a
    complaint.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def leave(code: int) -> NoReturn:
    """End the process with `code`, without having the interpreter take itself apart: a fifth of a
    question's time.

    Everything that must be done at the end (locks, temporary files, child processes) is done by
    `with` blocks before.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # a reader that has gone away is no error
            stream.flush()
    os._exit(code)


def emit_json(data: dict[str, Any]) -> None:
    """Write data to stdout as JSON."""
    emit(json.dumps(data, ensure_ascii=False, indent=2))


@contextmanager
def first_interrupt() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether Ctrl-C was pressed inside the block; pressed again, it
    interrupts as ever.
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
    except ValueError:  # in another thread than the main one: Ctrl-C does not come here
        yield lambda: False
        return
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def say(text: str) -> None:
    """Write a message to stderr."""
    try:
        print(text, file=sys.stderr, flush=True)  # noqa: T201
    except UnicodeEncodeError:
        print(ascii(text)[1:-1], file=sys.stderr, flush=True)  # noqa: T201
    except OSError:
        pass  # nobody listens


def complain(error: CtxkitError) -> None:
    """Write an error and what to do about it to stderr."""
    say(f"ctxkit: {error.message}")
    if error.hint:
        say(f"  {error.hint}")


class Progress:
    """Shows how far something is: one line that is written over in a terminal, else a line for each
    thing begun.
    """

    def __init__(self) -> None:
        self.live = sys.stderr.isatty()
        self._width = 0
        self._last = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        if not self.live:
            if what != self._last:
                say(what)
            self._last = what
            return
        line = f"{what} {done}/{total}" if total else what
        sys.stderr.write(f"\r{line:<{self._width}}")
        sys.stderr.flush()
        self._width = len(line)

    def clear(self) -> None:
        """Take the line away."""
        if self.live and self._width:
            sys.stderr.write(f"\r{' ' * self._width}\r")
            sys.stderr.flush()
            self._width = 0


def pasted_text(line: str | None, file: Path | None) -> str:
    """Return the text that a question is about: the argument, the file, or standard input (also
    `-`).

    Raise UsageError where it is empty or given twice, or the file cannot be read.
    """
    if line is not None and line != "-":
        if file is not None:
            raise UsageError("give either a line or a file, not both")
        text = line
    elif file is not None and str(file) != "-":
        try:
            with file.open("rb") as stream:
                data = stream.read(LARGEST_PASTE + 1)
        except OSError as error:
            raise UsageError(f"{file}: {error.strerror or error}") from None
        text = decode(_bounded(data))
    else:
        if sys.stdin is None or sys.stdin.closed:
            raise UsageError("no line given", hint='ctxkit locate "LINE", or a pipe, or -f FILE')
        if sys.stdin.isatty():
            say("Paste the lines, then press Ctrl-D:")
        text = decode(_bounded(sys.stdin.buffer.read(LARGEST_PASTE + 1)))
    if not text.strip():
        raise UsageError("nothing to locate: the text is empty")
    return text


def _bounded(data: bytes) -> bytes:
    if len(data) <= LARGEST_PASTE:
        return data
    say(f"ctxkit: only the first {LARGEST_PASTE:,} bytes are read")
    return data[: data.rfind(b"\n", 0, LARGEST_PASTE) + 1 or LARGEST_PASTE]


def write_file(path: Path, text: str) -> None:
    """Write a file that the user named. Raise UsageError where that fails."""
    try:
        path.write_text(
            text if text.endswith("\n") else f"{text}\n",
            encoding="utf8",
            errors="replace",
            newline="\n",
        )
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
