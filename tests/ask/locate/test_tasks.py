"""Celery's lines lead to the task."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.tasks import resolve_task, task_name
from ctxkit.logline import parse_events
from ctxkit.model import Symbol, Task
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, places


def test_celery_leads_to_the_task(ask: Ask) -> None:
    finding = ask(
        "Task tasks.archive_letter_task.archive_letter_task[2d028073-8f9a] raised unexpected: KeyError('x')"
    )
    assert finding.confidence == "high"
    assert finding.hits[0].fact.path == "api/tasks/archive_letter_task.py"


def test_an_unregistered_task_leads_to_the_task(ask: Ask) -> None:
    finding = ask(
        "celery.exceptions.NotRegistered: 'tasks.archive_letter_task.archive_letter_task'"
    )
    assert places(finding)[0][0] == "api/tasks/archive_letter_task.py"


NAME = "tasks.mail_task.send"


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (f"Task {NAME}[2d028073-8f9a] received", NAME),
        (f"task: '{NAME}[2d028073] raised", NAME),
        (f"Received unregistered task of type '{NAME}'.", NAME),
        (f"celery.exceptions.NotRegistered: '{NAME}' task", NAME),
        (f"task KeyError: '{NAME}'", NAME),
        (f"Scheduler: Sending due task mail ({NAME})", NAME),
        (f"{{'task': '{NAME}', 'id': 'x'}}", NAME),
        (f"  . {NAME}", NAME),
        (f"  . {NAME} and more", ""),
        ("KeyError: 'task'", ""),
        (f"a call of {NAME}", ""),
        ("KeyError: 'mail.post.send'", ""),
    ],
)
def test_the_name_of_the_task(message: str, name: str) -> None:
    assert task_name(message) == name


def resolved(folder: Path, line: str, *tasks: Task) -> list[tuple[str, float, str, str]]:
    send = Symbol(name="send", what="function", line=3, end_line=4)
    asked = literal_index(
        folder,
        {
            "dify": {
                "api/tasks/mail_task.py": ("x\n" * 9, [send]),
                "api/tests/tasks/mail_task.py": ("x\n" * 9, [send]),
                "api/tasks/other_task.py": ("x\n" * 9, list(tasks)),
            }
        },
    )
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    resolution = resolve_task(context)
    notes = [("", 0.0, "", note) for note in resolution.notes]
    return [
        (f"{c.fact.path}:{c.fact.line}", c.score, c.confidence, c.why[0])
        for c in resolution.candidates
    ] + notes


def task(name: str, line: int = 7, queue: str = "") -> Task:
    return Task(name=name, queue=queue, line=line, end_line=line)


LINE = f"Task {NAME}[2d028073-8f9a] received"
OTHER = "api/tasks/other_task.py"


def test_a_task_of_that_name(tmp_path: Path) -> None:
    found = resolved(tmp_path, LINE, task(NAME, queue="mail"), task("mail_task.send"))
    assert found == [(f"{OTHER}:7", 58.0, "high", f"Celery task {NAME}; queue mail")]


def test_two_tasks_of_that_name_are_not_certain(tmp_path: Path) -> None:
    found = resolved(tmp_path, LINE, task(NAME), task(NAME, 8))
    assert [confidence for _, _, confidence, _ in found] == ["medium", "medium"]


@pytest.mark.parametrize("name", ["mail_task.send", "send", f"api.{NAME}"])
def test_a_task_that_is_registered_with_another_prefix(tmp_path: Path, name: str) -> None:
    why = f"Celery task {NAME}, registered with another prefix"
    assert resolved(tmp_path, LINE, task(name)) == [(f"{OTHER}:7", 58.0, "high", why)]


def test_a_function_of_the_module_is_the_task(tmp_path: Path) -> None:
    assert resolved(tmp_path, LINE) == [
        ("api/tasks/mail_task.py:3", 50.0, "medium", "function send of module tasks.mail_task")
    ]


@pytest.mark.parametrize("name", ["tasks.mail_task.post", "other.mail_task.send", "tasks.x.send"])
def test_an_unknown_task_is_reported(tmp_path: Path, name: str) -> None:
    line = f"Task {name}[2d028073-8f9a] received"
    note = f"no Celery task {name} in the indexed repositories"
    assert resolved(tmp_path, line) == [("", 0.0, "", note)]
