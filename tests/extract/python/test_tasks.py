from __future__ import annotations

import pytest

from ctxkit.model import Task
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/tasks/mail_task.py"


def test_tasks_with_their_queues_and_options() -> None:
    check("python/api/tasks/mail_task.py", Task)


@pytest.mark.parametrize(
    ("decorator", "name", "queue", "options"),
    [
        ("shared_task", "tasks.mail_task.f", "", ()),
        ("celery.shared_task()", "tasks.mail_task.f", "", ()),
        ("app.task(name='x', queue='mail')", "x", "mail", ()),
        ("task(queue=QUEUE, bind=True, a=f( 1))", "tasks.mail_task.f", "QUEUE", (
            "bind=True", "a=f( 1)",
        )),
        ("task(name=NAME)", "tasks.mail_task.f", "", ()),
        ("task(name='')", "tasks.mail_task.f", "", ()),
    ],
)  # fmt: skip
def test_decorators(decorator: str, name: str, queue: str, options: tuple[str, ...]) -> None:
    [task] = facts(PATH, f"@other\n@{decorator}\ndef f():\n    1", Task)
    assert (task.name, task.queue, task.options) == (name, queue, options)
    assert (task.symbol, task.line, task.end_line) == ("f", 3, 4)


@pytest.mark.parametrize("decorator", ["tasks(queue='x')", "subtask", "task.retry"])
def test_other_decorators_make_no_task(decorator: str) -> None:
    assert facts(PATH, f"@{decorator}\ndef f(): 1", Task) == []
