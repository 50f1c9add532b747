"""What decides that an object of the chart is refused, missing or changed: end-to-end questions
about a small chart.
"""

# ruff: noqa: E501 - pasted errors stay whole

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.cause.refused_objects import field_told
from ctxkit.model import Finding
from tests.ask.locate_workspace import build, keys

FOLDER = "charts/dify/templates"
DEPLOYMENT = f"{FOLDER}/kettle-deployment.yaml"

CHART = {
    "charts/dify/Chart.yaml": "apiVersion: v2\nname: dify\nversion: 0.1.0\n",
    f"{FOLDER}/_helpers.tpl": """{{- define "dify.kettle.fullname" -}}
{{ .Release.Name }}-kettle
{{- end -}}
{{- define "dify.kettle.config" }}
{{- if .Values.kettle.copper }}
KETTLE_KIND: "copper"
KETTLE_POLISH: {{ .Values.kettle.polish | quote }}
{{- else }}
KETTLE_KIND: tin
{{- end }}
{{- end }}
{{- define "dify.samovar.config" }}
{{ include "dify.kettle.config" . }}
{{- end }}
{{- define "dify.teapot.config" }}
KETTLE_POLISH: {{ .Values.teapot.polish | quote }}
{{- end }}
""",
    DEPLOYMENT: """{{- if .Values.kettle.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ template "dify.kettle.fullname" . }}
spec:
  replicas: {{ .Values.kettle.replicas }}
  template:
    spec:
      containers:
        - name: kettle
          resources:
            {{- toYaml .Values.kettle.resources | nindent 12 }}
          volumeMounts:
          {{- if .Values.kettle.persistent }}
          - name: water
            mountPath: {{ .Values.kettle.mountPath }}
          {{- end }}
          {{- if .Values.kettle.extraVolumeMounts }}
{{ toYaml .Values.kettle.extraVolumeMounts | indent 10 }}
          {{- end }}
      volumes:
      - name: water
        persistentVolumeClaim:
          claimName: {{ .Values.kettle.existingClaim | default (include "dify.kettle.fullname" .) }}
      {{- if .Values.kettle.extraVolumes }}
{{ toYaml .Values.kettle.extraVolumes | indent 6 }}
      {{- end }}
{{- end }}
""",
    f"{FOLDER}/kettle-pvc.yaml": """{{- if .Values.kettle.claimed }}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ include "dify.kettle.fullname" . }}
spec:
  storageClassName: {{ .Values.kettle.storageClass }}
{{- end }}
""",
    f"{FOLDER}/kettle-secret.yaml": """apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ template "dify.kettle.fullname" . }}
spec:
  secretStoreRef:
    name: {{ .Values.vault.name }}
  data:
    {{- if .Values.steam.enabled }}
    - secretKey: STEAM
      remoteRef:
        key: {{ .Values.vault.refs.STEAM }}
    {{- end }}
    - secretKey: WATER
      remoteRef:
        key: {{ .Values.vault.refs.WATER }}
""",
    "charts/dify/values.yaml": "kettle:\n  enabled: true\n",
}

REFUSED = 'Error: UPGRADE FAILED: cannot patch "dify-kettle" with kind Deployment: Deployment.apps "dify-kettle" is invalid: {}'
COMPARED = """$ helm diff upgrade dify dify/dify -f values.yaml
dify, dify-kettle, ConfigMap (v1) has changed:
    STEAM: "1"
+   KETTLE_KIND: "copper"
+   KETTLE_POLISH: "beeswax"
"""

Ask = Callable[[str], Finding]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    index, sources = build(tmp_path_factory.mktemp("kettle"), changed={"dify-helm": CHART})
    return lambda text: locate(index, sources, text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("spec.replicas: Invalid value: -1", ("spec", "replicas")),
        ('spec.ports[0].nodePort: Invalid value: "x"', ("spec", "ports", "nodePort")),
        ("metadata.labels[a.b/c]: Required value", ("metadata", "labels")),
        ("kubelet, spec.containers{kettle} Back-off", ()),
        ("the spec is fine", ()),
        ("inspec.replicas", ()),
    ],
)
def test_the_field_that_an_error_is_about(text: str, path: tuple[str, ...]) -> None:
    assert field_told(text) == path


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("spec.replicas: Invalid value: -1", ["kettle.replicas", "kettle.enabled"]),
        # what is brought as a whole has the field in it
        (
            'spec.template.spec.containers[0].resources.requests: Invalid value: "2Gi"',
            ["kettle.resources", "kettle.enabled"],
        ),
        # that of the item beside it has not, but whatever is mounted must be there
        (
            'spec.template.spec.containers[0].volumeMounts[1].name: Not found: "sugar"',
            ["kettle.extraVolumeMounts", "kettle.extraVolumes", "kettle.enabled"],
        ),
        (
            'spec.template.spec.containers[0].volumeMounts[0].mountPath: Invalid value: "water"',
            ["kettle.mountPath", "kettle.enabled", "kettle.persistent"],
        ),
        # what no value is printed into, no value decides
        (
            'spec.template.spec.containers[0].ports[0].name: Invalid value: "dify-kettle"',
            ["kettle.enabled"],
        ),
    ],
)  # fmt: skip
def test_a_field_that_is_refused_is_decided_by_what_is_printed_into_it(
    ask: Ask, field: str, expected: list[str]
) -> None:
    finding = ask(REFUSED.format(field))
    assert finding.hits[0].fact.path == DEPLOYMENT
    assert keys(finding) == expected


