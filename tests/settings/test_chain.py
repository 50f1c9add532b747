"""Chains over literal facts: patterns, cycles, and names too general to follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import ConfigKey, ConfigUse, Manifest, TemplateCall
from ctxkit.settings.chain import chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name
from ctxkit.settings.patterns import matches
from tests.ask.literal import literal_index


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("OPENDAL_*", "OPENDAL_FS_ROOT", True),
        ("OPENDAL_*", "OPENDAL_", False),
        ("*_EXPIRY_MINUTES", "EMAIL_EXPIRY_MINUTES", True),
        ("*_EXPIRY_MINUTES", "_EXPIRY_MINUTES", False),
        ("HOSTED_*_PAID_ENABLED", "HOSTED_OPENAI_PAID_ENABLED", True),
        ("HOSTED_*_PAID_ENABLED", "HOSTED_PAID_ENABLED", False),
        ("A_*_B_*_C", "A_x_B_y_C", True),
        ("A_*_B_*_C", "A_x_y_C", False),
    ],
)
def test_patterns(pattern: str, name: str, fits: bool) -> None:
    assert matches(pattern, name) is fits


def use(name: str, target: str, line: int, *services: str, role: str = "renames") -> ConfigUse:
    return ConfigUse(
        name=name,
        target=target,
        line=line,
        end_line=line,
        role=role,
        via="compose",
        services=services,
    )  # type: ignore[arg-type]


def test_renames_in_a_circle_end(tmp_path: Path) -> None:
    shell = [
        ConfigUse(name="A", target="B", line=1, end_line=1, role="renames", via="shell"),
        ConfigUse(name="B", target="A", line=2, end_line=2, role="renames", via="shell"),
    ]
    asked = literal_index(tmp_path, {"dify": {"web/docker/entrypoint.sh": ("\n" * 9, list(shell))}})
    chain = chain_of(SettingsGraph(asked.index), [Name("web", "A")])
    assert set(chain.depth) == {Name("web", "A"), Name("web", "B")}


def test_a_source_that_feeds_two_programs_makes_a_twin_and_not_one_setting(tmp_path: Path) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "docker/docker-compose.yaml": (
                    "\n" * 9,
                    [
                        use("SHARED_KEY", "SERVER_KEY", 3, "plugin_daemon"),
                        use("SHARED_KEY", "CLIENT_KEY", 4, "api"),
                    ],
                ),
                "api/configs/x.py": (
                    "\n" * 9,
                    [ConfigKey(name="CLIENT_KEY", origin="pydantic", line=2, end_line=2)],
                ),
            },
            "dify-plugin-daemon": {
                "config.go": (
                    "\n" * 9,
                    [ConfigKey(name="SERVER_KEY", origin="envconfig", line=5, end_line=5)],
                ),
            },
        },
    )
    chain = chain_of(SettingsGraph(asked.index), [Name("api", "CLIENT_KEY")])
    assert Name("plugin_daemon", "SERVER_KEY") not in chain.depth
    assert chain.siblings == {Name("plugin_daemon", "SERVER_KEY"): Name("env", "SHARED_KEY")}


def test_a_general_name_is_cut_and_says_so(tmp_path: Path) -> None:
    uses = [use("ENABLED", f"FEATURE_{n}", n, "api") for n in range(1, 100)]
    asked = literal_index(
        tmp_path, {"dify": {"docker/docker-compose.yaml": ("\n" * 100, list(uses))}}
    )
    chain = chain_of(SettingsGraph(asked.index), [Name("env", "ENABLED")])
    assert chain.is_cut
    assert len(chain.depth) <= 60


CHART = {
    "charts/dify/values.yaml": [
        ConfigUse(name="externalRedis.host", line=5, end_line=5, role="sets", via="helm-values")
    ],
    "charts/dify/templates/config.tpl": [
        ConfigUse(
            name="externalRedis",
            line=1,
            end_line=1,
            role="renders",
            via="helm-with",
            symbol="redis.config",
            until=8,
        ),
        ConfigUse(
            name="externalRedis.host",
            target="REDIS_HOST",
            line=3,
            end_line=3,
            role="renders",
            via="helm-template",
            symbol="redis.config",
        ),
        TemplateCall(name="redis.config", line=20, end_line=20, symbol="api.config"),
    ],
    "charts/dify/templates/api-config.yaml": [
        Manifest(name="ConfigMap", line=1, end_line=8, object="api.fullname"),
        TemplateCall(name="api.config", line=7, end_line=7),
    ],
    "charts/dify/templates/web-config.yaml": [
        Manifest(name="ConfigMap", line=1, end_line=6, object="web.fullname")
    ],
    "charts/dify/templates/api-deployment.yaml": [
        Manifest(name="Deployment", line=1, end_line=9, object="api.fullname", containers=("api",)),
        ConfigUse(
            name="api.fullname",
            line=5,
            end_line=5,
            role="sets",
            via="helm-env-from",
            value="configMapRef",
            services=("api",),
        ),
    ],
    "charts/dify/templates/web-deployment.yaml": [
        ConfigUse(
            name="web.fullname",
            line=5,
            end_line=5,
            role="sets",
            via="helm-env-from",
            value="configMapRef",
            services=("web",),
        ),
    ],
}


def test_a_chart_value_reaches_the_containers_that_take_its_config_map(tmp_path: Path) -> None:
    files = {path: ("\n" * 30, list(facts)) for path, facts in CHART.items()}
    asked = literal_index(tmp_path, {"dify-helm": files})
    graph = SettingsGraph(asked.index)
    chain = chain_of(graph, [Name("values", "externalRedis.host")])
    assert Name("api", "REDIS_HOST") in chain.depth
    assert Name("web", "REDIS_HOST") not in chain.depth
    assert {(fact.path.rpartition("/")[2], fact.line) for fact in chain.records} == {
        ("values.yaml", 5),
        ("config.tpl", 3),
        ("config.tpl", 1),
    }
