"""What leads into a cluster, what init containers wait for, jobs, and further workers."""

from __future__ import annotations

import pytest

from ctxkit.files.user_files import CustomerFile
from ctxkit.model.maps import DeploymentMap
from ctxkit.network.manifests import manifest_input
from ctxkit.network.mapping import map_of
from ctxkit.network.queues import queue_readers
from tests.ask.literal import Asked
from tests.network.upstream import MANIFEST

INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: dify}
spec:
  rules:
    - host: dify.example.com
      http:
        paths:
          - path: /
            backend: {service: {name: my-front, port: {name: http}}}
          - path: /else
            backend: {service: {name: not-here, port: {number: 80}}}
"""
FRONT = """
apiVersion: v1
kind: Service
metadata: {name: my-front}
spec: {ports: [{name: http, port: 8080, targetPort: caddy}], selector: {app: gateway}}
"""


def drawn(network: Asked, *documents: str) -> DeploymentMap:
    text = "\n---\n".join([MANIFEST, FRONT, *documents])
    file = CustomerFile(path="chart.yaml", data=text.encode())
    return map_of(manifest_input(network.index, network.sources, [file]), network.index)


def of(found: DeploymentMap, caller: str) -> list[tuple[str, str, str, str]]:
    return [
        (link.callee, link.port, link.kind, link.settings[0].name if link.settings else "")
        for link in found.links
        if link.caller == caller
    ]


def test_an_ingress(network: Asked) -> None:
    found = drawn(network, INGRESS)
    assert of(found, "ingress/dify") == [("my-gateway", "8080", "proxy", "dify.example.com/")]
    assert (found.services[0].name, found.services[0].column) == ("ingress/dify", "entry")
    assert found.services[0].title == "entry from outside the cluster"


@pytest.mark.parametrize(
    ("entry", "caller", "port", "where"),
    [
        (
            "kind: Ingress\nmetadata: {name: old}\nspec:\n  rules:\n    - http:\n        paths:"
            "\n          - backend: {serviceName: my-front, servicePort: 8080}",
            "ingress/old",
            "8080",
            "*/",
        ),
        (
            "kind: Ingress\nmetadata: {name: all}\n"
            "spec: {defaultBackend: {service: {name: my-front, port: {number: 8080}}}}",
            "ingress/all",
            "8080",
            "*",
        ),
        (
            "kind: HTTPRoute\nmetadata: {name: r}\nspec:\n  hostnames: [a.example.com]\n  rules:\n"
            "    - backendRefs: [{name: my-front, port: 8080}]\n"
            "      matches: [{path: {type: PathPrefix, value: /v1}}]",
            "httproute/r",
            "8080",
            "a.example.com/v1",
        ),
        (
            "kind: Route\nmetadata: {name: r}\nspec:\n  host: a.example.com\n"
            "  to: {kind: Service, name: my-front}\n  port: {targetPort: caddy}",
            "route/r",
            "8080",
            "a.example.com/",
        ),
    ],
)
def test_other_entries(network: Asked, entry: str, caller: str, port: str, where: str) -> None:
    found = drawn(network, f"apiVersion: v1\n{entry}")
    assert of(found, caller) == [("my-gateway", port, "proxy", where)]


@pytest.mark.parametrize(
    "entry",
    [
        "kind: HTTPRoute\nmetadata: {name: r}\n"
        "spec: {rules: [{backendRefs: [{kind: X, name: my-front}]}]}",
        "kind: Ingress\nmetadata: {name: r}\n"
        "spec: {rules: [{http: {paths: [1, {backend: 2}]}}, 3]}",
        "kind: Route\nmetadata: {name: r}\nspec: [1]",
    ],
)
def test_entries_that_lead_to_nothing_here(network: Asked, entry: str) -> None:
    found = drawn(network, f"apiVersion: v1\n{entry}")
    assert not [link for link in found.links if link.caller.endswith("/r")]


WORKER = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    spec:
      initContainers:
        - name: check-api
          image: langgenius/dify-api:1.14.0
          command: [sh, -c, "until curl http://my-api:5001/health; do sleep 1; done"]
        - name: other
          command: [sh, -c, "curl https://elsewhere.example.com/ my-db:5432"]
      containers:
        - name: worker
          image: langgenius/dify-api:1.14.0
          env:
            - {{name: MODE, value: worker}}
            - {{name: CELERY_QUEUES, value: "{queues}"}}
"""


def test_further_workers_and_what_they_wait_for(network: Asked) -> None:
    names = {"my-worker": "dataset,mail", "my-trigger-worker": "trigger"}
    workers = [WORKER.format(name=name, queues=queues) for name, queues in names.items()]
    text = "\n---\n".join([MANIFEST, *workers])
    given = manifest_input(
        network.index, network.sources, [CustomerFile(path="chart.yaml", data=text.encode())]
    )
    assert {each.service: each.queues for each in queue_readers(given)} == {
        "my-worker": ("dataset", "mail"),
        "my-trigger-worker": ("trigger",),
    }
    found = map_of(given, network.index)
    assert of(found, "my-worker") == [
        ("my-api", "5001", "setting", "init container check-api"),
        ("my-trigger-worker", "", "queue", ""),
    ]


def test_a_cron_job(network: Asked) -> None:
    job = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: cleanup}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: cleanup
              image: langgenius/dify-api:1.14.0
              command: [flask, cleanup]
              env: [{name: DB_HOST, value: my-db}]
"""
    found = drawn(network, job)
    assert ("my-db", "5432", "setting", "DB_HOST") in of(found, "cronjob/cleanup")