def test_the_entry_of_a_list_is_known_by_a_word_of_its_own(ask: Ask) -> None:
    finding = ask(
        "UpdateFailed ExternalSecret dify/dify-kettle: error processing spec.data[0] (key: home/steam), err: Secret does not exist"
    )
    assert keys(finding) == ["vault.refs.STEAM", "steam.enabled"]
    # Nothing tells which.
    finding = ask("UpdateFailed ExternalSecret dify/dify-kettle: error processing spec.data[0]")
    assert keys(finding)[:2] == ["vault.refs.STEAM", "vault.refs.WATER"]


def test_an_object_that_is_not_there_is_decided_by_its_conditions(ask: Ask) -> None:
    finding = ask('Error from server (NotFound): deployments.apps "dify-kettle" not found')
    assert finding.hits[0].fact.path == DEPLOYMENT
    assert (keys(finding), finding.confidence) == (["kettle.enabled"], "low")
    # It may be of another chart.
    assert not ask('Error from server (NotFound): deployments.apps "my-kettle" not found').hits


def test_a_claim_that_is_not_there_may_be_one_of_a_name_of_ones_own(ask: Ask) -> None:
    finding = ask('FailedScheduling persistentvolumeclaim "old" not found (pod/dify-kettle-0)')
    assert keys(finding) == ["kettle.existingClaim", "kettle.claimed"]
    # Where it is there, all that is in it decides.
    finding = ask(
        "Events:\n  Normal FailedBinding no persistent volumes available for this claim\nName:   dify-kettle\nStatus: Pending"
    )
    assert keys(finding) == ["kettle.storageClass"]


def test_the_object_that_is_described_is_meant(ask: Ask) -> None:
    event = "  Normal FailedBinding no persistent volumes available for this claim"
    assert ask(f"Name:          dify-kettle\nEvents:\n{event}").confidence == "medium"
    assert ask(f"Events:\n{event}").confidence == "low"


def test_a_variable_that_helm_diff_shows_is_rendered_where_its_value_is(ask: Ask) -> None:
    finding = ask(COMPARED)
    assert [(hit.fact.line, hit.why) for hit in finding.hits] == [
        (6, ("the chart renders KETTLE_KIND here as copper",)),
        (7, ("the chart renders KETTLE_POLISH here",)),
    ]
    assert keys(finding) == ["kettle.copper"]
    assert finding.confidence == "medium"
    # It may be of another chart.
    assert ask(COMPARED.replace("dify-kettle", "my-kettle")).confidence == "low"


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ("dify-kettle, ConfigMap (v1) has changed:\n-   KETTLE_KIND: tin\n", 9),
        ("dify-teapot, Secret (v1) has been added:\n+   KETTLE_POLISH: x\n", 16),
        # of an object of another name, that of the next one
        ("kettles-blue, ConfigMap (v1) has changed:\n+   KETTLE_KIND: tin\n", None),
        (
            "dify-teapot, ConfigMap (v1) has changed:\n+   LID: x\nb, dify-kettle, Deployment (apps/v1) has changed:\n+   KETTLE_POLISH: y\n",
            None,
        ),
        # by what includes the template
        ("dify-samovar, ConfigMap (v1) has changed:\n-   KETTLE_KIND: tin\n", 9),
        ("dify-kettle, ConfigMap (v1) has changed:\n    KETTLE_KIND: tin\n", None),
        ("dify-kettle, ConfigMap (v1) has changed:\n+   KETTLE_KIND: iron\n", None),
        ("dify-kettle, Deployment (apps) has changed:\n+   KETTLE_KIND: tin\n", None),
    ],
)
def test_which_lines_of_helm_diff_are_read(ask: Ask, changed: str, line: int | None) -> None:
    hits = [hit for hit in ask(f"default, {changed}").hits if "the chart renders" in hit.why[0]]
    assert [hit.fact.line for hit in hits] == ([line] if line else [])


def test_a_long_paste_is_answered(ask: Ask) -> None:
    finding = ask("ConfigMap (v1) " * 20_000 + "spec" + ".a[0]" * 20_000)
    assert finding.confidence == "none"
