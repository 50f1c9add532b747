"""Values of a small chart as the deployment that a map is drawn from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.deployment.rendering.chart import Dependency, rendered_chart
from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.model.maps import DeploymentMap
from ctxkit.network.chart_values import values_input
from ctxkit.network.mapping import map_of
from tests.ask.literal import Asked
from tests.network.conftest import indexed
from tests.network.upstream import TEXTS

ABOUT = """\
apiVersion: v2
name: dify
version: 0.9.0
appVersion: "1.14.0"
dependencies:
  - {name: redis, version: 1.0.0, condition: redis.enabled}
"""
VALUES = """\
nameOverride: ""
api: {enabled: true, replicas: 1, extraEnv: [], labels: {tier: back}}
externalRedis: {enabled: false, host: "redis.example.com", port: 6379}
redis: {enabled: true, image: {repository: bitnami/redis, tag: "7"}}
secret: ""
"""
HELPERS = """\
{{- define "dify.config" -}}
MODE: api
{{- if .Values.externalRedis.enabled }}
REDIS_HOST: {{ .Values.externalRedis.host | quote }}
REDIS_PORT: {{ .Values.externalRedis.port | toString | quote }}
{{- else if .Values.redis.enabled }}
  {{- with .Values.redis }}
REDIS_HOST: {{ printf "%s-redis-master" $.Release.Name }}
REDIS_PORT: {{ .master.service.ports.redis | quote }}
  {{- end }}
{{- end }}
{{- end }}
"""
API = """\
{{- if .Values.api.enabled }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-api
data:
  {{- include "dify.config" . | nindent 2 }}
---
apiVersion: v1
kind: Service
metadata: {name: {{ .Release.Name }}-api}
spec: {ports: [{port: 5001}], selector: {app: api}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-api
  labels:
    app: api
    {{- toYaml .Values.api.labels | nindent 4 }}
spec:
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: langgenius/dify-api:{{ .Chart.AppVersion }}
          env:
            - {name: LOG_LEVEL, value: INFO}
            {{- with .Values.api.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          envFrom: [{configMapRef: {name: {{ .Release.Name }}-api}}]
{{- end }}
"""
SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}-secret}
data: {SECRET_KEY: {{ .Values.secret | default (randAlphaNum 42) | b64enc }}}
"""
CHART_TEXTS = {
    "charts/dify/Chart.yaml": ABOUT,
    "charts/dify/values.yaml": VALUES,
    "charts/dify/templates/_helpers.tpl": HELPERS,
    "charts/dify/templates/api.yaml": API,
    "charts/dify/templates/secret.yaml": SECRET,
    "charts/dify/templates/NOTES.txt": "{{ fail }}",
    "charts/dify/templates/tests/test.yaml": "{{ fail }}",
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    texts = {**TEXTS, "dify-helm": CHART_TEXTS}
    found = indexed(tmp_path_factory.mktemp("chart"), texts)
    yield found
    found.index.close()


def drawn(asked: Asked, *texts: str) -> DeploymentMap:
    files = [
        CustomerFile(path=f"v{number}.yaml", data=text.encode())
        for number, text in enumerate(texts)
    ]
    return map_of(values_input(asked.index, asked.sources, files), asked.index)


def redis_of(found: DeploymentMap) -> list[tuple[str, str]]:
    return [(link.callee, link.port) for link in found.links if "redis" in link.callee]


def test_the_chart_as_it_is(asked: Asked) -> None:
    found = drawn(asked, "api: {replicas: 2}")
    assert redis_of(found) == [("dify-redis-master", "6379")]
    assert found.of == "v0.yaml with the chart dify-helm 0.9.0"
    redis = next(each for each in found.services if each.name == "dify-redis-master")
    assert (redis.image, redis.column) == ("bitnami/redis:7", "store")
    [link] = [link for link in found.links if link.callee == redis.name]
    decided = link.settings[0].decided
    assert (decided.repo, decided.path, decided.line) == (
        "dify-helm",
        "charts/dify/templates/api.yaml",
        0,
    )
    assert [note.split(":")[0] for note in found.notes[:3]] == [
        "the objects are named as those of a release called dify; what is said of your own release",
        "only Helm can tell what charts/dify/templates/secret.yaml makes of these values "
        "(the function randAlphaNum)",
        "the charts redis were not rendered",
    ]


def test_a_host_elsewhere(asked: Asked) -> None:
    """`redis.example.com` is not the Redis that the chart runs, even where both are on."""
    for more in ("", "\nredis: {enabled: false}"):
        found = drawn(asked, "externalRedis: {enabled: true}" + more)
        assert redis_of(found) == []
        assert ("redis.example.com", "6379") in [(each.host, each.port) for each in found.outside]


def test_a_service_of_a_template_that_only_helm_tells(asked: Asked) -> None:
    """Its host is not one elsewhere."""
    values = "api: {extraEnv: [{name: PLUGIN_DAEMON_URL, value: 'http://dify-plugin-daemon:5002'}]}"
    found = drawn(asked, values)
    assert "dify-plugin-daemon" not in [each.host for each in found.outside]


def test_a_later_file_overrides_and_null_removes(asked: Asked) -> None:
    hosts = [
        "externalRedis: {enabled: true, host: a.example.com}\napi: {labels: null}",
        "externalRedis: {host: b.example.com}",
    ]
    found = drawn(asked, *hosts)
    assert "b.example.com" in [each.host for each in found.outside]


def test_a_variable_in_a_list(asked: Asked) -> None:
    values = "api: {extraEnv: [{name: CODE_EXECUTION_ENDPOINT, value: 'http://x.example.com:1'}]}"
    assert ("x.example.com", "1") in [(e.host, e.port) for e in drawn(asked, values).outside]


def test_what_is_off(asked: Asked) -> None:
    files = [CustomerFile(path="v.yaml", data=b"api: {enabled: false}\nsecret: x")]
    found = rendered_chart(asked.index, asked.sources, files)
    assert found is not None
    assert [file.path for file in found.files] == ["charts/dify/templates/secret.yaml"]
    with pytest.raises(UsageError, match="has no Deployment"):
        values_input(asked.index, asked.sources, files)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ("enterprise: {enabled: true}\napi: {replicas: 1}", "is of the Enterprise chart"),
        ("grafana: {}\nloki: {}\napi: {}", "is not of the chart of this workspace"),
    ],
)
def test_values_of_another_chart(asked: Asked, values: str, fault: str) -> None:
    with pytest.raises(UsageError, match=fault) as refused:
        drawn(asked, values)
    assert refused.value.hint.startswith("helm template NAME CHART -f v0.yaml")


def test_no_chart(network: Asked) -> None:
    with pytest.raises(UsageError, match="are not in this workspace"):
        drawn(network, "api: {}")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("dify-redis-master", True),
        ("dify-redis", True),
        ("dify-redis-node-0.dify-redis-headless.default.svc.cluster.local", True),
        ("dify-redis.example.com", False),
        ("dify-redisx", False),
        ("redis", False),
    ],
)
def test_hosts_of_a_dependency(host: str, expected: bool) -> None:
    assert Dependency(name="redis", names=("dify-redis",)).has(host) is expected
