"""An error of a package leads to the code that handles it or calls into the package."""

from __future__ import annotations

from tests.ask.locate_workspace import Ask


def test_an_error_of_a_package_leads_to_who_handles_it_and_who_calls_it(ask: Ask) -> None:
    finding = ask("pigeonry.errors.StormError: no pigeon flies in this weather")
    assert finding.confidence == "low"
    assert [(hit.fact.path.rpartition("/")[2], hit.fact.line) for hit in finding.hits] == [
        ("ext_pigeons.py", 7),
        ("ext_lofts.py", 1),
    ]
    assert "handles StormError" in finding.hits[0].why[0]
    assert "the package pigeonry" in finding.notes[0]
    assert not ask("falconry.StormError: no falcon flies in this weather").hits
