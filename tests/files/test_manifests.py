"""Helm values inside manifests, with the lines of the manifest."""

from __future__ import annotations

import pytest

from ctxkit.errors import UsageError
from ctxkit.files.manifests import is_manifest, names_other_chart, values_below, values_in
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values

FLUX = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: dify}\nspec:\n"
ARGO = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    chart: dify\n"


def file(text: str) -> CustomerFile:
    return CustomerFile(path="manifest.yaml", data=text.encode())


def found(text: str) -> list[list[tuple[str, str | None, int]]]:
    """Return path, value and line of the values of each release."""
    return [
        [(value.path, value.value, value.line) for value in read_values(each).values]
        for each in values_in(file(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{FLUX}  values:\n    api:\n      a: 1\n    b: 2\n  install: {{}}\n",
            [("api.a", "1", 7), ("b", "2", 8)],
        ),
        (
            f"{FLUX}  values: {{api: {{a: 1}},\n    b: 2}}\n  install: {{}}\n",
            [("api.a", "1", 5), ("b", "2", 6)],
        ),
        (f"{FLUX}  values: &v\n    # first\n    api: {{a: 1}}\n", [("api.a", "1", 7)]),
        (
            f"{ARGO}    helm:\n      values: |\n        api:\n          a: 1\n      x: 1\n",
            [("api.a", "1", 9)],
        ),
        (
            f"{ARGO}    helm:\n      values: |-\n\n        # c\n        api: {{a: 1}}\n",
            [("api.a", "1", 10)],
        ),
        (f'{ARGO}    helm:\n      values: "a: 1"\n', [("a", "1", 7)]),
        (
            f"{ARGO}    helm:\n      valuesObject:\n        a: 1\n      values: |\n        a: 2\n",
            [("a", "1", 8)],
        ),
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\n"
            "spec: {{template: {{spec: {{source: {{helm: {{values: 'a: 1'}}}}}}}}}}\n".format(),
            [("a", "1", 3)],
        ),
        (
            "apiVersion: helm.cattle.io/v1\nkind: HelmChart\n"
            "spec:\n  valuesContent: |-\n    a: 1\n",
            [("a", "1", 5)],
        ),
    ],
)
def test_values_keep_their_lines(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert is_manifest(file(text))
    assert found(text) == [expected]


def test_windows_line_ends_and_a_bom() -> None:
    text = "\ufeff" + f"{FLUX}  values:\n    api:\n      a: 1\n".replace("\n", "\r\n")
    assert found(text) == [[("api.a", "1", 7)]]


def test_what_is_no_manifest_stays_as_it_is() -> None:
    for text in (
        "api: {a: 1}\n",
        "kind: Application\nspec: {}\n",
        "",
        "apiVersion: v1\nkind: List\n",
    ):
        given = file(text)
        assert not is_manifest(given)
        assert values_in(given) == (given,)


@pytest.mark.parametrize(
    "text",
    [f"{ARGO}    helm: {{valueFiles: [a.yaml]}}\n", f"{ARGO}    helm:\n      values:\n", FLUX],
)
def test_a_manifest_without_values(text: str) -> None:
    assert is_manifest(file(text))
    assert found(text) == []


SOURCES = """apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  sources:
    - {chart: redis, helm: {values: "a: 1"}}
    - chart: dify
      helm:
        values: |
          b: 2
    - {ref: values}
"""


def test_of_several_charts_difys_counts() -> None:
    assert found(SOURCES) == [[("b", "2", 9)]]
    neither = SOURCES.replace("chart: dify", "chart: other")
    assert [values[0][0] for values in found(neither)] == ["a", "b"]


def test_further_documents_are_looked_at() -> None:
    repository = "apiVersion: v1\nkind: HelmRepository\nspec: {url: https://x.example}\n---\n"
    assert found(f"{repository}{FLUX}  values:\n    a: 1\n") == [[("a", "1", 10)]]


def test_the_values_of_a_subchart_keep_their_lines() -> None:
    given = file("own: 1\ndify:\n\n  api:\n    a: 1\n")
    below = values_below(given, "dify")
    assert [(v.path, v.line) for v in read_values(below).values] == [("api.a", 5)]
    assert values_below(given, "own") == given
    assert values_below(given, "none") == given


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (ARGO, False),
        (ARGO.replace("chart: dify", "chart: grafana"), True),
        (ARGO.replace("chart: dify", "path: charts/own"), False),  # no chart is named
        (f"{ARGO}---\n{ARGO.replace('chart: dify', 'chart: grafana')}", False),
        (f"{FLUX}  chart: {{spec: {{chart: redis}}}}\n  values: {{a: 1}}\n", True),
        (f"{FLUX}  chart: {{spec: {{chart: dify}}}}\n  values: {{a: 1}}\n", False),
        (f"{FLUX}  chartRef: {{name: x}}\n  values: {{a: 1}}\n", False),
        ("api: {replicas: 1}\n", False),
    ],
)
def test_manifests_that_name_other_charts(text: str, other: bool) -> None:
    assert names_other_chart(file(text)) is other


def test_a_file_of_very_many_releases_is_refused() -> None:
    one = f"{ARGO}    helm:\n      valuesObject: {{api: {{a: 1}}}}\n---\n"
    assert len(found(one * 50)) == 50
    with pytest.raises(UsageError, match="has the values of 1,000 releases in 8,001 lines"):
        found(one * 1_000)


def test_a_chart_that_is_nested_deeply_is_read() -> None:
    deep = "".join(" " * (4 + depth) + "a:\n" for depth in range(1_200))
    assert found(f"{FLUX}  chart:\n{deep}  values: {{a: 1}}\n") == [[("a", "1", 1206)]]
