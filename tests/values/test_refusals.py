"""The rules that a user's values break on a chart, and not those that the chart breaks itself."""

from __future__ import annotations

from ctxkit.files.values import ValuesFile, parse_values
from ctxkit.values.refusals import RefusedValue, refusals, values_of

CHART = """\
global: {useTLS: true}
ingress: {enabled: true, tls: []}
postgresql: {enabled: true}
externalPostgres: {enabled: false}
unstructured: {enabled: true}
etlType: Unstructured
"""
OLD = CHART.replace("unstructured: {enabled: true}\n", "")


def values(text: str) -> ValuesFile:
    return parse_values("values.yaml", text.encode())


def refused(mine: str, chart: str, before: str | None = None) -> tuple[RefusedValue, ...]:
    file = values(mine)
    own = values_of(file)
    lines = {path: leaf.line for path, leaf in file.leaves.items()}
    old = {**values_of(values(before)), **own} if before is not None else {}
    return refusals({**values_of(values(chart)), **own}, lines, old)


def found(mine: str, chart: str = CHART, before: str | None = None) -> list[tuple[object, ...]]:
    return [
        (each.rule.id, each.path, each.line, each.is_new) for each in refused(mine, chart, before)
    ]


def test_what_the_chart_breaks_itself_is_not_the_users() -> None:
    assert found("api: {replicas: 2}\n") == []


def test_a_value_of_the_users_that_breaks_a_rule_with_one_of_the_charts() -> None:
    mine = "api: {}\nexternalPostgres:\n  enabled: true\n"
    assert found(mine) == [("two-data-stores", "externalPostgres.enabled", 3, True)]


def test_a_rule_that_was_broken_on_the_old_chart_is_not_new() -> None:
    mine = "externalPostgres: {enabled: true}\nunstructured: {enabled: false}\n"
    assert found(mine, before=OLD) == [
        ("two-data-stores", "externalPostgres.enabled", 1, False),
        ("unstructured-disabled", "unstructured.enabled", 2, False),
    ]
    assert found("etlType: Unstructured\nunstructured: {enabled: false}\n", before=OLD) != []


def test_a_value_that_only_the_new_chart_refuses() -> None:
    """The old chart had no such switch."""
    new = CHART.replace("unstructured: {enabled: true}", "unstructured: {enabled: false}")
    assert found("etlType: Unstructured\n", new, OLD) == [
        ("unstructured-disabled", "etlType", 1, True)
    ]


def test_a_hidden_value_is_not_judged() -> None:
    assert found('global: {useTLS: "***HIDDEN***"}\n') == []


def test_the_json_form_shows_no_value() -> None:
    (only,) = refused("externalPostgres: {enabled: true}\n", CHART)
    assert only.to_dict() == {
        "rule": "two-data-stores",
        "severity": "warning",
        "path": "externalPostgres.enabled",
        "paths": ["externalPostgres.enabled", "postgresql.enabled"],
        "line": 1,
        "message": "externalPostgres.enabled and postgresql.enabled are true: "
        "Dify uses only one database",
        "fix": "set postgresql.enabled to false, or externalPostgres.enabled",
        "new": True,
    }
