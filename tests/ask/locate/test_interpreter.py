"""The names in errors of Python's own lead to definitions and settings."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from tests.ask.locate_workspace import MAIL, Ask, place, places


def test_pythons_own_errors_lead_to_the_names(ask: Ask) -> None:
    finding = ask(
        "PluginInvokeError: {\"message\":\"type object 'Engine' has no attribute 'LIMIT'\""
    )
    assert places(finding)[0] == place("api/core/engine.py", "Engine.LIMIT")
    assert finding.confidence == "medium"


def test_a_setting_that_the_configuration_lacks_leads_to_its_readers(ask: Ask) -> None:
    finding = ask("AttributeError: 'DifyConfig' object has no attribute 'MAIL_MAX_ATTEMPTS'")
    assert places(finding)[0] == place(MAIL, "dify_config.MAIL_MAX_ATTEMPTS")


def test_a_name_that_nothing_had_leads_to_its_few_uses(ask: Ask) -> None:
    finding = ask("Run failed: 'NoneType' object has no attribute 'customs_form'")
    assert places(finding)[0] == place("api/services/parcel_service.py", "customs_form")
    assert finding.confidence == "low"
    found = places(ask("'NoneType' object has no attribute 'weight'"))
    assert place("api/services/parcel_service.py", "customs_form") not in found


def test_a_refused_value_leads_to_its_setting(ask: Ask) -> None:
    error = "pydantic_core._pydantic_core.ValidationError: 1 validation error for DifyConfig\n{}\n  Input should be a valid integer"
    config = "api/configs/feature/__init__.py"
    assert places(ask(error.format("MAIL_MAX_ATTEMPTS")))[0] == place(config, "MAIL_MAX_ATTEMPTS")
    assert not any(path == config for path, _ in places(ask(error.format("MAIL_MAX_STAMPS"))))
