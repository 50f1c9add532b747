"""Addresses that the people who open them cannot reach."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_rules import public_urls
from tests.ask.check.literal_view import LiteralView

OTHER = "https://dify.example"


def told(
    api: dict[str, str],
    *,
    web: dict[str, str] | None = None,
    daemon: dict[str, str] | None = None,
) -> list[tuple[str, str]]:
    services = {"api": api, "web": web or {}, "plugin_daemon": daemon or {}, "nginx": {"A": "1"}}
    view = LiteralView(services)
    found = [(rule, breach) for rule in public_urls.RULES for breach in rule.look(view)]
    return [(rule.id, breach.at[0].name) for rule, breach in found]


@pytest.mark.parametrize(
    ("api", "expected"),
    [
        ({"CONSOLE_API_URL": "http://api:5001"}, [("internal-public-url", "CONSOLE_API_URL")]),
        ({"FILES_URL": "http://nginx"}, [("internal-public-url", "FILES_URL")]),
        ({"INTERNAL_FILES_URL": "http://api:5001"}, []),
        ({"CONSOLE_API_URL": "http://apiserver:5001"}, []),
        ({"CONSOLE_API_URL": OTHER, "PLUGIN_DAEMON_URL": "http://api:5001"}, []),
        ({"FILES_URL": "http://localhost:5001"}, []),
        (
            {"FILES_URL": "http://localhost:5001", "APP_WEB_URL": OTHER},
            [("loopback-public-url", "FILES_URL")],
        ),
        (
            {"ENDPOINT_URL_TEMPLATE": "http://127.0.0.1/e/{hook_id}", "APP_WEB_URL": OTHER},
            [("loopback-public-url", "ENDPOINT_URL_TEMPLATE")],
        ),
        ({"FILES_URL": "http://localhost", "APP_WEB_URL": "http://dify"}, []),
        ({"FILES_URL": "http://localhost", "APP_WEB_URL": ""}, []),
        ({"CONSOLE_WEB_URL": "https://cloud.dify.ai"}, [("vendor-url", "CONSOLE_WEB_URL")]),
        ({"SERVICE_API_URL": "https://api.dify.ai/v1"}, [("vendor-url", "SERVICE_API_URL")]),
        ({"MARKETPLACE_API_URL": "https://marketplace.dify.ai"}, []),
    ],
)
def test_an_address_that_nobody_can_open(
    api: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert told(api) == expected


def test_an_address_is_told_once_for_the_api_and_web() -> None:
    same = {"CONSOLE_API_URL": "http://api:5001"}
    assert told(same, web=same) == [("internal-public-url", "CONSOLE_API_URL")]


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("http://nginx", True),
        ("http://nginx:80", True),
        ("https://dify.example", True),
        ("http://api:5001", False),
        ("http://other.example", False),
        ("", False),
    ],
)
def test_the_inner_api_is_not_behind_nginx(url: str, is_told: bool) -> None:
    found = told({"CONSOLE_API_URL": OTHER}, daemon={"DIFY_INNER_API_URL": url})
    assert bool(found) is is_told
