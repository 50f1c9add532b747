"""Services and queues explained."""

from __future__ import annotations

import pytest

import ctxkit
from ctxkit.ask.explain.effective import explain_with_files
from ctxkit.ask.explain.explain import explain
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.files.user_files import CustomerFile
from ctxkit.model import Finding
from tests.ask.literal import Asked
from tests.network.upstream import ENV


def asked(network: Asked, key: str, env: str = "", compose: str = "") -> Finding:
    files = UserDeployment(
        env=CustomerFile(path=".env", data=f"{ENV}{env}\n".encode()),
        compose=(CustomerFile(path="docker-compose.override.yaml", data=compose.encode()),)
        if compose
        else (),
    )
    return explain_with_files(network.index, network.sources, key, files)


def test_a_service(network: Asked) -> None:
    [answer] = explain(network.index, network.sources, "api").services
    assert (answer.service.program, answer.service.version) == ("api", "1.14.0")
    assert not answer.is_off
    assert (answer.given, answer.read) == (16, 15)
    assert answer.unread == ("UNKNOWN_URL",)
    assert [each.host for each in answer.outside] == ["market.example.com", "templates.example.com"]
    callers = {each.caller for each in answer.links if each.callee == "api"}
    assert callers == {"nginx", "web", "plugin_daemon"}


def test_the_queues_of_a_worker(network: Asked) -> None:
    [answer] = explain(network.index, network.sources, "worker").services
    assert answer.queues == ("dataset", "mail", "rbac", "workflow")
    [other] = asked(network, "worker", env="CELERY_QUEUES=mail").services
    assert other.queues == ("mail",)


def test_a_service_that_is_not_started(network: Asked) -> None:
    [answer] = explain(network.index, network.sources, "qdrant").services
    assert answer.is_off
    assert answer.profiles == ("qdrant",)
    assert answer.read is None


def test_a_service_of_the_user(network: Asked) -> None:
    text = "services:\n  bouncer:\n    image: pgbouncer\n    environment:\n      DB_HOST: redis\n"
    [answer] = asked(network, "bouncer", compose=text).services
    assert answer.service.image == "pgbouncer"
    assert [(each.callee, each.is_read) for each in answer.links] == [("redis", False)]
    assert not explain(network.index, network.sources, "bouncer").services


def test_a_queue(network: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    # an index made of literal facts has no letters to look files up by
    paths = ["api/services/document_service.py", "api/tasks/documents.py"]
    monkeypatch.setattr(type(network.index), "paths_mentioning", lambda *_: paths)
    found = explain(network.index, network.sources, "dataset")
    [answer] = found.queues
    assert [each.service for each in answer.workers] == ["worker"]
    [task] = answer.tasks
    assert task.name == "tasks.documents.index_document_task"
    # neither a task whose name only ends alike, nor a docstring
    [sender] = task.senders
    assert (sender.path, sender.line) == ("api/services/document_service.py", 6)
    assert sender.symbol == "DocumentService.save"
    assert [(each.path, each.line) for each in task.handed] == [(sender.path, 8)]
    assert [hit.fact.line for hit in found.hits] == [task.location.line]


@pytest.mark.parametrize("queue", ["lonely", "celery"])
def test_a_queue_that_nobody_reads(network: Asked, queue: str) -> None:
    [answer] = explain(network.index, network.sources, queue).queues
    assert answer.workers == ()
    assert answer.unknown == ()


def test_a_queue_by_a_constant(network: Asked) -> None:
    [answer] = explain(network.index, network.sources, "rbac").queues
    assert [each.name for each in answer.tasks] == ["tasks.documents.grant_access_task"]


def test_a_queue_of_the_other_edition(network: Asked) -> None:
    [answer] = explain(network.index, network.sources, "workflow_team").queues
    assert answer.workers == ()
    assert "tasks are sent here with EDITION=CLOUD only; here it is SELF_HOSTED" in answer.notes


def test_the_queues_of_a_worker_with_a_command_of_its_own(network: Asked) -> None:
    text = "services:\n  worker:\n    command: celery -A app.celery worker\n"
    [answer] = asked(network, "dataset", compose=text).queues
    assert (answer.workers, answer.unknown) == ((), ("worker",))


@pytest.mark.parametrize("key", ["DB_HOST", "db_host", "nothing", "environment", "x-shared-env"])
def test_no_service_and_no_queue(network: Asked, key: str) -> None:
    found = explain(network.index, network.sources, key)
    assert not found.services
    assert not found.queues


def test_a_setting_with_the_name_of_a_service(demo_workspace: ctxkit.Workspace) -> None:
    found = demo_workspace.explain("sandbox").finding
    assert found.services or any("is also a service" in note for note in found.notes)
