"""A rendered chart as the deployment that a map is drawn from."""

from __future__ import annotations

import json

import pytest

from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.network.inputs import MapInput
from ctxkit.network.manifests import manifest_input
from ctxkit.network.mapping import map_of
from tests.ask.literal import Asked
from tests.network.upstream import MANIFEST


def test_the_links_of_a_rendered_chart(network: Asked, rendered: MapInput) -> None:
    drawn = map_of(rendered, network.index)
    assert [(each.caller, each.callee, each.port, each.kind) for each in drawn.links] == [
        ("my-gateway", "my-api", "5001", "proxy"),
        ("my-api", "my-db", "5432", "setting"),
        ("my-api", "my-redis", "6379", "setting"),
    ]
    proxied, database, broker = drawn.links
    assert MANIFEST.split("\n")[proxied.settings[0].decided.line - 1].split() == [
        "reverse_proxy",
        "my-api:5001",
    ]
    assert database.database == "dify"
    [setting] = broker.settings
    assert "CELERY_BROKER_URL" in MANIFEST.split("\n")[setting.decided.line - 1]
    assert setting.decided.repo == ""


def test_the_workloads_and_what_is_missing(network: Asked, rendered: MapInput) -> None:
    drawn = map_of(rendered, network.index)
    assert [(each.name, each.column) for each in drawn.services] == [
        ("my-gateway", "entry"),
        ("my-api", "application"),
        ("my-db", "store"),
        ("my-redis", "store"),
    ]
    api = drawn.services[1]
    assert api.health == "readinessProbe GET /health on port 5001"
    assert api.published == ("my-api:5001 (NodePort)",)
    assert drawn.notes == (
        "not in the manifests, so links by their values are missing: Secret elsewhere",
        "my-api runs registry.example.com/dify-api:1.14.2, but the source of dify is at 1.14.0",
        "CODE_EXECUTION_ENDPOINT of my-api names runner, a name that no service here has",
    )
    assert ("runner", "8194") in [(each.host, each.port) for each in drawn.outside]


def test_what_kubectl_prints_as_json(network: Asked) -> None:
    pod = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {
            "containers": [
                {
                    "name": "web",
                    "image": "langgenius/dify-web:1.14.0",
                    "env": [
                        {"name": "SERVER_CONSOLE_API_URL", "value": "http://api:5001"},
                        {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
                    ],
                }
            ]
        },
    }
    objects = [
        {"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"template": pod}},
        {
            "kind": "Deployment",
            "metadata": {"name": "api"},
            "spec": {
                "template": {
                    "metadata": {"labels": {"app": "api"}},
                    "spec": {"containers": [{"image": "langgenius/dify-api:1.14.0"}]},
                }
            },
        },
        {
            "kind": "Service",
            "metadata": {"name": "api"},
            "spec": {"selector": {"app": "api"}, "ports": [{"port": 5001}]},
        },
    ]
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
    file = CustomerFile(path="cluster.json", data=text.encode())
    drawn = map_of(manifest_input(network.index, network.sources, [file]), network.index)
    assert [(each.caller, each.callee) for each in drawn.links] == [("web", "api")]


@pytest.mark.parametrize("text", ["", "a: 1\n", "kind: Service\nmetadata: {name: x}\n", "\x00{"])
def test_a_file_without_workloads_is_refused(network: Asked, text: str) -> None:
    file = CustomerFile(path="x.yaml", data=text.encode())
    with pytest.raises(UsageError, match=r"^x\.yaml has no Deployment"):
        manifest_input(network.index, network.sources, [file])


HOSTILE = """\
apiVersion: v1
kind: Secret
metadata: {name: x}
data: {A: "%%%", B: 7, C: [1]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - image: [1]
          envFrom: {secretRef: x}
          env: [1, {name: A, valueFrom: {secretKeyRef: {name: x, key: B}}}, {value: 1}]
          command: run
          ports: [1, {containerPort: }]
          volumeMounts: 3
      volumes: [1, {configMap: 3}]
"""


MANY = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: x}}
data:
{keys}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: api}}
spec:
  template:
    spec:
      containers:
        - image: langgenius/dify-api:1.14.0
          envFrom: [{references}]
"""


def manifest_of(keys: int, references: int) -> CustomerFile:
    named = ", ".join(["{configMapRef: {name: x}}"] * references)
    text = MANY.format(keys="\n".join(f"  K{n}: v" for n in range(keys)), references=named)
    return CustomerFile(path="x.yaml", data=text.encode())


def test_lines_are_looked_up_in_linear_time(network: Asked) -> None:
    file = manifest_of(1_002, 1)
    given = manifest_input(network.index, network.sources, [file])
    lines = {name: each.line for name, each in given.callers.deployment.services["api"].items()}
    assert (lines["K0"], lines["K499"]) == (5, 504)
    # of later ones the object is named
    assert lines["K1001"] == 1


def test_the_same_variables_again_and_again_are_refused(network: Asked) -> None:
    with pytest.raises(UsageError, match="more than 100,000 variables"):
        manifest_input(network.index, network.sources, [manifest_of(500, 500)])


def test_objects_of_any_form_are_read(network: Asked) -> None:
    file = CustomerFile(path="x.yaml", data=HOSTILE.encode())
    drawn = map_of(manifest_input(network.index, network.sources, [file]), network.index)
    assert [each.name for each in drawn.services] == ["api"]
