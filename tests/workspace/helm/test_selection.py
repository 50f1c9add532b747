"""Which version of a chart fits."""

from __future__ import annotations

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.helm.index_file import ChartVersion
from ctxkit.workspace.helm.selection import fitting_chart, named_chart
from ctxkit.workspace.resolve import DifyRelease

DAY = 86_400


def chart(version: str, app: str, *, day: int = 0, deprecated: bool = False) -> ChartVersion:
    return ChartVersion(
        chart="dify",
        version=version,
        app_version=app,
        urls=("a",),
        created=day * DAY,
        deprecated=deprecated,
    )


def release(version: str, day: int = 0) -> DifyRelease:
    return DifyRelease(version=version, date=day * DAY, images={})


@pytest.mark.parametrize(
    ("charts", "wanted", "version", "match"),
    [
        ([("3.5.2", "1.8.2"), ("3.5.3", "1.8.2"), ("3.6.0", "1.9.0")], "1.8.2", "3.5.3", "tag"),
        ([("3.5.3", "1.8.2"), ("3.5.10", "1.8.2")], "1.8.2", "3.5.10", "tag"),
        ([("3.5.3", "1.8.2"), ("3.6.0-rc.1", "1.8.2")], "1.8.2", "3.5.3", "tag"),
        ([("3.5.3", "v1.8.2")], "1.8.2", "3.5.3", "tag"),
        ([("3.5.3", "1.8.2"), ("3.7.4", "1.11.4")], "1.12.0", "3.7.4", "nearest"),
        ([("3.7.4", "3.7.4"), ("3.5.3", "3.5.3")], "1.14.0", "3.5.3", "guess"),
        ([("3.7.4", "latest"), ("3.5.3", "1.8.2")], "1.14.0", "3.5.3", "nearest"),
    ],
)
def test_the_app_version_decides(
    charts: list[tuple[str, str]], wanted: str, version: str, match: str
) -> None:
    found = fitting_chart([chart(*each) for each in charts], release(wanted))
    assert (found.chart.version, found.match) == (version, match)


def test_a_deprecated_chart_must_do_where_no_other_is_for_dify() -> None:
    charts = [chart("1.0.1", "1.8.2", deprecated=True), chart("1.0.0", "1.8.2")]
    assert fitting_chart(charts, release("1.8.2")).chart.version == "1.0.0"
    charts = [chart("1.0.1", "1.8.2", deprecated=True), chart("1.0.0", "1.8.1")]
    assert fitting_chart(charts, release("1.8.2")).chart.version == "1.0.1"
    charts = [chart("1.0.1", "1.8.3", deprecated=True), chart("1.0.0", "1.8.1")]
    assert fitting_chart(charts, release("1.8.2")).chart.version == "1.0.0"
    assert fitting_chart(charts[:1], release("1.8.2")).chart.version == "1.0.1"


def test_without_a_number_the_date_decides() -> None:
    charts = [chart("1", "", day=10), chart("2", "", day=20), chart("3", "", day=30)]
    found = fitting_chart(charts, release("", day=25))
    assert (found.chart.version, found.match) == ("2", "as-of")
    assert found.because == "the last chart of 1970-01-26 or before"
    found = fitting_chart(charts, release("", day=5))
    assert (found.chart.version, found.match) == ("1", "guess")


def test_a_chart_of_which_nothing_is_known_is_not_taken() -> None:
    with pytest.raises(GitError, match="says of no version which dify it is for"):
        fitting_chart([chart("1.0.0", "")], release("1.14.0"))
    with pytest.raises(GitError, match="no version of the chart"):
        fitting_chart([], release("1.14.0"))


@pytest.mark.parametrize("name", ["3.7.4", "v3.7.4"])
def test_the_user_may_name_the_version(name: str) -> None:
    found = named_chart([chart("3.7.3", "a"), chart("3.7.4", "b")], name)
    assert (found.chart.version, found.match) == ("3.7.4", "exact")
    assert named_chart([chart("v3.7.4", "b")], name).chart.version == "v3.7.4"
