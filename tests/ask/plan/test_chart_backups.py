"""What a plan says to back up of a release: by the values that count."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.plan.backups import backup_rows
from ctxkit.ask.plan.case import PlanCase, PlanSide
from ctxkit.ask.plan.plan import upgrade_plan
from ctxkit.deployment.user_deployment import user_deployment
from ctxkit.errors import UsageError
from tests.settings.sources import source_index

VALUES = """\
postgresql:
  enabled: true
  auth:
    database: dify
externalPostgres:
  enabled: false
  database:
    api: dify
    pluginDaemon: dify_plugin
weaviate:
  enabled: true
externalQdrant:
  enabled: false
externalS3:
  enabled: false
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - name: DB_DATABASE
              value: {{ .Values.externalPostgres.database.api }}
            - name: SECRET_KEY
              value: {{ .Values.api.secretKey }}
"""
SETTINGS = """\
class AppConfig(BaseSettings):
    DB_DATABASE: str = Field(description="Name", default="dify")
    SECRET_KEY: str = Field(description="Key", default="")
"""


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> PlanSide:
    texts = {
        "dify-helm charts/dify/Chart.yaml": "name: dify\nversion: 0.1.0\nappVersion: 1.0.0\n",
        "dify-helm charts/dify/values.yaml": VALUES + "api:\n  secretKey: ''\n",
        "dify-helm charts/dify/templates/api-deployment.yaml": DEPLOYMENT,
        "dify api/configs/app.py": SETTINGS,
    }
    asked = source_index(tmp_path_factory.mktemp("chart") / "i", texts)
    return PlanSide(name="1.0.0", index=asked.index, sources=asked.sources)


def rows(chart: PlanSide, folder: Path, *texts: str) -> dict[str, str]:
    """Return what is said of each backup of a release with these values files."""
    paths = [folder / f"{name}.yaml" for name in "abc"[: len(texts)]]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    case = PlanCase(
        old=chart, new=chart, files=user_deployment(values=paths), state=folder / "none"
    )
    return {row.name: row.text.replace(f"{folder}/", "") for row in backup_rows(case)}


def test_a_later_file_overrides_an_earlier_one(chart: PlanSide, tmp_path: Path) -> None:
    first = """\
externalQdrant: {enabled: true}
externalPostgres: {enabled: true, database: {api: one}}
api: {secretKey: k1}
"""
    last = """\
externalPostgres: {database: {api: other}}
externalQdrant: {enabled: false}
externalS3: {enabled: true}
api: {secretKey: k2}
"""
    found = rows(chart, tmp_path, first, last)
    by = "by your values and the chart: "
    assert found["database dify"] == by + "externalPostgres.database.api = other"
    assert found["vector store"] == by + "weaviate.enabled"
    assert found["file storage"] == by + "externalS3.enabled"
    assert found["SECRET_KEY"].endswith("it is in b.yaml:4")


def test_what_only_the_first_file_sets_counts(chart: PlanSide, tmp_path: Path) -> None:
    first = "externalPostgres: {enabled: true, database: {api: one}}\napi: {secretKey: k1}\n"
    found = rows(chart, tmp_path, first, "weaviate: {enabled: false}\n")
    assert found["database dify"].endswith(": externalPostgres.database.api = one")
    assert found["vector store"].endswith(": look up what your release uses")
    assert found["SECRET_KEY"].endswith("it is in a.yaml:2")


def test_a_part_that_is_off_has_no_database(chart: PlanSide, tmp_path: Path) -> None:
    found = rows(chart, tmp_path, "externalPostgres: {database: {api: one}}\n")
    assert found["database dify"].endswith(": look up what your release uses")


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ("enterprise: {enabled: true}\napi: {replicas: 1}", "is of the Enterprise chart"),
        ("grafana: {}\nloki: {}\napi: {}", "is not of the chart of this workspace"),
        ("postgresql: {enabled: true}\nmine: {}\napi: {}", "nothing to upgrade"),
    ],
)
def test_values_of_another_chart_are_refused(
    chart: PlanSide, tmp_path: Path, values: str, fault: str
) -> None:
    """By another chart the plan would name images and backups that the release does not have."""
    path = tmp_path / "v.yaml"
    path.write_text(values)
    case = PlanCase(old=chart, new=chart, files=user_deployment(values=[path]), state=tmp_path)
    with pytest.raises(UsageError, match=fault):
        upgrade_plan(case)
