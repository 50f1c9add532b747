"""What kubectl and docker print is read as workloads and events; a log is not."""

from __future__ import annotations

import json

import pytest

from ctxkit.ask.triage.deployment_state import ClusterState, Workload
from ctxkit.ask.triage.state_files import is_state, read_state

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


POD_YAML = """\
apiVersion: v1
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: dify-worker-0
    namespace: dify
  status:
    containerStatuses:
    - image: langgenius/dify-api:1.14.0
      lastState:
        terminated:
          exitCode: 137
          reason: OOMKilled
      ready: false
      restartCount: 4
      state:
        waiting:
          reason: CrashLoopBackOff
    phase: Running
kind: List
"""
GET_ALL = """\
NAME                 READY   STATUS    RESTARTS   AGE
pod/dify-api-0       1/1     Running   0          3d

NAME                 TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE
service/dify-api     ClusterIP   10.0.0.1     <none>        5001/TCP   3d

NAME                       READY   UP-TO-DATE   AVAILABLE   AGE
deployment.apps/dify-api   1/1     1            1           3d
deployment.apps/dify-web   0/2     2            0           3d

NAME                          DESIRED   CURRENT   READY   AGE
replicaset.apps/dify-web-5f   2         2         0       3d
replicaset.apps/dify-web-4a   0         0         0       9d
"""
HELM_STATUS = """\
NAME: dify
LAST DEPLOYED: Mon May 11 09:30:00 2026
NAMESPACE: dify
STATUS: failed
REVISION: 3
DESCRIPTION: Upgrade "dify" failed: timed out waiting for the condition
"""
HELM_HISTORY = """\
REVISION  UPDATED                   STATUS           CHART        APP VERSION  DESCRIPTION
1         Mon May  4 09:30:00 2026  deployed         dify-0.36.0  1.13.3       Install complete
2         Mon May 11 09:30:00 2026  pending-upgrade  dify-0.37.0  1.14.0       Preparing upgrade
"""
MANIFEST = """\
---
# Source: dify/templates/api-deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: dify-api
spec:
  template:
    spec:
      containers:
        - name: api
          image: "langgenius/dify-api:1.13.3"
"""
COMPOSE_1 = """\
      Name                    Command                  State    Ports
-----------------------------------------------------------------------
docker_api_1       /bin/bash /entrypoint.sh         Up
docker_worker_1    /bin/bash /entrypoint.sh         Exit 1
"""


def test_pods_in_yaml_have_the_line_of_the_reason() -> None:
    (worker,) = read(POD_YAML).workloads
    assert (worker.state, worker.is_ready, worker.restarts) == ("CrashLoopBackOff", False, 4)
    assert "OOMKilled exit code 137" in worker.detail
    assert POD_YAML.split("\n")[worker.line - 1].strip() == "reason: CrashLoopBackOff"


def test_the_line_of_a_container_in_json_is_that_of_its_reason() -> None:
    inspected = [
        {"Name": "/a-api-1", "State": {"Status": "running"}},
        {"State": {"OOMKilled": True, "Status": "exited", "ExitCode": 137}, "Name": "/a-worker-1"},
    ]
    text = json.dumps(inspected, indent=1)
    _, worker = read(text).workloads
    assert text.split("\n")[worker.line - 1].strip() == '"OOMKilled": true,'


def test_all_objects_of_a_namespace() -> None:
    state = read(GET_ALL)
    assert [(w.name, w.is_ready, w.kind) for w in state.workloads] == [
        ("dify-api-0", True, ""),
        ("dify-web", False, "Deployment"),
        ("dify-web-5f", False, "Deployment"),
    ]
    assert "0 of 2 replicas are ready" in state.workloads[1].detail


@pytest.mark.parametrize(
    ("text", "state", "line"),
    [(HELM_STATUS, "failed", 4), (HELM_HISTORY, "pending-upgrade", 3)],
)
def test_a_release_that_is_not_well(text: str, state: str, line: int) -> None:
    (release,) = read(text).workloads
    assert (release.state, release.is_ready, release.runs, release.line) == (
        state,
        False,
        False,
        line,
    )


