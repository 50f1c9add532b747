"""The class of an error leads to where it is defined and raised."""

from __future__ import annotations

from tests.ask.locate_workspace import Ask, place, places


def test_a_class_that_is_named_alone_leads_to_its_definition(ask: Ask) -> None:
    finding = ask("LetterLimitError: somebody wrote too many of whatever it was")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert finding.confidence == "low"


def test_an_error_without_a_message_leads_to_its_class_and_where_it_is_raised(ask: Ask) -> None:
    finding = ask("controllers.console.error.LetterLimitError")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert finding.confidence != "high"
    assert ask("controllers.web.error.LetterLimitError").hits == ()
