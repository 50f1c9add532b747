"""A chain: the names of a setting and its facts, each classified once."""

from __future__ import annotations

from pathlib import Path

from ctxkit.model import ConfigUse, Manifest, TemplateCall
from ctxkit.settings.chain import chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.layers import Layer
from ctxkit.settings.names import Edge
from tests.settings.sources import declared, fact_index, name, source_index, study, used

SOURCES = {
    "dify api/configs/x.py": "class C(BaseSettings):\n    RETRIES: int = Field(default=3)\n",
    "dify api/core/x.py": "from configs import dify_config\ndify_config.RETRIES\n",
    "dify docker/docker-compose.yaml": "services:\n  api:\n    environment:\n"
    "      RETRIES: ${RETRIES:-3}\n",
}


def test_every_record_has_its_scope_layer_edges_and_containers(tmp_path: Path) -> None:
    chain = chain_of(SettingsGraph(source_index(tmp_path, SOURCES).index), [name("env RETRIES")])
    (key,) = chain.declarations
    assert (key.scope, key.layer, key.about) == ("api", Layer.DECLARED, name("api RETRIES"))
    compose = next(use for use in chain.uses if use.is_in_compose)
    assert (compose.scope, compose.layer, compose.about) == (
        "env",
        Layer.COMPOSE,
        name("env RETRIES"),
    )
    assert compose.edges == (Edge(name("env RETRIES"), name("api RETRIES")),)
    assert compose.containers == ("api",)
    read = next(use for use in chain.uses if use.role == "reads")
    assert (read.scope, read.layer, read.edges, read.containers) == ("api", Layer.READ, (), ())


def test_a_test_is_a_record_but_neither_a_declaration_nor_a_use(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [declared("RETRIES", 1), used("RETRIES", 2)],
        "dify api/tests/test_x.py": [declared("RETRIES", 1), used("RETRIES", 2)],
    }
    chain = study(fact_index(tmp_path, facts), "api RETRIES").chain
    assert [record.path for record in chain.records].count("api/tests/test_x.py") == 2
    assert [key.path for key in chain.declarations] == ["api/x.py"]
    assert [use.path for use in chain.uses] == ["api/x.py"]


def test_a_chain_knows_its_siblings_and_related_settings(tmp_path: Path) -> None:
    def line(target: str, number: int, service: str) -> ConfigUse:
        return used(
            "SHARED", number, target=target, role="renames", via="compose", services=(service,)
        )

    facts = {
        "dify api/x.py": [declared("CLIENT_KEY", 1, aliases=("OLD_KEY",)), declared("OLD_KEY", 2)],
        "dify-plugin-daemon x.go": [declared("SERVER_KEY", 1, origin="envconfig")],
        "dify docker/docker-compose.yaml": [
            line("SERVER_KEY", 3, "plugin_daemon"),
            line("CLIENT_KEY", 4, "api"),
        ],
    }
    chain = study(fact_index(tmp_path, facts), "api CLIENT_KEY").chain
    assert chain.siblings == {name("plugin_daemon SERVER_KEY"): name("env SHARED")}
    assert chain.related == {name("api OLD_KEY"): "fallback"}
    assert {key.layer for key in chain.declarations} == {Layer.DECLARED, Layer.RELATED}


TEMPLATES = "dify-helm charts/dify/templates"
CHART = {
    "dify-helm charts/dify/values.yaml": [
        used("externalRedis.host", 5, role="sets", via="helm-values")
    ],
    f"{TEMPLATES}/config.tpl": [
        used(
            "externalRedis", 1, role="renders", via="helm-with", symbol="redis.config", until=8
        ),
        used(
            "externalRedis.host", 3, target="REDIS_HOST", role="renders", via="helm-template",
            symbol="redis.config",
        ),
        TemplateCall(name="redis.config", line=20, end_line=20, symbol="api.config"),
    ],
    f"{TEMPLATES}/api-config.yaml": [
        Manifest(name="ConfigMap", line=1, end_line=8, object="api.fullname"),
        TemplateCall(name="api.config", line=7, end_line=7),
    ],
    f"{TEMPLATES}/web-config.yaml": [
        Manifest(name="ConfigMap", line=1, end_line=6, object="web.fullname")
    ],
    f"{TEMPLATES}/api-deployment.yaml": [
        Manifest(name="Deployment", line=1, end_line=9, object="api.fullname", containers=("api",)),
        used("api.fullname", 5, role="sets", via="helm-env-from", services=("api",)),
    ],
    f"{TEMPLATES}/web-deployment.yaml": [
        used("web.fullname", 5, role="sets", via="helm-env-from", services=("web",)),
    ],
}  # fmt: skip


def test_a_chart_value_reaches_the_containers_that_mount_its_config_map(tmp_path: Path) -> None:
    found = study(fact_index(tmp_path, CHART), "values externalRedis.host")
    assert name("api REDIS_HOST") in found.chain.depth
    assert name("web REDIS_HOST") not in found.chain.depth
    assert set(found.places) == {"values.yaml:5", "config.tpl:3", "config.tpl:1"}
    assert found.use("config.tpl:3").containers == ("api",)
