"""The settings that names mean, likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.chains import chains_of
from ctxkit.settings.graph import SettingsGraph
from tests.settings.sources import declared, fact_index, name, used
from tests.settings.test_status_evidence import COMPOSE, line


def starts(folder: Path, facts: Mapping[str, Iterable[Fact]], *names: str) -> list[list[str]]:
    graph = SettingsGraph(fact_index(folder, facts).index)
    found = chains_of(graph, [name(each) for each in names])
    return [[" ".join(start) for start in chain.start] for chain in found]


def test_names_that_a_rename_joins_are_one_setting(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [used("K", 1)], COMPOSE: [line("K", "K", 2, "api")]}
    assert starts(tmp_path, facts, "env K", "api K") == [["api K", "env K"]]


def test_names_of_different_programs_are_settings_of_their_own(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("K", 1)],
        "dify-sandbox x.go": [declared("K", 1, origin="getenv")],
    }
    assert starts(tmp_path, facts, "api K", "sandbox K") == [["sandbox K"], ["api K"]]


def test_names_with_the_same_source_are_one_setting(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("K", 1)],
        "dify web/x.ts": [used("K", 1, via="env")],
        "dify dify-agent/x.py": [used("K", 1)],
        COMPOSE: [line("K", "K", 2, "web", "agent_backend")],
    }
    assert starts(tmp_path, facts, "api K", "web K", "agent K", "env K") == [
        ["api K"],
        ["env K", "web K", "agent K"],
    ]


def test_programs_come_in_the_order_in_which_they_are_meant(tmp_path: Path) -> None:
    places = {
        "dify api/x.py": "api",
        "dify-plugin-daemon x.go": "plugin_daemon",
        "dify-sandbox x.go": "sandbox",
        "dify web/x.ts": "web",
        "dify dify-agent/x.py": "agent",
        "dify-official-plugins tools/k/x.py": "plugin:tools/k",
        "dify-official-plugins tools/other/x.py": "plugin:tools/other",
        "dify scripts/x.py": "other",
        "dify docker/certbot/x.sh": "image:certbot",
    }
    facts = {place: [used("K", 1, via="getenv")] for place in places}
    names = [f"{scope} K" for scope in places.values()]
    assert starts(tmp_path, facts, *reversed(names)) == [
        [f"{scope} K"]
        for scope in (
            "api", "plugin_daemon", "sandbox", "web", "agent", "image:certbot",
            "plugin:tools/k", "plugin:tools/other", "other",
        )
    ]  # fmt: skip


def test_the_env_file_comes_after_the_api_and_before_other_programs(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("K", 1)],
        "dify-sandbox x.go": [used("K", 1, via="getenv")],
        COMPOSE: [used("K", 1, via="compose", symbol="x.ports")],
        "dify-helm charts/dify/templates/x.yaml": [
            used("K", 1, role="renders", via="helm-condition")
        ],
        "dify docker/docker-compose.middleware.yaml": [used("K", 1, via="compose")],
    }
    found = starts(tmp_path, facts, "middleware K", "values K", "sandbox K", "env K", "api K")
    assert found == [["api K"], ["env K"], ["sandbox K"], ["values K"], ["middleware K"]]


def test_what_is_declared_comes_first(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [used("K", 1)], "dify web/x.ts": [declared("K", 1, origin="zod")]}
    assert starts(tmp_path, facts, "api K", "web K") == [["web K"], ["api K"]]


def example(place: str) -> dict[str, list[Fact]]:
    return {place: [used("K", 1, role="sets", via="env-example")]}


def test_a_line_that_goes_nowhere_means_the_setting_of_that_name(tmp_path: Path) -> None:
    facts = {
        "dify-sandbox x.go": [used("K", 1, via="getenv")],
        **example("dify docker/.env.example"),
    }
    assert starts(tmp_path, facts, "env K", "sandbox K") == [["sandbox K", "env K"]]


def test_a_line_of_a_plugin_means_that_plugin(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("K", 1)],
        **example("dify-official-plugins tools/x/.env.example"),
    }
    assert starts(tmp_path, facts, "api K", "plugin:tools/x K") == [["api K"]]


def test_lines_that_all_go_nowhere_are_one_answer(tmp_path: Path) -> None:
    facts = {
        place: found
        for n in range(60)
        for place, found in example(f"dify-official-plugins tools/t{n:02}/.env.example").items()
    }
    (start,) = starts(tmp_path, facts, *(f"plugin:tools/t{n:02} K" for n in range(60)))
    assert len(start) == 40


@pytest.mark.parametrize(
    "facts",
    [
        {COMPOSE: [line("K", "K", 1, "db")]},
        {"dify-helm charts/dify/values.yaml": [used("K", 1, role="sets", via="helm-values")]},
    ],
)
def test_containers_of_others_and_the_chart_use_what_they_get(
    tmp_path: Path, facts: dict[str, list[Fact]]
) -> None:
    world = {"dify-sandbox x.go": [used("K", 1, via="getenv")], **facts}
    assert len(starts(tmp_path, world, "sandbox K", "env K", "values K")) == 2


def test_a_chain_that_proves_nothing_is_dropped_unless_it_is_the_only_one(tmp_path: Path) -> None:
    field = {"dify api/x.py": [used("K", 1, via="field")]}
    other = {"dify-sandbox x.go": [used("K", 1, via="getenv")]}
    assert starts(tmp_path / "a", {**field, **other}, "api K", "sandbox K") == [["sandbox K"]]
    assert starts(tmp_path / "b", field, "api K") == [["api K"]]
    assert starts(tmp_path / "c", field, "api NONE") == []
