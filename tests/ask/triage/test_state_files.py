"""What kubectl and docker print is read as workloads and events; a log is not."""

from __future__ import annotations

import json

import pytest

from ctxkit.ask.triage.state_files import ClusterState, Workload, is_state, read_state

PODS = """\
NAME                                  READY   STATUS             RESTARTS         AGE
dify-api-6c9d7b8f5c-4xk2p             1/1     Running            0                124m
dify-plugin-daemon-69c7d5d9b4-n5vwk   0/1     CrashLoopBackOff   28 (2m41s ago)   124m
dify-migrate-x2k4z                    0/1     Completed          0                124m
"""
EVENTS = """\
LAST SEEN   TYPE      REASON      OBJECT              MESSAGE
2m31s       Warning   Unhealthy   pod/dify-web-0      Readiness probe failed: refused
7m12s       Normal    Pulled      pod/dify-api-0      Container image "a:1" already present
"""
COMPOSE = """\
NAME                     IMAGE                          SERVICE         STATUS
docker-api-1             langgenius/dify-api:1.13.3     api             Up 3 hours
docker-worker-1          langgenius/dify-api:1.13.3     worker          Exited (137) 2 minutes ago
"""
DESCRIBE = """\
Name:             dify-worker-7f6b9c5d84-q8m7z
Namespace:        dify
Containers:
  worker:
    Image:          langgenius/dify-api:1.14.0
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       OOMKilled
      Exit Code:    137
    Ready:          False
Events:
  Type     Reason   Age   From     Message
  ----     ------   ----  ----     -------
  Warning  BackOff  2m    kubelet  Back-off restarting failed container worker
"""
POD = {
    "kind": "Pod",
    "metadata": {"name": "dify-worker-0"},
    "status": {
        "phase": "Running",
        "containerStatuses": [
            {
                "image": "langgenius/dify-api:1.14.0",
                "ready": False,
                "restartCount": 4,
                "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137}},
            }
        ],
    },
}
EVENT = {
    "kind": "Event",
    "type": "Warning",
    "reason": "Failed",
    "message": "Error: ImagePullBackOff",
    "involvedObject": {"name": "dify-api-0"},
}
INSPECT = [
    {"Name": "/docker-db-1", "State": {"Status": "exited", "ExitCode": 1}, "RestartCount": 2}
]


def read(text: str) -> ClusterState:
    return read_state([("state.txt", text)])


def rows(text: str) -> list[tuple[str, str, bool, int]]:
    return [(w.name, w.service, w.is_ready, w.line) for w in read(text).workloads]


def test_pods() -> None:
    assert rows(PODS) == [
        ("dify-api-6c9d7b8f5c-4xk2p", "api", True, 2),
        ("dify-plugin-daemon-69c7d5d9b4-n5vwk", "plugin_daemon", False, 3),
        ("dify-migrate-x2k4z", "", True, 4),
    ]
    assert [w.restarts for w in read(PODS).workloads] == [0, 28, 0]


def test_events() -> None:
    unhealthy, pulled = read(EVENTS).events
    assert (unhealthy.reason, unhealthy.object, unhealthy.line) == (
        "Unhealthy",
        "pod/dify-web-0",
        2,
    )
    assert unhealthy.text == "Readiness probe failed: refused"
    assert (unhealthy.is_warning, pulled.is_warning) == (True, False)


def test_containers_of_compose() -> None:
    assert rows(COMPOSE) == [
        ("docker-api-1", "api", True, 2),
        ("docker-worker-1", "worker", False, 3),
    ]
    assert read(COMPOSE).workloads[0].image == "langgenius/dify-api:1.13.3"


def test_described_pods() -> None:
    state = read(DESCRIBE)
    (worker,) = state.workloads
    assert (worker.service, worker.is_ready, worker.image) == (
        "worker",
        False,
        "langgenius/dify-api:1.14.0",
    )
    assert "OOMKilled" in worker.detail
    assert "exit code 137" in worker.detail
    assert [event.reason for event in state.events] == ["BackOff"]


@pytest.mark.parametrize("root", [{"kind": "PodList", "items": [POD]}, POD])
def test_pods_in_json(root: object) -> None:
    (worker,) = read(json.dumps(root)).workloads
    assert (worker.state, worker.is_ready, worker.restarts) == ("CrashLoopBackOff", False, 4)
    assert "OOMKilled exit code 137" in worker.detail


def test_events_in_json() -> None:
    (event,) = read(json.dumps({"items": [EVENT]})).events
    assert (event.reason, event.service) == ("Failed", "api")


def test_inspected_containers() -> None:
    (db,) = read(json.dumps(INSPECT)).workloads
    assert (db.name, db.is_ready, db.restarts) == ("docker-db-1", False, 2)


def test_what_compose_prints_as_json_lines() -> None:
    lines = [{"Name": "a-api-1", "Service": "api", "State": "running", "Image": "x"}] * 2
    text = "\n".join(map(json.dumps, lines))
    assert is_state(text)
    assert [w.is_ready for w in read(text).workloads] == [True, True]


@pytest.mark.parametrize(
    "text", [PODS, EVENTS, COMPOSE, DESCRIBE, json.dumps(POD), json.dumps(INSPECT)]
)
def test_a_state_is_recognized(text: str) -> None:
    assert is_state(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-05-04 09:11:44.120 ERROR [Dummy-7] [app.py:875] - READY STATUS",
        '{"level":"error","msg":"RestartCount is high"}',
        "Name:  of the app is missing\n",
        "api-1  | NAME IMAGE STATUS",
    ],
)
def test_a_log_is_no_state(text: str) -> None:
    assert not is_state(text)


@pytest.mark.parametrize("text", ["[", "{" * 5_000, '[{"State": 3, "Name": 4}]', '{"items": {}}'])
def test_damaged_json_says_nothing(text: str) -> None:
    assert [w for w in read(text).workloads if not isinstance(w, Workload)] == []
