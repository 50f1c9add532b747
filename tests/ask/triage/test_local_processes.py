"""Functions of ctxkit run in processes of this machine, and a process that dies is told."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from types import SimpleNamespace

import pytest

from ctxkit.ask.triage import local_processes
from ctxkit.ask.triage.local_processes import LocalProcesses
from ctxkit.index.processes import receive, send
from ctxkit.text.words import text_words


@pytest.fixture
def two() -> Iterator[LocalProcesses]:
    with LocalProcesses(2, text_words, ("any",)) as processes:
        yield processes


def test_tasks_are_answered(two: LocalProcesses) -> None:
    found = [two.submit(text_words, f"letter{n} Sent") for n in range(9)]
    assert [each.result(20) for each in found] == [text_words(f"letter{n} Sent") for n in range(9)]


def test_the_last_process_may_die_and_is_told(two: LocalProcesses) -> None:
    two.submit(text_words, "a").result(20)
    for number in range(2):
        future = two.submit(os.kill, os.getpid(), 0)
        future.result(20)
        dying = two.submit(signal.raise_signal, int(signal.SIGKILL))
        with pytest.raises(BrokenExecutor):
            dying.result(20)
        if not number:
            assert two.submit(text_words, "a b").result(20) == text_words("a b")
    with pytest.raises(BrokenExecutor):
        two.submit(text_words, "a").result(20)


def test_after_an_error_the_processes_are_ended_at_once() -> None:
    with pytest.raises(ZeroDivisionError), LocalProcesses(1, text_words, ("a",)) as processes:
        processes.submit(text_words, "a").result(20)
        raise ZeroDivisionError


def test_a_worker_runs_what_it_receives(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin, stdout = io.BytesIO(), io.BytesIO()
    for word in ("one", "two three"):
        send(stdin, ("ctxkit.text.words", "text_words", (word,)))
    stdin.seek(0)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stdin))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=stdout))
    monkeypatch.setattr(local_processes, "gc", SimpleNamespace(disable=lambda: None))
    local_processes.main()
    assert sys.stdout is sys.stderr
    stdout.seek(0)
    assert [receive(stdout) for _ in range(3)] == [
        (text_words("one"),),
        (text_words("two three"),),
        None,
    ]
