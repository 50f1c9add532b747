"""The links of a chain."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.links import links_of
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import CHART, COMPOSE, line

VALUES = "dify-helm charts/dify/values.yaml"
SCRIPT = "dify web/docker/entrypoint.sh"


def links(folder: Path, facts: dict[str, list[Fact]], *start: str) -> list[str]:
    found = study(fact_index(folder, facts), *start)
    return [
        f"{link.source.name} ({link.source.scope}) -{link.how}-> "
        f"{link.target.name} ({link.target.scope})"
        for link in links_of(found.chain, found.records)
    ]


def test_from_what_is_edited_to_what_the_code_reads(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("KEY", 1, attribute="key"), used("KEY", 9, symbol="call")],
        COMPOSE: [line("TOP", "KEY", 2, "api", "worker")],
    }
    assert links(tmp_path, facts, "env TOP") == [
        "TOP (.env) -compose-> KEY (api, worker)",
        "KEY (api, worker) -declared-> dify_config.key (dify api)",
        "dify_config.key (dify api) -reads-> x.py:9 call (dify api)",
    ]


def test_a_variable_that_its_program_does_not_use_is_no_link(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("KEY", 1)],
        COMPOSE: [line("TOP", "KEY", 2, "api"), line("TOP", "KEY", 3, "web")],
    }
    assert [link for link in links(tmp_path, facts, "env TOP") if "web" in link] == []


@pytest.mark.parametrize(
    "more",
    [
        {COMPOSE: [line("TOP", "KEY", 2, "web", "weaviate")]},
        {COMPOSE: [line("TOP", "KEY", 2, "web"), used("TOP", 9, via="compose", symbol="x.ports")]},
    ],
)
def test_a_variable_is_idle_if_anybody_else_uses_it(
    tmp_path: Path, more: dict[str, list[Fact]]
) -> None:
    assert not any("(web)" in link for link in links(tmp_path, more, "env TOP"))


def test_a_variable_that_nobody_uses_is_a_link(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {COMPOSE: [line("TOP", "KEY", 2, "web")]}
    assert links(tmp_path, facts, "env TOP") == ["TOP (.env) -compose-> KEY (web)"]


def test_a_container_of_others_uses_what_it_gets(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("KEY", 1)],
        COMPOSE: [line("KEY", "KEY", 2, "api"), line("KEY", "PASS", 3, "db")],
    }
    assert "KEY (.env) -compose-> PASS (db)" in links(tmp_path, facts, "env KEY")


def test_a_value_of_the_chart_goes_to_the_containers_that_run_the_program(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("KEY", 1)],
        CHART: [
            line("a.key", "KEY", 9, "api", "worker", "web", role="renders", via="helm-template")
        ],
    }
    assert links(tmp_path, facts, "values a.key") == [
        "a.key (values.yaml) -chart-> KEY (api, worker)",
        "KEY (api, worker) -declared-> dify_config.KEY (dify api)",
    ]


def test_a_variable_of_compose_and_of_the_chart_are_two_nodes_of_one_field(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("KEY", 1)],
        COMPOSE: [line("KEY", "KEY", 2, "api", "worker")],
        CHART: [line("a.key", "KEY", 9, "api", role="renders", via="helm-template")],
    }
    assert links(tmp_path, facts, "values a.key", "env KEY") == [
        "KEY (.env) -compose-> KEY (api, worker)",
        "a.key (values.yaml) -chart-> KEY (api)",
        "KEY (api, worker) -declared-> dify_config.KEY (dify api)",
        "KEY (api) -declared-> dify_config.KEY (dify api)",
    ]


@pytest.mark.parametrize(
    ("use", "how"),
    [
        (used("A", 1, target="B", role="renames", via="shell"), "entrypoint"),
        (used("A", 1, target="B", role="sets", via="dockerfile"), "image"),
        (used("A", 1, target="B", role="sets", via="code-default"), "renamed"),
    ],
)
def test_what_passes_a_value_on(tmp_path: Path, use: Fact, how: str) -> None:
    facts = {SCRIPT: [use], "dify web/x.ts": [used("B", 9, via="env")]}
    assert links(tmp_path, facts, "web A")[0] == f"A (web) -{how}-> B (web)"


@pytest.mark.parametrize(
    ("via", "how"), [("helm-template", "chart"), ("helm-fallback", "fallback")]
)
def test_a_fallback_of_the_chart(tmp_path: Path, via: str, how: str) -> None:
    rendered = line("a.key", "KEY", 9, "api", role="renders", via=via)
    assert links(tmp_path, {CHART: [rendered]}, "values a.key") == [
        f"a.key (values.yaml) -{how}-> KEY (api)"
    ]


def test_a_fixed_value_comes_from_its_file(tmp_path: Path) -> None:
    fixed = used("KEY", 4, target="KEY", role="sets", via="compose-literal", services=("api",))
    facts: dict[str, list[Fact]] = {"dify api/x.py": [declared("KEY", 1)], COMPOSE: [fixed]}
    assert (
        links(tmp_path, facts, "api KEY")[0] == "KEY (docker-compose.yaml:4) -compose-> KEY (api)"
    )


@pytest.mark.parametrize(
    "use",
    [
        used("A", 1, target="B", role="reads", via="shell"),
        used("A", 1, target="B", role="sets", via="sandbox-config"),
        used("A", 1, target="B", role="sets", via="process-env"),
        used("A", 1, target="B", role="sets", via="env-example-commented"),
    ],
)
def test_what_passes_nothing_on(tmp_path: Path, use: Fact) -> None:
    found = links(tmp_path, {SCRIPT: [use]}, "web A")
    assert not [link for link in found if "copied" not in link]


def test_a_line_of_an_example_file_that_a_service_reads_whole(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("KEY", 1)],
        "dify docker/.env.example": [used("KEY", 1, role="sets", via="env-example")],
        COMPOSE: [used(".env", 3, role="sets", via="compose-env-file", services=("api",))],
    }
    assert links(tmp_path, facts, "env KEY")[0] == "KEY (.env) -env_file-> KEY (api)"


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [("nginx.ports", ["PORT (.env) -compose-> nginx.ports (docker-compose.yaml)"]), ("", [])],
)
def test_what_compose_itself_makes_of_it(tmp_path: Path, symbol: str, expected: list[str]) -> None:
    read = used("PORT", 9, via="compose", symbol=symbol, services=("nginx",))
    assert links(tmp_path, {COMPOSE: [read]}, "env PORT") == expected


def test_a_setting_that_the_code_computes_from_it(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [
            declared("ALL", 1, origin="computed"),
            declared("A", 2),
            used("A", 9, via="field", target="ALL"),
            used("A", 8, via="field", target="COPY"),
        ]
    }
    assert links(tmp_path, facts, "api A")[:2] == [
        "dify_config.A (dify api) -copied-> COPY (api)",
        "dify_config.A (dify api) -computed-> dify_config.ALL (dify api)",
    ]


def test_a_declared_setting_that_code_takes_from_another_is_a_copy(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("A", 1), declared("B", 2), used("A", 9, target="B")]
    }
    assert links(tmp_path, facts, "api A")[0] == (
        "dify_config.A (dify api) -copied-> dify_config.B (dify api)"
    )


def test_a_field_is_no_copy_of_itself(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("A", 1, attribute="a"), used("A", 9, target="a")]
    }
    assert not any("copied" in link for link in links(tmp_path, facts, "api A"))


def test_a_related_setting_is_not_declared_by_this_one(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("A", 1, aliases=("B",)), declared("B", 2)],
        COMPOSE: [line("B", "B", 2, "api")],
    }
    assert links(tmp_path, facts, "api A") == [
        "A (api) -declared-> dify_config.A (dify api)",
        "B (api) -declared-> dify_config.A (dify api)",
    ]


def test_other_spellings_of_a_yaml_key_are_no_variables(tmp_path: Path) -> None:
    key = declared("app.port", 1, origin="yaml", attribute="Port", aliases=("port",))
    found = links(tmp_path, {"dify-sandbox x.go": [key]}, "sandbox app.port", "sandbox port")
    assert found == ["app.port (sandbox) -declared-> config.Port (dify-sandbox)"]


@pytest.mark.parametrize(
    ("origin", "count"),
    [("pydantic", 1), ("zod", 1), ("envconfig", 1), ("getenv", 0), ("computed", 0)],
)
def test_declarations_that_give_it_a_field(tmp_path: Path, origin: str, count: int) -> None:
    found = links(tmp_path, {"dify api/x.py": [declared("A", 1, origin=origin)]}, "api A")
    assert len(found) == count


@pytest.mark.parametrize(
    ("place", "scope", "field"),
    [
        ("dify api/x.py", "api", "dify_config.A"),
        ("dify web/x.ts", "web", "env.A"),
        ("dify-sandbox x.go", "sandbox", "config.A"),
        ("dify-plugin-daemon x.go", "plugin_daemon", "config.A"),
        ("dify dify-agent/x.py", "agent", "config.A"),
    ],
)
def test_what_code_writes_in_front_of_a_field(
    tmp_path: Path, place: str, scope: str, field: str
) -> None:
    facts = {place: [declared("A", 1), used("A", 2, via="field")]}
    assert links(tmp_path, facts, f"{scope} A")[0].split("-> ")[1].startswith(field)


@pytest.mark.parametrize("via", ["getenv", "shell", "template"])
def test_a_read_of_the_environment_is_of_the_variable(tmp_path: Path, via: str) -> None:
    facts: dict[str, list[Fact]] = {"dify api/x.py": [declared("A", 1), used("A", 2, via=via)]}
    assert links(tmp_path, facts, "api A")[-1] == "A (api) -reads-> x.py:2 (dify api)"


def test_three_reads_of_each_program(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [used("A", n) for n in range(1, 6)],
        "dify web/x.ts": [used("A", n, via="env") for n in range(1, 3)],
    }
    found = links(tmp_path, facts, "api A", "web A")
    assert [link.split("-> ")[1] for link in found] == [
        "x.py:1 (dify api)",
        "x.py:2 (dify api)",
        "x.py:3 (dify api)",
        "x.ts:1 (dify web)",
        "x.ts:2 (dify web)",
    ]


def test_reads_in_tests_and_generators_are_no_links(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/tests/test_x.py": [used("A", 1)],
        "dify docker/generate.sh": [used("A", 1, via="shell")],
    }
    assert links(tmp_path, facts, "api A", "env A") == []


def test_sixty_links_are_enough(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        COMPOSE: [used("P", n, via="compose", symbol=f"s{n}.ports") for n in range(1, 80)]
    }
    assert len(links(tmp_path, facts, "env P")) == 60
