"""Lines of the browser's console lead to the console's calls and the API's origins."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from tests.ask.locate_workspace import Ask, place, places


@pytest.mark.parametrize(
    ("url", "setting"),
    [("http://a.example/api", "WEB_API"), ("http://a.example/console/api", "CONSOLE")],
)
def test_a_refused_origin_leads_to_where_the_api_allows_origins(
    ask: Ask, url: str, setting: str
) -> None:
    said = f"Access to fetch at '{url}' from origin 'http://b.example' has been blocked by CORS policy: No header is present."
    assert places(ask(said))[0] == place("api/extensions/ext_blueprints.py", f"{setting}_CORS")
