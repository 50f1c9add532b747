"""Queues that no worker reads, although Dify sends tasks to them.

Not here: the queues of the image's own script (`deployment/image_queues.py`), the broker
(`ask/check/env_rules/stores.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.rule import FileRule
from ctxkit.deployment.image_queues import image_queues
from ctxkit.network.modes import WORKER, SetQueues, services_of_api, set_queues

_MAX_NAMED = 6

_WORKER = "services:\n  worker:\n    environment:\n"

QUEUES_WITHOUT_WORKER = FileRule(
    id="queue-without-worker",
    category="queue-without-worker",
    severity="warning",
    summary="Dify sends tasks to queues that no worker reads",
    why="The tasks stay in Redis: documents keep being queued, workflows and triggers do not run. A"
    " list of queues from an older version lacks those that were added since.",
    remedy="Add the missing queues, or remove the setting to use the list of Dify's image.",
    broken={"compose": f"{_WORKER}      CELERY_QUEUES: dataset,mail\n"},
    kept={"compose": f"{_WORKER}      CELERY_QUEUES: dataset,pipeline,mail\n"},
)
RULES = (QUEUES_WITHOUT_WORKER,)


def check_queues(case: EnvCase) -> None:
    """Report queues that none of the workers reads, at the list of the one that reads most."""
    services = services_of_api(case.deployment, WORKER)
    workers = [worker for service in services if (worker := _worker(case, service)) is not None]
    if not workers or len(workers) < len(services):
        return  # another one reads all, or what is not known
    edition = case.deployment.value(workers[0].variable.service, "EDITION")
    needed = image_queues(case.sources, edition)
    read = frozenset[str]().union(*(worker.names for worker in workers))
    missing = [queue for queue in needed if queue not in read]
    lines = list(_lines(case, workers))
    if not missing or not lines:
        return
    line = lines[0]
    shown = ", ".join(missing[:_MAX_NAMED])
    if len(missing) > _MAX_NAMED:
        shown += f" and {len(missing) - _MAX_NAMED} more"
    message = f"no worker reads the queues {shown}, to which Dify {case.version} sends tasks"
    name = line.setting.name
    fix = f"add them to {name}, or remove {name} to read all queues"
    case.reporter.add(QUEUES_WITHOUT_WORKER, line.spot, message, fix)


def _worker(case: EnvCase, service: str) -> SetQueues | None:
    """Return the queues of a worker; None if it reads the default ones or has another command."""
    own = case.deployment.network.services.get(service)
    if own is not None and own.command is not None:
        return None
    return set_queues(case.deployment, service)


def _lines(case: EnvCase, workers: list[SetQueues]) -> Iterator[UserLine]:
    for worker in sorted(workers, key=lambda worker: -len(set(worker.names))):
        line = case.deciding_line(worker.variable)
        if line is not None:
            yield line
