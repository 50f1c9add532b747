"""`explain` with the files of a deployment: the value that a setting has there, and which layer
wins.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxkit
from ctxkit.ask.explain.effective import with_files
from ctxkit.ask.explain.explain import explain
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.model import KeyAnswer
from tests.ask.explain.deployed import SOURCES, deployed, file
from tests.settings.sources import source_index

WHOLE = "services:\n  api:\n    environment:\n      LOG_LEVEL: ERROR\n"


def effective(
    folder: Path,
    key: str,
    *,
    env: str | None = None,
    values: str | None = None,
    compose: tuple[str, ...] = (),
    names: tuple[str, ...] = ("docker-compose.yaml",),
    sources: dict[str, str] | None = None,
) -> KeyAnswer:
    asked = source_index(folder, sources) if sources else deployed(folder)
    finding = with_files(
        explain(asked.index, asked.sources, key),
        asked.index,
        asked.sources,
        UserDeployment(
            env=None if env is None else file("my.env", env),
            values=() if values is None else (file("my.yaml", values),),
            compose=tuple(file(name, text) for name, text in zip(names, compose, strict=False)),
        ),
    )
    return finding.keys[0]


def test_a_sentence_names_the_layer_that_wins_and_those_that_it_overrides(tmp_path: Path) -> None:
    assert effective(tmp_path, "LOG_LEVEL", env="\nLOG_LEVEL=DEBUG\n").notes[:2] == (
        "effective in api: LOG_LEVEL = DEBUG; set by .env (my.env:2), which overrides "
        "the compose file INFO (docker/docker-compose.yaml:3), "
        "the code's default INFO (dify api/configs/x.py:3)",
        "effective in worker: LOG_LEVEL = WARNING; set by the compose file "
        "(docker/docker-compose.yaml:12), which overrides "
        "the code's default INFO (dify api/configs/x.py:3)",
    )


def test_a_single_layer_overrides_nothing(tmp_path: Path) -> None:
    assert effective(tmp_path, "api.logLevel", values="x: 1\n").notes[0] == (
        "effective api.logLevel = INFO; set by the chart (dify-helm charts/dify/values.yaml:2)"
    )


def test_the_notes_of_explain_follow(tmp_path: Path) -> None:
    key = effective(tmp_path, "LOG_LEVEL", env="LOG_LEVEL=DEBUG\n")
    assert key.notes[2].startswith("the layers differ")


@pytest.mark.parametrize(
    ("key", "env", "note"),
    [
        (
            "RETRIES",
            "RETRIES=9\n",
            "my.env:1 sets RETRIES, but no container of this deployment receives it",
        ),
        (
            "LOG_LEVEL",
            "LOG_LEVEL=\n",
            "my.env:1 is empty, so the default in the compose file applies",
        ),
    ],
)
def test_a_line_that_decides_nothing_says_why(
    tmp_path: Path, key: str, env: str, note: str
) -> None:
    assert effective(tmp_path, key, env=env).notes[0] == note


def test_a_line_that_another_file_overrides(tmp_path: Path) -> None:
    fixed = (
        "services:\n  web:\n    environment:\n      X: ${LOG_LEVEL}\n"
        "  api:\n    environment:\n      LOG_LEVEL: ERROR\n"
    )
    key = effective(tmp_path, "LOG_LEVEL", env="LOG_LEVEL=DEBUG\n", compose=(fixed,))
    assert key.notes[0] == "my.env:1 is overridden by another line"


def test_a_line_for_a_service_that_does_not_start(tmp_path: Path) -> None:
    etcd = "services:\n  etcd:\n    profiles: [milvus]\n    environment:\n      SIZE: ${SIZE:-5}\n"
    sources = {"dify docker/docker-compose.yaml": etcd, "dify docker/.env.example": "SIZE=5\n"}
    key = effective(tmp_path, "SIZE", env="SIZE=9\n", sources=sources)
    assert key.notes[0] == "my.env:1 sets SIZE for etcd, which this deployment does not start"


def test_a_line_for_a_program_that_does_not_read_it(tmp_path: Path) -> None:
    api = "services:\n  api:\n    environment:\n      SIZE: ${SIZE:-5}\n"
    sources = {"dify docker/docker-compose.yaml": api, "dify docker/.env.example": "SIZE=5\n"}
    key = effective(tmp_path, "SIZE", env="SIZE=9\n", sources=sources)
    assert key.notes[0] == "my.env:1 sets SIZE, but no container that receives it reads it"


def test_a_line_that_decides_needs_no_note(tmp_path: Path) -> None:
    assert effective(tmp_path, "LOG_LEVEL", env="LOG_LEVEL=X\n").notes[0].startswith("effective")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("x" * 80, "x" * 80), ("x" * 81, f"{'x' * 80}..."), ('"a  b"', "a b"), ('""', "empty")],
)
def test_a_long_value_is_cut_in_a_sentence(tmp_path: Path, text: str, shown: str) -> None:
    whole = f"services:\n  api:\n    environment:\n      LOG_LEVEL: {text}\n"
    note = effective(tmp_path, "LOG_LEVEL", compose=(whole,)).notes[0]
    assert f"LOG_LEVEL = {shown}; set by" in note


def test_six_sentences_are_enough(tmp_path: Path) -> None:
    text = "".join(
        f"{part}:\n  extraEnv:\n  - name: LOG_LEVEL\n    value: x\n"
        for part in (
            "api",
            "worker",
            "beat",
            "workerBeat",
            "migration",
            "trigger_worker",
            "Api",
            "API",
        )
    )
    key = effective(tmp_path, "LOG_LEVEL", values=text)
    assert len(key.effective) > 6
    assert sum(note.startswith("effective") for note in key.notes) == 6


def test_without_files_nothing_is_added(tmp_path: Path) -> None:
    key = effective(tmp_path, "LOG_LEVEL")
    assert key.effective == ()
    assert not key.notes[0].startswith("effective")


NO_COMPOSE = {place: text for place, text in SOURCES.items() if "compose" not in place}


@pytest.mark.parametrize(
    ("name", "known"), [("docker-compose.yaml", True), ("docker-compose.override.yaml", False)]
)
def test_an_override_alone_is_no_deployment(tmp_path: Path, name: str, known: bool) -> None:
    key = effective(tmp_path, "LOG_LEVEL", compose=(WHOLE,), names=(name,), sources=NO_COMPOSE)
    assert bool(key.effective) is known


def test_an_override_adds_to_dify_s_own_compose_file(tmp_path: Path) -> None:
    key = effective(
        tmp_path, "LOG_LEVEL", compose=(WHOLE,), names=("docker-compose.override.yaml",)
    )
    assert [(each.services, each.value) for each in key.effective] == [
        (("api",), "ERROR"),
        (("worker",), "WARNING"),
    ]


def test_a_secret_is_masked_everywhere(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PLUGIN_DAEMON_KEY=s3cr3tV4lue\n")
    answer = demo_workspace.explain("PLUGIN_DAEMON_KEY", env=tmp_path / ".env")
    assert answer.finding.keys[0].effective[0].value == "<REDACTED:SECRET_KEY>"
    assert "s3cr3tV4lue" not in answer.bundle().markdown + str(answer.to_dict())


def test_the_json_form_of_an_answer_without_files_has_no_effective_values(
    demo_workspace: ctxkit.Workspace,
) -> None:
    assert "effective" not in demo_workspace.explain("LOG_LEVEL").to_dict()["keys"][0]


CHART_WITH_A_STORE = {
    "dify-helm charts/dify/values.yaml": "store:\n  enabled: false\n  url: x\n",
    "dify-helm charts/dify/templates/config.yaml": """
