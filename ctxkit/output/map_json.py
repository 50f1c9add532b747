"""The public JSON form of a map, of a service and of a queue.

Pure. Not here: the rest of an answer (`json_form.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.model import Finding
from ctxkit.model.maps import (
    DecidedAt,
    DeploymentMap,
    LinkSetting,
    MapLink,
    MapService,
    OutsideHost,
    QueueAnswer,
    QueueTask,
    ServiceAnswer,
)
from ctxkit.output.json_places import where_dict


def network_dict(finding: Finding) -> dict[str, Any]:
    """Return what an answer says of the services of a deployment; only the keys that it has."""
    found: dict[str, Any] = {}
    if finding.map is not None:
        found["map"] = _map_dict(finding.map)
    if finding.services:
        found["services"] = [_service_answer_dict(each) for each in finding.services]
    if finding.queues:
        found["queues"] = [queue_dict(each) for each in finding.queues]
    return found


def _map_dict(drawn: DeploymentMap) -> dict[str, Any]:
    return {
        "of": drawn.of,
        "about": drawn.about,
        "services": [_service_dict(each) for each in drawn.services],
        "links": [_link_dict(each) for each in drawn.links],
        "outside": [_outside_dict(each) for each in drawn.outside],
        "off": list(drawn.off),
    }


def _service_dict(service: MapService) -> dict[str, Any]:
    return {
        "name": service.name,
        "column": service.column,
        "program": service.program,
        "image": service.image,
        "repo": service.repo,
        "version": service.version,
        "mode": service.mode,
        "ports": list(service.ports),
        "published": list(service.published),
        "health": service.health,
        "volumes": list(service.mounts),
        "place": _decided_dict(service.at),
    }


def _link_dict(link: MapLink) -> dict[str, Any]:
    return {
        "from": link.caller,
        "to": link.callee,
        "port": link.port,
        "kind": link.kind,
        "certain": not link.is_possible,
        "read": link.is_read,
        "settings": [_setting_dict(each) for each in link.settings],
        "database": link.database,
        "queues": list(link.queues),
    }


def _setting_dict(setting: LinkSetting) -> dict[str, Any]:
    return {
        "name": setting.name,
        "decided": _decided_dict(setting.decided),
        "handed_by": setting.program,
        "unset": setting.is_unset,
    }


def _decided_dict(decided: DecidedAt | None) -> dict[str, Any] | None:
    if decided is None:
        return None
    return {
        "name": decided.name,
        "repo": decided.repo,
        "path": decided.path,
        "line": decided.line,
    }


def _outside_dict(host: OutsideHost) -> dict[str, Any]:
    return {
        "host": host.host,
        "port": host.port,
        "settings": [_setting_dict(each) for each in host.settings],
        "services": list(host.services),
    }


def _service_answer_dict(answer: ServiceAnswer) -> dict[str, Any]:
    return {
        **_service_dict(answer.service),
        "of": answer.of,
        "started": not answer.is_off,
        "profiles": list(answer.profiles),
        "links": [_link_dict(each) for each in answer.links],
        "outside": [_outside_dict(each) for each in answer.outside],
        "settings": {
            "given": answer.given,
            "read": answer.read,
            "unread": answer.unread and list(answer.unread),
        },
        "queues": list(answer.queues),
        "queues_decided": _decided_dict(answer.queues_at),
        "notes": list(answer.notes),
    }


def queue_dict(answer: QueueAnswer) -> dict[str, Any]:
    """Return the JSON form of a queue."""
    return {
        "name": answer.name,
        "of": answer.of,
        "workers": [
            {"service": each.service, "decided": _decided_dict(each.decided)}
            for each in answer.workers
        ],
        "unknown_workers": list(answer.unknown),
        "tasks": [_task_dict(each) for each in answer.tasks],
        "notes": list(answer.notes),
    }


def _task_dict(task: QueueTask) -> dict[str, Any]:
    return {
        "name": task.name,
        "place": where_dict(task.location),
        "edition": task.edition,
        "options": list(task.options),
        "senders": [{**where_dict(each), "symbol": each.symbol} for each in task.senders],
        "handed": [{**where_dict(each), "symbol": each.symbol} for each in task.handed],
        "schedules": [where_dict(each) for each in task.schedules],
    }
