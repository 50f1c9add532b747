"""What decides the trouble of a pod: an end-to-end question about a small chart."""

# ruff: noqa: E501 - pasted events stay whole

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.model import Finding
from tests.ask.locate_workspace import build, keys

TEMPLATE = "charts/dify/templates/kiln-deployment.yaml"
VALUES = "charts/dify/values.yaml"

KILN = """{{- if .Values.kiln.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ template "dify.kiln.fullname" . }}
spec:
  replicas: {{ .Values.kiln.replicas }}
  template:
    spec:
      {{- if .Values.image.kiln.pullSecrets }}
      imagePullSecrets:
      {{- range .Values.image.kiln.pullSecrets }}
        - name: {{ . }}
      {{- end }}
      {{- end }}
      initContainers:
        - name: sweep
          image: "{{ .Values.image.broom.repository }}:{{ .Values.image.broom.tag }}"
          resources:
            {{- toYaml .Values.kiln.sweepResources | nindent 12 }}
      containers:
        - image: "{{ .Values.image.kiln.repository }}:{{ .Values.image.kiln.tag }}"
          imagePullPolicy: {{ .Values.image.kiln.pullPolicy }}
          name: kiln-fire
          {{- if .Values.kiln.customReadinessProbe }}
          readinessProbe: {{- toYaml .Values.kiln.customReadinessProbe | nindent 12 }}
          {{- else if .Values.kiln.readinessProbe.enabled }}
          readinessProbe: {{- omit .Values.kiln.readinessProbe "enabled" | toYaml | nindent 12 }}
            httpGet: {path: /heat, port: 7331}
          {{- end }}
          livenessProbe:
            {{- toYaml .Values.kiln.customLivenessProbe | nindent 12 }}
          ports:
            - containerPort: 7331
          resources:
            {{- toYaml .Values.kiln.resources | nindent 12 }}
      {{- if .Values.kiln.tolerations }}
      tolerations:
        {{- toYaml .Values.kiln.tolerations | nindent 8 }}
      {{- end }}
      volumes:
        - persistentVolumeClaim:
            claimName: {{ .Values.kiln.persistence.existingClaim }}
        - persistentVolumeClaim:
            claimName: {{ .Values.kiln.persistence.ashes }}
{{- end }}
"""
SET = """kiln:
  enabled: true
  replicas: 1
  resources: {}
  sweepResources: {}
  tolerations: []
  customReadinessProbe: {}
  readinessProbe:
    enabled: true
    timeoutSeconds: 5
    periodSeconds: 9
  customLivenessProbe: {}
  persistence:
    existingClaim: ""
    ashes: ashes
    mountPath: /kiln
    accessModes: ReadWriteOnce
image:
  kiln:
    repository: example/kiln
    tag: 1.2.3
    pullPolicy: IfNotPresent
  broom:
    repository: example/broom
    tag: "7"
"""
HELPERS = '{{- define "dify.kiln.fullname" -}}\n{{ .Release.Name }}-kiln\n{{- end -}}\n'
CHART = {
    "charts/dify/Chart.yaml": "apiVersion: v2\nname: dify\nversion: 0.1.0\n",
    "charts/dify/templates/_helpers.tpl": HELPERS,
    TEMPLATE: KILN,
    VALUES: SET,
}
POD = "pod/dify-kiln-7d48576c67-vmjxl"

Ask = Callable[[str], Finding]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    index, sources = build(tmp_path_factory.mktemp("kiln"), changed={"dify-helm": CHART})
    return lambda text: locate(index, sources, text)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        # the part that the event is about; none that only prepares the others comes first
        (f"{POD} 0/1 OOMKilled 3 (12s ago)", ["kiln.resources", "kiln.sweepResources"]),
        ("Insufficient memory, FailedScheduling " + POD, ["kiln.resources", "kiln.sweepResources"]),
        # what the chart gives something to, by the value for that kind of failure
        (f"{POD} Readiness probe failed: context deadline exceeded", ["kiln.readinessProbe.timeoutSeconds"]),
        (f"{POD} Readiness probe failed: HTTP probe failed with statuscode: 503", ["kiln.readinessProbe"]),
        # of what the chart gives nothing to, what is there to give
        (f"{POD} Liveness probe failed: HTTP probe failed with statuscode: 503", ["kiln.customLivenessProbe"]),
        (f"FailedScheduling {POD} had untolerated taint {{gpu: x}}", ["kiln.tolerations"]),
        # the value whose name the row has, of those in a part
        (f'Failed to pull image "example/kiln:9" {POD}: manifest unknown', ["image.kiln.tag", "image.broom.tag"]),
        (f'Failed to pull image "example/kiln:9" {POD}: pull access denied', ["image.kiln.pullSecrets"]),
        (f'FailedMount {POD} MountVolume.SetUp failed for volume "x"', ["kiln.persistence.existingClaim", "kiln.persistence.ashes"]),
        # of a claim, the values beside its name that the chart has
        (f'Multi-Attach error for volume "x" FailedAttachVolume {POD}', ["kiln.persistence.accessModes", "kiln.replicas"]),
        # nothing says what decides
        (f"Back-off restarting failed container kiln-fire in {POD}", []),
    ],
)  # fmt: skip
def test_what_decides_the_trouble_of_a_pod(ask: Ask, event: str, expected: list[str]) -> None:
    finding = ask(event)
    assert finding.hits[0].fact.path == TEMPLATE
    assert keys(finding) == expected


