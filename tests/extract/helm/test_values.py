from __future__ import annotations

import pytest

from ctxkit.extract.helm.values import LANGUAGE, extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts
from tests.pace import at_most

PATH = "charts/dify/values.yaml"


def described(text: str) -> dict[str, str]:
    return {use.name: use.description for use in facts(PATH, text, ConfigUse)}


def test_each_value_with_its_path_default_and_comment() -> None:
    check("helm/charts/dify/values.yaml", ConfigUse)


def test_subcharts_and_their_switches() -> None:
    check("helm/charts/dify/Chart.yaml", ConfigUse)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("# one\n# two\na: 1", "one two"),
        ("a: 1  # one", "one"),
        ("# one\na: 1  # two", "one two"),
        ("# -- one\na: 1", "one"),
        ("# ----\n# one\n# ====\n# ***\n####\na: 1", "one"),
        ("# @section x\n# one\n# @skip y\na: 1", "one"),
        ("# @descriptionStart\n# one\n# @descriptionEnd\na: 1", "one"),
        ("# one\n# b: 2\n# two\na: 1", "two"),
        ("# one\n# - name: b\n# two\na: 1", "two"),
        ("# one\n# - myKey\n# two\na: 1", "two"),
        ("# one\n# - two words\na: 1", "one - two words"),
        ("# ref: https://x\n# see: y\n# e.g: z\n# http://b\na: 1", "ref: https://x see: y e.g: z http://b"),
        ("# Example: b\na: 1", "Example: b"),
        ("## @param a one\n## two\n##\n## three\na: 1", "one two"),
        ("## @param a [string] one\na: 1", "[string] one"),
        ("## @extra a one\na: 1", "one"),
        ("## @param a one\n## @param b two\n## three\nb: 1\na: 1", "one"),
        ("## @param a one\n## @skip x\n## two\na: 1", "one"),
        ("## @param a one\nx: 1\n## two\na: 1", "one"),
        ("a: 1\n## @param a one", ""),
        ("## @param a one\na: 1\n## @param a two\na: 1", "two"),
    ],
)  # fmt: skip
def test_descriptions(text: str, description: str) -> None:
    assert described(text)["a"] == description


def test_the_values_of_a_subchart_keep_the_comments_of_their_own_file() -> None:
    text = "redis:\n  ## @param auth.password Of redis\n  auth:\n    password: x\n"
    assert described(text)["redis.auth.password"] == "Of redis"


def test_texts_and_values_are_cut() -> None:
    comments = "## @param a " + "x" * 1_990 + "\n" + "## yyyyyyyyyy\n" * 3
    assert len(described(f"{comments}a: 1")["a"]) == 2_001
    for size in (300, 301):
        [use] = facts(PATH, "a: " + "x" * size, ConfigUse)
        assert use.value == "x" * 300 + ("..." if size > 300 else "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("extraEnv:\n- name: AB\n  value: c", [("AB", "c", 2, 3)]),
        ("a:\n  envVars:\n  - {name: AB, value: ''}", [("AB", "", 3, 3)]),
        ("env:\n- name: AB\n  value:", [("AB", "", 2, 3)]),
        ("env:\n- name: ab\n  value: c", []),
        ("env:\n- name: AB", []),
        ("env:\n- value: c", []),
        ("environment:\n- name: AB\n  value: c", []),
        ("env:\n  name: AB\n  value: c", []),
    ],
)
def test_lists_of_variables(text: str, found: list[tuple[str, str, int, int]]) -> None:
    uses = [use for use in facts(PATH, text, ConfigUse) if use.via == "helm-env"]
    assert [(use.target, use.value, use.line, use.end_line) for use in uses] == found
    assert all(use.name.lower().endswith(("env", "envvars")) for use in uses)


def test_subcharts() -> None:
    text = """\
    dependencies:
    - name: a
      alias: b
      version: 1.2
      condition: b.enabled, global.b.enabled,
    - name: c
    - name:
    - version: 3
    """
    found = facts("charts/dify/Chart.yaml", text, ConfigUse)
    assert [(use.name, use.via, use.description, use.until) for use in found] == [
        ("b", "helm-subchart", "subchart 1.2", 0),
        ("b.enabled", "helm-condition", "switches the subchart b on", 5),
        ("global.b.enabled", "helm-condition", "switches the subchart b on", 5),
        ("c", "helm-subchart", "subchart", 0),
    ]
    assert facts("charts/dify/Chart.yaml", "name: x", ConfigUse) == []
    assert facts("charts/dify/Chart.yml", text, ConfigUse) == found


def test_values_of_tests_are_not_read() -> None:
    assert not facts(PATH, "a: 1", ConfigUse, test=True)


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        (PATH, True),
        ("values.yml", True),
        ("Chart.yaml", True),
        ("values-prod.yaml", False),
        ("myvalues.yaml", False),
        ("chart.yaml", False),
    ],
)
def test_which_files_are_values(path: str, matches: bool) -> None:
    assert LANGUAGE.reads(path) is matches


@pytest.mark.no_cover
def test_hostile_comments_take_linear_time() -> None:
    with at_most(4):
        for text in (
            "## @param a b\n" + "# and more of it\n" * 40_000 + "a: 1\n",
            "## @param a b\na: 1\n" * 20_000,
        ):
            list(extract(Source(repo="r", path="values.yaml", data=text.encode())))


def test_small_maps_are_values_as_a_whole() -> None:
    text = "a:\n  b:\n    c: 1\n    d: {e: 2}\n  f: {}\ng: {h: 1}\n"
    found = facts(PATH, text, ConfigUse)
    maps = [(use.name, use.line, use.end_line, use.value) for use in found if use.via == "helm-map"]
    assert maps == [("a.b", 2, 4, "{c: 1, d: {e: 2}}"), ("a.b.d", 4, 4, "{e: 2}")]
    assert {use.name for use in found if use.via == "helm-values"} == {
        *("a.b.c", "a.b.d.e", "a.f", "g.h")
    }


@pytest.mark.parametrize(("count", "is_value"), [(6, True), (7, False)])
def test_a_large_map_is_a_part_of_the_chart(count: int, is_value: bool) -> None:
    entries = ", ".join(f"k{number}: 1" for number in range(count))
    found = facts(PATH, f"a:\n  b: {{{entries}}}\n", ConfigUse)
    assert ("helm-map" in {use.via for use in found}) is is_value
