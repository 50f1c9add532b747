"""Celery's lines lead to the task."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

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