@pytest.mark.parametrize("state", ["deployed", "superseded", "uninstalled"])
def test_a_release_that_is_well_says_nothing(state: str) -> None:
    assert not read(HELM_STATUS.replace("STATUS: failed", f"STATUS: {state}")).workloads
    assert not read(HELM_HISTORY.replace("pending-upgrade", state.ljust(15))).workloads


def test_a_manifest_names_its_image_and_runs_nothing() -> None:
    (api,) = read(MANIFEST).workloads
    assert (api.service, api.image, api.runs) == ("api", "langgenius/dify-api:1.13.3", False)


def test_containers_of_the_older_compose() -> None:
    assert rows(COMPOSE_1) == [
        ("docker_api_1", "api", True, 3),
        ("docker_worker_1", "worker", False, 4),
    ]


@pytest.mark.parametrize(
    ("item", "state", "words"),
    [
        (
            {
                "kind": "Deployment",
                "metadata": {"name": "dify-web"},
                "spec": {"replicas": 3},
                "status": {"availableReplicas": 1},
            },
            "NotReady",
            "1 of 3 replicas",
        ),
        (
            {
                "kind": "Job",
                "metadata": {"name": "dify-migrate"},
                "status": {"conditions": [{"type": "Failed", "status": "True", "reason": "X"}]},
            },
            "Failed",
            "job failed: X",
        ),
        (
            {
                "kind": "PersistentVolumeClaim",
                "metadata": {"name": "dify"},
                "status": {"phase": "Pending"},
            },
            "Pending",
            "claim is Pending",
        ),
        (
            {
                "kind": "Node",
                "metadata": {"name": "node-1"},
                "status": {
                    "conditions": [
                        {"type": "Ready", "status": "Unknown", "reason": "NodeStatusUnknown"},
                        {"type": "DiskPressure", "status": "False"},
                    ]
                },
            },
            "NotReady",
            "node NotReady: Ready NodeStatusUnknown",
        ),
    ],
)
def test_objects_that_are_not_ready(item: dict[str, object], state: str, words: str) -> None:
    (workload,) = read(json.dumps({"apiVersion": "v1", "kind": "List", "items": [item]})).workloads
    assert (workload.state, workload.is_ready, workload.runs) == (state, False, False)
    assert words in workload.detail


@pytest.mark.parametrize("kind", ["Deployment", "Job", "PersistentVolumeClaim", "Node"])
def test_objects_that_are_well_say_nothing(kind: str) -> None:
    status = {
        "availableReplicas": 1,
        "phase": "Bound",
        "conditions": [
            {"type": "Ready", "status": "True"},
            {"type": "MemoryPressure", "status": "False"},
        ],
    }
    if kind == "Job":
        status["conditions"] = [{"type": "Complete", "status": "True"}]
    if kind == "Deployment":
        status["conditions"] = [{"type": "Available", "status": "True"}]
    item = {"kind": kind, "metadata": {"name": "dify"}, "status": status}
    assert not read(json.dumps(item)).workloads


def test_a_list_that_was_cut_is_read_as_far_as_it_goes() -> None:
    whole = json.dumps({"apiVersion": "v1", "kind": "PodList", "items": [POD, POD]}, indent=1)
    for end in range(len(whole) - 200, len(whole), 7):
        assert len(read(whole[:end]).workloads) in (1, 2)
    assert len(read(whole[: whole.rindex('"metadata"')]).workloads) == 1


@pytest.mark.no_cover
def test_text_that_opens_and_closes_nothing_is_read_in_linear_time() -> None:
    for hostile in ('{"a":' * 200_000, '\n{"' * 400_000, "[" * 500_000, '{"items":[' * 100_000):
        assert read(hostile) == ClusterState()


@pytest.mark.parametrize(
    "text", [POD_YAML, GET_ALL, HELM_STATUS, HELM_HISTORY, MANIFEST, COMPOSE_1]
)
def test_further_states_are_recognized(text: str) -> None:
    assert is_state(text)


@pytest.mark.parametrize(
    "text",
    [
        "api:\n  replicas: 1\nimage:\n  api:\n    tag: 1.14.0\n",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source: {}\n",
        '{"level": "info", "kind": "Service", "message": "x"}',
        "2026-05-04 09:00:00 INFO NAME READY STATUS RESTARTS AGE",
    ],
)
def test_other_files_are_no_state(text: str) -> None:
    assert not is_state(text)
