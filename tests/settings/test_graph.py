"""Lookups and edges of the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import ConfigUse
from ctxkit.settings.graph import SettingsGraph, is_proof
from ctxkit.settings.names import Edge
from tests.settings.sources import declared, fact_index, name, source_index, used


def edges(graph: SettingsGraph, use: ConfigUse) -> list[tuple[str, str]]:
    return [(" ".join(e.source), " ".join(e.target)) for e in graph.edges(use)]


def test_facts_are_found_in_any_spelling_and_once(tmp_path: Path) -> None:
    facts = [used("LOG_LEVEL", 1), used("logLevel", 2, via="field"), used("LOG_FILE", 3)]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": facts}).index)
    assert [fact.line for fact in graph.about(["log-level", "LOG_LEVEL"])] == [1, 2]
    assert graph.about(["LOG_FILES"]) == []


def test_a_fact_is_found_by_its_target_too(tmp_path: Path) -> None:
    use = used("A", 1, target="B", role="renames", via="shell")
    graph = SettingsGraph(fact_index(tmp_path, {"dify web/docker/entrypoint.sh": [use]}).index)
    assert graph.about(["A"]) == graph.about(["B"]) == graph.about(["A", "B"])


def test_facts_that_have_a_name_in_its_scope(tmp_path: Path) -> None:
    files = {
        "dify api/x.py": [declared("KEY", 1), used("key", 2), used("KEY", 3, target="OTHER")],
        "dify-plugin-daemon internal/x.go": [declared("KEY", 1), used("KEY", 2, via="getenv")],
    }
    graph = SettingsGraph(fact_index(tmp_path, files).index)
    assert [fact.line for fact in graph.having([name("api KEY")])] == [1, 3]
    daemon = graph.having([name("plugin_daemon KEY")])
    assert [fact.repo for fact in daemon] == ["dify-plugin-daemon"] * 2
    assert graph.having([name("sandbox KEY")]) == []
    assert [fact.line for fact in graph.having([name("api OTHER"), name("api KEY")])] == [3, 1]
    both = graph.having([name("plugin_daemon KEY"), name("api KEY")])
    assert both == [fact for fact in graph.about(["KEY"]) if fact.name == "KEY"]


def test_a_line_of_compose_has_the_names_of_both_ends(tmp_path: Path) -> None:
    text = "services:\n  api:\n    environment:\n      KEY: ${IN_ENV:-1}\n"
    graph = SettingsGraph(source_index(tmp_path, {"dify docker/docker-compose.yaml": text}).index)
    assert len(graph.having([name("env IN_ENV")])) == 1
    assert graph.having([name("api KEY")]) == graph.having([name("env IN_ENV")])
    assert graph.having([name("api IN_ENV")]) == []


def test_declarations_and_uses_are_told_apart(tmp_path: Path) -> None:
    facts = [declared("A", 1), used("A", 2)]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": facts}).index)
    assert [fact.line for fact in graph.declarations(["A"])] == [1]
    assert [fact.line for fact in graph.uses(["A"])] == [2]


def test_uses_of_a_name_have_that_name_and_form(tmp_path: Path) -> None:
    facts = [
        used("api.x", 1, via="helm-values", role="sets"),
        used("api.x", 2, via="helm-template", role="renders"),
        used("api.X", 3, via="helm-values", role="sets"),
    ]
    graph = SettingsGraph(fact_index(tmp_path, {"dify-helm values.yaml": facts}).index)
    assert [use.line for use in graph.uses_of(["api.x"], "helm-values")] == [1]


def test_a_line_of_compose_is_an_edge_to_each_program_that_gets_it(tmp_path: Path) -> None:
    text = "services:\n  api: &x\n    environment:\n      A: ${B:-1}\n  worker: *x\n  web: *x\n"
    graph = SettingsGraph(source_index(tmp_path, {"dify docker/docker-compose.yaml": text}).index)
    (use,) = [use for use in graph.uses(["B"]) if use.target == "A"]
    assert ("env B", "api A") in edges(graph, use)


def test_what_compose_fixes_has_a_source_of_its_own(tmp_path: Path) -> None:
    text = "services:\n  api:\n    environment:\n      A: 1\n"
    graph = SettingsGraph(source_index(tmp_path, {"dify docker/docker-compose.yaml": text}).index)
    (use,) = graph.uses(["A"])
    assert edges(graph, use) == [("literal:docker/docker-compose.yaml:4 A", "api A")]


@pytest.mark.parametrize(
    ("target", "expected"),
    [("LOG_LEVEL", [("values api.x", "api LOG_LEVEL")]), ("replicas", []), ("", [])],
)
def test_a_value_of_the_chart_has_an_edge_to_a_variable_only(
    tmp_path: Path, target: str, expected: list[tuple[str, str]]
) -> None:
    use = used("api.x", 3, target=target, role="renders", via="helm-template", services=("api",))
    asked = fact_index(tmp_path, {"dify-helm charts/dify/templates/x.yaml": [use]})
    graph = SettingsGraph(asked.index)
    assert edges(graph, graph.uses(["api.x"])[0]) == expected


def test_a_read_that_keeps_its_name_has_no_edge(tmp_path: Path) -> None:
    facts = [used("A", 1), used("A", 2, target="A"), used("A", 3, target="B")]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": facts}).index)
    found = [graph.edges(use) for use in graph.uses(["A"])]
    assert found == [(), (), (Edge(name("api A"), name("api B")),)]


def test_an_alias_that_another_declaration_defines_is_no_name_of_this_one(tmp_path: Path) -> None:
    facts = [
        declared("ORIGINS", 1, attribute="inner", aliases=("WEB_URL", "ALLOWED")),
        declared("WEB_URL", 2),
    ]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": facts}).index)
    names = graph.identity(graph.declarations(["ORIGINS"])[0])
    assert names == {name(f"api {each}") for each in ("ORIGINS", "inner", "ALLOWED")}


@pytest.mark.parametrize("more", [{"origin": "computed"}, {"origin": "property"}])
def test_a_computed_setting_does_not_take_an_alias_away(
    tmp_path: Path, more: dict[str, str]
) -> None:
    facts = [declared("A", 1, aliases=("B",)), declared("B", 2, **more)]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": facts}).index)
    assert name("api B") in graph.identity(graph.declarations(["A"])[0])


def test_aliases_of_a_yaml_key_are_its_own(tmp_path: Path) -> None:
    facts = [
        declared("app.port", 1, origin="yaml", aliases=("port",)),
        declared("port", 2, origin="yaml"),
    ]
    graph = SettingsGraph(fact_index(tmp_path, {"dify-sandbox x.go": facts}).index)
    (key,) = [key for key in graph.declarations(["port"]) if key.line == 1]
    assert name("sandbox port") in graph.identity(key)


@pytest.mark.parametrize(
    ("asked", "knows", "declares"),
    [
        ("api A", True, True),
        ("api B", True, False),
        ("api T", False, False),
        ("web A", False, False),
        ("env C", False, False),
        ("api S", False, False),
    ],
)
def test_what_a_program_knows_it_declares_or_reads(
    tmp_path: Path, asked: str, knows: bool, declares: bool
) -> None:
    facts = {
        "dify api/x.py": [declared("A", 1), used("B", 2), used("S", 3, role="sets", via="getenv")],
        "dify api/tests/test_x.py": [declared("T", 1), used("T", 2)],
        "dify docker/x.yaml": [used("C", 1, via="compose")],
    }
    graph = SettingsGraph(fact_index(tmp_path, facts).index)
    assert graph.knows(name(asked)) is knows
    assert graph.declares(name(asked)) is declares


def test_conditions_are_those_around_a_line_outermost_first(tmp_path: Path) -> None:
    def condition(path: str, first: int, last: int) -> ConfigUse:
        return used(path, first, role="renders", via="helm-condition", until=last)

    inner = used("LEVEL", 5, target="LEVEL", role="renders", via="helm-literal")
    facts = [condition("b", 4, 6), condition("a", 1, 9), condition("c", 2, 4), condition("d", 5, 9)]
    asked = fact_index(tmp_path, {"dify-helm charts/dify/templates/x.yaml": [*facts, inner]})
    graph = SettingsGraph(asked.index)
    (use,) = graph.uses(["LEVEL"])
    assert [each.name for each in graph.conditions_of(use)] == ["a", "b"]


def test_reads_of_patterns_leave_out_tests_merges_and_short_patterns(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("ABC_*", 1, via="getenv"), used("A_*", 2, via="getenv")],
        "dify api/tests/test_x.py": [used("TEST_*", 1, via="getenv")],
        "dify docker/docker-compose.yaml": [used("*shared", 1, role="sets", via="compose-merge")],
    }
    graph = SettingsGraph(fact_index(tmp_path, facts).index)
    assert [use.name for use in graph.pattern_reads()] == ["ABC_*"]


@pytest.mark.parametrize(
    ("role", "proof"), [("reads", True), ("sets", False), ("renames", False), ("renders", False)]
)
def test_a_read_proves_that_a_program_knows_a_setting(role: str, proof: bool) -> None:
    assert is_proof(used("A", role=role)) is proof
    assert is_proof(declared("A"))
