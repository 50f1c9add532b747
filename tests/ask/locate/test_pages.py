"""Requests for pages, and built pages in stacks, lead to the page's file."""

from __future__ import annotations

import pytest

from tests.ask.locate_workspace import Ask, places


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/apps?page=2", "web/app/(common)/apps/page.tsx"),
        ("/app/44e1c9be/stamps", "web/app/(common)/app/[appId]/stamps/page.tsx"),
    ],
)
def test_a_request_for_a_page_leads_to_the_page(ask: Ask, path: str, page: str) -> None:
    finding = ask(f'10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET {path} HTTP/1.1" 200 5 "-" "x"')
    assert places(finding)[0] == (page, 1)


def test_a_built_page_in_a_browsers_stack_is_only_a_hint(ask: Ask) -> None:
    chunk = "http://h/_next/static/chunks/app/(common)/app/%5BappId%5D/stamps/page-4ae9741f67eeba1f.js:1:512130"
    finding = ask(f"TypeError: e.some is not a function\n    at Object.check ({chunk})")
    assert places(finding)[0] == ("web/app/(common)/app/[appId]/stamps/page.tsx", 1)
    assert finding.confidence == "low"


@pytest.mark.parametrize(
    "line",
    ['"POST /apps HTTP/1.1" 405', '"GET /wp-login.php HTTP/1.1" 404', '"GET /a/b HTTP/1.1" 404'],
)
def test_requests_for_no_page_lead_nowhere(ask: Ask, line: str) -> None:
    assert ask(f'10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] {line} 5 "-" "x"').hits == ()
