"""What Helm says leads to the chart's template, value or file."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from ctxkit.ask.locate.helm_errors import resolve_chart
from tests.ask.locate_workspace import (
    CONFIG,
    DEPLOYMENT,
    SERVICES,
    VALUES,
    Ask,
    ContextOf,
    line_of,
    places,
)


def test_helms_stack_leads_to_the_define(ask: Ask) -> None:
    finding = ask(
        'Error: INSTALLATION FAILED: template: dify/templates/config.tpl:3:3: executing "dify.worker.config" at <include>: '
        'error calling include: template: dify/templates/config.tpl:89:4: executing "dify.vectordb.config" at <.x>: nil'
    )
    tpl = "charts/dify/templates/config.tpl"
    assert places(finding)[0] == (tpl, line_of("dify-helm", tpl, 'define "dify.vectordb.config"'))
    assert "line 89 in Helm's message" in finding.hits[0].why[0]


def test_a_template_that_refuses_to_be_rendered_is_named(ask: Ask) -> None:
    tpl = "charts/dify/templates/config.tpl"
    finding = ask(
        "Error: UPGRADE FAILED: execution error at (dify/templates/config.tpl:3:5): a password is required"
    )
    assert places(finding)[0][0] == tpl


CHART = "charts/dify/Chart.yaml"


@pytest.mark.parametrize(
    ("line", "path", "fragment", "confidence"),
    [
        ('[unknown object type "nil" in ConfigMap.data.LETTER_BOX_URL]', CONFIG, "LETTER_BOX_URL", "medium"),
        ('error while running post render on files: mapping key "LETTER_BOX_URL" already defined at line 22', CONFIG, "LETTER_BOX_URL", "medium"),
        ("- stamps.replicas: Invalid type. Expected: integer, given: string", VALUES, "replicas: 2", "medium"),
        ("- stamps.replicas: Must be greater than 0", VALUES, "replicas: 2", "medium"),
        ("- letterBox.paint: colour is required", VALUES, "paint", "medium"),
        ("- at '/letterBox/paint/colour': got number, want string", VALUES, "colour", "medium"),
        ("coalesce.go:286: warning: cannot overwrite table with non table for dify.letterBox.paint (map[])", VALUES, "paint", "medium"),
        ("coalesce.go:286: warning: skipped value for dify.letterBox.paint: not a table", VALUES, "paint", "medium"),
        ("warning: destination for letterBox.paint is a table", VALUES, "paint", "medium"),
        ("coalesce.go:286: warning: cannot overwrite table with non table for dify.letterBox.varnish (map[])", VALUES, "letterBox:\n  # how", "low"),
        ("Error: YAML parse error on dify/templates/letter-box-deployment.yaml: error converting YAML", DEPLOYMENT, "apiVersion", "medium"),
        ("Error: found in Chart.yaml, but missing in charts/ directory: postbank", CHART, "dependencies", "medium"),
    ],
)  # fmt: skip
def test_what_helm_says_of_the_chart(
    service_context: ContextOf, line: str, path: str, fragment: str, confidence: str
) -> None:
    (found,) = resolve_chart(service_context(line)).candidates
    text = SERVICES["dify-helm"][path]
    assert (found.fact.path, found.fact.line) == (
        path,
        text[: text.index(fragment)].count("\n") + 1,
    )
    assert found.confidence == confidence


@pytest.mark.parametrize(
    "line",
    [
        "- other.replicas: Invalid type. Expected: integer, given: string",
        "Error: YAML parse error on dify/templates/other.yaml: error",
        '[unknown object type "nil" in ConfigMap.data.OTHER_URL]',
        "template: dify/templates/other.tpl:3:3: executing",
        "the postbank is found in charts",
    ],
)
def test_what_is_of_another_chart_leads_nowhere(service_context: ContextOf, line: str) -> None:
    assert resolve_chart(service_context(line)).candidates == []


def test_the_innermost_template_comes_first(context_of: ContextOf) -> None:
    line = (
        'template: dify/templates/config.tpl:3:3: executing "dify.worker.config" at <include>: error calling'
        ' include: template: dify/templates/config.tpl:7:4: executing "dify.vectordb.config" at <.x>: nil'
    )
    found = resolve_chart(context_of(line)).candidates
    assert [(c.fact.line, c.score, c.why[0]) for c in found] == [
        (3, 40.0, "Helm failed in dify.worker.config"),
        (7, 41.0, "Helm failed in dify.vectordb.config"),
    ]


def test_values_and_templates_are_scored_alike(service_context: ContextOf) -> None:
    lines = ("- stamps.replicas: Invalid type.", '"nil" in ConfigMap.data.LETTER_BOX_URL]')
    assert [resolve_chart(service_context(x)).candidates[0].score for x in lines] == [38.0, 40.0]


@pytest.mark.parametrize(
    ("number", "code", "line"),
    [
        (3, 'include "dify.vectordb.config" .', 3),
        (2, 'include "dify.vectordb.config" .', 3),
        (9, 'include "dify.vectordb.config" .', 3),
        # what is not there, or in several lines, says nothing
        (2, "eq .clusterIP", 2),
        (9, "eq .clusterIP", 1),
        (2, "e", 2),
    ],
)
def test_the_code_that_helm_names_tells_where_it_has_moved(
    context_of: ContextOf, number: int, code: str, line: int
) -> None:
    text = f'template: dify/templates/config.tpl:{number}:3: executing "dify.worker.config" at <{code}>: x'
    (found,) = resolve_chart(context_of(text)).candidates
    assert (found.fact.line, "has moved" in found.why[0]) == (line, line != number)


def test_a_line_outside_of_its_define_has_moved(context_of: ContextOf) -> None:
    line = 'template: dify/templates/config.tpl:{}:3: executing "dify.worker.config" at <x>'
    (here,) = resolve_chart(context_of(line.format(4))).candidates
    (moved,) = resolve_chart(context_of(line.format(5))).candidates
    assert (here.fact.line, moved.fact.line) == (4, 1)
    assert moved.why == (
        "Helm failed in dify.worker.config, which has moved in this version (line 5 in Helm's message)",
    )
