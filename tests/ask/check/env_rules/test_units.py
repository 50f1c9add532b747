"""Numbers in another unit than the program reads them in."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_rules import units
from tests.ask.check.literal_view import LiteralView


def told(service: str, name: str, value: str) -> list[str]:
    (rule,) = units.RULES
    return [breach.message for breach in rule.look(LiteralView({service: {name: value}}))]


@pytest.mark.parametrize(
    ("service", "name", "value", "unit", "other"),
    [
        ("api", "APP_MAX_EXECUTION_TIME", "259201", "seconds", "milliseconds"),
        ("api", "WORKFLOW_MAX_EXECUTION_TIME", "3600000", "seconds", "milliseconds"),
        ("api", "GUNICORN_TIMEOUT", "86401", "seconds", "milliseconds"),
        ("sandbox", "WORKER_TIMEOUT", "90000", "seconds", "milliseconds"),
        ("plugin_daemon", "PLUGIN_MAX_EXECUTION_TIMEOUT", "600000", "seconds", "milliseconds"),
        ("api", "UPLOAD_IMAGE_FILE_SIZE_LIMIT", "10485760", "megabytes", "bytes"),
        ("web", "TEXT_GENERATION_TIMEOUT_MS", "60", "milliseconds", "seconds"),
        ("api", "PLUGIN_MAX_PACKAGE_SIZE", "50", "bytes", "megabytes"),
    ],
)
def test_a_value_in_another_unit(
    service: str, name: str, value: str, unit: str, other: str
) -> None:
    assert told(service, name, value) == [f"{name} is in {unit}: {value} looks like {other}"]


@pytest.mark.parametrize(
    ("service", "name", "value"),
    [
        ("api", "APP_MAX_EXECUTION_TIME", "259200"),
        ("api", "APP_MAX_EXECUTION_TIME", "0"),
        ("api", "APP_MAX_EXECUTION_TIME", "many"),
        ("api", "GUNICORN_TIMEOUT", "86400"),
        ("api", "UPLOAD_FILE_SIZE_LIMIT", "50000"),
        ("web", "TEXT_GENERATION_TIMEOUT_MS", "1000"),
        ("api", "MY_GUNICORN_TIMEOUT", "300000"),
        ("redis", "GUNICORN_TIMEOUT", "300000"),
    ],
)
def test_a_value_in_the_unit(service: str, name: str, value: str) -> None:
    assert told(service, name, value) == []


def test_the_remedy_is_converted() -> None:
    (rule,) = units.RULES
    view = LiteralView(
        {"api": {"APP_MAX_EXECUTION_TIME": "3600000", "UPLOAD_FILE_SIZE_LIMIT": "52428800"}}
    )
    assert [breach.fix for breach in rule.look(view)] == [
        "set it to 3600 if you mean 3600000 milliseconds",
        "set it to 50 if you mean 52428800 bytes",
    ]
