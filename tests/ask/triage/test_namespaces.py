"""Of a whole cluster, the namespaces that a deployment of Dify is in."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage.namespaces import of_dify
from ctxkit.ask.triage.state_files import read_state

PODS = """\
NAMESPACE   NAME                            READY   STATUS             RESTARTS   AGE
dify        dify-api-66d7b9c8f-2kqzv        1/1     Running            0          3d
dify        dify-worker-6b5d9c8f7-tq7zw     0/1     CrashLoopBackOff   9          3d
data        redis-0                         0/1     CrashLoopBackOff   4          9d
gitlab      gitlab-api-7f6d9c8b5-m2k4x      0/1     OOMKilled          212        19d
"""
EVENTS = """\
NAMESPACE   LAST SEEN   TYPE      REASON    OBJECT          MESSAGE
gitlab      2m          Warning   BackOff   pod/gitlab-0    Back-off restarting failed container
dify        2m          Warning   BackOff   pod/dify-api    Back-off restarting failed container
"""
DESCRIBED = """\
Name:             other-0
Namespace:        gitlab
Containers:
  other:
    Image:          other:1
    Ready:          False
Events:
  Type     Reason   Age   From     Message
  ----     ------   ----  ----     -------
  Warning  BackOff  2m    kubelet  Back-off restarting failed container other
"""


def names(pods: str, *texts: str, events: str = "", described: str = "") -> list[str]:
    state = read_state([("pods.txt", pods), ("events.txt", events), ("other.txt", described)])
    found = of_dify(state, texts)
    return [each.name for each in found.workloads] + [each.object for each in found.events]


def test_what_is_of_a_namespace_without_dify_is_left_out() -> None:
    assert names(PODS, events=EVENTS, described=DESCRIBED) == [
        "dify-api-66d7b9c8f-2kqzv",
        "dify-worker-6b5d9c8f7-tq7zw",
        "pod/dify-api",
    ]


def test_a_list_without_namespaces_may_be_of_the_one_that_another_file_names() -> None:
    lines = [line.split(None, 1)[1] for line in PODS.splitlines()[1:3]]
    head = "NAME                            READY   STATUS             RESTARTS   AGE"
    found = names("\n".join([head, *lines]), described=DESCRIBED)
    assert found[-2:] == ["other-0", "other-0"]


@pytest.mark.parametrize("text", ["redis.data.svc.cluster.local", "host redis.data:6379 refused"])
def test_a_namespace_of_which_a_host_is_named_stays(text: str) -> None:
    assert "redis-0" in names(PODS, text)


@pytest.mark.parametrize(
    "pods", [PODS.replace("dify ", "d2   ", 1), PODS.replace("dify-", "abcd-")]
)
def test_where_dify_runs_is_told_by_two_of_its_services(pods: str) -> None:
    assert len(names(pods)) == (4 if "d2" in pods else 2)
