from __future__ import annotations

import pytest

from ctxkit.extract.error_calls import code_before, first_sentence, is_sentence, makes_error
from ctxkit.extract.literals import MessageText, hole, literal


@pytest.mark.parametrize(
    "name",
    [
        "newError",
        "unknown_error",
        "_err",
        "x.Errors",
        "makeException",
        "newFailure",
        "pageFault",
        "panicWith",
        "fatal",
        "ctx.fail",
        "abortRun",
        "die",
        "rejectWith",
        "throwMissing",
        "_raise_missing",
        "bail",
    ],
)
def test_names_that_make_an_error(name: str) -> None:
    assert makes_error(name)


@pytest.mark.parametrize(
    "name",
    ["", "send", "terror", "failover", "logger.error", "x.exception", "log.fatal", "x.panic"]
    + [
        f"{verb}Error"
        for verb in (
            *("is", "has", "get", "use", "handle", "check", "parse", "catch", "log", "map", "find"),
            *("count", "expect", "assert", "ignore", "clear", "should", "list", "with", "on"),
        )
    ],
)
def test_names_that_make_none(name: str) -> None:
    assert not makes_error(name)


def test_a_function_named_error_makes_one() -> None:
    assert makes_error("error")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (literal("no such app"), True),
        (literal("没有应用"), True),
        (literal("invalid!"), True),
        (hole("name") + literal(" missing"), True),
        (literal("not_found"), False),
        (literal("a.b/c:d-e"), False),
        (literal("1 2"), False),
        (hole("name"), False),
        (literal("http_") + hole("status"), False),
    ],
)
def test_sentences(message: MessageText, expected: bool) -> None:
    assert is_sentence(message) is expected


def test_the_first_sentence_of_the_arguments_and_the_code_before_it() -> None:
    messages = [literal("GET"), hole("status"), literal("not_found"), literal("no such app")]
    assert first_sentence(messages) == 3
    assert code_before(messages, 3) == "not_found"
    assert code_before(messages, 2) == ""
    assert code_before(messages, None) == ""
    assert first_sentence(messages[:3]) is None
    assert code_before([literal("a_") + hole("b"), literal("a b")], 1) == ""
