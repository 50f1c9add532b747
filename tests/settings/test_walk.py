"""The names that renames join to one setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.walk import MAX_NAMES, MAX_RENAMES, JoinedNames, walk
from tests.settings.sources import declared, fact_index, name, source_index, used

COMPOSE = """
services:
  api:
    environment:
      API_KEY: ${SHARED_KEY:-x}
  plugin_daemon:
    environment:
      SERVER_KEY: ${SHARED_KEY:-x}
"""
DAEMON = """
package app

type Config struct {
	ServerKey string `envconfig:"SERVER_KEY"`
}
"""
FILES = {
    "dify docker/docker-compose.yaml": COMPOSE,
    "dify-plugin-daemon internal/types/app/config.go": DAEMON,
}


def depths(asked_index: SettingsGraph, *start: str) -> dict[str, int]:
    found = walk(asked_index, [name(each) for each in start])
    return {" ".join(each): depth for each, depth in found.depth.items()}


@pytest.fixture
def graph(tmp_path: Path) -> SettingsGraph:
    return SettingsGraph(source_index(tmp_path, FILES).index)


def test_the_walk_goes_down_to_variables_and_on_to_fields(graph: SettingsGraph) -> None:
    assert depths(graph, "env SHARED_KEY") == {
        "env SHARED_KEY": 0,
        "api API_KEY": 1,
        "plugin_daemon SERVER_KEY": 1,
        "plugin_daemon ServerKey": 1,
    }


def test_the_walk_goes_up_to_sources_but_not_down_from_them(graph: SettingsGraph) -> None:
    assert depths(graph, "plugin_daemon ServerKey") == {
        "plugin_daemon ServerKey": 0,
        "plugin_daemon SERVER_KEY": 0,
        "env SHARED_KEY": -1,
    }


def test_several_names_are_one_setting(graph: SettingsGraph) -> None:
    both = depths(graph, "api API_KEY", "plugin_daemon SERVER_KEY")
    assert (both["api API_KEY"], both["plugin_daemon SERVER_KEY"]) == (0, 0)


def test_names_asked_for_twice_are_one(graph: SettingsGraph) -> None:
    found = walk(graph, [name("env SHARED_KEY"), name("env SHARED_KEY")])
    assert found.start == (name("env SHARED_KEY"),)


def test_renames_in_a_circle_end(tmp_path: Path) -> None:
    renames = [
        used("A", 1, target="B", role="renames", via="shell"),
        used("B", 2, target="A", role="renames", via="shell"),
    ]
    asked = fact_index(tmp_path, {"dify web/docker/entrypoint.sh": renames})
    assert depths(SettingsGraph(asked.index), "web A") == {"web A": 0, "web B": 1}


def test_the_walk_stops_after_so_many_renames(tmp_path: Path) -> None:
    renames = [
        used(f"N{n}", n, target=f"N{n + 1}", role="renames", via="shell") for n in range(1, 9)
    ]
    asked = fact_index(tmp_path, {"dify web/docker/entrypoint.sh": renames})
    found = depths(SettingsGraph(asked.index), "web N1")
    assert list(found.values()) == list(range(MAX_RENAMES + 1))


@pytest.mark.parametrize(("count", "is_cut"), [(MAX_NAMES - 1, False), (MAX_NAMES, True)])
def test_a_general_name_is_cut(tmp_path: Path, count: int, is_cut: bool) -> None:
    lines = [
        used("ON", n, target=f"F{n}", role="renames", via="compose", services=("api",))
        for n in range(count)
    ]
    asked = fact_index(tmp_path, {"dify docker/docker-compose.yaml": lines})
    found = walk(SettingsGraph(asked.index), [name("env ON")])
    assert found.is_cut is is_cut
    assert len(found.depth) == MAX_NAMES


def test_sources_above_are_cut_as_well(tmp_path: Path) -> None:
    lines = [
        used(f"S{n}", n, target="ON", role="renames", via="compose", services=("api",))
        for n in range(MAX_NAMES)
    ]
    asked = fact_index(tmp_path, {"dify docker/docker-compose.yaml": lines})
    assert walk(SettingsGraph(asked.index), [name("api ON")]).is_cut


@pytest.mark.parametrize(("parts", "followed"), [(("A", "B"), True), (("A", "B", "C"), False)])
def test_what_sets_a_part_sets_a_whole_of_few_parts(
    tmp_path: Path, parts: tuple[str, ...], followed: bool
) -> None:
    facts = [declared("ALL", 1, origin="computed")]
    facts += [declared(part, 2) for part in parts]
    reads = [used(part, 3, via="field", target="ALL") for part in parts]
    asked = fact_index(tmp_path, {"dify api/x.py": [*facts, *reads]})
    assert ("api A" in depths(SettingsGraph(asked.index), "api ALL")) is followed


def test_a_part_goes_into_the_whole(tmp_path: Path) -> None:
    facts = [declared("ALL", 1, origin="computed"), used("A", 3, via="field", target="ALL")]
    asked = fact_index(tmp_path, {"dify api/x.py": facts})
    assert depths(SettingsGraph(asked.index), "api A") == {"api A": 0, "api ALL": 1}


def test_the_sources_of_an_alias_are_those_of_the_setting(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [declared("URL", 1, aliases=("OTHER",))],
        "dify docker/docker-compose.yaml": [
            used("FROM", 1, target="OTHER", role="renames", via="compose", services=("api",))
        ],
    }
    asked = fact_index(tmp_path, facts)
    assert depths(SettingsGraph(asked.index), "api URL")["env FROM"] == -1


@pytest.mark.parametrize(
    ("start", "from_chart"),
    [((), False), (("values a.b",), True), (("values a.b", "api A"), False)],
)
def test_a_question_comes_from_the_chart_if_all_its_names_do(
    start: tuple[str, ...], from_chart: bool
) -> None:
    assert JoinedNames(start=tuple(name(each) for each in start)).is_from_chart is from_chart
