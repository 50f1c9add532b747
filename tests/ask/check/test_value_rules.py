"""How it is reported that a reader does not accept a value."""

from __future__ import annotations

from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.value_rules import (
    INVALID_VALUE,
    READ_AS_ZERO,
    RULES,
    Objection,
    report_likely_objection,
    report_objection,
)
from ctxkit.model import ConfigKey, Location, Problem

PLACE = Location(repo="dify", path="api/a.py", line=1, end_line=1)
SPOT = Spot(path=".env", key="SIZE", line=3)
KEY = ConfigKey(name="SIZE", line=1, end_line=1, origin="pydantic", type="int", default="5")


def only(reporter: Reporter) -> Problem:
    (problem,) = reporter.problems([])
    return problem


def test_a_value_that_is_not_accepted() -> None:
    reporter = Reporter()
    objection = Objection(INVALID_VALUE, "a whole number", PLACE)
    report_objection(reporter, objection, SPOT, "many", "dify api", KEY)
    problem = only(reporter)
    assert problem.message == 'invalid value for SIZE: "many" (dify api accepts a whole number)'
    assert (problem.fix, problem.places, problem.id) == (
        "the default is 5",
        (PLACE,),
        "invalid-value",
    )


def test_a_value_that_is_read_as_something_else() -> None:
    reporter = Reporter()
    objection = Objection(READ_AS_ZERO, "a whole number", PLACE, "reads it as 0")
    report_objection(reporter, objection, SPOT, "15s", "dify-sandbox", variable="SIZE")
    assert only(reporter).message == 'invalid value for SIZE: "15s" (dify-sandbox reads it as 0)'


def test_the_reader_may_have_another_name_for_it() -> None:
    reporter = Reporter()
    objection = Objection(INVALID_VALUE, "a number", PLACE)
    report_objection(reporter, objection, SPOT, "x", "dify api", variable="MAX_SIZE")
    assert only(reporter).message.endswith("(dify api accepts a number for MAX_SIZE)")


def test_a_value_of_a_secret_is_not_shown() -> None:
    reporter = Reporter()
    spot = Spot(path=".env", key="SECRET_KEY", line=1)
    report_objection(reporter, Objection(INVALID_VALUE, "x", PLACE), spot, "abcdefgh", "dify api")
    problem = only(reporter)
    assert problem.message.startswith("invalid value for SECRET_KEY: <REDACTED:SECRET_KEY>")
    assert problem.fix == "correct SECRET_KEY"


def test_a_likely_problem_is_a_warning() -> None:
    reporter = Reporter()
    objection = Objection(INVALID_VALUE, "a whole number", PLACE)
    report_likely_objection(reporter, objection, SPOT, "x", "MAX_SIZE of dify api", KEY)
    problem = only(reporter)
    assert problem.message == (
        'probably invalid value for SIZE: "x" '
        "(most likely this is MAX_SIZE of dify api, which accepts a whole number)"
    )
    assert (problem.id, problem.severity, problem.fix, problem.places) == (
        "likely-invalid-value",
        "warning",
        "the default is 5",
        (PLACE,),
    )


def test_values_that_are_refused_and_values_that_are_misread() -> None:
    assert {rule.category for rule in RULES} == {"refused-value", "misread-value"}
