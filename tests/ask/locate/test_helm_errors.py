"""What Helm says leads to the chart's template, value or file."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from tests.ask.locate_workspace import Ask, line_of, places


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
