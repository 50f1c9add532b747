"""Which workers read which queues."""

from __future__ import annotations

from ctxkit.network.inputs import MapInput
from ctxkit.network.queues import queue_readers
from tests.network.conftest import Drawn


def test_the_list_of_the_entrypoint(shipped: MapInput) -> None:
    [reader] = queue_readers(shipped)
    assert (reader.service, reader.queues) == ("worker", ("dataset", "mail", "rbac", "workflow"))
    assert (reader.decided.path, reader.decided.line) == ("api/docker/entrypoint.sh", 7)


def test_the_list_of_the_cloud(with_env: Drawn) -> None:
    text = "services:\n  worker:\n    environment:\n      EDITION: CLOUD\n"
    [reader] = queue_readers(with_env(compose=text))
    assert reader.queues == ("dataset", "mail", "rbac", "workflow_team")


def test_the_list_of_a_setting(with_env: Drawn) -> None:
    [reader] = queue_readers(with_env("CELERY_QUEUES=mail, dataset"))
    assert reader.queues == ("mail", "dataset")
    assert (reader.decided.path, reader.decided.line) == (".env", 7)


def test_the_list_of_a_command(with_env: Drawn) -> None:
    text = (
        "services:\n  worker:\n    command: celery -A app.celery worker -Q mail,rbac\n"
        "  second:\n    image: langgenius/dify-api:1.14.0\n"
        "    command: celery -A app.celery worker\n"
    )
    readers = {each.service: each.queues for each in queue_readers(with_env(compose=text))}
    assert readers == {"worker": ("mail", "rbac"), "second": None}
