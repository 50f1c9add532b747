"""Which facts are about a setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.chain_facts import facts_about, outer_paths
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.other_settings import related_of
from ctxkit.settings.walk import walk
from tests.settings.sources import declared, fact_index, name, source_index, used

COMPOSE = "dify docker/docker-compose.yaml"
CHART = "dify-helm charts/dify/templates/api.yaml"
VALUES = "dify-helm charts/dify/values.yaml"


def found(graph: SettingsGraph, *start: str) -> list[tuple[str, int, str]]:
    names = walk(graph, [name(each) for each in start])
    facts = facts_about(graph, names, related_of(graph, names))
    return [(fact.path.rpartition("/")[2], fact.line, about.name) for fact, about in facts.items()]


def facts_of(
    folder: Path, facts: Mapping[str, Iterable[Fact]], *start: str
) -> list[tuple[str, int, str]]:
    return found(SettingsGraph(fact_index(folder, facts).index), *start)


def test_a_name_counts_only_in_its_scope(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [used("KEY", 1)], "dify web/x.ts": [used("KEY", 2, via="env")]}
    assert facts_of(tmp_path, facts, "api KEY") == [("x.py", 1, "KEY")]


def test_a_declaration_is_about_its_own_name_then_the_nearest_alias(tmp_path: Path) -> None:
    key = declared("URL", 1, attribute="A_URL", aliases=("B_URL",))
    assert facts_of(tmp_path, {"dify api/x.py": [key]}, "api B_URL") == [("x.py", 1, "URL")]


def test_a_declaration_is_about_an_alias_if_its_name_is_another_setting(tmp_path: Path) -> None:
    facts = [declared("URL", 1, aliases=("B_URL",)), declared("B_URL", 2)]
    assert facts_of(tmp_path, {"dify api/x.py": facts}, "api B_URL") == [
        ("x.py", 1, "URL"),
        ("x.py", 2, "B_URL"),
    ]


def test_a_rename_of_another_source_is_not_about_the_setting(tmp_path: Path) -> None:
    lines = [
        used("MINE", 1, target="KEY", role="renames", via="compose", services=("api",)),
        used("MINE", 2, target="OTHER", role="renames", via="compose", services=("web",)),
        used("ELSE", 3, target="THIRD", role="renames", via="compose", services=("api",)),
    ]
    assert facts_of(tmp_path, {COMPOSE: lines}, "env MINE") == [
        ("docker-compose.yaml", 1, "MINE"),
        ("docker-compose.yaml", 2, "MINE"),
    ]


def test_a_read_computes_the_setting_from_related_ones(tmp_path: Path) -> None:
    facts: list[Fact] = [declared("ALL", 1, origin="computed")]
    facts += [used(part, 3 + n, via="field", target="ALL") for n, part in enumerate("ABC")]
    assert facts_of(tmp_path, {"dify api/x.py": facts}, "api ALL") == [
        ("x.py", 1, "ALL"),
        ("x.py", 3, "A"),
        ("x.py", 4, "B"),
        ("x.py", 5, "C"),
    ]


@pytest.mark.parametrize("is_declared", [True, False])
def test_getattr_of_any_object_is_a_read_of_a_declared_setting_alone(
    tmp_path: Path, is_declared: bool
) -> None:
    facts: list[Fact] = [used("TIMEOUT", 5, via="getattr")]
    if is_declared:
        facts.append(declared("TIMEOUT", 1))
    lines = [line for _, line, _ in facts_of(tmp_path, {"dify api/x.py": facts}, "api TIMEOUT")]
    assert (5 in lines) is is_declared


def page(line: int, name: str = "KEY") -> Fact:
    return used(name, line, role="documents", via="docs")


def test_documentation_is_english_lists_the_environment_and_is_short(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("KEY", 1)],
        "dify-docs en/a-guide.mdx": [page(7)],
        "dify-docs en/environments.mdx": [page(4), page(3)],
        "dify-docs ja/environments.mdx": [page(1)],
    }
    assert facts_of(tmp_path, facts, "api KEY")[1:] == [
        ("environments.mdx", 3, "KEY"),
        ("environments.mdx", 4, "KEY"),
    ]


def test_documentation_in_another_language_is_better_than_none(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [used("KEY", 1)], "dify-docs ja/environments.mdx": [page(9)]}
    assert ("environments.mdx", 9, "KEY") in facts_of(tmp_path, facts, "api KEY")


def test_an_english_page_is_better_than_a_translation_that_lists_the_environment(
    tmp_path: Path,
) -> None:
    facts = {
        "dify api/x.py": [used("KEY", 1)],
        "dify-docs en/guide.mdx": [page(7)],
        "dify-docs ja/environments.mdx": [page(1)],
    }
    assert facts_of(tmp_path, facts, "api KEY")[1:] == [("guide.mdx", 7, "KEY")]


def test_a_page_in_the_folder_of_a_program_is_about_that_program(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [used("KEY", 1)], "dify web/docs/en.mdx": [page(7)]}
    assert len(facts_of(tmp_path, facts, "api KEY")) == 1


def test_documentation_says_nothing_of_a_plugin_s_variable(tmp_path: Path) -> None:
    facts = {
        "dify-official-plugins tools/x/x.py": [used("KEY", 1, via="getenv")],
        "dify-docs en/environments.mdx": [page(9)],
    }
    assert len(facts_of(tmp_path, facts, "plugin:tools/x KEY")) == 1


CHARTED = {
    "dify api/x.py": "from configs import dify_config\ndify_config.LEVEL\n",
    COMPOSE: "services:\n  api:\n    environment:\n      LEVEL: ${LEVEL:-1}\n",
    VALUES: "api:\n  level: INFO\n",
    CHART: """apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - name: LEVEL
              value: {{ .Values.api.level }}
