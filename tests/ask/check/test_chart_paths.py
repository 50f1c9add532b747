"""What the chart of the workspace knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.check.chart_paths import ChartPaths
from tests.ask.check.conftest import facts_of
from tests.ask.literal import Asked, Files, literal_index

TEXTS = {
    "charts/dify/values.yaml": """api:
  logLevel: INFO
  limits:
    uploadFileSize: 15
    longName: 1
  labels: {}
  extraEnv: []
  nothing:
  resources:
    cpu: "1"
worker:
  logLevel: INFO
redis:
  auth: {enabled: true}
""",
    "charts/dify/Chart.yaml": "name: dify\ndependencies:\n- name: redis\n  version: 1.0.0\n",
    "charts/dify/templates/api.yaml": """data:
  LOG_LEVEL: {{ .Values.api.logLevel | quote }}
  {{- with .Values.api.limits }}
  SIZE: {{ .uploadFileSize }}
  {{- end }}
  cpu: {{- toYaml .Values.api.resources | nindent 4 }}
""",
    "ci/values/values-test.yaml": "onlyInTests: 1\n",
}


@pytest.fixture(scope="module")
def asked_of_chart(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    files: Files = {
        "dify-helm": {
            path: (text, facts_of("dify-helm", path, text)) for path, text in TEXTS.items()
        },
        "dify-sandbox": {},
    }
    return literal_index(tmp_path_factory.mktemp("chart"), files, missing=["dify-plugin-daemon"])


@pytest.fixture
def chart(asked_of_chart: Asked) -> ChartPaths:
    return ChartPaths(asked_of_chart.index)


def test_its_name_is_its_version(chart: ChartPaths) -> None:
    assert chart.name == "the chart 1.0.0"


def test_without_a_chart_nothing_is_known(tmp_path: Path) -> None:
    chart = ChartPaths(literal_index(tmp_path, {}, missing=["dify-helm"]).index)
    assert (chart.name, chart.parts, chart.defaults) == ("the chart", set(), {})
    assert not chart.knows("api.logLevel")


def test_its_parts_and_defaults(chart: ChartPaths) -> None:
    assert chart.parts == {"api", "worker", "redis"}
    assert chart.defaults["api.limits.uploadFileSize"] == "15"
    assert chart.defaults["api.nothing"] == ""
    assert "onlyInTests" not in chart.defaults


@pytest.mark.parametrize(
    "path",
    [
        "api",
        "api.logLevel",
        "api.limits",
        "api.labels.anything.at.all",  # to be filled in
        "api.extraEnv.x",
        "api.nothing.x",
        "api.resources.memory",  # used as a whole
    ],
)
def test_known_paths(chart: ChartPaths, path: str) -> None:
    assert chart.knows(path)


@pytest.mark.parametrize(
    "path",
    [
        "api.logLevl",
        "web",
        "api.limits.other",  # its entries are listed
        "onlyInTests",
        "ap",
    ],
)
def test_unknown_paths(chart: ChartPaths, path: str) -> None:
    assert not chart.knows(path)


@pytest.mark.parametrize(
    ("path", "used"),
    [
        ("api.logLevel", True),
        ("api", True),
        ("api.resources.cpu", True),
        ("api.limits.uploadFileSize", True),
        ("worker.logLevel", False),
        ("worker", False),
    ],
)
def test_paths_that_templates_use(chart: ChartPaths, path: str, used: bool) -> None:
    assert chart.is_used(path) is used


@pytest.mark.parametrize(
    ("path", "of_subchart"),
    [
        ("redis.auth.enabled", True),
        ("redis", True),
        ("global.imageRegistry", True),
        ("global.redis.password", True),
        ("global.appSecretKey", False),
        ("api.redis", False),
        ("imageRegistry", False),
    ],
)
def test_paths_of_subcharts(chart: ChartPaths, path: str, of_subchart: bool) -> None:
    assert chart.is_of_subchart(path) is of_subchart


@pytest.mark.parametrize(
    ("path", "intended"),
    [
        ("api.logLevl", "api.logLevel"),
        ("api.loglevel", "api.logLevel"),
        ("apis.logLevel", ""),
        ("api.limit.uploadFileSize", ""),  # a plural of a short part
        ("api.limits.uploadFileSizes", "api.limits.uploadFileSize"),
        ("api.logLevel", ""),
        ("api.quiteAnother", ""),
    ],
)
def test_the_path_that_is_meant(chart: ChartPaths, path: str, intended: str) -> None:
    assert chart.intended(path) == intended


def test_the_nearest_paths_leave_subcharts_out(chart: ChartPaths) -> None:
    assert chart.near("api.logging.level")[0] == "api.logLevel"
    assert not any(path.startswith("redis") for path in chart.near("redis.auth"))


def test_nearest_paths_are_looked_up_forty_times(chart: ChartPaths) -> None:
    assert [bool(chart.near("api.logLevels")) for _ in range(41)] == [True] * 40 + [False]


def test_a_very_long_path_has_no_nearest(chart: ChartPaths) -> None:
    assert chart.near(f"api.logLevel.{'x' * 187}")
    assert not chart.near(f"api.logLevel.{'x' * 188}")


def test_the_place_of_a_value(chart: ChartPaths) -> None:
    (place,) = chart.places("api.limits.uploadFileSize")
    assert (place.path, place.line) == ("charts/dify/values.yaml", 4)
    assert chart.places("api.other") == []


def test_programs_whose_code_is_at_hand(chart: ChartPaths) -> None:
    assert chart.has_sources("api")
    assert chart.has_sources("web")
    assert chart.has_sources("sandbox")
    assert not chart.has_sources("plugin_daemon")
