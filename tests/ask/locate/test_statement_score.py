"""The score of a statement, piece by piece."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.locate.statement_score import (
    ScoredStatement,
    same_error,
    score_reworded,
    score_statement,
    template_of,
)
from ctxkit.model import HOLE, ErrorCode, Fact, LogTemplate, Raise, Symbol, Task
from ctxkit.text.template import line_words

COUNTS = dict.fromkeys(("quota", "exhausted", "tenant", "stamps", "lost"), 1)
TEXT = 39.0  # bits of `quota of tenant {} exhausted`: three rare words


def log(template: str = "quota of tenant {} exhausted", **fields: object) -> LogTemplate:
    given = {"path": "api/quota.py", "repo": "dify", "line": 10, "end_line": 12, **fields}
    return LogTemplate(name="logger.info", template=template.replace("{}", HOLE), **given)  # type: ignore[arg-type]


def error(template: str = "quota of tenant {} exhausted", **fields: object) -> Raise:
    given = {"path": "api/quota.py", "repo": "dify", "line": 10, "end_line": 10, **fields}
    return Raise(name="errors.QuotaError", template=template.replace("{}", HOLE), **given)  # type: ignore[arg-type]


def scored(fact: Fact, text: str, **context: object) -> ScoredStatement | None:
    return score_statement(fact, text, LineContext(**context), COUNTS, frozenset(line_words(text)))  # type: ignore[arg-type]


def bits(fact: Fact, text: str = "quota of tenant 7 exhausted", **context: object) -> float:
    found = scored(fact, text, **context)
    assert found is not None
    return round(found.score, 2)


WHOLE = TEXT + 5.0 + 2.0 - 0.2
"""The text, from the start, to the end, less one value."""


def test_a_whole_text() -> None:
    assert bits(log()) == WHOLE
    found = scored(log(), "quota of tenant 7 exhausted")
    assert found is not None
    assert found.why == ("full message match (39 bits of evidence)",)
    assert (found.whole, found.fits, found.certain) == (True, True, True)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("quota of tenant 7 exhausted, again", -2.0 - 1.0 - 7 / 20),
        ("quota of tenant 7 exhausted，再试一次吧", 0.0),
        ("failed: quota of tenant 7 exhausted", -5.0 - 1.0),
        ("it says (quota of tenant 7 exhausted", -5.0 - 1.0),
        ("报错quota of tenant 7 exhausted", -5.0 - 1.0),
        ("we saw quota of tenant 7 exhausted", -5.0 - 6.0),
    ],
)
def test_where_the_text_is_in_the_message(text: str, change: float) -> None:
    assert bits(log(), text) == pytest.approx(WHOLE + change, abs=0.01)


def test_a_text_that_begins_with_a_value_may_begin_anywhere() -> None:
    template = "{} lost quota of tenant {} exhausted"
    counts = TEXT + 13.0
    assert bits(log(template), "x lost quota of tenant 7 exhausted") == counts + 1.0 + 2.0 - 0.4
    after_prefix = counts + 5.0 + 6.0 + 2.0 - 0.4
    assert bits(log(template), "x lost quota of tenant 7 exhausted", logged=True) == after_prefix


def test_a_loggers_prefix_precedes_a_log_statements_text() -> None:
    assert bits(log(), logged=True) == WHOLE + 6.0
    assert bits(error(), logged=True) == WHOLE - 3.0
    inside = "failed: quota of tenant 7 exhausted"
    assert bits(log(), inside, logged=True) == pytest.approx(bits(log(), inside) - 8.0)
    assert bits(error(), inside, logged=True) == pytest.approx(bits(error(), inside) - 3.0)


def test_a_text_that_was_cut_or_replaced() -> None:
    found = scored(log(), "quota of tenant 7 exhau")
    assert found is not None
    assert found.why == ("message match up to where the line ends (26 bits of evidence)",)
    share = (16 + 6) / 26
    assert found.score == pytest.approx(26.0 + 5.0 - 4.0 - 6.0 * (1 - share) + 5.0)  # `exhau`
    departed = scored(log("quota of tenants is exhausted"), "quota of tenants was lost")
    assert departed is not None
    share = 17 / 29
    assert departed.score == pytest.approx(13.0 * share + 5.0 - 4.0 - 12.0 * (1 - share))
    assert departed.why == ("partial message match (8 bits of evidence)",)


@pytest.mark.parametrize(
    ("base", "known", "change"),
    [
        ("quota.py", True, 10.0),
        ("other.py", True, -9.0),
        ("other.py", False, -4.0),
        ("", False, 0.0),
    ],
)
def test_the_file_in_the_prefix(base: str, known: bool, change: float) -> None:
    assert bits(log(), base=base, base_known=known) == WHOLE + change


@pytest.mark.parametrize(
    ("line", "change", "on_line"),
    [(10, 8.0, True), (12, 8.0, True), (13, 4.0, False), (9, 4.0, False), (400, 0.0, False)],
)
def test_the_line_in_the_prefix(line: int, change: float, on_line: bool) -> None:
    found = scored(
        log(), "quota of tenant 7 exhausted", base="quota.py", base_known=True, line=line
    )
    assert found is not None
    assert found.score == pytest.approx(WHOLE + 10.0 + change)
    assert found.in_named_file
    assert found.on_named_line is on_line
    said = f"line {line}" if on_line else f"line {line} in the log, line 10 here"
    assert said in found.why
    elsewhere = scored(log(), "quota of tenant 7 exhausted", base="other.py", line=line)
    assert elsewhere is not None
    assert not elsewhere.on_named_line


@pytest.mark.parametrize(
    ("context", "change", "why"),
    [
        ({"level": "info"}, 1.5, "level info"),
        ({"level": "error"}, -2.5, ""),
        ({"service": "worker"}, 2.0, "part of the worker service"),
        ({"service": "web"}, -6.0, ""),
        ({"language": "go"}, -7.0, ""),
        ({"language": "py"}, 0.0, ""),
        ({"logger": "quota"}, 9.0, "logger quota"),
        ({"logger": "core.quota"}, -8.0, ""),
        ({"logger": "other"}, 0.0, ""),
        ({"plugin": "parrot"}, 0.0, ""),
    ],
)
def test_the_rest_of_the_prefix(context: dict[str, object], change: float, why: str) -> None:
    found = scored(log(level="info"), "quota of tenant 7 exhausted", **context)
    assert found is not None
    assert found.score == pytest.approx(WHOLE + change)
    assert found.why[1:] == ((why,) if why else ())


def test_another_module_speaks_only_against_what_begins_the_message() -> None:
    inside = "failed: quota of tenant 7 exhausted"
    assert bits(log(), inside, logger="core.other") == bits(log(), inside)


def test_the_plugin_that_a_line_names() -> None:
    plugin = {"repo": "dify-official-plugins", "path": "models/parrot/main.py"}
    assert bits(log(**plugin), plugin="parrot") == WHOLE + 6.0
    assert bits(log(**plugin), plugin="finch") == WHOLE - 3.0
    assert bits(log(**plugin)) == WHOLE


@pytest.mark.parametrize(
    ("fields", "own", "language", "change"),
    [
        (("lane", "size"), ("lane", "size"), "", 4.0),
        (("lane",), ("lane", "size"), "", 2.0 - 1.5),
        (("lane", "size", "x", "y"), ("lane", "size"), "go", 4.0 - 2 * 0.5 - 7.0),
        (("lane", "size", "x", "y"), ("lane", "size"), "", 4.0),
        (("lane",), (), "", 0.0),
        ((), ("lane",), "", -1.5),
    ],
)
def test_attributes(
    fields: tuple[str, ...], own: tuple[str, ...], language: str, change: float
) -> None:
    given = tuple((name, "1") for name in fields)
    assert bits(log(fields=own), fields=given, language=language) == WHOLE + change


def test_the_class_of_the_error() -> None:
    assert bits(error(), error="QuotaError") == WHOLE + 8.0
    assert bits(error(), error="StampError") == WHOLE
    assert bits(log(), error="QuotaError") == WHOLE


def test_test_code_is_worth_least() -> None:
    assert bits(log(test=True)) == pytest.approx(WHOLE - 15.0)


@pytest.mark.parametrize("template", ["{}", "{}: {}.", "{}, {}-{}", ""])
def test_a_statement_without_words_is_known_by_its_place_or_its_error(template: str) -> None:
    assert scored(log(template), "whatever") is None
    assert scored(log(template), "whatever", base="other.py", base_known=True, line=10) is None
    assert scored(log(template), "x: y, a-b.", base="quota.py", base_known=True) is not None
    assert (
        scored(log(template), "x: y, a-b.", base="quota.py", base_known=True, line=99) is not None
    )


@pytest.mark.parametrize(
    ("line", "known"), [(10, True), (13, True), (7, True), (14, False), (6, False)]
)
def test_an_error_without_words_is_known_by_a_line_near_by(line: int, known: bool) -> None:
    found = scored(error("{}"), "whatever", base="quota.py", base_known=True, line=line)
    assert (found is not None) is known
    assert scored(error("{}"), "whatever", error="QuotaError") is not None
    assert scored(error("{}"), "whatever", error="StampError") is None


def test_a_text_without_words_gains_nothing_by_its_form() -> None:
    found = scored(log("{}"), "whatever", base="quota.py", base_known=True, line=10, logged=True)
    assert found is not None
    assert found.score == 10.0 + 8.0
    assert found.why == ("file name quota.py", "line 10")


def test_a_changed_text_in_the_named_file_is_known_by_most_of_its_words() -> None:
    fact = log("stamps of tenant exhausted and lost quota")
    named = {"base": "quota.py", "base_known": True}
    found = scored(fact, "lost: quota and stamps of tenant", **named)
    assert found is not None
    share = 0.6 * 6 / 7
    words = 4 * 13.0 * share
    assert found.score == pytest.approx(words + 5.0 - 4.0 - 12.0 * (1 - share) + 10.0)
    assert found.match.share == pytest.approx(share)
    assert scored(fact, "lost: quota and stamps of tenant") is None
    assert scored(fact, "the quota of x was lost", **named) is None
    assert scored(log("lost quota"), "quota lost", **named) is not None
    assert scored(log("quota"), "no quota", **named) is not None


def test_a_text_in_other_words_is_a_hint() -> None:
    text = "of tenant the quota is exhausted"
    words = frozenset(line_words(text))
    fact = log("quota of tenant exhausted")
    found = score_reworded(fact, text, LineContext(), COUNTS, words)
    assert found is not None
    assert (found.score, found.why) == (8.0, ("most of its words occur in the line",))
    assert found.bits == pytest.approx(39.0 * 0.6)
    against = LineContext(language="go", service="web", level="error")
    other = score_reworded(
        log("quota of tenant exhausted", level="info"), text, against, COUNTS, words
    )
    assert other is not None
    assert other.score == pytest.approx(39.0 * 0.6 - 7.0 - 6.0 - 2.5)


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("quota of tenant exhausted", True),
        ("quota of tenant exhausted now", True),
        ("quota of tenant exhausted right now", False),
        ("quota for tenants", False),
    ],
)
def test_three_quarters_of_the_words_must_be_there(template: str, found: bool) -> None:
    words = frozenset(line_words("of tenant the quota is exhausted"))
    hint = score_reworded(log(template), "x", LineContext(), COUNTS, words)
    assert (hint is not None) is found


def test_common_words_are_no_hint() -> None:
    words = frozenset(("one", "two", "three", "quota"))
    assert score_reworded(log("one two three"), "x", LineContext(), COUNTS, words) is None
    hint = score_reworded(log("one two three quota"), "x", LineContext(), COUNTS, words)
    assert hint is None  # 13 bits, of which 60 % count


def test_the_template_of_a_fact() -> None:
    assert template_of(error("x")) == "x"
    code = ErrorCode(name="c", error="E", template="x", line=1, end_line=1)
    assert template_of(code) == "x"
    assert template_of(Symbol(name="x", what="function", line=1, end_line=1)) == ""


def test_which_facts_are_of_an_error_class() -> None:
    context = LineContext(error="QuotaError")
    code = ErrorCode(name="quota_exceeded", error="QuotaError", line=1, end_line=1)
    assert same_error(error(), context)
    assert same_error(code, context)
    assert not same_error(code, LineContext(error="quota_exceeded"))
    assert not same_error(error(), LineContext())
    coded = Raise(name="newError", template="a", code="QuotaExceeded", line=1, end_line=1)
    assert same_error(coded, LineContext(error="quota_exceeded"))
    assert not same_error(coded, LineContext(error="quota"))
    text = Raise(name="error", template="a", line=1, end_line=1)  # {"error": "a"}
    assert not same_error(text, LineContext(error="error"))
    assert not same_error(Task(name="QuotaError", line=1, end_line=1), context)
