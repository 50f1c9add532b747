"""An executor of worker processes on this machine.

Not that of the standard library: its processes import the user's main module and look for modules
in the current folder, which in a workspace has the code of strangers. Not here: starting a process
safely (`index/processes.py`), which block goes where (`workers.py`).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack
from importlib import import_module
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any

from ctxkit.index.processes import receive, send, worker_process

_Task = tuple["Future[Any]", tuple[Any, ...]]


class LocalProcesses(Executor):
    """Processes that run functions of ctxkit, which are sent by their names; what they take and
    return is plain data. Each process runs `initializer` first.
    """

    def __init__(
        self, number: int, initializer: Callable[..., None], arguments: tuple[Any, ...]
    ) -> None:
        self._stack = ExitStack()
        self._tasks: Queue[_Task | None] = Queue()
        self._first = (*_name_of(initializer), arguments)
        self._living = number
        self._threads = []
        for _ in range(number):
            process = self._stack.enter_context(
                worker_process("ctxkit.ask.triage.local_processes", shielded=True)
            )
            thread = Thread(target=self._serve, args=(process,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a process run a function of ctxkit. Raise BrokenExecutor if none is left."""
        if not self._living:
            raise BrokenExecutor("all worker processes ended before their work was done")
        future: Future[Any] = Future()
        self._tasks.put((future, (*_name_of(fn), args)))
        if not self._living:  # since then
            self._refuse_rest()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes after what they were given."""
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        self._stack.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the processes; after an error at once."""
        if kind is None:
            self.shutdown()
        else:
            self._stack.__exit__(kind, error, traceback)

    def _serve(self, process: Any) -> None:
        """Have a process do one task after the other."""
        future: Future[Any] | None = None
        try:
            send(process.stdin, self._first)
            self._received(process)
            while (task := self._tasks.get()) is not None:
                future, message = task
                if future.set_running_or_notify_cancel():
                    send(process.stdin, message)
                    future.set_result(self._received(process))
        except BaseException as error:
            self._living -= 1
            if future is not None and not future.done():
                future.set_exception(error)
            if not self._living:
                self._refuse_rest()

    def _received(self, process: Any) -> Any:
        answer = receive(process.stdout)
        if answer is None:
            raise BrokenExecutor("a worker process ended before its work was done")
        return answer[0]

    def _refuse_rest(self) -> None:
        while not self._tasks.empty():
            task = self._tasks.get()
            if task is not None:
                task[0].set_exception(BrokenExecutor("no worker process is left"))


def _name_of(function: Callable[..., Any]) -> tuple[str, str]:
    return function.__module__, function.__qualname__


def main() -> None:
    """Run what is received until nothing more comes."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    gc.disable()
    while (task := receive(stdin)) is not None:
        module, name, arguments = task
        send(stdout, (getattr(import_module(module), name)(*arguments),))
