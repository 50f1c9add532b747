from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from ctxkit.index import first_worker
from ctxkit.index.first_worker import FirstWorker
from ctxkit.index.processes import receive, send

WORKER = """
import os, sys
from ctxkit.index.first_worker import messages
from ctxkit.index.processes import send

STEPS = []

def steps():
    for number in range(3):
        STEPS.append(os.getpid())
        yield number

def main():
    for message in messages(steps()):
        if message == "die":
            os._exit(1)
        send(sys.stdout.buffer, (message, os.getpid(), os.getppid(), STEPS))
"""

copying = pytest.mark.skipif(not first_worker.CAN_COPY, reason="no process can be copied here")


@pytest.fixture
def first(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FirstWorker]:
    """A worker that tells who it is, and which process took its steps."""
    folder = tmp_path_factory.mktemp("modules")
    (folder / "worker_of_the_tests.py").write_text(WORKER)
    monkeypatch.syspath_prepend(str(folder))
    worker = FirstWorker("worker_of_the_tests")
    yield worker
    worker.close()


def ask(process: object, message: str) -> list[object] | None:
    """Return what a process answers, None where it is dead."""
    try:
        send(process.stdin, message)
    except BrokenPipeError:
        return None
    answer = receive(process.stdout)
    return None if answer is None else list(answer)


@copying
def test_copies_answer_for_themselves_and_are_ready(first: FirstWorker) -> None:
    with first.started() as one, first.copied() as two, first.copied() as three:
        answers = [ask(process, "who") for process in (two, three, one, two)]
        assert len({pid for _, pid, _, _ in answers}) == 3
        assert answers[0] == answers[3]
        parent = one.pid
        assert [above for _, _, above, _ in answers[:2]] == [parent, parent]
        # Each step was taken once, by the process that was copied then.
        assert all(steps == [parent] * 3 for _, _, _, steps in answers)
    assert one.returncode == 0


@copying
def test_a_first_worker_that_is_asked_at_once_does_not_get_ready(first: FirstWorker) -> None:
    with first.started() as one:
        send(one.stdin, "first")  # while it is being started
        assert receive(one.stdout)[3] == []


def test_steps_are_taken_while_nothing_waits() -> None:
    reader, writer = os.pipe()
    taken = []

    def steps() -> Iterator[None]:
        for number in range(5):
            taken.append(number)
            if number == 2:
                os.write(writer, b"x")
            yield

    first_worker._get_ready(steps(), reader)
    assert taken == [0, 1, 2]
    os.read(reader, 1)
    first_worker._get_ready(iter([None]), reader)  # and no longer than there are steps
    for end in (reader, writer):
        os.close(end)


@copying
def test_a_copy_outlives_the_first_worker_and_there_are_no_more(first: FirstWorker) -> None:
    with first.started() as one, first.copied() as two:
        assert ask(two, "who")[0] == "who"
        assert ask(one, "die") is None
        assert ask(two, "still there")[0] == "still there"
        with first.copied() as three:
            assert ask(three, "who") is None


@copying
def test_the_first_worker_outlives_its_copy(first: FirstWorker) -> None:
    with first.started() as one:
        with first.copied() as two:
            assert ask(two, "die") is None
        first.close()
        assert ask(one, "still there")[0] == "still there"
    assert one.returncode == 0


def test_where_nothing_can_be_copied_each_is_started(
    first: FirstWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_worker, "CAN_COPY", False)
    lone = FirstWorker("worker_of_the_tests")
    with ExitStack() as stack:
        both = [stack.enter_context(start()) for start in (lone.started, lone.copied)]
        answers = [ask(process, "who") for process in both]
    lone.close()
    assert {above for _, _, above, _ in answers} == {os.getpid()}
    assert all(steps == [] for _, _, _, steps in answers)
