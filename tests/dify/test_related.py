"""Settings that affect each other."""

from __future__ import annotations

import pytest

from ctxkit.dify.related import RELATED_SETTINGS, related_to


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("UPLOAD_FILE_SIZE_LIMIT", ["NGINX_CLIENT_MAX_BODY_SIZE", "proxy.clientMaxBodySize"]),
        ("proxy.clientMaxBodySize", ["UPLOAD_FILE_SIZE_LIMIT"]),
        ("SSRF_PROXY_HTTP_URL", ["SSRF_PROXY_HTTPS_URL"]),
        ("REDIS_USE_SSL", ["CELERY_BROKER_URL"]),
        ("PLUGIN_MAX_PACKAGE_SIZE", ["NGINX_CLIENT_MAX_BODY_SIZE"]),
        ("UPLOAD_FILE_BATCH_LIMIT", []),
        ("MY_PLUGIN_MAX_PACKAGE_SIZE", []),
        ("REDIS_PASSWORD", ["CELERY_BROKER_URL"]),
        ("REDIS_DB", []),
    ],
)
def test_settings_that_are_related(name: str, others: list[str]) -> None:
    assert [row.other for row in related_to([name])] == others


def test_a_setting_is_not_related_to_itself() -> None:
    names = ["SANDBOX_API_KEY", "CODE_EXECUTION_API_KEY"]
    assert related_to(names) == []


def test_a_bound_is_of_the_two_settings_of_its_row() -> None:
    bounds = {row.bound.rule: (row, row.bound) for row in RELATED_SETTINGS if row.bound is not None}
    row, bound = bounds["upload-limit-above-nginx"]
    assert row.other == "NGINX_CLIENT_MAX_BODY_SIZE"
    assert (bound.service, bound.other_service) == ("api", "nginx")
    assert (bound.unit, bound.other_unit) == ("MB", "nginx size")