""",
}


def test_the_chart_s_value_of_the_same_variable_is_another_source(tmp_path: Path) -> None:
    graph = SettingsGraph(source_index(tmp_path, CHARTED).index)
    lines = found(graph, "env LEVEL")
    assert ("api.yaml", 11, "LEVEL") in lines
    assert ("values.yaml", 2, "LEVEL") in lines


def test_from_the_chart_only_its_own_value_is_asked_for(tmp_path: Path) -> None:
    graph = SettingsGraph(source_index(tmp_path, CHARTED).index)
    assert ("values.yaml", 2, "api.level") in found(graph, "values api.level")


@pytest.mark.parametrize(
    ("more", "is_whole"),
    [
        ({}, True),
        ({"partial": True}, False),
        ({"via": "helm-fallback"}, False),
        ({"name": "externalSecret.level"}, False),
    ],
)
def test_a_value_that_is_rendered_whole_brings_its_line_of_values_yaml(
    tmp_path: Path, more: dict[str, object], is_whole: bool
) -> None:
    values = {"name": "api.level", "via": "helm-template", **more}
    path = str(values.pop("name"))
    rendered = used(path, 9, target="LEVEL", role="renders", services=("api",), **values)
    facts = {
        "dify api/x.py": [used("LEVEL", 1)],
        COMPOSE: [used("LEVEL", 1, target="LEVEL", role="sets", via="compose", services=("api",))],
        VALUES: [used(path, 2, role="sets", via="helm-values")],
        CHART: [rendered],
    }
    lines = facts_of(tmp_path, facts, "env LEVEL")
    assert ("api.yaml", 9, "LEVEL") in lines
    assert (("values.yaml", 2, "LEVEL") in lines) is is_whole


def test_two_values_on_one_line_are_parts(tmp_path: Path) -> None:
    rendered = [
        used(path, 9, target="LEVEL", role="renders", via="helm-template", services=("api",))
        for path in ("api.level", "api.more")
    ]
    facts = {
        COMPOSE: [used("LEVEL", 1, target="LEVEL", role="sets", via="compose", services=("api",))],
        VALUES: [used("api.level", 2, role="sets", via="helm-values")],
        CHART: rendered,
    }
    assert "values.yaml" not in [file for file, _, _ in facts_of(tmp_path, facts, "env LEVEL")]


def test_another_source_of_what_a_source_feeds_is_no_source_of_the_setting(tmp_path: Path) -> None:
    lines = [
        used("TOP", 1, target="MINE", role="renames", via="compose", services=("web",)),
        used("TOP", 2, target="SIBLING", role="renames", via="compose", services=("api",)),
        used("ELSE", 3, target="SIBLING", role="renames", via="compose", services=("api",)),
    ]
    assert facts_of(tmp_path, {COMPOSE: lines}, "web MINE") == [
        ("docker-compose.yaml", 1, "TOP"),
    ]


def test_reads_of_a_pattern_are_reads_of_a_name_that_it_covers(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [declared("OPENDAL_ROOT", 1), used("OPENDAL_*", 9, via="getenv")],
        "dify web/x.ts": [used("OPENDAL_*", 8, via="env")],
    }
    assert facts_of(tmp_path, facts, "api OPENDAL_ROOT") == [
        ("x.py", 1, "OPENDAL_ROOT"),
        ("x.py", 9, "OPENDAL_ROOT"),
    ]


def test_a_name_of_one_word_is_of_no_pattern(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [declared("SECRETS", 1), used("SECRET*", 9, via="getenv")]}
    assert len(facts_of(tmp_path, facts, "api SECRETS")) == 1


MERGED = """x-shared: &shared
  LEVEL: ${LEVEL:-1}
