"""Limits that bound each other."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.catalog import RULES
from ctxkit.ask.check.env_rules import limits
from ctxkit.ask.check.rule import DeploymentRule
from ctxkit.dify.related import RELATED_SETTINGS
from tests.ask.check.literal_view import LiteralView


def uploads(limit: str, body: str, name: str = "UPLOAD_FILE_SIZE_LIMIT") -> list[tuple[str, str]]:
    rule = RULES["upload-limit-above-nginx"]
    assert isinstance(rule, DeploymentRule)
    view = LiteralView({"api": {name: limit}, "nginx": {"NGINX_CLIENT_MAX_BODY_SIZE": body}})
    return [(breach.at[0].name, breach.fix) for breach in rule.look(view)]


@pytest.mark.parametrize(
    ("limit", "body"),
    [("101", "100M"), ("1", "1023k"), ("1025", "1G"), ("1", "1048575"), ("15.5", "15m")],
)
def test_a_limit_above_that_of_nginx(limit: str, body: str) -> None:
    assert uploads(limit, body) == [
        ("UPLOAD_FILE_SIZE_LIMIT", f"set NGINX_CLIENT_MAX_BODY_SIZE to more than {limit}M")
    ]


@pytest.mark.parametrize(
    ("limit", "body"),
    [
        ("100", "100M"),
        ("1", "1024K"),
        ("1024", "1g"),
        ("1", "1048576"),
        ("500", "0"),  # no limit
        ("500", ""),
        ("500", "100MB"),  # another rule's
        ("many", "100M"),
        ("-1", "0"),
        ("", "1M"),
    ],
)
def test_a_limit_that_nginx_lets_through(limit: str, body: str) -> None:
    assert uploads(limit, body) == []


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("UPLOAD_IMAGE_FILE_SIZE_LIMIT", 1),
        ("UPLOAD_FILE_BATCH_LIMIT", 0),
        ("PLUGIN_MAX_PACKAGE_SIZE", 0),
        ("MY_UPLOAD_FILE_SIZE_LIMIT", 0),
        ("UPLOAD_FILE_SIZE_LIMITS", 0),
    ],
)
def test_only_limits_of_uploads_count(name: str, count: int) -> None:
    assert len(uploads("500", "100M", name)) == count


def test_each_bound_of_related_settings_is_a_rule() -> None:
    bounds = {row.bound.rule for row in RELATED_SETTINGS if row.bound is not None}
    assert {rule.id for rule in limits.RULES} == bounds
    assert "upload-limit-above-nginx" in bounds


def test_seconds_bound_seconds() -> None:
    assert limits._AMOUNT["s"]("600.0") == 600
    assert limits._AMOUNT["s"]("10m") is None
