"""What a person must know of a topic: which parts of Dify it is about."""

from __future__ import annotations

from ctxkit.model import ConfigKey, Finding, Hit, KeyAnswer, Question, Symbol
from ctxkit.output.verdict.topic import topic_verdict
from ctxkit.output.verdict.verdict import verdict_of

ASKED = Question(command="find", hits_hold_settings=True)


def setting(name: str) -> Hit:
    fact = ConfigKey(
        repo="dify", path="api/configs/x.py", line=1, end_line=1, name=name, origin="pydantic"
    )
    return Hit(fact=fact, score=0.5)


def constant(path: str, name: str, value: str = "3") -> Hit:
    fact = Symbol(
        repo="dify",
        path=path,
        line=1,
        end_line=1,
        symbol="",
        name=name,
        what="constant",
        value=value,
    )
    return Hit(fact=fact, score=0.5)


def found(*hits: Hit, keys: tuple[KeyAnswer, ...] = ()) -> Finding:
    return Finding(question=ASKED, query="retries", confidence="high", hits=hits, keys=keys)


def test_hits_are_grouped_by_subject_that_of_the_best_first_and_the_unknown_last() -> None:
    hits = (
        constant("elsewhere/x.py", "LOST"),
        setting("REDIS_RETRIES"),
        setting("SSRF_RETRIES"),
        constant("api/tasks/x.py", "MAX_RETRIES"),
        setting("REDIS_CAP"),
    )
    keys = (
        KeyAnswer(name="REDIS_RETRIES", default="3"),
        KeyAnswer(name="SSRF_RETRIES", default="5", status="undelivered"),
    )
    verdict = topic_verdict(found(*hits, keys=keys))
    assert verdict.title == "2 settings and 2 other places for: retries"
    assert [(line.label, line.items or line.text) for line in verdict.lines] == [
        ("Redis", ("REDIS_RETRIES = 3", "REDIS_CAP")),
        ("HTTP requests", ("SSRF_RETRIES = 5 (not passed to the container)",)),
        ("Background tasks", ("MAX_RETRIES = 3",)),
        ("Other", ("LOST = 3",)),
        ("Next", "ctxkit explain REDIS_RETRIES"),
    ]


def test_a_topic_without_settings_names_no_next_step() -> None:
    verdict = topic_verdict(found(constant("web/x.ts", "LIMIT", "")))
    assert [(line.label, line.items) for line in verdict.lines] == [("Web pages", ("LIMIT",))]


def test_each_question_has_its_verdict() -> None:
    assert verdict_of(found(constant("web/x.ts", "LIMIT"))).title == "1 other place for: retries"
    assert verdict_of(found()).title == "nothing in these repositories answers this"