services:
  api:
    environment:
      <<: *shared
  db:
    environment:
      <<: *shared
"""


@pytest.mark.parametrize(("read", "lines"), [(True, [2, 6]), (False, [2])])
def test_a_merge_is_shown_for_programs_that_know_the_setting(
    tmp_path: Path, read: bool, lines: list[int]
) -> None:
    sources = {COMPOSE: MERGED}
    if read:
        sources["dify api/x.py"] = "from configs import dify_config\ndify_config.LEVEL\n"
    graph = SettingsGraph(source_index(tmp_path, sources).index)
    shown = [line for file, line, _ in found(graph, "env LEVEL") if "compose" in file]
    assert shown == lines


def test_a_template_of_the_whole_renders_each_value_in_it(tmp_path: Path) -> None:
    facts = {
        VALUES: [used("api.resources.cpu", 2, role="sets", via="helm-values")],
        CHART: [
            used("api.resources", 7, role="renders", via="helm-template", target="resources"),
            used("api.resources", 8, role="renders", via="helm-condition"),
            used("api.other", 9, role="renders", via="helm-template", target="other"),
        ],
        "dify-helm charts/dify/Chart.yaml": [
            used("api", 3, role="renders", via="helm-subchart"),
        ],
    }
    assert facts_of(tmp_path, facts, "values api.resources.cpu")[1:] == [
        ("Chart.yaml", 3, "api.resources.cpu"),
        ("api.yaml", 7, "api.resources.cpu"),
    ]


def block(path: str, first: int, last: int) -> Fact:
    return used(path, first, role="renders", via="helm-with", until=last)


@pytest.mark.parametrize(
    ("around", "shown"),
    [
        (block("redis", 4, 6), True),
        (block("redis", 5, 9), False),
        (block("redis", 1, 4), False),
        (block("red", 1, 9), False),
        (used("redis", 1, role="renders", via="helm-condition", until=9), False),
    ],
)
def test_the_block_around_a_rendered_value_is_shown(
    tmp_path: Path, around: Fact, shown: bool
) -> None:
    rendered = used("redis.host", 5, role="renders", via="helm-template", target="host")
    lines = facts_of(tmp_path, {CHART: [around, rendered]}, "values redis.host")
    assert len(lines) == (2 if shown else 1)


def test_a_block_in_another_file_is_not_shown(tmp_path: Path) -> None:
    rendered = used("redis.host", 5, role="renders", via="helm-template", target="host")
    other = "dify-helm charts/dify/templates/other.yaml"
    assert len(facts_of(tmp_path, {CHART: [rendered], other: [block("redis", 1, 9)]},
                        "values redis.host")) == 1  # fmt: skip


@pytest.mark.parametrize(
    ("path", "outer"), [("a.b.c", ["a", "a.b"]), ("a.b", ["a"]), ("a", []), ("", [])]
)
def test_outer_paths(path: str, outer: list[str]) -> None:
    assert outer_paths(path) == outer
