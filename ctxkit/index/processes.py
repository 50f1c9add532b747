"""Worker processes: started safely, sent marshalled messages behind a 4-byte length.

Not here: what they do (`worker.py`, `ask/triage/workers.py`).
"""

from __future__ import annotations

import marshal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any

_LENGTH_BYTES = 4


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    data = marshal.dumps(message)
    stream.write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; return None at the end of the stream."""
    head = stream.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    return marshal.loads(stream.read(int.from_bytes(head, "big")))  # noqa: S302 - from our own child process


def worker_command(module: str, *, shielded: bool = False) -> list[str]:
    """Return the command of a process that runs `main()` of a module of ctxkit.

    Ctrl-C does not end a `shielded` one: the process that started it decides when it ends.
    """
    # Isolated, with our own search path: started with `-m` it would import modules from the current
    # folder, which in a workspace holds the code of strangers.
    path = [p for p in sys.path if p]
    code = f"import sys; sys.path[:] = {path!r}; from {module} import main; main()"
    if shielded:
        code = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); {code}"
    return [sys.executable, "-I", "-c", code]


@contextmanager
def worker_process(
    module: str, *, shielded: bool = False, handed: Sequence[int] = ()
) -> Iterator[Any]:
    """Start a process of `worker_command`; end it with the block.

    It inherits the descriptors `handed`, whose numbers are its arguments.
    """
    process = subprocess.Popen(
        [*worker_command(module, shielded=shielded), *map(str, handed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=handed,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process
        with suppress(BrokenPipeError):  # it died
            process.stdin.close()
    except BaseException:
        process.kill()
        raise
    finally:
        process.wait()
        process.stdout.close()
