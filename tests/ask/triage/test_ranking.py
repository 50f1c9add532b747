"""Of texts that fit, the one with the most evidence ranks first."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.triage.ranking import Rank, place_bits, text_rank
from ctxkit.ask.triage.statement_texts import texts_of
from tests.ask.triage.test_matcher import row

STATEMENT = row("letter of {} sent to {}", "api/a.py:10")
BASES = {"a.py", "b.py"}


def rank(left: int = 0, *, template: str = "", kind: str = "log_template", **said: object) -> Rank:
    """Return the rank of a text, less the bits of the text itself."""
    rows = [row(template or "letter {} sent", "api/a.py:10", kind=kind)]
    (text,) = texts_of(rows)
    found = text_rank(text, left, LineContext(**said), rows, BASES)  # type: ignore[arg-type]
    return Rank(found.emitter, round(found.bits - text.bits, 6))


def test_the_remainder_counts() -> None:
    assert rank().bits == weights.TO_THE_END
    assert rank(4).bits == weights.REMAINDER + 4 * weights.REMAINDER_CHAR


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("letter {} sent", 0),
        ("letter sent to {}", 1),
        ("letter {} sent to {}", 2),
        ("letter {} and {} sent", 1),
    ],
)
def test_each_value_costs_a_little(template: str, values: int) -> None:
    assert rank(template=template).bits == pytest.approx(
        weights.TO_THE_END + values * weights.VALUE
    )


def test_behind_a_loggers_prefix_a_log_statement_is_likelier_than_an_error() -> None:
    logged = rank(logged=True)
    assert logged == (True, weights.TO_THE_END + weights.AFTER_PREFIX)
    raised = rank(logged=True, kind="raise")
    assert raised == (False, weights.TO_THE_END + weights.ERROR_AFTER_PREFIX)
    assert rank(kind="raise") == rank() == (False, weights.TO_THE_END)


@pytest.mark.parametrize(
    ("base", "bits", "emitter"),
    [
        ("a.py", weights.FILE_NAME, True),
        ("b.py", weights.OTHER_FILE, False),
        ("c.py", weights.UNKNOWN_FILE, True),
        ("", 0.0, True),
    ],
)
def test_the_file_that_the_prefix_names_counts(base: str, bits: float, emitter: bool) -> None:
    assert rank(base=base).bits == weights.TO_THE_END + bits
    assert rank(base=base, logged=True).emitter is emitter
    assert not rank(base=base, logged=True, kind="raise").emitter
    assert not rank(base=base).emitter


def test_the_best_of_the_statements_in_the_file_counts() -> None:
    rows = [
        row("letter {} sent", "api/a.py:10"),
        row("letter {} sent", "api/b.py:50"),
        row("letter {} sent", "web/a.py:90"),
    ]
    (text,) = texts_of(rows)
    context = LineContext(base="a.py", line=90)
    assert text_rank(text, 0, context, rows, BASES).bits == pytest.approx(
        text.bits + weights.TO_THE_END + weights.FILE_NAME + weights.SAME_LINE
    )
    # The line of a statement in another file is no evidence.
    elsewhere = context._replace(line=50)
    assert text_rank(text, 0, elsewhere, rows, BASES).bits == pytest.approx(
        text.bits + weights.TO_THE_END + weights.FILE_NAME
    )


@pytest.mark.parametrize(
    ("said", "bits"),
    [
        ({}, 0.0),
        ({"level": "info"}, weights.SAME_LEVEL),
        ({"level": "error"}, weights.OTHER_LEVEL),
        ({"language": "py"}, 0.0),
        ({"language": "go"}, weights.OTHER_LANGUAGE),
        ({"service": "worker"}, weights.SERVICE),
        ({"service": "sandbox"}, weights.OTHER_SERVICE),
        ({"service": "weaviate"}, 0.0),
        ({"base": "a.py", "line": 10}, weights.SAME_LINE),
        ({"base": "a.py", "line": 11}, weights.NEAR_LINE - 1),
        ({"base": "b.py", "line": 10}, 0.0),
        ({"line": 10}, 0.0),
        ({"base": "a.py"}, 0.0),
        (
            {"level": "info", "service": "api", "base": "a.py", "line": 10},
            weights.SAME_LEVEL + weights.SERVICE + weights.SAME_LINE,
        ),
    ],
)
def test_what_a_prefix_says_of_a_place(said: dict[str, object], bits: float) -> None:
    assert place_bits(STATEMENT, LineContext(**said)) == bits  # type: ignore[arg-type]


def test_a_line_near_the_top_of_a_file_needs_a_line_in_the_prefix() -> None:
    assert place_bits(row("letter", "api/a.py:1"), LineContext(base="a.py")) == 0.0
