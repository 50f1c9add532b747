"""Which containers receive what a line sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import ConfigUse, Fact, Manifest
from ctxkit.settings.graph import SettingsGraph
from tests.settings.sources import fact_index, used
from tests.settings.test_status_evidence import CHART, COMPOSE

EXAMPLE = "dify docker/envs/core/shared.env.example"


def services(folder: Path, facts: dict[str, list[Fact]], line: int) -> tuple[str, ...]:
    graph = SettingsGraph(fact_index(folder, facts).index)
    return graph.delivery.services(the_use(graph, line))


def the_use(graph: SettingsGraph, line: int) -> ConfigUse:
    return next(use for use in graph.uses(["K", "a.k", "api.extraEnv"]) if use.line == line)


def merge(line: int, *services: str, anchor: str = "shared") -> Fact:
    return used(f"*{anchor}", line, role="sets", via="compose-merge", services=services)


def test_the_services_of_a_line_of_compose(tmp_path: Path) -> None:
    use = used("K", 1, role="sets", via="compose", services=("api", "web"))
    assert services(tmp_path, {COMPOSE: [use]}, 1) == ("api", "web")


@pytest.mark.parametrize(
    ("merges", "expected"),
    [
        ({COMPOSE: [merge(8, "api", "worker"), merge(9, "web", "api")]}, ("api", "worker", "web")),
        ({COMPOSE: [merge(8, "api", anchor="other")]}, ()),
        ({"dify docker/other.yaml": [merge(8, "api")]}, ()),
    ],
)
def test_a_block_reaches_the_services_that_merge_it(
    tmp_path: Path, merges: dict[str, list[Fact]], expected: tuple[str, ...]
) -> None:
    use = used("K", 1, role="sets", via="compose", group="shared")
    facts = {**merges, COMPOSE: [use, *merges.get(COMPOSE, [])]}
    assert services(tmp_path, facts, 1) == expected


def test_services_on_the_line_itself_count_more_than_merges(tmp_path: Path) -> None:
    use = used("K", 1, role="sets", via="compose", group="shared", services=("db",))
    assert services(tmp_path, {COMPOSE: [use, merge(8, "api")]}, 1) == ("db",)


def test_a_line_of_no_block_is_merged_nowhere(tmp_path: Path) -> None:
    use = used("K", 1, role="sets", via="compose")
    graph = SettingsGraph(fact_index(tmp_path, {COMPOSE: [use, merge(8, "api", anchor="")]}).index)
    assert graph.delivery.merges(the_use(graph, 1)) == ()


def env_file(name: str, *services: str) -> Fact:
    return used(name, 5, role="sets", via="compose-env-file", services=services)


@pytest.mark.parametrize(
    ("place", "reads", "expected"),
    [
        (COMPOSE, env_file("./envs/core/shared.env", "api"), ("api",)),
        (COMPOSE, env_file("envs/core/shared.env", "api"), ("api",)),
        (COMPOSE, env_file("./envs/core/other.env", "api"), ()),
        ("dify other/docker-compose.yaml", env_file("./envs/core/shared.env", "api"), ()),
        ("dify-sandbox docker/docker-compose.yaml", env_file("./envs/core/shared.env", "api"), ()),
        ("dify docker/docker-compose-template.yaml", env_file("envs/core/shared.env", "api"), ()),
        ("dify docker/docker-compose.middleware.yaml", env_file("envs/core/shared.env", "a"), ()),
        (COMPOSE, used("envs/core/shared.env", 5, role="sets", via="compose-image",
                       services=("api",)), ()),
    ],
)  # fmt: skip
def test_an_example_file_reaches_the_services_that_read_its_copy(
    tmp_path: Path, place: str, reads: Fact, expected: tuple[str, ...]
) -> None:
    line = used("K", 1, role="sets", via="env-example")
    assert services(tmp_path, {EXAMPLE: [line], place: [reads]}, 1) == expected


def test_a_file_that_is_no_example_reaches_nobody(tmp_path: Path) -> None:
    line = used("K", 1, role="sets", via="env-example")
    facts = {"dify docker/shared.env": [line], COMPOSE: [env_file("shared.env", "api")]}
    assert services(tmp_path, facts, 1) == ()


def test_an_entry_of_a_list_reaches_the_containers_that_render_the_list(tmp_path: Path) -> None:
    entry = used("api.extraEnv", 1, target="K", role="sets", via="helm-env")
    facts: dict[str, list[Fact]] = {
        "dify-helm charts/dify/values.yaml": [entry],
        CHART: [
            used("api.extraEnv", 9, target="env", role="renders", via="helm-template",
                 services=("api",)),
            used("api.extraEnv", 10, target="args", role="renders", via="helm-template",
                 services=("web",)),
            used("api.extraEnv", 11, target="env", role="sets", via="helm-values",
                 services=("db",)),
        ],
        "other charts/dify/templates/x.yaml": [
            used("api.extraEnv", 9, target="env", role="renders", via="helm-template",
                 services=("sandbox",)),
        ],
    }  # fmt: skip
    assert services(tmp_path, facts, 1) == ("api",)


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (used("a.k", 1, role="sets", via="helm-values"), ()),
        (used("K", 1, role="sets", via="helm-env-from", services=("api",)), ("api",)),
        (used("a.k", 1, role="renders", via="helm-template", services=("api",)), ("api",)),
    ],
)
def test_a_leaf_of_the_chart_reaches_nothing_by_itself(
    tmp_path: Path, use: Fact, expected: tuple[str, ...]
) -> None:
    assert services(tmp_path, {CHART: [use]}, 1) == expected


def test_the_programs_of_containers(tmp_path: Path) -> None:
    use = used("K", 1, role="sets", via="compose", services=("worker", "api", "db"))
    graph = SettingsGraph(fact_index(tmp_path, {COMPOSE: [use]}).index)
    assert graph.delivery.scopes(the_use(graph, 1)) == ["api", "image:db"]


def test_an_env_from_reaches_init_containers_too(tmp_path: Path) -> None:
    made = Manifest(name="Deployment", line=1, end_line=9, object="api", containers=("api",))
    use = used("K", 5, role="sets", via="helm-env-from", services=("wait", "api"))
    assert services(tmp_path, {CHART: [made, use]}, 5) == ("wait", "api")
    rendered = used("a.k", 6, role="renders", via="helm-template", services=("wait", "api"))
    assert services(tmp_path / "b", {CHART: [made, rendered]}, 6) == ("api",)


def image(service: str, name: str, line: int) -> Fact:
    key = f"services.{service}.image"
    return used(key, line, role="sets", via="compose-image", value=name, services=(service,))


@pytest.mark.parametrize(
    ("service", "scope"),
    [
        ("api", "api"),
        ("jobs", "api"),
        ("cache", "image:cache"),
        ("certbot", "image:certbot"),  # without an image
    ],
)
def test_what_a_service_of_an_unknown_name_runs_is_told_by_its_image(
    tmp_path: Path, service: str, scope: str
) -> None:
    facts = [image("jobs", "langgenius/dify-api:1", 1), image("cache", "redis:6", 2)]
    other = [image("certbot", "langgenius/dify-web:1", 1)]
    sources = {COMPOSE: facts, "dify docker/other.yaml": other}
    assert SettingsGraph(fact_index(tmp_path, sources).index).delivery.scope_of(service) == scope
