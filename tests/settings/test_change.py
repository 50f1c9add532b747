"""In which deployments a setting can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.change import how_to_change
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import CHART, COMPOSE, MIDDLEWARE, line

EXAMPLE = "dify docker/.env.example"
VALUES = "dify-helm charts/dify/values.yaml"
WORLD: dict[str, list[Fact]] = {
    "dify api/x.py": [declared("K", 1), used("K", 2)],
    EXAMPLE: [used("K", 1, role="sets", via="env-example")],
    COMPOSE: [line("K", "K", 2, "api")],
    CHART: [line("a.k", "K", 9, "api", role="renders", via="helm-template")],
    VALUES: [used("a.k", 4, role="sets", via="helm-values")],
}


def steps(
    folder: Path, facts: dict[str, list[Fact]], *start: str, compose: bool = True
) -> list[str]:
    found = study(fact_index(folder, facts), *start)
    every = how_to_change(found.chain, found.graph, found.records, found.effect, compose=compose)
    return [step.text for step in every]


WITH_COMPOSE = (
    "to change it with compose: set `K` in docker/.env (docker/.env.example:1), "
    "then `docker compose up -d api`"
)
WITH_HELM = "to change it with Helm: set `a.k` (charts/dify/values.yaml:4), then `helm upgrade`"


def test_each_deployment_has_its_step(tmp_path: Path) -> None:
    assert steps(tmp_path, WORLD, "env K") == [WITH_COMPOSE, WITH_HELM]


def test_without_compose_only_the_chart_can_be_changed(tmp_path: Path) -> None:
    assert steps(tmp_path, WORLD, "env K", compose=False) == [WITH_HELM]


def test_who_asks_for_a_value_changes_the_chart(tmp_path: Path) -> None:
    assert steps(tmp_path, WORLD, "values a.k") == [WITH_HELM]


@pytest.mark.parametrize(
    "facts",
    [
        {"dify api/x.py": [declared("K", origin="computed")]},
        {EXAMPLE: [used("K", 1, role="sets", via="env-example")]},
    ],
)
def test_what_has_no_effect_is_not_changed(tmp_path: Path, facts: dict[str, list[Fact]]) -> None:
    assert steps(tmp_path, facts, "api K", "env K") == []


@pytest.mark.parametrize(("plugins", "names"), [(1, "plugin tools/p0"), (5, "2 more")])
def test_a_credential_of_plugins_is_filled_in_in_the_console(
    tmp_path: Path, plugins: int, names: str
) -> None:
    facts: dict[str, list[Fact]] = {
        f"dify-official-plugins tools/p{n}/provider/p.yaml": [declared("k", origin="credential")]
        for n in range(plugins)
    }
    (step,) = steps(tmp_path, facts, *(f"plugin:tools/p{n} k" for n in range(plugins)))
    assert step.startswith("to change it with the console: fill it in for plugin tools/p0")
    assert step.endswith(names)


def test_what_only_the_middleware_uses_is_changed_there(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        MIDDLEWARE: [used("K", 9, via="compose", services=("redis",))],
        "dify docker/middleware.env.example": [used("K", 4, role="sets", via="env-example")],
        VALUES: [used("k", 4, role="sets", via="helm-values")],
    }
    assert steps(tmp_path, facts, "middleware K") == [
        "to change it with compose: set `K` in docker/middleware.env "
        "(docker/middleware.env.example:4), "
        "then `docker compose -f docker-compose.middleware.yaml up -d redis`"
    ]


@pytest.mark.parametrize(("name", "in_file"), [("log_path", True), ("LOG_PATH", False)])
def test_a_key_of_the_sandbox_s_file_is_edited_there_a_variable_is_not(
    tmp_path: Path, name: str, in_file: bool
) -> None:
    facts: dict[str, list[Fact]] = {
        "dify-sandbox x.go": [declared(name, origin="yaml"), used(name, 2, via="field")]
    }
    found = steps(tmp_path, facts, f"sandbox {name}")
    assert any("docker/volumes/sandbox/conf/config.yaml" in step for step in found) is in_file


def test_a_deployment_without_a_way_to_change_it_has_no_step(tmp_path: Path) -> None:
    facts = {place: found for place, found in WORLD.items() if "helm" not in place}
    assert steps(tmp_path, facts, "env K") == [WITH_COMPOSE]
