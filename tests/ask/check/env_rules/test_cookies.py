"""The domain of the console's cookies."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_rules import cookies
from tests.ask.check.literal_view import LiteralView


def found(
    domain: str | None, page: str = "", api: str = "", web: str | None = None
) -> list[tuple[str, str]]:
    """Return the rules that are broken, with the first variable."""
    containers: dict[str, dict[str, str]] = {
        "api": {"CONSOLE_WEB_URL": page, "CONSOLE_API_URL": api}
    }
    if domain is not None:
        containers["api"]["COOKIE_DOMAIN"] = domain
    if web is not None:
        containers["web"] = {"NEXT_PUBLIC_COOKIE_DOMAIN": web}
    view = LiteralView(containers)
    return [(rule.id, breach.at[0].name) for rule in cookies.RULES for breach in rule.look(view)]


PAGE, API = "https://web.d.example", "https://api.d.example"


@pytest.mark.parametrize("domain", ["https://d.example", "d.example:443", "d.example/x"])
def test_what_is_not_a_domain(domain: str) -> None:
    assert found(domain, PAGE, API, "") == [("invalid-cookie-domain", "COOKIE_DOMAIN")]


@pytest.mark.parametrize(
    ("page", "api", "broken"),
    [
        (PAGE, API, True),
        (PAGE, PAGE, False),
        (PAGE, "", False),
        ("", API, False),
        ("http://localhost:3000", "http://api:5001", False),
        (PAGE, "http://api:5001", False),
    ],
)
def test_two_hosts_without_a_domain(page: str, api: str, broken: bool) -> None:
    expected = [("cookie-domain-missing", "CONSOLE_API_URL")] if broken else []
    assert found("", page, api) == expected
    assert found(None, page, api) == []


@pytest.mark.parametrize(
    ("domain", "page", "api", "broken"),
    [
        ("b.example", PAGE, "", True),
        ("b.example", "", API, True),
        ("d.example", PAGE, "https://api.e.example", True),
        ("web.d.example", PAGE, API, True),
        ("example", "https://web.myexample", "", True),
        ("d.example", PAGE, API, False),
        (".d.example", PAGE, API, False),
        ("D.Example", PAGE, API, False),
        ("web.d.example", PAGE, "", False),
        ("d.example", "", "", False),
    ],
)
def test_hosts_and_the_domain(domain: str, page: str, api: str, broken: bool) -> None:
    assert found(domain, page, api) == (
        [("cookie-domain-mismatch", "COOKIE_DOMAIN")] if broken else []
    )


@pytest.mark.parametrize(
    ("domain", "page", "api", "web", "broken"),
    [
        ("d.example", PAGE, API, "", True),
        ("d.example", PAGE, API, "1", False),
        ("d.example", PAGE, API, None, False),
        ("d.example", PAGE, PAGE, "", False),
        ("", PAGE, PAGE, "", False),
    ],
)
def test_the_web_console_must_know_of_the_domain(
    domain: str, page: str, api: str, web: str | None, broken: bool
) -> None:
    assert found(domain, page, api, web) == (
        [("web-cookie-domain-missing", "COOKIE_DOMAIN")] if broken else []
    )
