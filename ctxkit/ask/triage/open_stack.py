"""The lines of one stack while they come in: its error, and the deepest frame that is none of a
package's.

Not here: which event it belongs to (`scan.py`), where in the workspace it leads
(`ask/locate/frames.py`).
"""

from __future__ import annotations

import re

from ctxkit.logline.stacks import CHAINS, PYTHON_HEADER, error_line

_HEADER = PYTHON_HEADER.encode()
_CHAINS = tuple(chain.encode() for chain in CHAINS)
_FRAME = re.compile(
    rb"\s{0,40}(?:\| {0,8})?File \"([^\"\n]{1,500})\", line (\d{1,7})(?:, in ([^\s,]{1,200}))?"
)
_GO_PLACE = re.compile(rb"\s{1,40}(/?[\w./@+~!-]{1,400}\.go):(\d{1,7})(?: \+0x[0-9a-f]{1,16})?\s*$")
_GO_CALL = re.compile(
    rb"(?:created by )?([\w./@~*()-]{1,300}?)(?:\(0x|\(\.\.\.|\(\{|\(\)| in goroutine|$)"
)
_PACKAGES = (
    b"-packages/",
    b"<frozen",
    b"/usr/lib/",
    b"/usr/local/lib/",
    b"/usr/local/go/",
    b"/pkg/mod/",
    b"/.venv/",
)
_TAILS = (b"[SQL", b"[parameters", b"(Background on", b"DETAIL:", b"HINT:", b"LINE ", b"CONTEXT:")
_MOST_LINES = 400
_KEPT_BYTES = 6_000


def begins_stack(line: bytes) -> bool:
    """Tell whether a line without a head begins a stack, or goes on with one whose beginning is
    lost.
    """
    bare = line.lstrip(b" \t|+-")
    return (
        bare.startswith((_HEADER, b"Exception Group Traceback"))
        or (bare.startswith(b"goroutine ") and bare.rstrip().endswith(b"]:"))
        or bare.startswith(b"panic: ")
        or (bare.startswith(b'File "') and bool(_FRAME.match(line)))
    )


class Stack:
    """One stack; of chained ones the cause's deepest frame and the last error, as Python prints
    them.
    """

    def __init__(self, head: bytes) -> None:
        self.error = ""
        self.message = b""
        self.path = ""
        self.function = ""
        self.line = 0
        self._lines = [head[:2_000]] if head else []
        self._size = len(head[:2_000])
        self._count = 0
        self._blocks = 0  # errors that have ended a block of frames
        self._done = False
        self._chained = False  # the next traceback goes on with this stack
        self._go = False
        self._call = b""

    @property
    def telling(self) -> bool:
        """Whether it has an error or a frame at all."""
        return bool(self.error or self.path)

    def text(self) -> bytes:
        """Return its lines with the head before them, as far as they are kept."""
        return b"\n".join(self._lines)

    def goes_on(self, line: bytes) -> bool:
        """Tell whether a line that is not indented belongs to the stack."""
        if self._count >= _MOST_LINES:
            return False
        if self._go:
            called = b"(" in line and b" " not in line.partition(b"(")[0]
            return (
                self._count < 3
                or called
                or line.startswith((b"\t", b"goroutine ", b"created by ", b"[signal"))
            )
        if line.startswith(_HEADER):
            return self._chained
        if line.startswith((*_CHAINS, *_TAILS)):
            return True
        return not self._done and bool(
            error_line(line[:1_000].decode("utf8", "replace").strip(), ends_stack=True)
        )

    def add(self, line: bytes) -> None:
        """Take the next line."""
        self._count += 1
        if self._size + len(line) < _KEPT_BYTES:
            self._lines.append(line)
            self._size += len(line) + 1
        bare = line.strip()
        if bare.startswith((b"goroutine ", b"panic: ")):
            self._go = True
            if bare.startswith(b"panic: ") and not self.error:
                self.error, self.message = "panic", bare[7:1_000]
        elif self._go:
            self._go_line(line, bare)
        elif bare.startswith((_HEADER, *_CHAINS)):
            self._done = False
            self._chained = bare.startswith(_CHAINS)
        else:
            found = _FRAME.match(line)
            if found:
                self._frame(found[1], int(found[2]), found[3] or b"")
            elif line[:1] not in (b" ", b"\t") and not bare.startswith(_TAILS):
                self._end(bare)

    def _frame(self, path: bytes, line: int, function: bytes) -> None:
        self._done = False
        if self._blocks and self.path:
            return
        if any(package in path for package in _PACKAGES):
            return
        self.path, self.line, self.function = (
            path.decode("utf8", "replace"),
            line,
            function.decode("utf8", "replace"),
        )

    def _end(self, bare: bytes) -> None:
        error = error_line(bare[:1_000].decode("utf8", "replace"), ends_stack=True)
        if error and not self._done:
            self.error, self.message = error.error, error.message.encode("utf8", "replace")
            self._blocks += 1
            self._done = True

    def _go_line(self, line: bytes, bare: bytes) -> None:
        found = _GO_PLACE.match(line)
        if not found:
            call = _GO_CALL.match(bare)
            self._call = call[1] if call else b""
        elif not self.path and not any(package in found[1] for package in _PACKAGES):
            self.path, self.line = found[1].decode(), int(found[2])
            self.function = self._call.rpartition(b"/")[2].decode("utf8", "replace")
