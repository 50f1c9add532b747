"""Questions about a chart that came from a Helm repository, with its subcharts and its schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ctxkit
from ctxkit.api.maintenance import status, sync
from ctxkit.api.portable import export_workspace, import_workspace
from tests.workspace.conftest import compose, git
from tests.workspace.helm.server import Chart, Server, running

FILES = {
    "Chart.yaml": "apiVersion: v2\nname: dify\nversion: 3.7.4\nappVersion: 1.14.0\n"
    "dependencies:\n- name: redis\n  version: 1.0.0\n  condition: redis.enabled\n",
    "values.yaml": "api:\n  logLevel: INFO\nredis:\n  image:\n    tag: '7.2'\n",
    "values.schema.json": '{"properties": {"api": {"properties":'
    ' {"logLevel": {"type": "string"}}}}}',
    "templates/api.yaml": "kind: ConfigMap\ndata:\n  LOG_LEVEL: {{ .Values.api.logLevel }}\n",
    "charts/redis/Chart.yaml": "apiVersion: v2\nname: redis\nversion: 1.0.0\n",
    "charts/redis/values.yaml": "image:\n  tag: latest\nreplicaCount: 1\n",
    "charts/redis/templates/x.yaml": "kind: Deployment\nspec:\n"
    "  replicas: {{ .Values.replicaCount }}\n  level: {{ .Values.api.level }}\n",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch, running() as started:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            patch.delenv(name, raising=False)
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Path:
    """A workspace of dify and its chart, synced and indexed."""
    root = tmp_path_factory.mktemp("helm")
    dify = root / "dify"
    (dify / "docker").mkdir(parents=True)
    git(dify, "init", "-q", "-b", "main")
    text = compose(
        "1.14.0", "langgenius/dify-sandbox:0.2.15", "langgenius/dify-plugin-daemon:0.6.0"
    )
    (dify / "docker" / "docker-compose.yaml").write_text(text, encoding="utf8")
    git(dify, "add", "-A")
    git(dify, "commit", "-q", "-m", "x")
    git(dify, "tag", "1.14.0")
    url = server.charts("/charts", Chart("3.7.4", "1.14.0", files=FILES))
    workspace = root / "workspace"
    workspace.mkdir()
    rows = f'dify: "1.14.0"\nsources:\n  dify: {{git: {dify}}}\n  dify-helm: {{helm: {url}}}\n'
    (workspace / "workspace.yaml").write_text(rows, encoding="utf8")
    assert sync(workspace).report.errors == ()
    return workspace


def test_the_workspace_is_as_it_should_be(folder: Path) -> None:
    assert status(folder).ok


def test_a_value_of_the_chart_is_cited_without_a_web_page(folder: Path) -> None:
    answer = ctxkit.open_workspace(folder).explain("api.logLevel").to_dict()
    places = answer["keys"][0]["places"]
    assert answer["versions"]["dify-helm"]["version"] == "dify-3.7.4"
    assert ("charts/dify/values.yaml", 2) in {(p["path"], p["line"]) for p in places}
    assert not any(place.get("url") for place in places)


def test_a_value_of_a_subchart_has_the_name_by_which_it_is_set(folder: Path) -> None:
    workspace = ctxkit.open_workspace(folder)
    key = workspace.explain("redis.replicaCount").to_dict()["keys"][0]
    assert (key["default"], key["places"][0]["path"]) == (
        "1",
        "charts/dify/charts/redis/values.yaml",
    )
    assert workspace.explain("replicaCount").to_dict()["confidence"] == "none"
    assert workspace.explain("api.level").to_dict()["confidence"] == "none"


def test_what_the_chart_sets_of_a_subchart_is_the_default(folder: Path) -> None:
    key = ctxkit.open_workspace(folder).explain("redis.image.tag").to_dict()["keys"][0]
    assert key["default"] == "7.2"
    assert key["places"][0]["path"] == "charts/dify/values.yaml"
    assert not any("layers differ" in note for note in key["notes"])


def test_values_are_checked_by_the_schema_and_the_templates(folder: Path, tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("api:\n  logLevel: 1\nreplicaCount: 2\nredis:\n  replicaCount: 2\n")
    found = ctxkit.open_workspace(folder).check(values=[values]).to_dict()["problems"]
    assert {(row["line"], row["rule"]) for row in found} >= {
        (2, "wrong-type"),
        (3, "unknown-key"),
    }
    assert not any(row["line"] == 5 for row in found)


def test_the_chart_goes_to_a_site_without_network(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = export_workspace(folder, tmp_path / "site.tar.gz")
    assert [each.member for each in exported.manifest.repositories if each.kind == "charts"] == [
        "charts/dify-helm/objects.pack"
    ]
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # where nobody answers
    there = tmp_path / "there"
    import_workspace(tmp_path / "site.tar.gz", there)
    key = "redis.image.tag"
    asked = [ctxkit.open_workspace(each).explain(key).to_dict() for each in (folder, there)]
    assert asked[0] == asked[1]
    assert status(there).to_dict() == status(folder).to_dict()
    for name in ("refs/tags", "refs/ctxkit/sha256"):
        stores = [each / ".ctxkit" / "charts" / "dify-helm.git" for each in (folder, there)]
        refs = [git(store, "for-each-ref", name) for store in stores]
        assert refs[0] == refs[1] != ""
    assert all(result.error is None for result in sync(there).report.results)
    assert status(there).ok
