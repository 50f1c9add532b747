"""Templates become texts, and a text fits a message if its parts follow each other."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate import weights
from ctxkit.ask.triage.statement_texts import (
    FoldedText,
    StatementText,
    end_of_literals,
    fit,
    texts_of,
)
from tests.ask.triage.test_matcher import row


def text(template: str) -> StatementText:
    (found,) = texts_of([row(template)])
    return found


@pytest.mark.parametrize(
    ("template", "first", "middle", "last", "is_open"),
    [
        ("letter sent", b"letter sent", (), b"", False),
        ("letter {} sent", b"letter ", (), b" sent", True),
        ("letter of {}", b"letter of ", (), b"", True),
        ("{} sent {}", b"", (b" sent ",), b"", True),
        ("a {} b {}{} c", b"a ", (b" b ",), b" c", True),
    ],
)
def test_the_parts_of_a_template(
    template: str, first: bytes, middle: tuple[bytes, ...], last: bytes, is_open: bool
) -> None:
    found = text(template)
    assert (found.first, found.middle, found.last, found.open) == (first, middle, last, is_open)


def test_statements_of_one_template_share_a_text_by_their_files() -> None:
    rows = [
        row("letter sent", "api/a.py:1"),
        row("letter sent", "api/b.py:2"),
        row(""),
        row("letter sent", "web/a.py:3"),
        row("letter sent", "api/c.py:4", kind="raise"),
    ]
    log, error = texts_of(rows)
    assert (log.log, log.statements) == (True, (0, 1, 3))
    assert log.bases == {"a.py": (0, 3), "b.py": (1,)}
    assert (error.log, error.statements, error.bases) == (False, (4,), {"c.py": (4,)})
    assert (log.words, log.bits) == (2, error.bits)


def test_words_are_worth_less_the_more_statements_have_them() -> None:
    rare, common = texts_of([row("parcel"), *[row("letter")] * 100])
    assert (rare.words, rare.bits) == (1, weights.WORD_MAX)
    assert common.bits == pytest.approx(7.6438, abs=0.001)
    assert text("parcel: {}").bits == weights.WORD_MAX + weights.MARK


def test_a_common_text_is_kept_for_log_statements_only() -> None:
    assert len(list(texts_of([row("letter", kind="raise")] * 39))) == 1
    assert list(texts_of([row("letter", kind="raise")] * 40)) == []
    assert len(list(texts_of([row("letter")] * 40))) == 1


def test_a_text_just_worth_showing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row("letter", kind="raise")]
    monkeypatch.setattr(weights, "SHOWN_TEXT", weights.WORD_MAX)
    assert len(list(texts_of(rows))) == 1
    monkeypatch.setattr(weights, "SHOWN_TEXT", weights.WORD_MAX + 0.1)
    assert list(texts_of(rows)) == []


@pytest.mark.parametrize(
    ("template", "message", "end"),
    [
        ("letter sent", b"letter sent", 11),
        ("letter sent", b"letter sent twice", 11),
        ("letter sent", b"a letter sent", -1),
        ("letter {}", b"letter 3", 8),
        ("letter {}", b"letter ", 7),
        ("letter {}", b"letter", -1),
        ("letter {} sent", b"letter 3 sent", 13),
        ("letter {} sent", b"letter 3 sent twice", 13),
        ("letter {} sent", b"letter 3 sent and 4 sent", 24),
        ("letter {} sent", b"letter 3 lost", -1),
        ("letter {} sent", b"letter  sent", 12),
        ("letter {} sent", b"letter sent", -1),
        ("{}aba", b"aba", 3),
        ("ab{}ba", b"aba", -1),
        ("a {} b {} c", b"a 1 b 2 c", 9),
        ("a {} b {} c", b"a 1 c 2 b", -1),
        ("a {} b {} c", b"a 1 b c", -1),
        ("a {} b {} c", b"a 1 b 2 c 3", 9),
        ("a {} xx {} x", b"a  xx x", -1),
        ("a {} xx {}xx", b"a 1 xx xx", 9),
        ("a {} x {} x {} x {}", b"a 1 x 2 x 3 x 4", 15),
        ("a {} x {} x {} x {}", b"a 1 x 2 x 4", -1),
    ],
)
def test_a_text_fits(template: str, message: bytes, end: int) -> None:
    assert fit(text(template), message) == end
    assert fit(text(template), b"12345" + message, 5) == (end + 5 if end >= 0 else -1)


def test_a_part_that_is_at_the_start_only_does_not_fit_again() -> None:
    folded = FoldedText(b"", (b"x", b"x"), b"", open=True)
    assert fit(folded, b"x") == -1
    assert fit(folded, b"xx") == 2
    assert fit(FoldedText(b"", (b"x",), b"", open=True), b"x") == 1


@pytest.mark.parametrize(
    ("template", "message", "end"),
    [
        ("failed: {}", b"failed: no route", 8),
        ("failed: {}", b"it failed: no route", -1),
        ("{} failed: {}", b"send failed: no route", 13),
        ("{} failed: {}", b"send failing: no route", -1),
        ("{} of {} failed: {}", b"send of 3 failed: x", 18),
        ("{}: {}", b": no", 2),
    ],
)
def test_the_value_at_the_end_begins_behind_the_last_literal(
    template: str, message: bytes, end: int
) -> None:
    assert end_of_literals(text(template), message, 0) == end
    assert end_of_literals(text(template), b"12" + message, 2) == (end + 2 if end >= 0 else -1)
