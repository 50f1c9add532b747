"""Requests lead to the function that answers them."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from tests.ask.locate_workspace import Ask, place, places


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        (
            '10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/letters/drafts?page=1 HTTP/1.0" 500 56',
            "def get(self):",
        ),
        (
            "api-1 | 2025-07-21 14:24:42,166.166 ERROR [Dummy-6] [app.py:875] - "
            "Exception on /console/api/letters/fec0e836-3029-4bf5-ac89-6dfa35a7ef55 [DELETE]",
            "def delete(",
        ),
        (
            "GET http://localhost/console/api/letters/fec0e836-3029-4bf5-ac89-6dfa35a7ef55 500 (INTERNAL SERVER ERROR)",
            "def get(",
        ),
    ],
)
def test_requests_lead_to_the_method_of_their_handler(ask: Ask, line: str, fragment: str) -> None:
    finding = ask(line)
    assert places(finding)[0] == place("api/controllers/console/letters.py", fragment)
    assert finding.confidence == "high"


def test_a_request_without_a_method_leads_to_the_handlers(ask: Ask) -> None:
    finding = ask(
        "http://localhost/console/api/letters/drafts Failed to load resource: the server responded with a status of 401"
    )
    assert finding.hits[0].fact.name.startswith("DraftListApi")
    assert finding.confidence == "medium"


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        (
            "[2025-05-15 06:32:18 +0000] [31] [ERROR] Error handling request /console/api/letters/drafts",
            "high",
        ),
        ("All of them report 500 : console/api/letters/drafts?page=1&limit=30", "medium"),
        (
            "HTTPConnectionPool(host='api', port=80): Max retries exceeded with url: /console/api/letters/drafts",
            "medium",
        ),
    ],
)
def test_a_path_in_other_words_leads_to_the_handlers(ask: Ask, line: str, sure: str) -> None:
    finding = ask(line)
    assert finding.hits[0].fact.name.startswith("DraftListApi")
    assert finding.confidence == sure


@pytest.mark.parametrize(
    "line",
    [
        "HTTPConnectionPool(host='shop', port=80): Max retries exceeded with url: /console/api/letters/drafts",
        "see api/controllers/console/letters.py for more",
    ],
)
def test_a_path_of_something_else_leads_nowhere(ask: Ask, line: str) -> None:
    assert ask(line).hits == ()


def test_a_path_with_a_placeholder_is_that_path(ask: Ask) -> None:
    finding = ask("404 errors for /console/api/letters/{letter_id}.")
    assert finding.hits[0].fact.name.startswith("LetterApi")
    assert ask("404 errors for /console/api/letters/drafts/{letter_id}").hits == ()


def test_the_request_that_failed_comes_before_the_one_that_it_made(ask: Ask) -> None:
    finding = ask(
        "2025-07-21 14:24:42.166 ERROR [x] [app.py:875]  - Exception on /console/api/parcels [POST]\n"
        "Traceback (most recent call last):\nrequests.exceptions.ConnectionError: HTTPConnectionPool(host='api', port=80):"
        " Max retries exceeded with url: /console/api/letters/drafts"
    )
    assert places(finding)[0] == place("api/controllers/console/letters.py", "def post")


def test_a_request_that_no_route_accepts_is_reported(ask: Ask) -> None:
    finding = ask(
        '10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/stamps HTTP/1.0" 404 56'
    )
    assert not finding.hits
    assert "no route in the indexed repositories accepts GET /console/api/stamps" in finding.notes


@pytest.mark.parametrize(
    ("command", "method"),
    [
        (
            "wget 'http://a.example/console/api/letters/44e1c9be-5938-4989-a4b0-101683d1cd05'",
            "def get(self, letter_id)",
        ),
        (
            "curl -X DELETE http://a/console/api/letters/44e1c9be-5938-4989-a4b0-101683d1cd05",
            "def delete(self, letter_id)",
        ),
        ("curl http://a.example/console/api/parcels -H 'A: b' --data-raw '{}'", "def post(self)"),
    ],
)
def test_a_command_that_sends_a_request_leads_to_the_handler(
    ask: Ask, command: str, method: str
) -> None:
    assert places(ask(command))[0] == place("api/controllers/console/letters.py", method)


def test_a_command_may_be_sent_to_any_site(ask: Ask) -> None:
    assert ask("curl https://a.example/console/api/letters/drafts").confidence == "medium"
    assert ask("curl https://api.openai.com/v1/models").confidence in ("none", "low")


def test_a_request_line_that_was_cut_inside_its_path(ask_services: Ask) -> None:
    cut = '172.18.0.1 - - [14/Jul/2025:11:22:08 +0000] "POST /v1/stamps/fra'
    assert ask_services(cut).hits[0].fact.name == "FrankedStampApi.post"
    assert ask_services(f'{cut}" 404').confidence in (
        "low",
        "none",
    )  # the path is whole, and nothing answers it
