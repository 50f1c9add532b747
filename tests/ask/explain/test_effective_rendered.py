"""Values of a part of the chart that is off have no effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.explain.effective import with_files
from ctxkit.ask.explain.effective_rendered import why_idle
from ctxkit.ask.explain.explain import explain
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.files.values import read_values
from ctxkit.model import Finding, KeyAnswer, Location, Place
from tests.ask.explain.deployed import file
from tests.settings.sources import source_index

CHART = {
    "dify-helm charts/dify/Chart.yaml": """
apiVersion: v2
name: dify
version: 0.9.0
dependencies:
  - {name: redis, version: 1.0.0, condition: redis.enabled}
""",
    "dify-helm charts/dify/values.yaml": """
externalStore: {enabled: false, key: none, size: 1}
redis: {enabled: false, key: x, auth: {enabled: false, key: x}}
ingress: {enabled: false, host: a.example.com}
""",
    "dify-helm charts/dify/templates/api.yaml": """
apiVersion: v1
kind: ConfigMap
metadata:
  name: api
data:
  HOST: {{ .Values.ingress.host | quote }}
  {{- if .Values.externalStore.enabled }}
  STORE_KEY: {{ .Values.externalStore.key | quote }}
  STORE_SIZE: {{ .Values.externalStore.size | quote }}
  {{- end }}
""",
}


def asked(folder: Path, key: str, *values: str, chart: dict[str, str] | None = None) -> KeyAnswer:
    given = source_index(folder, chart or CHART)
    files = UserDeployment(
        values=tuple(file(f"{number}.yaml", text) for number, text in enumerate(values))
    )
    finding = explain(given.index, given.sources, key)
    return with_files(finding, given.index, given.sources, files).keys[0]


@pytest.mark.parametrize(("name", "value"), [("key", "mine"), ("size", "2")])
def test_a_value_of_a_part_that_is_off(tmp_path: Path, name: str, value: str) -> None:
    key = asked(tmp_path, f"externalStore.{name}", f"externalStore:\n  {name}: {value}\n")
    assert (key.status, key.effective) == ("undelivered", ())
    assert key.status_why == (
        f"0.yaml:2 sets externalStore.{name}, but the chart makes nothing of it: "
        "externalStore.enabled is false"
    )
    assert not any(note.startswith("effective") for note in key.notes)


def test_a_later_file_may_switch_it_on(tmp_path: Path) -> None:
    texts = ("externalStore:\n  key: mine\n", "externalStore:\n  enabled: true\n")
    key = asked(tmp_path, "externalStore.key", *texts)
    assert (key.status, key.effective[0].value) == ("live", "mine")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ingress.host", "ingress:\n  host: b.example.com\n"),  # read though its part is off
        # of a chart that is on and not rendered
        ("redis.auth.key", "redis:\n  enabled: true\n  auth:\n    key: y\n"),
        ("externalStore.key", "x: 1\n"),  # not set
    ],
)
def test_what_may_have_an_effect_is_left_alone(tmp_path: Path, path: str, text: str) -> None:
    assert "makes nothing of it" not in asked(tmp_path, path, text).status_why


def test_what_only_helm_can_tell_is_not_said(tmp_path: Path) -> None:
    template = "dify-helm charts/dify/templates/api.yaml"
    untold = {**CHART, template: CHART[template] + '  X: {{ lookup "v1" "Secret" "a" "b" }}\n'}
    key = asked(tmp_path, "externalStore.key", "externalStore:\n  key: mine\n", chart=untold)
    assert "makes nothing of it" not in key.status_why


def test_a_list_of_variables_passes_what_compose_does_not(tmp_path: Path) -> None:
    sources = {
        "dify docker/docker-compose.yaml": "services:\n  api:\n    environment:\n      X: y\n",
        "dify api/configs/x.py": "class C(BaseSettings):\n    RETRIES: int = Field(default=3)\n",
        "dify api/core/x.py": "from configs import dify_config\n\nprint(dify_config.RETRIES)\n",
    }
    text = "api:\n  extraEnv:\n  - name: RETRIES\n    value: '9'\n"
    key = asked(tmp_path, "RETRIES", text, chart=sources)
    assert (key.status, key.status_why) == ("live", "0.yaml:3 passes it to api")


def test_a_value_of_a_chart_below_that_is_off(tmp_path: Path) -> None:
    key = asked(tmp_path, "redis.key", "redis:\n  key: y\n")
    assert key.status_why.endswith("the chart makes nothing of it: redis.enabled is false")


def test_of_several_values_those_with_an_effect_are_left_out(tmp_path: Path) -> None:
    given = source_index(tmp_path, CHART)
    mine = file("my.yaml", "externalStore:\n  key: mine\n")
    paths = ["externalStore.key", "ingress.host", "redis.key", "externalStore.none"]
    off = why_idle(given.index, given.sources, [mine], [read_values(mine)], paths)
    assert off == {
        "externalStore.key": "externalStore.enabled is false",
        "redis.key": "redis.enabled is false",  # the chart's own value
    }


def test_a_variable_has_no_values_of_parts_that_are_off(tmp_path: Path) -> None:
    where = Location(repo="dify-helm", path="charts/dify/values.yaml", line=2, end_line=2)
    names = ("externalStore.key", "externalStore.size", "ingress.host")
    places = tuple(Place(role="sets", name=each, value="1", location=where) for each in names)
    given = source_index(tmp_path, CHART)
    files = UserDeployment(values=(file("my.yaml", "externalStore:\n  key: mine\n"),))
    found = KeyAnswer(name="STORE_KEY", places=places)
    finding = Finding(question="explain", query="STORE_KEY", confidence="high", keys=(found,))
    key = with_files(finding, given.index, given.sources, files).keys[0]
    assert [each.name for each in key.effective] == ["ingress.host"]
    assert key.notes[0] == (
        "my.yaml:2 sets externalStore.key, but the chart makes nothing of it: "
        "externalStore.enabled is false"
    )
    assert len(key.notes) == 2


def test_values_of_another_chart_say_what_they_write_alone(tmp_path: Path) -> None:
    text = "enterprise:\n  enabled: true\ningress:\n  host: b.example.com\n"
    key = asked(tmp_path, "ingress.host", text)
    assert [layer.layer for each in key.effective for layer in each.layers] == ["values"]
    assert key.notes[0] == (
        "0.yaml is of the Enterprise chart, whose templates are closed: what it makes of its "
        "values is not known here"
    )
    assert asked(tmp_path / "b", "externalStore.key", text).effective == ()
