"""Siblings, parts and fallbacks of a setting."""

from __future__ import annotations

from pathlib import Path

from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.other_settings import related_of, siblings_of
from ctxkit.settings.walk import walk
from tests.settings.sources import declared, fact_index, name, source_index, used
from tests.settings.test_walk import FILES


def test_a_source_that_feeds_two_programs_makes_siblings_and_not_one_setting(
    tmp_path: Path,
) -> None:
    files = {**FILES, "dify api/core/x.py": 'import os\nos.environ["API_KEY"]\n'}
    graph = SettingsGraph(source_index(tmp_path, files).index)
    siblings = siblings_of(graph, walk(graph, [name("api API_KEY")]))
    assert siblings == {name("plugin_daemon SERVER_KEY"): name("env SHARED_KEY")}


def test_a_variable_that_its_program_does_not_know_is_no_sibling(tmp_path: Path) -> None:
    graph = SettingsGraph(source_index(tmp_path, FILES).index)
    assert siblings_of(graph, walk(graph, [name("plugin_daemon SERVER_KEY")])) == {}


def rename(source: str, target: str, line: int, **more: object) -> object:
    values = {"role": "renames", "via": "compose", "services": ("api",), **more}
    return used(source, line, target=target, **values)


def test_siblings_of_the_nearest_source_come_first(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used(each, 1) for each in ("MINE", "NEAR", "FAR")],
        "dify docker/docker-compose.yaml": [
            rename("A_TOP", "FAR", 1),
            rename("A_TOP", "Z_LOW", 2),
        ],
        "dify api/docker/entrypoint.sh": [
            rename("Z_LOW", "MINE", 1, via="shell", services=()),
            rename("Z_LOW", "NEAR", 2, via="shell", services=()),
        ],
    }
    graph = SettingsGraph(fact_index(tmp_path, facts).index)  # type: ignore[arg-type]
    found = siblings_of(graph, walk(graph, [name("api MINE")]))
    assert list(found.items()) == [
        (name("api NEAR"), name("api Z_LOW")),
        (name("api FAR"), name("env A_TOP")),
    ]


def test_a_fallback_of_the_chart_makes_no_siblings(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("MINE", 1), used("OTHER", 2)],
        "dify-helm charts/dify/templates/x.yaml": [
            rename("global.key", "MINE", 1, role="renders", via="helm-template"),
            rename("global.key", "OTHER", 2, role="renders", via="helm-fallback"),
        ],
    }
    graph = SettingsGraph(fact_index(tmp_path, facts).index)  # type: ignore[arg-type]
    assert siblings_of(graph, walk(graph, [name("api MINE")])) == {}


def test_the_parts_of_a_whole_of_many_parts_are_related(tmp_path: Path) -> None:
    facts = [declared("ALL", 1, origin="computed")]
    reads = [used(part, 3, via="field", target="ALL") for part in ("A", "B", "C")]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": [*facts, *reads]}).index)
    found = related_of(graph, walk(graph, [name("api ALL")]))
    assert found == dict.fromkeys((name("api A"), name("api B"), name("api C")), "part")
    assert related_of(graph, walk(graph, [name("api A")])) == {}


def test_an_alias_with_a_declaration_of_its_own_is_a_fallback(tmp_path: Path) -> None:
    facts = [declared("ORIGINS", 1, aliases=("WEB_URL",)), declared("WEB_URL", 2)]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": facts}).index)
    assert related_of(graph, walk(graph, [name("api ORIGINS")])) == {
        name("api WEB_URL"): "fallback"
    }
    assert related_of(graph, walk(graph, [name("api WEB_URL")])) == {
        name("api ORIGINS"): "falls back"
    }


def test_aliases_in_tests_relate_nothing(tmp_path: Path) -> None:
    facts = {
        "dify api/tests/test_x.py": [declared("ORIGINS", 1, aliases=("WEB_URL",))],
        "dify api/x.py": [declared("WEB_URL", 2)],
    }
    graph = SettingsGraph(fact_index(tmp_path, facts).index)
    assert related_of(graph, walk(graph, [name("api WEB_URL")])) == {}


def test_names_of_the_setting_itself_are_not_related_to_it(tmp_path: Path) -> None:
    facts = [declared("ORIGINS", 1, aliases=("WEB_URL",)), declared("WEB_URL", 2)]
    facts.append(declared("ALL", 3, origin="computed"))
    reads = [used(part, 4, via="field", target="ALL") for part in ("A", "B", "C")]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": [*facts, *reads]}).index)
    both = walk(graph, [name("api ORIGINS"), name("api WEB_URL")])
    assert related_of(graph, both) == {}
    whole = walk(graph, [name("api ALL"), name("api A")])
    assert list(related_of(graph, whole)) == [name("api B"), name("api C")]


def test_the_same_name_in_another_scope_feeds_no_siblings(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("MINE", 1)],
        "dify web/x.ts": [used("OTHER", 1, via="env")],
        "dify docker/docker-compose.yaml": [rename("SHARED", "MINE", 1)],
        "dify web/docker/entrypoint.sh": [rename("SHARED", "OTHER", 1, via="shell", services=())],
    }
    graph = SettingsGraph(fact_index(tmp_path, facts).index)  # type: ignore[arg-type]
    assert siblings_of(graph, walk(graph, [name("api MINE")])) == {}
