"""A task that has succeeded may have ended early: its checks and loops are shown."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.model import Task
from tests.ask.locate_workspace import build
from tests.cause.asking import cause_of_log

TASKS = """import logging

from celery import shared_task

from libs.mailbag import mailbag

logger = logging.getLogger(__name__)


@shared_task(queue="mail")
def empty_mailbag_task():
    if not mailbag.is_open(3):
        return
    while True:
        letters = mailbag.letters()
        if not letters:
            break
        if len(letters) > 3:
            logger.info("many letters")
        for letter in letters:
            letter.send()
    if mailbag.size == 0:
        raise ValueError("nothing was sent")


def is_late(hour):
    if mailbag.is_open(hour):
        logger.info("it is late")
"""
MAILBAG = """from configs import dify_config


class Mailbag:
    def is_open(self, hour):
        self._opened = dify_config.MAILBAG_HOUR
        return self._opened < hour

    def letters(self):
        return []


mailbag = Mailbag()
"""


CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class MailbagConfig(BaseSettings):
    MAILBAG_HOUR: int = Field(description="When it opens", default=8)
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    config = {"api/configs/feature/__init__.py": CONFIG}
    files = {**config, "api/tasks/empty_mailbag_task.py": TASKS, "api/libs/mailbag.py": MAILBAG}
    index, sources = build(tmp_path_factory.mktemp("mailbag"), changed={"dify": files})
    return Code(index, sources)


def test_the_checks_and_loops_of_a_task(code: Code) -> None:
    [task] = [t for t in code.index.all(Task) if t.path.endswith("empty_mailbag_task.py")]
    text = f"Task {task.name}[1] succeeded in 0.01s: None"
    found = cause_of(Code(code.index, code.sources, text), task, text)
    assert [(g.text, g.why) for g in found.guards] == [
        ("if not mailbag.is_open(3):", "check of the task"),
        ("return self._opened < hour", "returned by is_open"),
        ("if not letters:", "check of the task"),
        ("for letter in letters:", "loop of the task"),
    ]


def test_a_condition_that_only_asks_shows_what_is_compared(code: Code) -> None:
    found = cause_of_log(code, "it is late", "it is late")
    assert [(g.text, g.why) for g in found.guards] == [
        ("if mailbag.is_open(hour):", "condition"),
        ("return self._opened < hour", "returned by is_open"),
    ]


@pytest.mark.parametrize(
    ("took", "named"),
    [
        ("succeeded in 0.0007113090000000001s: None", ["MAILBAG_HOUR"]),
        ("succeeded in 0.06s: None", []),  # it did something
        ("succeeded in 0.0007s: 3", []),  # it has something to tell
        ("received", []),
    ],
)
def test_a_task_that_ended_at_once_left_at_its_first_check(
    code: Code, took: str, named: list[str]
) -> None:
    [task] = [t for t in code.index.all(Task) if t.path.endswith("empty_mailbag_task.py")]
    text = f"Task {task.name}[1] {took}"
    found = cause_of(Code(code.index, code.sources, text), task, text)
    assert [decider.use.name for decider in found.decides] == named
