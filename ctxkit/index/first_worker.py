"""Worker processes that begin as copies of a first one, which is ready by then: to import the
extractors and to compile their queries takes as long as reading a thousand files.

The first one listens, beside its standard input, to a socket: each pair of pipes that arrives there
becomes the standard input and output of a copy. Where a process cannot be copied (Windows), each is
started on its own. Not here: the messages (`processes.py`), what a worker does (`worker.py`).
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from select import select
from types import SimpleNamespace
from typing import IO, Any

from ctxkit.index.processes import receive, worker_process

CAN_COPY = hasattr(os, "fork") and hasattr(socket, "send_fds")

_ASKED = b"c"
_READY = object()


class FirstWorker:
    """The process that copies are made of. Each method may be called by a thread of its own."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._ours: socket.socket | None = None
        self._theirs: socket.socket | None = None
        if CAN_COPY:
            self._ours, self._theirs = socket.socketpair()

    @contextmanager
    def started(self) -> Iterator[Any]:
        """Start the process, once; end it, after its copies, with the block."""
        if self._theirs is None:
            with worker_process(self._module) as process:
                yield process
            return
        with ExitStack() as stack:
            with self._theirs:  # closed here, or the pipes of a copy would outlive the process
                own = worker_process(self._module, handed=[self._theirs.fileno()])
                process = stack.enter_context(own)
            yield process

    @contextmanager
    def copied(self) -> Iterator[Any]:
        """Have the process copied as soon as it is ready; end the copy with the block."""
        if self._ours is None:
            with worker_process(self._module) as process:
                yield process
            return
        (its_input, our_output), (our_input, its_output) = os.pipe(), os.pipe()
        with _closed(our_input, "rb") as answers, _closed(our_output, "wb") as questions:
            with suppress(OSError):  # it died: the pipes end at once
                socket.send_fds(self._ours, [_ASKED], [its_input, its_output])
            os.close(its_input)
            os.close(its_output)
            yield SimpleNamespace(stdin=questions, stdout=answers)

    def close(self) -> None:
        """Ask for no more copies; those that there are go on."""
        if self._ours is not None:
            self._ours.close()


@contextmanager
def _closed(pipe: int, mode: str) -> Iterator[IO[bytes]]:
    """Open a pipe and close it with the block, also where nobody reads the rest."""
    stream = os.fdopen(pipe, mode)
    try:
        yield stream
    finally:
        with suppress(BrokenPipeError):
            stream.close()


def messages(readiness: Iterator[object]) -> Iterator[Any]:
    """Yield the messages at the standard input of a worker until it ends; in each of its copies
    those of the copy.

    The steps of `readiness` are taken until the first message comes, and before a copy is made.
    """
    stdin = sys.stdin.buffer
    copies = 0
    if len(sys.argv) > 1:
        copier = socket.socket(fileno=int(sys.argv[1]))
        _get_ready(readiness, stdin, copier)
        while True:
            # A message comes when the last one is answered: none is left in a buffer.
            if copier not in select([stdin, copier], [], [])[0]:
                message = receive(stdin)
                if message is None:
                    break
                yield message
                continue
            pipes = socket.recv_fds(copier, len(_ASKED), 2)[1]
            if not pipes:  # no more copies are wanted
                break
            for _ in readiness:
                pass
            if _is_copy(pipes):
                copies = 0
                break
            copies += 1
        copier.close()
    yield from iter(lambda: receive(stdin), None)
    for _ in range(copies):
        os.wait()


def _get_ready(readiness: Iterator[object], *streams: Any) -> None:
    """Take steps while nothing waits to be read."""
    while not select(streams, [], [], 0)[0]:
        if next(readiness, _READY) is _READY:
            return


def _is_copy(pipes: list[int]) -> bool:
    """Copy this process and return whether this is the copy, which talks through `pipes`."""
    is_copy = os.fork() == 0
    for standard, pipe in enumerate(pipes):
        if is_copy:
            os.dup2(pipe, standard)
        os.close(pipe)
    return is_copy
