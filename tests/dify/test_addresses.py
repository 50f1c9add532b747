"""The addresses of Dify, and hosts that may be written as URLs."""

from __future__ import annotations

import pytest

from ctxkit.dify.addresses import ADDRESSES, accepts_url, is_address, is_vendors


def test_addresses_of_dify() -> None:
    assert is_address("CONSOLE_API_URL")
    assert is_address("INTERNAL_FILES_URL")
    assert not is_address("PLUGIN_DAEMON_URL")


def test_hosts_of_difys_own_cloud() -> None:
    assert is_vendors("cloud.dify.ai")
    assert not is_vendors("marketplace.dify.ai")
    assert not is_vendors("dify.ai.example")


def test_what_a_page_calls_is_an_address_too() -> None:
    assert {row.name: row.calls for row in ADDRESSES if row.calls} == {
        "CONSOLE_WEB_URL": "CONSOLE_API_URL",
        "APP_WEB_URL": "APP_API_URL",
    }


def test_which_addresses_browsers_call_and_which_have_a_path_appended() -> None:
    assert [row.name for row in ADDRESSES if not row.public] == ["INTERNAL_FILES_URL"]
    assert [row.name for row in ADDRESSES if not row.joined] == [
        "SERVICE_API_URL",
        "TRIGGER_URL",
        "ENDPOINT_URL_TEMPLATE",
    ]


@pytest.mark.parametrize(
    ("name", "takes"),
    [("ELASTICSEARCH_HOST", True), ("DB_HOST", False), ("MY_ELASTICSEARCH_HOST", False)],
)
def test_hosts_that_may_be_urls(name: str, takes: bool) -> None:
    assert accepts_url(name) is takes
