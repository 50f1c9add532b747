"""Files of any size, `.gz` and standard input -> blocks of whole lines in UTF-8, cut where no event
is cut.

Not here: what the lines say (`scan.py`).
"""

from __future__ import annotations

import codecs
import gzip
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from io import BufferedReader
from pathlib import Path
from select import select
from typing import IO

from ctxkit.errors import UsageError
from ctxkit.files.decoding import decode, encoding_of

BLOCK = 2 << 20
"""Bytes of a block: large enough that what is counted of it is much smaller, small enough to hold
some of them.
"""

LONGEST = 1 << 20
"""Bytes of a line that are read; no log has such lines, and memory must not grow with what a file
holds.
"""

_CHUNK = 1 << 20
_PATIENCE = 0.2  # seconds
_SAMPLE = 20_000
_WINDOW = 256 << 10  # bytes at the end of a block in which a good place to cut is looked for
_NEAR = 4_000
_ANSI = re.compile(rb"\x1b\[[0-9;?]{0,20}[ -/]?[@-~]|\x1b\][^\x07\n]{0,200}\x07|\x1b[@-_]")
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_NO_TEXT = _CONTROLS.replace(b"\x1b", b"")
_INVISIBLE = (b"\xef\xbb\xbf", b"\xe2\x80\x8b", b"\xe2\x80\x8e", b"\xe2\x80\x8f")
_STACK = (b"Traceback (", b'\n  File "', b"\n\t", b"| \t", b'|   File "', b"goroutine ")
_HEAD = re.compile(rb"\n(?:[A-Za-z][A-Za-z0-9_.-]{0,80} {0,40}\| )?[\[{]?\d{2,4}")

Seen = Callable[[str, int, int], None]
"""Called with (file, bytes read, bytes in all or 0)."""


def bytes_of(names: Iterable[str]) -> int:
    """Return the size of the files, as far as it can be told before they are read."""
    paths = (Path(name) for name in names if name != "-")
    return sum(path.stat().st_size for path in paths if path.is_file())


def read_blocks(
    names: Iterable[str], seen: Seen | None = None, stopped: Callable[[], bool] = lambda: False
) -> Iterator[bytes]:
    """Yield the blocks of files in order; `-` is standard input. Once `stopped` says so, no more is
    read.

    Raise UsageError where a file cannot be read, is damaged, or is no text.
    """
    for name in names:
        with _opened(name) as stream:
            size = Path(name).stat().st_size if name != "-" and not name.endswith(".gz") else 0
            yield from _blocks(_utf8(_chunks(stream, name, size, seen, stopped), name))


def _opened(name: str) -> AbstractContextManager[IO[bytes]]:
    if name == "-":
        if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
            raise UsageError(
                "nothing to read: standard input is no pipe",
                hint="docker compose logs | ctxkit triage -",
            )
        return nullcontext(sys.stdin.buffer)
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 - the caller closes it
        packed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0) if stream.seekable() else None
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror or error}") from None
    if name.endswith(".gz") and not packed:
        stream.close()
        raise UsageError(f"{name}: not a gzip file, whatever its name says")
    return gzip.GzipFile(fileobj=stream, mode="rb") if packed else stream  # type: ignore[return-value]


def _chunks(
    stream: IO[bytes], name: str, size: int, seen: Seen | None, stopped: Callable[[], bool]
) -> Iterator[bytes]:
    done = 0
    read = stream.read1 if name == "-" and isinstance(stream, BufferedReader) else stream.read
    while not stopped():
        try:
            if name == "-" and not _arrived(stream):
                continue
            chunk = read(_CHUNK)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise UsageError(
                f"{name}: the gzip file is damaged after {done:,} bytes of text: {error}",
                hint=f"what is whole of it: gzip -dc {name} | ctxkit triage -",
            ) from None
        except OSError as error:
            raise UsageError(f"{name}: {error.strerror or error}") from None
        if not chunk:
            return
        done += len(chunk)
        if seen:
            seen(name, done, size)
        yield chunk


def _arrived(stream: IO[bytes]) -> bool:
    """Wait a moment for a pipe; tell whether a read would return at once, as far as the system lets
    one ask.
    """
    try:
        return bool(select([stream], [], [], _PATIENCE)[0])
    except (OSError, ValueError):  # Windows asks sockets alone; a test's stream is no file
        return True


def _utf8(chunks: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Yield the chunks, those of a file in UTF-16 in UTF-8.

    Raise UsageError for what is no text.
    """
    first = next(chunks, b"")
    encoding = encoding_of(first[:_SAMPLE])
    if encoding in ("utf-8", "utf-8-sig"):
        sample = first[:_SAMPLE]
        if 20 * len(sample.translate(None, _NO_TEXT)) < 19 * len(sample):
            raise UsageError(
                f"{name}: a binary file, not a log",
                hint="give the text: a .log file, .gz, or a pipe",
            )
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).encode("utf8", "replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf8", "replace")
    yield decoder.decode(b"", final=True).encode("utf8", "replace")


def _blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    skipping = False  # inside a line that is longer than any line
    for chunk in chunks:
        if skipping:
            _, newline, chunk = chunk.partition(b"\n")
            if not newline:
                continue
            skipping = False
            held.append(b"\n")
        held.append(chunk)
        size += len(chunk)
        if size < BLOCK:
            continue
        data = b"".join(held)
        cut = _cut(data)
        if cut < 0:
            held, skipping = [data[:LONGEST]], True
        else:
            yield data[:cut]
            held = [data[cut:]]
            if len(held[0]) > 2 * LONGEST and b"\n" not in held[0]:
                held, skipping = [held[0][:LONGEST]], True
        size = len(held[0])
    data = b"".join(held)
    if data:
        yield data


def _cut(data: bytes) -> int:
    """Return where to cut a block: before a line that begins an event far from any stack; -1 where
    no line ends.
    """
    end = data.rfind(b"\n") + 1
    if not end:
        return -1
    window = max(0, end - _WINDOW)
    starts = [found.start() + 1 for found in _HEAD.finditer(data, window, end)]
    for start in reversed(starts[-200:]):
        near = data[max(0, start - _NEAR) : start + _NEAR]
        if not any(sign in near for sign in _STACK):
            return start
    return starts[-1] if starts else end


def cleaned(data: bytes) -> bytes:
    """Return a block without colours, control characters and Windows line ends, as `logline` cleans
    a text.
    """
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\x1b" in data:
        data = _ANSI.sub(b"", data)
    data = data.translate(None, _CONTROLS)
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            data = decode(data).encode("utf8", "replace")
        if b"\xef\xbb\xbf" in data or b"\xe2\x80" in data:
            for text in _INVISIBLE:
                data = data.replace(text, b"")
        if b"\xc2\xa0" in data:
            data = data.replace(b"\xc2\xa0", b" ")
    return data