apiVersion: v1
kind: ConfigMap
data:
  {{- if .Values.store.enabled }}
  STORE_URL: {{ .Values.store.url }}
  {{- end }}
""",
}


@pytest.mark.parametrize(
    ("values", "is_said"),
    [("store:\n  url: y\n", True), ("store:\n  enabled: true\n  url: y\n", False)],
)
def test_a_part_of_the_chart_which_the_values_switch_on(
    tmp_path: Path, values: str, is_said: bool
) -> None:
    key = effective(tmp_path, "store.url", values=values, sources=CHART_WITH_A_STORE)
    assert any("store.enabled is true, and ships false" in note for note in key.notes) is is_said


def test_a_value_of_the_user_that_the_chart_does_not_have(tmp_path: Path) -> None:
    asked = deployed(tmp_path)
    files = UserDeployment(values=(file("my.yaml", "gateway:\n  zone: x\nenterprise: {}\n"),))
    finding = with_files(
        explain(asked.index, asked.sources, "gateway.zone"), asked.index, asked.sources, files
    )
    assert finding.keys == ()
    assert finding.notes[:2] == (
        "my.yaml:2 sets gateway.zone",
        "my.yaml is of the Enterprise chart, whose templates are closed: what it makes of its "
        "values is not known here",
    )


def test_values_of_another_chart_are_changed_where_they_are(tmp_path: Path) -> None:
    key = effective(
        tmp_path, "api.logLevel", values="enterprise: {}\napi:\n  logLevel: DEBUG\ngateway: {}\n"
    )
    steps = [note for note in key.notes if note.startswith("to change it with Helm")]
    assert steps == ["to change it with Helm: set `api.logLevel` (my.yaml:3), then `helm upgrade`"]
    assert [each.path for each in key.change if each.deployment == "helm"] == ["api.logLevel"]


CHART_THAT_CHOOSES = {
    "dify-helm charts/dify/Chart.yaml": "name: dify\nversion: 1.0.0\n",
    "dify-helm charts/dify/values.yaml": "s3:\n  enabled: false\n",
    "dify-helm charts/dify/templates/api-config.yaml": """
apiVersion: v1
kind: ConfigMap
metadata:
  name: dify-api
data:
  {{- if .Values.s3.enabled }}
  STORAGE_TYPE: s3
  {{- else }}
  STORAGE_TYPE: local
  {{- end }}
""",
    "dify-helm charts/dify/templates/api-deployment.yaml": """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: dify-api
spec:
  template:
    spec:
      containers:
        - name: api
          envFrom:
            - configMapRef:
                name: dify-api
""",
    "dify api/configs/x.py": """
class Config(BaseSettings):
    STORAGE_TYPE: str = Field(default="opendal")
""",
}


@pytest.mark.parametrize(
    ("values", "value", "line"),
    [("s3:\n  enabled: true\n", "s3", 8), ("s3:\n  enabled: false\n", "local", 10)],
)
def test_a_value_that_templates_choose(tmp_path: Path, values: str, value: str, line: int) -> None:
    key = effective(tmp_path, "STORAGE_TYPE", values=values, sources=CHART_THAT_CHOOSES)
    (found,) = key.effective
    assert (found.value, found.layers[0].line) == (value, line)
    assert found.layers[0].path == "dify-helm charts/dify/templates/api-config.yaml"
