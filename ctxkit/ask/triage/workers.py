"""Blocks scanned by an executor, or by this process and others beside it; their counts come back in
the order of the blocks.

This process reads and hands blocks out. With processes of its own it scans a block itself while
these have enough to do; with an executor that a user gave, only a block that never comes back. Not
here: scanning (`scan.py`), what a task is (`scan_task.py`), processes (`local_processes.py`).
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from concurrent.futures import TimeoutError as NoAnswerError  # its own until Python 3.11
from contextlib import contextmanager
from functools import cached_property
from types import TracebackType
from typing import Any

from msgspec import Struct

from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.collector import collector_at_rest
from ctxkit.ask.triage.local_processes import LocalProcesses
from ctxkit.ask.triage.matcher import Matcher
from ctxkit.ask.triage.scan import Scanner
from ctxkit.ask.triage.scan_task import (
    Statements,
    prepare,
    scan_block,
    scan_digest,
    statements_of,
)
from ctxkit.index.reader import Index, MessageRow

MAX_QUEUED_BLOCKS = 2
"""Blocks that a worker has before it answers."""

MAX_BLOCKS_AHEAD = 8
"""Blocks that are done while an earlier one is not."""

PATIENCE_SECONDS = 120.0
"""How long no block may come back from an executor, until this process scans the next one."""

_SWITCH_SECONDS = 0.0002


class _Given(Struct):
    """A block that was handed out, or its counts."""

    number: int
    block: bytes
    future: Future[tuple[Any, ...] | None] | None = None
    counted: BlockTally | None = None

    @property
    def is_done(self) -> bool:
        return self.future is None or self.future.done()


class WorkerPool:
    """Scans blocks with `jobs` processes, this one included, or with an `executor` that has `jobs`
    workers; the counts do not depend on either. Use it as a context manager.
    """

    def __init__(self, index: Index, jobs: int, executor: Executor | None = None) -> None:
        self._index = index
        self._executor = executor
        self._own: LocalProcesses | None = None
        self._helpers = jobs - 1 if executor is None else 0
        self._room = MAX_QUEUED_BLOCKS * (self._helpers if executor is None else jobs)
        self._sent = 0
        self._last_answer = 0.0

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._own is not None:
            self._own.__exit__(kind, error, traceback)

    @cached_property
    def statements(self) -> list[MessageRow]:
        """The statements that the counts number."""
        return list(self._index.message_rows())

    @cached_property
    def _sent_statements(self) -> Statements:
        return statements_of(self.statements, self._index.bases())

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(Matcher(self.statements, self._index.bases()))

    def start(self) -> None:
        """Start the other processes, if they have not been: there is work for them."""
        if self._helpers and self._executor is None:
            self._own = LocalProcesses(self._helpers, prepare, (tuple(self._sent_statements),))
            self._executor = self._own

    def scan(self, blocks: Iterable[bytes]) -> Iterator[BlockTally]:
        """Yield the counts of each block in order."""
        ahead: deque[_Given] = deque()
        self._last_answer = time.monotonic()
        with self._undisturbed():
            for number, block in enumerate(blocks):
                if number:
                    self.start()
                ahead.append(self._given(number, block, ahead))
                while ahead and (ahead[0].is_done or len(ahead) > self._room + MAX_BLOCKS_AHEAD):
                    yield self._taken(ahead.popleft())
            while ahead:
                yield self._taken(ahead.popleft())

    def _given(self, number: int, block: bytes, ahead: Iterable[_Given]) -> _Given:
        """Hand a block out, or scan it here if it is the only one or the processes have enough."""
        is_here = self._executor is None
        if self._own is not None:
            is_here = sum(not given.is_done for given in ahead) >= self._room
        if not is_here:
            # The first ones bring the statements to workers that have none yet.
            given = self._submitted(number, block, whole=self._sent <= self._room)
            if given is not None:
                return given
        return _Given(number, block, counted=self._scanner.scan(block, number))

    def _submitted(self, number: int, block: bytes, *, whole: bool) -> _Given | None:
        """Hand a block to the executor; return None if that takes none any more."""
        assert self._executor is not None
        self._sent += 1
        digest, data = self._sent_statements
        code, sent = "", None
        if self._own is None:  # which have them, and our own code
            code = scan_digest()
            sent = data if whole else None
        try:
            future = self._executor.submit(scan_block, code, digest, sent, number, block)
        except Exception:  # closed, lost, broken: each executor says so in its own way
            return None
        return _Given(number, block, future)

    def _taken(self, given: _Given) -> BlockTally:
        """Wait for the counts of a block. Those that no worker sends are counted here."""
        if given.counted is not None:
            return given.counted
        try:
            answer = self._answer(given)
            if answer is None:  # a worker that came late
                again = self._submitted(given.number, given.block, whole=True)
                if again is not None:
                    answer = self._answer(again)
        except (BrokenExecutor, CancelledError, NoAnswerError):
            answer = None
        if answer is None:
            return self._scanner.scan(given.block, given.number)
        self._last_answer = time.monotonic()
        return BlockTally(*answer)

    def _answer(self, given: _Given) -> tuple[Any, ...] | None:
        assert given.future is not None
        patience = self._last_answer + PATIENCE_SECONDS - time.monotonic()
        try:
            return given.future.result(max(0.0, patience))
        except NoAnswerError:
            given.future.cancel()
            raise

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Let threads switch soon while this process scans: workers wait for the threads that talk
        to them. The garbage collector rests, but not beside an executor of others, which may leave
        garbage.
        """
        if self._executor is not None and self._own is None:
            yield
            return
        interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        try:
            with collector_at_rest():
                yield
        finally:
            sys.setswitchinterval(interval)
