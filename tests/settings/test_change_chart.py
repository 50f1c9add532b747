"""How to change a setting with Helm."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.change_chart import step_with_helm
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import CHART, line

VALUES = "dify-helm charts/dify/values.yaml"
PREFIX = "to change it with Helm: "
DECLARED: dict[str, list[Fact]] = {"dify api/x.py": [declared("K", 1), used("K", 2)]}


def step(folder: Path, facts: dict[str, list[Fact]], *start: str) -> str:
    found = study(fact_index(folder, facts), *start)
    text = step_with_helm(found.chain, found.graph, found.records).text
    assert text == "" or text.startswith(PREFIX)
    return text.removeprefix(PREFIX)


def value(path: str, number: int, **more: object) -> Fact:
    return used(path, number, **{"role": "sets", "via": "helm-values", **more})


def rendered(path: str, number: int, *services: str, **more: object) -> Fact:
    values = {"role": "renders", "via": "helm-template", **more}
    target = str(values.pop("target", "K"))
    return line(path, target, number, *services, **values)


def test_the_value_that_feeds_the_variable(tmp_path: Path) -> None:
    facts = {**DECLARED, VALUES: [value("a.k", 4)], CHART: [rendered("a.k", 9, "api")]}
    assert step(tmp_path, facts, "api K") == (
        "set `a.k` (charts/dify/values.yaml:4), then `helm upgrade`"
    )


@pytest.mark.parametrize(
    ("templates", "named"),
    [
        ([rendered("a.k", 9, "api", partial=True)], False),
        ([rendered("a.k", 9, "api"), rendered("a.b", 9, "api")], False),
        ([rendered("a.k", 9, "api"), rendered("a.b", 10, "api")], True),
        ([], True),
    ],
)
def test_a_part_of_the_variable_is_not_what_to_set(
    tmp_path: Path, templates: list[Fact], named: bool
) -> None:
    facts = {**DECLARED, VALUES: [value("a.k", 4)], CHART: templates}
    assert ("set `a.k`" in step(tmp_path / "a", facts, "api K", "values a.k")) is True
    if templates:
        joined = {**facts, CHART: [*templates, rendered("other", 20, "api")]}
        assert ("set `a.k`" in step(tmp_path / "b", joined, "api K")) is named


def test_a_value_that_is_asked_for_is_set_whatever_it_is(tmp_path: Path) -> None:
    facts = {
        **DECLARED,
        VALUES: [value("a.k", 4), value("a.b", 5)],
        CHART: [rendered("a.k", 9, "api", partial=True), rendered("a.b", 12, "api")],
    }
    assert step(tmp_path, facts, "values a.k").startswith("set `a.k`")


@pytest.mark.parametrize("path", ["externalSecret.k", "a.k"])
def test_the_name_of_a_vault_is_not_what_to_set(tmp_path: Path, path: str) -> None:
    facts = {**DECLARED, VALUES: [value(path, 4)], CHART: [rendered(path, 9, "api")]}
    assert ("set `" in step(tmp_path, facts, "api K")) is (path == "a.k")


def test_values_that_feed_different_services_are_told_apart(tmp_path: Path) -> None:
    facts = {
        **DECLARED,
        VALUES: [value("api.k", 4), value("worker.k", 5)],
        CHART: [rendered("api.k", 9, "api"), rendered("worker.k", 19, "worker")],
    }
    assert step(tmp_path, facts, "api K") == (
        "set `api.k` (charts/dify/values.yaml:4) for api, "
        "`worker.k` (charts/dify/values.yaml:5) for worker, then `helm upgrade`"
    )


@pytest.mark.parametrize("services", [("api",), ()])
def test_values_that_feed_the_same_services_are_alternatives(
    tmp_path: Path, services: tuple[str, ...]
) -> None:
    facts = {
        **DECLARED,
        VALUES: [value("external.k", 4), value("api.k", 5)],
        CHART: [rendered("external.k", 9, "api"), rendered("api.k", 19, *services, "api")],
    }
    assert step(tmp_path, facts, "api K") == (
        "set `api.k` (charts/dify/values.yaml:5) or `external.k` (charts/dify/values.yaml:4), "
        "then `helm upgrade`"
    )


def test_three_values_are_named(tmp_path: Path) -> None:
    facts = {
        **DECLARED,
        VALUES: [value(f"v{n}.k", n) for n in range(1, 5)],
        CHART: [rendered(f"v{n}.k", n, "api") for n in range(1, 5)],
    }
    assert step(tmp_path, facts, "api K").count("charts/dify/values.yaml") == 3


@pytest.mark.parametrize(("target", "listed"), [("K", True), ("OTHER", False)])
def test_an_entry_of_a_list_of_variables(tmp_path: Path, target: str, listed: bool) -> None:
    entry = used("api.extraEnv", 4, target=target, role="sets", via="helm-env", value="x")
    container = rendered("api.extraEnv", 9, "api", target="env")
    facts = {**DECLARED, VALUES: [entry], CHART: [container]}
    expected = "set `K` in the list `api.extraEnv` (charts/dify/values.yaml:4), then `helm upgrade`"
    assert (step(tmp_path, facts, "api K") == expected) is listed


def test_an_entry_that_no_program_reads(tmp_path: Path) -> None:
    entry = used("api.extraEnv", 4, target="TZ", role="sets", via="helm-env", value="x")
    container = rendered("api.extraEnv", 9, "api", target="env")
    facts: dict[str, list[Fact]] = {VALUES: [entry], CHART: [container]}
    assert step(tmp_path, facts, "api TZ").startswith("set `TZ` in the list `api.extraEnv`")


def condition(path: str, first: int, last: int) -> Fact:
    return used(path, first, role="renders", via="helm-condition", until=last, services=("api",))


def fixed(number: int) -> Fact:
    return line("K", "K", number, "api", role="renders", via="helm-literal", value="x")


def test_the_innermost_condition_around_a_fixed_value_decides_it(tmp_path: Path) -> None:
    facts = {
        **DECLARED,
        VALUES: [value("on.inner", 3), value("on.outer", 4)],
        CHART: [condition("on.outer", 1, 20), condition("on.inner", 8, 11), fixed(9)],
    }
    assert step(tmp_path, facts, "api K") == (
        "set `on.inner` (charts/dify/values.yaml:3), which decides it, then `helm upgrade`"
    )


def test_a_condition_does_not_decide_what_is_empty_in_any_case(tmp_path: Path) -> None:
    empty = line("K", "K", 9, "api", role="renders", via="helm-literal", value="")
    facts = {
        **DECLARED,
        VALUES: [value("on.inner", 3), value("api.extraEnv", 4)],
        CHART: [condition("on.inner", 8, 11), empty],
    }
    assert step(tmp_path, facts, "api K").startswith("add `K` to `api.extraEnv`")


@pytest.mark.parametrize(("count", "more"), [(6, ""), (8, " and 2 more")])
def test_six_switches_are_named_in_the_order_of_the_template(
    tmp_path: Path, count: int, more: str
) -> None:
    facts = {
        **DECLARED,
        VALUES: [value(f"on{n}.x", 50 - n) for n in range(count)],
        CHART: [
            fact
            for n in range(count)
            for fact in (condition(f"on{n}.x", 3 * n + 1, 3 * n + 3), fixed(3 * n + 2))
        ],
    }
    named = ", ".join(f"`on{n}.x` (charts/dify/values.yaml:{50 - n})" for n in range(6))
    assert step(tmp_path, facts, "api K") == (
        f"set {named}{more}, which decide it, then `helm upgrade`"
    )


EXTRA = {
    VALUES: [
        value(f"{part}.extraEnv", n)
        for n, part in enumerate(("api", "worker", "beat", "web", "sandbox", "pluginDaemon"), 1)
    ]
}


@pytest.mark.parametrize(
    ("place", "start", "where"),
    [
        ("dify api/x.py", "api K", "`api.extraEnv` and `worker.extraEnv` and `beat.extraEnv`"),
        ("dify web/x.ts", "web K", "`web.extraEnv`"),
        ("dify-sandbox x.go", "sandbox K", "`sandbox.extraEnv`"),
        ("dify-plugin-daemon x.go", "plugin_daemon K", "`pluginDaemon.extraEnv`"),
        ("dify docker/nginx/x.template", "nginx K", None),
    ],
)
def test_a_variable_that_no_value_feeds_is_added_to_the_lists_of_its_program(
    tmp_path: Path, place: str, start: str, where: str | None
) -> None:
    facts = {place: [used("K", 1, via="getenv")], **EXTRA}
    expected = f"add `K` to {where} in your values, then `helm upgrade`" if where else ""
    assert step(tmp_path, facts, start) == expected


def test_only_lists_that_the_chart_has_are_named(tmp_path: Path) -> None:
    facts = {**DECLARED, VALUES: [value("worker.extraEnv", 1)]}
    assert step(tmp_path / "a", facts, "api K").startswith("add `K` to `worker.extraEnv` in")
    assert step(tmp_path / "b", DECLARED, "api K") == ""


def test_what_no_program_reads_is_not_added(tmp_path: Path) -> None:
    assert step(tmp_path, {CHART: [used("K", 1, via="docs", role="documents")], **EXTRA},
                "values K") == ""  # fmt: skip


@pytest.mark.parametrize(
    ("made", "overrides"),
    [
        (rendered("a.k", 9, "api", partial=True), True),
        (line("K", "K", 9, "api", role="renders", via="helm-computed", value="{{ x }}"), True),
        (fixed(9), True),
        (line("K", "K", 9, "api", role="renders", via="helm-computed", value="{{ `{{ .K }}` }}"),
         False),
        (rendered("a.k", 9, "api"), False),
    ],
)  # fmt: skip
def test_an_added_variable_overrides_what_the_chart_makes(
    tmp_path: Path, made: Fact, overrides: bool
) -> None:
    found = step(tmp_path, {**DECLARED, CHART: [made], **EXTRA}, "api K")
    assert found.endswith("; this overrides charts/dify/templates/api.yaml:9") is overrides


def test_a_variable_is_added_for_each_program_that_has_one(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        **DECLARED,
        "dify-plugin-daemon internal/x.go": [declared("MAX_K", 1, origin="envconfig")],
        "dify docker/docker-compose.yaml": [
            line("K", "K", 2, "api"),
            line("K", "MAX_K", 3, "plugin_daemon"),
        ],
        CHART: [fixed(9)],
        VALUES: [value("api.extraEnv", 4), value("pluginDaemon.extraEnv", 5)],
    }
    # The fixed line is of the variable K: it is said which one the added lines override.
    assert step(tmp_path, facts, "env K") == (
        "add `K` to `api.extraEnv` and `MAX_K` to `pluginDaemon.extraEnv` in your values, then "
        "`helm upgrade`; this overrides charts/dify/templates/api.yaml:9"
    )
