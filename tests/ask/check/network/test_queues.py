"""Queues that no worker reads."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.network.queues import QUEUES_WITHOUT_WORKER
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked

WORKER = "services:\n  worker:\n    environment:\n"
ANOTHER = "  more:\n    image: langgenius/dify-api:1.14.0\n    environment:\n      MODE: worker\n"


@pytest.mark.parametrize(
    ("compose", "found"),
    [
        (f"{WORKER}      CELERY_QUEUES: dataset,mail\n", [4]),
        (f"{WORKER}      CELERY_QUEUES: ' dataset, pipeline ,mail'\n", []),
        (f"{WORKER}      CELERY_QUEUES: dataset,pipeline,mail,more\n", []),
        (f"{WORKER}      CELERY_QUEUES: ''\n", []),
        (f"{WORKER}      CELERY_WORKER_QUEUES: dataset\n", [4]),
        (
            f"{WORKER}      CELERY_QUEUES: dataset\n"
            "      CELERY_WORKER_QUEUES: dataset,pipeline,mail\n",
            [],
        ),
        (f"{WORKER}      CELERY_QUEUES: dataset\n{ANOTHER}", []),  # it reads all
        (
            f"{WORKER}      CELERY_QUEUES: dataset,mail\n{ANOTHER}      CELERY_QUEUES: pipeline\n",
            [],
        ),
        (
            f"{WORKER}      CELERY_QUEUES: dataset\n"
            f"{ANOTHER}      CELERY_QUEUES: dataset,pipeline\n",
            [9],  # at the worker that reads most
        ),
        (f"{WORKER}      CELERY_QUEUES: dataset\n    command: celery worker -Q mail\n", []),
        (f"{WORKER}      CELERY_QUEUES: dataset\n      MODE: api\n", []),
    ],
)
def test_the_queues_of_workers(asked: Asked, compose: str, found: list[int]) -> None:
    assert lines(asked, QUEUES_WITHOUT_WORKER.id, override=compose) == found


def test_the_env_may_have_the_list(asked: Asked) -> None:
    compose = f"{WORKER}      CELERY_QUEUES: ${{CELERY_QUEUES:-}}\n"
    env = "CELERY_QUEUES=mail\n"
    (problem,) = problems(asked, QUEUES_WITHOUT_WORKER.id, env=env, override=compose)
    assert (problem.path, problem.line) == (".env", 1)
    assert problem.message == (
        "no worker reads the queues dataset, pipeline, to which Dify 1.14.0 sends tasks"
    )
