"""The layer of each kind of fact."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.model import ConfigUse
from ctxkit.settings.layers import Layer, layer_of_declaration, layer_of_use
from ctxkit.settings.names import Edge
from tests.settings.sources import declared, name, used

MINE = Edge(name("env X"), name("api X"))
FOREIGN = Edge(name("env Y"), name("api X"))


def at(place: str, use: ConfigUse) -> ConfigUse:
    repo, _, path = place.partition(" ")
    return replace(use, repo=repo, path=path)


COMPOSE = "dify docker/docker-compose.yaml"
TEMPLATE = "dify docker/docker-compose-template.yaml"
MIDDLEWARE = "dify docker/docker-compose.middleware.yaml"
VALUES = "dify-helm charts/dify/values.yaml"
SUBCHART = "dify-helm charts/dify/charts/redis/values.yaml"
CHART = "dify-helm charts/dify/templates/x.yaml"


@pytest.mark.parametrize(
    ("place", "role", "via", "layer"),
    [
        (COMPOSE, "renames", "compose", Layer.COMPOSE),
        (COMPOSE, "reads", "compose", Layer.READ),
        (TEMPLATE, "renames", "compose", Layer.GENERATOR),
        (TEMPLATE, "reads", "compose", Layer.GENERATOR),
        (MIDDLEWARE, "renames", "compose", Layer.OTHER_DEPLOYMENT),
        ("dify docker/middleware.env.example", "sets", "env-example", Layer.OTHER_DEPLOYMENT),
        ("dify api/middleware.md", "reads", "getenv", Layer.OTHER_DEPLOYMENT),
        ("dify docker/.env.example", "sets", "env-example", Layer.ENV_FILE),
        ("dify api/.env.example", "sets", "env-example", Layer.SOURCE_RUN),
        ("dify docker/.env.example", "sets", "env-example-commented", Layer.COMMENTED),
        ("dify-docs en/environments.mdx", "documents", "docs", Layer.DOCUMENTATION),
        (COMPOSE, "documents", "compose", Layer.COMMENTED),
        (VALUES, "sets", "helm-values", Layer.CHART),
        (SUBCHART, "sets", "helm-values", Layer.SUBCHART),
        ("dify-helm charts/dify/values-x.yaml", "sets", "helm-values", Layer.OTHER_DEPLOYMENT),
        (CHART, "renders", "helm-template", Layer.TEMPLATE),
        (CHART, "renders", "helm-condition", Layer.TEMPLATE),
        (CHART, "renders", "helm-with", Layer.BLOCK),
        (CHART, "renders", "helm-range", Layer.BLOCK),
        (CHART, "renders", "helm-variable", Layer.BLOCK),
        ("dify api/x.py", "reads", "dify_config", Layer.READ),
        ("dify api/docker/entrypoint.sh", "renames", "shell", Layer.ENTRYPOINT),
        ("dify api/Dockerfile", "sets", "dockerfile", Layer.IMAGE),
        ("dify-plugin-daemon x.go", "sets", "code-default", Layer.CODE_DEFAULT),
        ("dify-plugin-daemon x.go", "sets", "process-env", Layer.CHILD_PROCESS),
        ("dify-plugin-daemon x.go", "sets", "getenv", Layer.CHILD_PROCESS),
        ("dify-official-plugins tools/x/x.py", "sets", "settings", Layer.CHILD_PROCESS),
        ("dify-official-plugins tools/x/x.py", "sets", "credential", Layer.CHILD_PROCESS),
        ("dify-sandbox conf/config.yaml", "sets", "sandbox-config", Layer.CONFIG_FILE),
    ],
)
def test_the_layer_of_a_use(place: str, role: str, via: str, layer: Layer) -> None:
    assert layer_of_use(at(place, used("X", role=role, via=via)), (), ()) is layer


def test_a_test_is_a_test_wherever_it_is() -> None:
    use = replace(at(MIDDLEWARE, used("X", role="sets", via="compose")), test=True)
    assert layer_of_use(use, (), ()) is Layer.TEST
    key = replace(declared("X"), test=True)
    assert layer_of_declaration(key, name("api X"), (), ()) is Layer.TEST


@pytest.mark.parametrize(
    ("services", "layer"),
    [(("worker",), Layer.SHARED_MERGE), (("db", "web"), Layer.MERGE), ((), Layer.MERGE)],
)
def test_a_merge_into_the_api_says_least(services: tuple[str, ...], layer: Layer) -> None:
    use = at(COMPOSE, used("*shared", role="sets", via="compose-merge", services=services))
    assert layer_of_use(use, (FOREIGN,), ()) is layer


@pytest.mark.parametrize(
    ("edges", "layer"),
    [((), Layer.COMPOSE), ((MINE,), Layer.COMPOSE), ((FOREIGN,), Layer.OTHER_SOURCE),
     ((FOREIGN, MINE), Layer.COMPOSE)],
)  # fmt: skip
def test_a_line_of_another_name_is_another_source(edges: tuple[Edge, ...], layer: Layer) -> None:
    use = at(COMPOSE, used("X", role="renames", via="compose"))
    assert layer_of_use(use, edges, {name("env X")}) is layer


def test_scripts_have_no_other_sources() -> None:
    use = at("dify api/docker/entrypoint.sh", used("Y", role="renames", via="shell", target="X"))
    assert layer_of_use(use, (FOREIGN,), {name("api X")}) is Layer.ENTRYPOINT


@pytest.mark.parametrize(
    "use",
    [
        used("externalSecret.key", role="sets", via="helm-values"),
        used("KEY", role="renders", via="helm-computed", value="{{ `{{ .KEY }}` }}"),
    ],
)
def test_what_a_vault_fills_in_is_another_source(use: ConfigUse) -> None:
    assert layer_of_use(at(VALUES, use), (), ()) is Layer.OTHER_SOURCE


@pytest.mark.parametrize(
    ("origin", "about", "layer"),
    [
        ("pydantic", "X", Layer.DECLARED),
        ("pydantic", "R", Layer.RELATED),
        ("computed", "X", Layer.DERIVED),
        ("property", "X", Layer.DERIVED),
        ("computed", "ASKED", Layer.DECLARED),
    ],
)
def test_the_layer_of_a_declaration(origin: str, about: str, layer: Layer) -> None:
    key = replace(declared(about, origin=origin), repo="dify", path="api/x.py")
    start, related = [name("api ASKED")], {name("api R")}
    assert layer_of_declaration(key, name(f"api {about}"), start, related) is layer


def test_places_on_the_way_come_before_child_processes() -> None:
    assert Layer.READ.is_on_the_way
    assert Layer.BLOCK.is_on_the_way
    assert not Layer.CHILD_PROCESS.is_on_the_way
    assert not Layer.GENERATOR.is_on_the_way


def test_ranks_and_labels_are_these() -> None:
    """The rank orders places in every answer, the label is in the layers table and in JSON."""
    assert {layer.name: (layer.rank, layer.label) for layer in Layer} == {
        "DECLARED": (0, "code"),
        "CODE_DEFAULT": (1, "code"),
        "RELATED": (2, "code of a related setting"),
        "ENV_FILE": (10, ".env.example"),
        "COMPOSE": (11, "compose"),
        "CHART": (12, "chart values"),
        "CONFIG_FILE": (13, "config.yaml"),
        "MERGE": (14, "compose merge"),
        "SUBCHART": (15, "subchart values"),
        "ENTRYPOINT": (20, "entrypoint"),
        "TEMPLATE": (21, "chart template"),
        "BLOCK": (22, "chart template"),
        "IMAGE": (25, "image"),
        "DERIVED": (29, "computed from it"),
        "READ": (30, "read"),
        "CHILD_PROCESS": (44, "child process"),
        "SHARED_MERGE": (45, "compose merge"),
        "GENERATOR": (46, "compose template"),
        "OTHER_SOURCE": (50, "other source"),
        "SOURCE_RUN": (60, "source run"),
        "DOCUMENTATION": (62, "documentation"),
        "OTHER_DEPLOYMENT": (70, "another deployment"),
        "COMMENTED": (80, "commented out"),
        "TEST": (90, "test"),
    }
