"""From a value through `define`s and objects to containers, over templates that are really read."""

from pathlib import Path

import pytest

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.index.reader import Index
from ctxkit.model import ConfigUse
from ctxkit.settings.chart import Chart
from tests.ask.literal import literal_index

_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ template "fullname" . }}-%(name)s
spec:
  replicas: {{ .Values.%(name)s.replicas }}
  template:
    spec:
      initContainers:
        - name: wait
          env:
            - name: WAIT
              value: {{ .Values.wait }}
          envFrom:
            - configMapRef: {name: '{{ template "%(takes)s.fullname" . }}'}
      containers:
        - name: %(name)s
          envFrom:
            - configMapRef:
                name: {{ template "%(takes)s.fullname" . }}
          volumeMounts:
            - name: conf
              mountPath: /etc
      volumes:
        - name: conf
          configMap:
            name: {{ include "%(name)s-files" . }}
"""
_TEMPLATES = {
    "_helpers.tpl": """\
{{- define "fullname" -}}
{{ .Values.nameOverride }}
{{- end }}
{{- define "redis" }}
REDIS_HOST: {{ .Values.redis.host }}
{{- end }}
{{- define "api.config" }}
{{- include "redis" . }}
{{- if .Values.proxy.enabled }}
PROXY: "on"
{{- end }}
{{- end }}
{{- define "unused" }}
LOST: {{ .Values.lost }}
{{- end }}
""",
    "api-config.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ template "api.fullname" . }}
  labels: {{ include "fullname" . }}
data:
  {{- include "api.config" . | nindent 2 }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ template "api-files" . }}
data:
  x.conf: {{ .Values.conf }}
""",
    "api-deployment.yaml": _DEPLOYMENT % {"name": "api", "takes": "api"},
    "beat-deployment.yaml": _DEPLOYMENT % {"name": "beat", "takes": "api"},
    "scaling.yaml": """\
{{- if .Values.api.scaling }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ template "api.fullname" . }}
data:
  SCALE: {{ .Values.api.scale }}
{{- end }}
{{- if .Values.web.scaling }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ template "web.fullname" . }}
data:
  {{- if .Values.web.often }}
  OFTEN: "yes"
  {{- end }}
{{- end }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ template "fullname" . }}-api
spec:
  maxReplicas: {{ .Values.api.most }}
""",
    "web-deployment.yaml": _DEPLOYMENT % {"name": "web", "takes": "web"},
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    files = {}
    for name, text in _TEMPLATES.items():
        path = f"charts/dify/templates/{name}"
        files[path] = (text, list(extract(Source(repo="dify-helm", path=path, data=text.encode()))))
    return literal_index(tmp_path, {"dify-helm": files}).index


@pytest.mark.parametrize(
    ("value", "services"),
    [
        (
            "redis.host",
            {"api", "beat"},
        ),  # through two defines and the ConfigMap that both containers take in
        ("proxy.enabled", {"api", "beat"}),
        ("conf", {"api"}),  # as a file
        ("web.replicas", {"web"}),
        ("api.scaling", {"api", "beat"}),
        ("api.scale", {"api", "beat"}),
        ("api.most", {"api"}),  # of the Deployment that has its name
        (
            "web.scaling",
            {"web"},
        ),  # it stands in front of the mark that parts the object from the one before it
        ("web.often", {"web"}),
        ("nameOverride", set()),  # a name and a label are no settings of a container
        ("lost", set()),
        ("wait", set()),  # it only prepares the pod
    ],
)
def test_the_containers_that_a_value_reaches(index: Index, value: str, services: set[str]) -> None:
    chart = Chart(index)
    uses = index.named(ConfigUse, value)
    assert uses
    assert {service for use in uses for service in chart.services(use)} == services
