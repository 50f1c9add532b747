"""Chunks of text -> blocks of whole lines, cut where no event is cut.

Not here: files (`log_files.py`), what the lines say (`block_reader.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ctxkit.ask.triage.log_files import Progress, read_chunks
from ctxkit.files.decoding import decode
from ctxkit.regex import regex

BLOCK_BYTES = 4 << 20
"""Bytes of a block: large, so that its counts are much smaller; small, so that several fit into
memory.
"""

MAX_HELD_LINE_BYTES = 1 << 20
"""Bytes of a line that are kept. Logs have no such lines; memory must not grow with other files."""

CUT_WINDOW_BYTES = 256 << 10
"""Bytes at the end of a block in which a good place to cut is searched."""

STACK_DISTANCE_BYTES = 4_000
"""A block is cut at least so far from any stack, if possible."""

_MAX_CUTS_TRIED = 200
_ANSI = regex(rb"\x1b\[[0-9;?]{0,20}[ -/]?[@-~]|\x1b\][^\x07\n]{0,200}\x07|\x1b[@-_]")
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_INVISIBLE = (b"\xef\xbb\xbf", b"\xe2\x80\x8b", b"\xe2\x80\x8e", b"\xe2\x80\x8f")
_STACK_SIGNS = (b"Traceback (", b'\n  File "', b"\n\t", b"| \t", b'|   File "', b"goroutine ")
_PREFIXED_LINE = regex(rb"\n(?:[A-Za-z][A-Za-z0-9_.-]{0,80} {0,40}\| )?[\[{]?\d{2,4}")


def read_blocks(
    names: Iterable[str],
    progress: Progress | None = None,
    is_stopped: Callable[[], bool] = bool,
) -> Iterator[bytes]:
    """Yield the blocks of files in order (`-`: standard input), until `is_stopped` says so.

    Raise UsageError if a file cannot be read, is damaged, or is not text.
    """
    for name in names:
        yield from _to_blocks(read_chunks(name, progress, is_stopped))


def _to_blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    in_long_line = False
    for chunk in chunks:
        if in_long_line:
            _, newline, chunk = chunk.partition(b"\n")
            if not newline:
                continue
            in_long_line = False
            held.append(b"\n")
        held.append(chunk)
        size += len(chunk)
        if size < BLOCK_BYTES:
            continue
        block, rest = _cut(b"".join(held))
        if block:
            yield block
        in_long_line = _is_too_long(rest, whole=not block)
        held = [rest[:MAX_HELD_LINE_BYTES] if in_long_line else rest]
        size = len(held[0])
    last = b"".join(held)
    if last:
        yield last


def _is_too_long(rest: bytes, *, whole: bool) -> bool:
    """Return whether what is held is one line, longer than any; `whole`: of a whole block."""
    return whole or (len(rest) > 2 * MAX_HELD_LINE_BYTES and b"\n" not in rest)


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """Return a block, and the rest that begins the next one; no block if no line ends."""
    end = data.rfind(b"\n") + 1
    place = _place_to_cut(data, end) if end else 0
    return data[:place], data[place:]


def _place_to_cut(data: bytes, end: int) -> int:
    """Return the start of a line that begins an event, far from any stack if possible."""
    window = max(0, end - CUT_WINDOW_BYTES)
    starts = [found.start() + 1 for found in _PREFIXED_LINE.finditer(data, window, end)]
    for start in reversed(starts[-_MAX_CUTS_TRIED:]):
        near = data[max(0, start - STACK_DISTANCE_BYTES) : start + STACK_DISTANCE_BYTES]
        if not any(sign in near for sign in _STACK_SIGNS):
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
    return data if data.isascii() else _clean_unicode(data)


def _clean_unicode(data: bytes) -> bytes:
    try:
        data.decode()
    except UnicodeDecodeError:
        data = decode(data).encode("utf8", "replace")
    if b"\xef\xbb\xbf" in data or b"\xe2\x80" in data:
        for character in _INVISIBLE:
            data = data.replace(character, b"")
    return data.replace(b"\xc2\xa0", b" ")
