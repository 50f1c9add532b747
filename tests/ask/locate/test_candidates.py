"""Candidates: ranked, merged, limited, and the facts that they point at."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.candidates import (
    Candidate,
    around,
    at_line,
    at_most,
    definitions,
    functions_named,
    in_order,
    limited,
    merged,
    plain_name,
    point_at,
    without_tests,
)
from ctxkit.index.reader import FileEntry
from ctxkit.model import Confidence, Symbol
from tests.ask.locate_workspace import LETTER, MAIL, ContextOf


def symbol(name: str, line: int = 1, end_line: int = 9, what: str = "function") -> Symbol:
    return Symbol(name=name, what=what, line=line, end_line=end_line, repo="r", path="a.py")  # type: ignore[arg-type]


def candidate(line: int, score: float, confidence: Confidence = "low", why: str = "") -> Candidate:
    fact = symbol("f", line, line)
    return Candidate(fact=fact, score=score, confidence=confidence, why=(why,) if why else ())


@pytest.mark.parametrize(
    ("confidence", "limit", "least"),
    [
        ("high", "medium", "medium"),
        ("low", "medium", "low"),
        ("medium", "high", "medium"),
        ("none", "low", "none"),
    ],
)
def test_the_lesser_confidence(confidence: Confidence, limit: Confidence, least: str) -> None:
    assert at_most(confidence, limit) == least
    assert [c.confidence for c in limited([candidate(1, 1.0, confidence)], limit)] == [least]


def test_each_further_fact_is_worth_less() -> None:
    facts = [symbol("a"), symbol("b"), symbol("c")]
    found = in_order(facts, score=9.0, step=0.5, confidence="medium", why="because")
    assert [(c.fact.name, c.score, c.confidence, c.why) for c in found] == [
        ("a", 9.0, "medium", ("because",)),
        ("b", 8.5, "medium", ("because",)),
        ("c", 8.0, "medium", ("because",)),
    ]


def test_a_place_found_twice_keeps_the_reasons_and_the_higher_confidence_of_both() -> None:
    found = merged(
        [candidate(1, 3.0, "medium", "b"), candidate(2, 4.0), candidate(1, 5.0, "low", "a")]
    )
    assert [(c.fact.line, c.score, c.confidence, c.why) for c in found] == [
        (1, 5.0, "medium", ("a", "b")),
        (2, 4.0, "low", ()),
    ]


def test_a_place_found_twice_keeps_the_values_of_the_better_one() -> None:
    named = Candidate(fact=symbol("f"), score=1.0, confidence="low", values=(("x", "1"),))
    other = Candidate(fact=symbol("f"), score=2.0, confidence="low", values=(("y", "2"),))
    bare = Candidate(fact=symbol("f"), score=3.0, confidence="low")
    assert merged([named, bare])[0].values == (("x", "1"),)
    assert merged([named, other])[0].values == (("y", "2"),)


def test_test_code_is_left_out() -> None:
    files = [
        FileEntry(repo="r", path=p, oid="0", test=p.startswith("tests")) for p in ("a", "tests/a")
    ]
    assert [file.path for file in without_tests(files)] == ["a"]


def test_functions_of_a_plain_name() -> None:
    symbols = [
        symbol("Mail.send"),
        symbol("send"),
        symbol("send", what="class"),
        symbol("send_all"),
    ]
    assert [s.name for s in functions_named(symbols, "send")] == ["Mail.send", "send"]
    assert plain_name("Mail.send") == "send"
    assert plain_name("send") == "send"


def test_the_innermost_definition_around_a_line() -> None:
    outer, inner = symbol("Outer", 1, 20), symbol("Outer.inner", 5, 9)
    assert around([outer, inner], 5) is inner
    assert around([outer, inner], 9) is inner
    assert around([outer, inner], 10) is outer
    assert around([outer, inner], 21) is None


def test_a_line_is_named_after_the_definition_around_it(context_of: ContextOf) -> None:
    context = context_of("x")
    (file,) = context.files("mail_service.py")
    names = [s.name for s in definitions(context.index, file.repo, file.path)]
    assert names == ["MailService", "MailService.deliver", "MailService.close"]
    fact = at_line(context.index, file, 11)
    assert (fact.name, fact.symbol, fact.line, fact.path) == (
        "MailService.deliver",
        "MailService.deliver",
        11,
        MAIL,
    )
    assert point_at(None, "r", "a.py", 3).name == ""


def test_files_of_the_service_that_wrote_the_line_come_alone(service_context: ContextOf) -> None:
    entrypoints = ["docker/nginx/docker-entrypoint.sh", "docker/ssrf_proxy/docker-entrypoint.sh"]
    for line in ("ssrf_proxy-1 | x", "api-1 | x", "x"):
        files = service_context(line).files_of_service("docker-entrypoint.sh")
        assert [file.path for file in files] == entrypoints
    assert service_context("x").files_of_service("nobody.sh") == []


def test_files_of_tests_are_not_files_of_a_name(context_of: ContextOf) -> None:
    assert context_of("x").files("test_mail.py") == []
    assert [file.path for file in context_of("x").files("letter_service.py")] == [LETTER]


def test_the_error_of_an_event_is_the_one_that_ends_it(context_of: ContextOf) -> None:
    error = context_of("ValueError: no stamps left").error
    assert error is not None
    assert (error.error, error.message) == ("ValueError", "no stamps left")
    assert context_of("no stamps left").error is None