@pytest.mark.parametrize(
    ("event", "confidence"),
    [
        (f"{POD} OOMKilled", "medium"),
        ("Last State: Terminated\n  Reason: OOMKilled\nContainer: kiln-fire", "low"),
        ("Container kiln-fire failed liveness probe, will be restarted", "low"),
        ("Warning BackOff kubelet, spec.containers{kiln-fire} Back-off pulling image", "low"),
        ('Readiness probe failed: Get "http://10.42.0.31:7331/heat": EOF', "low"),
        ("Liveness probe failed: dial tcp 10.42.0.31:7331: connect: connection refused", "low"),
        ('Liveness probe failed: Get "http://[fd00::1]:7331/heat": EOF', "low"),
    ],
)
def test_whose_pod_it_is(ask: Ask, event: str, confidence: str) -> None:
    finding = ask(event)
    assert [hit.fact.path for hit in finding.hits] == [TEMPLATE]
    assert finding.confidence == confidence


@pytest.mark.parametrize(
    "event",
    [
        "Container forge failed liveness probe, will be restarted",
        "the container kiln-fire is warm",
        'Readiness probe failed: Get "http://10.42.0.31:733/heat": EOF',
        'Readiness probe failed: Get "http://10.42.0.31:80/7331": EOF',
        "Back-off restarting, dial tcp 10.42.0.31:7331: connect: connection refused",
        'spec.containers{forge} Readiness probe failed: Get "http://10.42.0.31:7331/heat": EOF',
    ],
)
def test_a_container_of_others_is_not_claimed(ask: Ask, event: str) -> None:
    assert TEMPLATE not in [hit.fact.path for hit in ask(event).hits]


def test_no_condition_of_a_pod_that_there_is_decides_but_each_is_shown(ask: Ask) -> None:
    cause = ask(f"{POD} Readiness probe failed: context deadline exceeded").hits[0].cause
    assert cause is not None
    assert [(guard.location.line, guard.why) for guard in cause.guards] == [
        (27, "condition"),
        (1, "condition"),
        (25, "not taken"),
    ]
    assert [place.location.line for decider in cause.decides for place in decider.how] == [28]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ('Failed to pull image "example/kiln:9": manifest unknown', ["image.kiln.tag"]),
        ('Failed to pull image "example/kiln:9": pull access denied', ["image.kiln.pullSecrets"]),
        ('Failed to pull image "example/kiln:9": out of ink', ["image.kiln.repository"]),
        ("pull access denied for example/kiln, repository does not exist", []),
    ],
)
def test_what_decides_an_image(ask: Ask, event: str, expected: list[str]) -> None:
    finding = ask(event)
    assert [(hit.fact.path, hit.fact.name) for hit in finding.hits] == [
        (VALUES, "image.kiln.repository")
    ]
    assert keys(finding) == expected


def test_an_image_is_rendered_by_a_template(ask: Ask) -> None:
    cause = ask('Failed to pull image "example/kiln:9": pull access denied').hits[0].cause
    assert cause is not None
    assert [(g.location.path, g.location.line, g.why) for g in cause.guards] == [
        (TEMPLATE, 10, "renders image.kiln.pullSecrets"),
        (TEMPLATE, 12, "renders image.kiln.pullSecrets"),
        (TEMPLATE, 13, "renders image.kiln.pullSecrets"),
        (TEMPLATE, 22, "renders image.kiln.repository"),
    ]


def test_what_a_probe_asks_is_shown(tmp_path: Path) -> None:
    template = KILN.replace(
        "httpGet: {path: /heat, port: 7331}", "httpGet:\n              path: /heat"
    )
    chart = {**CHART, TEMPLATE: template}
    index, sources = build(tmp_path, changed={"dify-helm": chart})
    found = locate(index, sources, f"{POD} Readiness probe failed: context deadline exceeded")
    cause = found.hits[0].cause
    assert cause is not None
    asked = [g for g in cause.guards if g.why == "what the probe asks"]
    assert [(guard.location.line, guard.text) for guard in asked] == [(30, "path: /heat")]


def test_a_very_long_template_is_read_in_part(tmp_path: Path) -> None:
    lines = "".join(f"            - {{{{ .Values.kiln.k{n} }}}}\n" for n in range(3_000))
    template = KILN.replace("          ports:\n", f"          args:\n{lines}          ports:\n")
    changed = {"dify-helm": {**CHART, TEMPLATE: template}}
    index, sources = build(tmp_path, changed=changed)
    assert keys(locate(index, sources, f"{POD} OOMKilled")) == ["kiln.sweepResources"]
