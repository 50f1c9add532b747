"""Log files, `.gz` files and standard input -> chunks of text in UTF-8.

Not here: where they are cut into blocks (`blocks.py`).
"""

from __future__ import annotations

import codecs
import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from pathlib import Path
from select import select
from typing import IO, cast

from ctxkit.errors import UsageError
from ctxkit.files.decoding import encoding_of

CHUNK_BYTES = 1 << 20
SAMPLE_BYTES = 20_000
"""Bytes of a file that decide about its encoding."""

MIN_TEXT_SHARE = 0.95
"""Share of a log's bytes that are not control characters."""

_STDIN = "-"
GZIP_MAGIC = b"\x1f\x8b"
_POLL_SECONDS = 0.2
_NOT_TEXT = bytes((*range(9), 11, 12, *range(14, 27), *range(28, 32), 127))
"""Control characters that no log has; colours (escape) are part of many."""

_BEGUN: list[bytes] = []
"""What was read of standard input to see what it is."""

Progress = Callable[[str, int, int], None]
"""Called with (file, bytes read, bytes in all or 0 if unknown)."""


def total_size(names: Iterable[str]) -> int:
    """Return the size of the files, as far as it is known before they are read."""
    paths = (Path(name) for name in names if name != _STDIN)
    return sum(path.stat().st_size for path in paths if path.is_file())


def read_chunks(
    name: str, progress: Progress | None, is_stopped: Callable[[], bool]
) -> Iterator[bytes]:
    """Yield the text of a file, or of standard input (`-`), until `is_stopped` says so.

    Raise UsageError if it cannot be read, is damaged, or is not text.
    """
    with _open(name) as stream:
        yield from _to_utf8(_read(stream, name, progress, is_stopped), name)


def beginning_of_pipe(is_stopped: Callable[[], bool]) -> bytes:
    """Return what comes first on standard input, which is read again as the log that it may be."""
    stream = _open_stdin()
    while isinstance(stream, BufferedReader) and not is_stopped():
        if _has_input(stream):
            _BEGUN.append(stream.read1(CHUNK_BYTES))
            return _BEGUN[-1]
    return b""


def rest_of_pipe(is_stopped: Callable[[], bool]) -> Iterator[bytes]:
    """Yield standard input from its beginning, as it comes."""
    return _read(_open_stdin(), _STDIN, None, is_stopped)


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """Open a file, without its compression if that is gzip's. Raise OSError if it cannot be."""
    with Path(name).open("rb") as stream:
        # Not read and gone back: a pipe that has a name cannot.
        if stream.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC):
            with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
                yield cast(IO[bytes], unpacked)
        else:
            yield stream


@contextmanager
def _open(name: str) -> Iterator[IO[bytes]]:
    if name == _STDIN:
        yield _open_stdin()
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(opened(name))
        except OSError as error:
            raise UsageError(f"{name}: {error.strerror or error}") from None
        if name.endswith(".gz") and not isinstance(stream, gzip.GzipFile):
            raise UsageError(f"{name}: not a gzip file, despite its name")
        yield stream


def _open_stdin() -> IO[bytes]:
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        raise UsageError(
            "nothing to read: standard input is not a pipe",
            hint="docker compose logs | ctxkit triage -",
        )
    return sys.stdin.buffer


def _read(
    stream: IO[bytes], name: str, progress: Progress | None, is_stopped: Callable[[], bool]
) -> Iterator[bytes]:
    is_pipe = name == _STDIN
    size = 0 if is_pipe or name.endswith(".gz") else Path(name).stat().st_size
    # A pipe's bytes are taken as they come, not when a chunk is full.
    read = stream.read1 if is_pipe and isinstance(stream, BufferedReader) else stream.read
    done = 0
    while is_pipe and _BEGUN:
        done += len(_BEGUN[0])
        yield _BEGUN.pop(0)
    while not is_stopped():
        try:
            if is_pipe and not _has_input(stream):
                continue
            chunk = read(CHUNK_BYTES)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise UsageError(
                f"{name}: the gzip file is damaged after {done:,} bytes of text: {error}",
                hint=f"to read the part before: gzip -dc {name} | ctxkit triage -",
            ) from None
        except OSError as error:
            raise UsageError(f"{name}: {error.strerror or error}") from None
        if not chunk:
            return
        done += len(chunk)
        if progress:
            progress(name, done, size)
        yield chunk


def _has_input(stream: IO[bytes]) -> bool:
    """Wait a moment for a pipe; return whether a read would not block, if the system can say."""
    try:
        return bool(select([stream], [], [], _POLL_SECONDS)[0])
    except (OSError, ValueError):  # Windows polls sockets only; a test's stream is not a file
        return True


def _to_utf8(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Yield the chunks of a file in UTF-8, whatever its encoding is."""
    first = next(chunks, b"")
    sample = first[:SAMPLE_BYTES]
    encoding = encoding_of(sample)
    if encoding not in ("utf-8", "utf-8-sig"):
        yield from _decode(first, chunks, encoding)
        return
    if len(sample.translate(None, _NOT_TEXT)) < MIN_TEXT_SHARE * len(sample):
        raise UsageError(
            f"{name}: a binary file, not a log",
            hint="give a text: a .log file, a .gz file, or a pipe",
        )
    yield first
    yield from chunks


def _decode(first: bytes, chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).encode("utf8", "replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf8", "replace")
    yield decoder.decode(b"", final=True).encode("utf8", "replace")
