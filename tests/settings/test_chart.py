"""From a value through `define`s and objects to containers, over templates that are really read."""

from pathlib import Path

import pytest

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.index.reader import Index
from ctxkit.model import ConfigUse, Fact, Manifest, TemplateCall
from ctxkit.settings.chart import ChartTemplates
from tests.ask.literal import literal_index
from tests.settings.sources import fact_index, used

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
    chart = ChartTemplates(index)
    uses = index.named(ConfigUse, value)
    assert uses
    assert {service for use in uses for service in chart.services(use)} == services


TEMPLATES = "dify-helm charts/dify/templates"


def reached(folder: Path, facts: dict[str, list[Fact]], path: str = "a.k") -> tuple[str, ...]:
    index = fact_index(folder, facts).index
    (use,) = [use for use in index.named(ConfigUse, path) if use.line == 5]
    return ChartTemplates(index).services(use)


def workload(name: str = "api.fullname", *containers: str, kind: str = "Deployment") -> Manifest:
    return Manifest(name=kind, line=1, end_line=9, object=name, containers=containers or ("api",))


def service(name: str = "api.fullname") -> Manifest:
    return Manifest(name="Service", line=1, end_line=9, object=name)


def rendered(**more: object) -> ConfigUse:
    return used("a.k", 5, **{"role": "renders", "via": "helm-template", **more})


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet"])
def test_a_service_belongs_to_the_workload_of_its_name(tmp_path: Path, kind: str) -> None:
    facts = {
        f"{TEMPLATES}/service.yaml": [service(), rendered()],
        f"{TEMPLATES}/api.yaml": [workload(kind=kind)],
        f"{TEMPLATES}/web.yaml": [workload("web.fullname", "web")],
        f"{TEMPLATES}/tests/api.yaml": [workload("api.fullname", "curl")],
        "other charts/x.yaml": [workload("api.fullname", "other")],
    }
    assert reached(tmp_path, facts) == ("api",)


def test_a_job_is_not_a_workload(tmp_path: Path) -> None:
    facts = {
        f"{TEMPLATES}/service.yaml": [service(), rendered()],
        f"{TEMPLATES}/job.yaml": [workload(kind="Job")],
    }
    assert reached(tmp_path, facts) == ()


def test_an_object_without_a_name_belongs_to_nothing(tmp_path: Path) -> None:
    nameless = Manifest(name="Deployment", line=1, end_line=9, object="", containers=("api",))
    mounts = used("", 3, role="sets", via="helm-volume", services=("api",))
    for kind in ("Service", "ConfigMap"):
        made = Manifest(name=kind, line=1, end_line=9, object="")
        facts = {
            f"{TEMPLATES}/x.yaml": [made, rendered()],
            f"{TEMPLATES}/api.yaml": [nameless, mounts],
        }
        assert reached(tmp_path / kind, facts) == ()


@pytest.mark.parametrize(
    ("kind", "via", "services"),
    [
        ("ConfigMap", "helm-env-from", ("api",)),
        ("ConfigMap", "helm-volume", ("api",)),
        ("Secret", "helm-env-from", ("api",)),
        ("ExternalSecret", "helm-env-from", ("api",)),
        ("PersistentVolumeClaim", "helm-volume", ("api",)),
        ("Service", "helm-volume", ()),
        ("ConfigMap", "helm-template", ()),
    ],
)
def test_what_containers_mount_reaches_them(
    tmp_path: Path, kind: str, via: str, services: tuple[str, ...]
) -> None:
    mounts = used("conf", 5, role="sets", via=via, services=("wait", "api"))
    facts = {
        f"{TEMPLATES}/x.yaml": [
            Manifest(name=kind, line=1, end_line=9, object="conf"),
            rendered(),
        ],
        f"{TEMPLATES}/api.yaml": [workload("deployment"), mounts],
        f"{TEMPLATES}/tests/t.yaml": [
            workload("test", "curl"),
            used("conf", 5, role="sets", via=via, services=("curl",)),
        ],
    }
    assert reached(tmp_path, facts) == services


def test_a_pod_that_tests_the_release_is_no_service(tmp_path: Path) -> None:
    facts = {f"{TEMPLATES}/tests/t.yaml": [workload("test", "curl"), rendered()]}
    assert reached(tmp_path / "a", facts) == ()
    listed = {f"{TEMPLATES}/tests/t.yaml": [workload("test", "curl"), rendered(services=("curl",))]}
    assert reached(tmp_path / "b", listed) == ()


def test_services_of_a_file_without_objects_are_believed(tmp_path: Path) -> None:
    assert reached(tmp_path, {f"{TEMPLATES}/x.tpl": [rendered(services=("api",))]}) == ("api",)


@pytest.mark.parametrize(
    ("first", "last", "services"),
    [(1, 5, ("web",)), (4, 6, ("web",)), (1, 4, ("api",)), (5, 9, ("web",))],
)
def test_a_condition_decides_over_the_objects_inside(
    tmp_path: Path, first: int, last: int, services: tuple[str, ...]
) -> None:
    """One that is around no object is in the object that ends below it."""
    objects = [
        Manifest(name="Deployment", line=1, end_line=4, object="api", containers=("api",)),
        Manifest(name="Deployment", line=5, end_line=9, object="web", containers=("web",)),
    ]
    condition = used("a.on", first, role="renders", via="helm-condition", until=last)
    index = fact_index(tmp_path, {f"{TEMPLATES}/x.yaml": [condition, *objects]}).index
    (use,) = index.named(ConfigUse, "a.on")
    assert ChartTemplates(index).services(use) == services


def include(define: str, line: int, within: str = "", **more: object) -> TemplateCall:
    return TemplateCall(name=define, line=line, end_line=line, symbol=within, **more)  # type: ignore[arg-type]


def test_a_define_ends_where_it_is_included(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        f"{TEMPLATES}/_x.tpl": [
            rendered(symbol="inner"),
            include("inner", 9, "outer"),
            include("outer", 10, "inner"),
        ],
        f"{TEMPLATES}/api.yaml": [
            workload("api"),
            include("outer", 5, services=("api",)),
            include("inner", 6),
            include("inner", 7, section="metadata", services=()),
        ],
        f"{TEMPLATES}/web.yaml": [
            Manifest(name="ConfigMap", line=1, end_line=9, object="web.conf"),
            include("inner", 5, section="metadata"),
        ],
        f"{TEMPLATES}/web-pod.yaml": [
            workload("web", "web"),
            used("web.conf", 2, role="sets", via="helm-env-from", services=("web",)),
        ],
        "other charts/x.yaml": [include("inner", 5, services=("other",))],
    }
    assert reached(tmp_path, facts) == ("api",)


def test_defines_are_followed_twelve_deep(tmp_path: Path) -> None:
    def chain(depth: int) -> dict[str, list[Fact]]:
        calls: list[Fact] = [include(f"d{n}", n, f"d{n + 1}") for n in range(depth)]
        return {
            f"{TEMPLATES}/_x.tpl": [rendered(symbol="d0"), *calls],
            f"{TEMPLATES}/api.yaml": [workload("api"), include(f"d{depth}", 5, services=("api",))],
        }

    assert reached(tmp_path / "a", chain(11)) == ("api",)
    assert reached(tmp_path / "b", chain(12)) == ()


def test_text_behind_the_last_object_reaches_nothing(tmp_path: Path) -> None:
    made = Manifest(name="Deployment", line=1, end_line=4, object="web", containers=("web",))
    assert reached(tmp_path, {f"{TEMPLATES}/x.yaml": [made, rendered()]}) == ()
