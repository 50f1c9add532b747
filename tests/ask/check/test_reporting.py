"""Problems are collected once, in order, and without secrets."""

from __future__ import annotations

import pytest

from ctxkit.ask.check import reporting
from ctxkit.ask.check.env_lines import DUPLICATE_KEY, EXPANDED_DOLLAR
from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.value_rules import INVALID_OPTION, INVALID_VALUE
from ctxkit.model import Location
from ctxkit.text.redact import Redactor

SPOT = Spot(path=".env", key="A", line=3)


def test_a_problem_has_the_rule_its_category_and_its_severity() -> None:
    reporter = Reporter()
    place = Location(repo="dify", path="api/a.py", line=1, end_line=1)
    reporter.add(INVALID_VALUE, SPOT, "wrong", "right it", places=[place])
    (problem,) = reporter.problems([".env"])
    assert (problem.id, problem.rule, problem.severity) == (
        "invalid-value",
        "refused-value",
        "error",
    )
    assert (problem.key, problem.path, problem.line, problem.end_line) == ("A", ".env", 3, 3)
    assert (problem.message, problem.fix, problem.places) == ("wrong", "right it", (place,))


def test_a_problem_may_be_milder_than_its_rule() -> None:
    reporter = Reporter()
    reporter.add(INVALID_VALUE, SPOT, "wrong", severity="note")
    assert [problem.severity for problem in reporter.problems([])] == ["note"]


def test_a_problem_ends_where_its_value_does() -> None:
    reporter = Reporter()
    reporter.add(INVALID_VALUE, Spot(path=".env", key="A", line=3, end_line=5), "wrong")
    assert reporter.problems([])[0].end_line == 5


def test_of_a_key_on_a_line_one_problem_of_each_category_is_reported() -> None:
    reporter = Reporter()
    reporter.add(INVALID_VALUE, SPOT, "first")
    reporter.add(INVALID_OPTION, SPOT, "second")  # refused-value as well
    reporter.add(EXPANDED_DOLLAR, SPOT, "third")
    assert [problem.message for problem in reporter.problems([])] == ["third", "first"]


@pytest.mark.parametrize(
    "other",
    [
        Spot(path=".env", key="B", line=3),
        Spot(path=".env", key="A", line=4),
        Spot(path="values.yaml", key="A", line=3),
    ],
)
def test_other_keys_lines_and_files_have_problems_of_their_own(other: Spot) -> None:
    reporter = Reporter()
    reporter.add(INVALID_VALUE, SPOT, "first")
    reporter.add(INVALID_VALUE, other, "second")
    assert len(reporter.problems([])) == 2


def test_problems_are_in_the_order_of_files_lines_categories_and_keys() -> None:
    reporter = Reporter()
    for path, line, key, rule in (
        ("unlisted", 1, "A", INVALID_VALUE),
        ("b", 1, "A", INVALID_VALUE),
        ("a", 2, "A", INVALID_VALUE),
        ("a", 1, "B", INVALID_VALUE),
        ("a", 1, "A", INVALID_VALUE),
        ("a", 1, "A", DUPLICATE_KEY),
        ("a", 1, "Z", EXPANDED_DOLLAR),
    ):
        reporter.add(rule, Spot(path=path, key=key, line=line), "")
    assert [
        (each.path, each.line, each.id, each.key) for each in reporter.problems(["a", "b"])
    ] == [
        ("a", 1, "expanded-dollar", "Z"),
        ("a", 1, "invalid-value", "A"),
        ("a", 1, "invalid-value", "B"),
        ("a", 1, "duplicate-key", "A"),
        ("a", 2, "invalid-value", "A"),
        ("b", 1, "invalid-value", "A"),
        ("unlisted", 1, "invalid-value", "A"),
    ]


def test_what_is_reported_already() -> None:
    reporter = Reporter()
    reporter.add(INVALID_VALUE, SPOT, "wrong")
    assert reporter.has("A", ".env", "set-twice", "refused-value")
    assert not reporter.has("A", ".env", "set-twice")
    assert not reporter.has("B", ".env", "refused-value")
    assert not reporter.has("A", "values.yaml", "refused-value")


def test_secrets_are_masked_in_messages_and_fixes() -> None:
    reporter = Reporter()
    text = "redis://:s3cr3tV4lue@redis"
    reporter.add(INVALID_VALUE, SPOT, f"wrong: {text}", f"not {text}")
    (problem,) = reporter.problems([])
    assert "s3cr3tV4lue" not in problem.message + problem.fix


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("LOG_LEVEL", "debg", '"debg"'),
        ("LOG_LEVEL", "", '""'),
        ("LOG_LEVEL", "a\n  b", '"a b"'),
        ("LOG_LEVEL", "x" * 60, f'"{"x" * 60}"'),
        ("LOG_LEVEL", "x" * 61, f'"{"x" * 60}..."'),
        ("SECRET_KEY", "anything", "<REDACTED:SECRET_KEY>"),
        ("SECRET_KEY", "true", '"true"'),
        ("LOG_LEVEL", "ghp_" + "aB3" * 12, '"<REDACTED:TOKEN#1>"'),
        ("LOG_LEVEL", "chatcmpl-abcDEF123456", '"chatcmpl-abcDEF123456"'),
    ],
)
def test_a_value_as_a_message_shows_it(name: str, value: str, shown: str) -> None:
    assert Reporter().shown(name, value) == shown


def test_a_message_of_thousands_of_lines_is_masked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    masked = []

    class Counted(Redactor):
        def mask(self, text: str) -> str:
            masked.append(text)
            return super().mask(text)

    monkeypatch.setattr(reporting, "Redactor", Counted)
    reporter = Reporter()
    for line in range(1, 1001):
        reporter.add(DUPLICATE_KEY, Spot(path=".env", key="A", line=line), "again", "remove it")
    assert masked == ["again", "remove it"]
    assert len(reporter.problems([])) == 1000
