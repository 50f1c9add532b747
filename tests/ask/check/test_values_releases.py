"""Which values files belong to one release."""

from __future__ import annotations

from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.ask.check.values_releases import releases_in
from ctxkit.files.user_files import CustomerFile
from tests.ask.literal import Asked

TWO = (
    "apiVersion: v2\nkind: HelmRelease\nspec: {values: {api: {}}}\n---\n"
    "apiVersion: v2\nkind: HelmRelease\nspec: {values: {web: {}}}\n"
)


def file(path: str, text: str) -> CustomerFile:
    return CustomerFile(path=path, data=text.encode())


def paths(asked: Asked, *given: CustomerFile) -> list[list[str]]:
    return [[each.path for each in files] for files in releases_in(given, ChartPaths(asked.index))]


def test_files_are_layers_of_one_release(asked: Asked) -> None:
    assert paths(asked, file("a", "api: {}\n"), file("b", "web: {}\n")) == [["a", "b"]]
    assert paths(asked) == []


def test_each_release_of_one_file_stands_by_itself(asked: Asked) -> None:
    assert paths(asked, file("a", "api: {}\n"), file("two", TWO)) == [["two"], ["two"], ["a"]]


def test_what_a_chart_of_ones_own_gives_difys_as_its_subchart(asked: Asked) -> None:
    def text(given: str) -> str:
        ((found,),) = releases_in([file("a", given)], ChartPaths(asked.index))
        return found.data.decode().strip()

    mine = "api: {replicas: 2}\n  web: {replicas: 2}\n"
    assert text(f"dify:\n  {mine}") == mine.replace("\n  ", "\n").strip()
    assert text(f"other: 1\ndify:\n  {mine}  own: 1\n").endswith("own: 1")
    for given in (
        "dify:\n  api: {replicas: 2}\n",
        f"dify:\n  {mine}  a: 1\n  b: 1\n",
        "api:\n  web: {replicas: 2}\n  sandbox: {replicas: 2}\n",
        # The file is one of the chart's already, whatever a part of it looks like.
        f"api: {{replicas: 2}}\nweb: {{replicas: 2}}\nworker: {{replicas: 2}}\nown:\n  {mine}",
    ):
        assert text(given) == given.strip()
