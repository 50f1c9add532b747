"""The queues to which tasks are sent, with constants folded."""

from __future__ import annotations

from ctxkit.network.task_queues import QueueName, queued_tasks
from tests.ask.literal import Asked


def test_constants_are_followed(network: Asked) -> None:
    found = {each.task.symbol: each.queues for each in queued_tasks(network.index, network.sources)}
    assert found == {
        "index_document_task": (QueueName("dataset"),),
        "grant_access_task": (QueueName("rbac"),),
        "run_workflow_task": (
            QueueName("workflow_team", "CLOUD"),
            QueueName("workflow", "SELF_HOSTED"),
        ),
        "lonely_task": (QueueName("lonely"),),
        "plain_task": (QueueName("celery"),),
    }
