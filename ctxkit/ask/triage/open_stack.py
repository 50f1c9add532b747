"""One stack while its lines come in: its error, and its deepest frame outside of packages.

Not here: which event it belongs to (`block_reader.py`), where in the workspace it leads
(`ask/locate/frames.py`).
"""

from __future__ import annotations

from ctxkit.logline.stacks import (
    CHAINS,
    GO_PLACE,
    MAX_ERROR_CHARS,
    PYTHON_FRAME,
    PYTHON_HEADER,
    error_line,
    go_function,
)
from ctxkit.regex import regex

MAX_LINES = 400
MAX_KEPT_BYTES = 6_000
MAX_PREFIX_BYTES = 2_000
MAX_LATE_LINES = 8
MAX_LATE_BYTES = 600

_HEADER = PYTHON_HEADER.encode()
_CHAINS = tuple(chain.encode() for chain in CHAINS)
_PYTHON_FRAME = regex(PYTHON_FRAME.encode())
_GO_PLACE = regex(GO_PLACE.encode())
_PACKAGES = (
    b"-packages/",
    b"<frozen",
    b"/usr/lib/",
    b"/usr/local/lib/",
    b"/usr/local/go/",
    b"/pkg/mod/",
    b"/.venv/",
)
_AFTER_ERROR = (
    b"[SQL", b"[parameters", b"(Background on", b"DETAIL:", b"HINT:", b"LINE ", b"CONTEXT:",
)  # fmt: skip
"""Lines that SQLAlchemy and PostgreSQL print below their errors."""

_GO_STARTS = (b"\t", b"goroutine ", b"created by ", b"[signal")
_BARE_PANIC = b"panic:"
"""Of an error without a text; what was logged before says more."""

_MIN_GO_LINES = 3
"""Lines of a panic that may be anything: its message can have several."""


def begins_stack(line: bytes) -> bool:
    """Return whether a line without a prefix begins a stack, or continues one whose beginning is
    lost.
    """
    bare = line.lstrip(b" \t|+-")
    if bare.startswith((_HEADER, b"Exception Group Traceback", b"panic: ")):
        return True
    if bare.rstrip() == _BARE_PANIC:
        return True
    if bare.startswith(b"goroutine "):
        return bare.rstrip().endswith(b"]:")
    return bare.startswith(b'File "') and _PYTHON_FRAME.match(line) is not None


class OpenStack:
    """A stack; of chained ones, the deepest frame of the cause and the last error, as Python prints
    them.
    """

    def __init__(self, prefixed_line: bytes) -> None:
        self.error = ""
        self.path = ""
        self.function = ""
        self.line = 0
        first = prefixed_line[:MAX_PREFIX_BYTES]
        self._kept = [first] if first else []
        self._kept_bytes = len(first)
        self._lines = 0
        self._late = 0
        self._cause_has_place = False
        self._after_error = False
        self._after_chain = False
        """The next traceback continues this stack."""
        self._is_go = False
        self._before = b""

    @property
    def has_place(self) -> bool:
        """Whether it has an error or a frame at all."""
        return bool(self.error or self.path)

    def text(self) -> bytes:
        """Return its lines and the line before them, as far as they are kept."""
        return b"\n".join(self._kept)

    def continues(self, line: bytes) -> bool:
        """Return whether a line that is not indented belongs to the stack."""
        if self._lines >= MAX_LINES:
            return False
        if self._is_go:
            return self._continues_go(line)
        if line.startswith(_HEADER):
            return self._after_chain
        if line.startswith((*_CHAINS, *_AFTER_ERROR)):
            return True
        return not self._after_error and bool(_error(line.strip()))

    def _continues_go(self, line: bytes) -> bool:
        if self._lines < _MIN_GO_LINES or line.startswith(_GO_STARTS):
            return True
        function, bracket, _ = line.partition(b"(")
        return bool(bracket) and b" " not in function

    def add(self, line: bytes) -> None:
        """Add the next line."""
        self._lines += 1
        if self._kept_bytes + len(line) < MAX_KEPT_BYTES:
            self._kept.append(line)
            self._kept_bytes += len(line) + 1
        elif line[:1] not in (b"", b" ", b"\t") and self._late < MAX_LATE_LINES:
            # The error ends a stack, however long that is.
            self._late += 1
            self._kept.append(line[:MAX_LATE_BYTES])
        bare = line.strip()
        if bare.startswith((b"goroutine ", b"panic: ")) or bare == _BARE_PANIC:
            self._begin_go(bare)
        elif self._is_go:
            self._add_go(line)
        elif bare.startswith((_HEADER, *_CHAINS)):
            self._after_error = False
            self._after_chain = bare.startswith(_CHAINS)
        else:
            self._add_python(line, bare)

    def _add_python(self, line: bytes, bare: bytes) -> None:
        frame = _PYTHON_FRAME.match(line)
        if frame:
            self._after_error = False
            if not self._cause_has_place:
                self._set_place(frame[1], frame[2], _decode(frame[3] or b""))
        elif line[:1] not in (b" ", b"\t") and not bare.startswith(_AFTER_ERROR):
            self._end_traceback(bare)

    def _end_traceback(self, bare: bytes) -> None:
        error = _error(bare)
        if error and not self._after_error:
            self.error = error
            self._cause_has_place = bool(self.path)
            self._after_error = True

    def _begin_go(self, bare: bytes) -> None:
        self._is_go = True
        if bare.startswith(b"panic: ") and not self.error:
            self.error = "panic"

    def _add_go(self, line: bytes) -> None:
        place = _GO_PLACE.match(line)
        if place and not self.path:
            self._set_place(place[1], place[2], go_function(_decode(self._before)))
        self._before = line

    def _set_place(self, path: bytes, line: bytes, function: str) -> None:
        if not any(package in path for package in _PACKAGES):
            self.path, self.line, self.function = _decode(path), int(line), function


def _error(bare: bytes) -> str:
    """Return the class of the error that ends a stack, or an empty string."""
    error = error_line(_decode(bare[:MAX_ERROR_CHARS]), ends_stack=True)
    return error.error if error else ""


def _decode(text: bytes) -> str:
    return text.decode("utf8", "replace")
