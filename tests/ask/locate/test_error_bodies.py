"""JSON error bodies lead to the error's class and where it is raised."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import json

from tests.ask.locate_workspace import Ask, place, places


def test_an_error_body_leads_to_its_class(ask: Ask) -> None:
    body = {
        "code": "letter_limit_exceeded",
        "message": "The number of letters is over the limit of this plan.",
        "status": 403,
    }
    finding = ask(json.dumps(body, indent=1))
    assert finding.confidence == "high"
    assert places(finding)[0][0] == "api/controllers/console/error.py"


def test_the_request_in_a_body_distinguishes_equal_messages(ask: Ask) -> None:
    suggestion = (
        "No such parcel. You have requested this URI [{}] but did you mean /console/api/parcels ?"
    )
    for path, function in (
        ("/console/api/parcels", "def post"),
        ("/console/api/parcels/{}", "def get(self, parcel_id"),
    ):
        path = path.format("fec0e836-3029-4bf5-ac89-6dfa35a7ef55")
        body = json.dumps({"code": "not_found", "message": suggestion.format(path), "status": 404})
        escaped = json.dumps(body)
        wanted = place("api/controllers/console/letters.py", function)
        for text in (body, f"404 - {escaped}", f"404 - {escaped[:-20]}"):
            assert places(ask(text))[0] == (wanted[0], wanted[1] + 1)


def test_an_error_event_of_a_stream_leads_to_the_converter_and_the_class(ask: Ask) -> None:
    body = '{"event": "error", "code": "letter_limit_exceeded", "status": 429, "message": "Too many letters."}'
    finding = ask(f"data: {body}")
    converter = "api/core/app/base_app_generate_response_converter.py"
    assert places(finding)[0] == place(converter, "letter_limit_exceeded")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert not any(
        path == converter for path, _ in places(ask(body.replace('"event": "error", ', "")))
    )
