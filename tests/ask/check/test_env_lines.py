"""The lines of a `.env`: flaws, duplicate keys, lost variables."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_lines import DUPLICATE_KEY, EXPANDED_DOLLAR, RULES
from tests.ask.check.running import checked, lines, problems
from tests.ask.literal import Asked


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("A=1\nnot an assignment\n", "not-an-assignment", 2),
        ("A=1\nB='open\n", "unclosed-quote", 2),
        ("A='1' more\n", "text-after-quote", 1),
        ("A= # nothing\n", "comment-as-value", 1),
        ("A=\u201cx\u201d\n", "odd-character", 1),
    ],
)
def test_a_flaw_of_a_line_has_its_rule(asked: Asked, text: str, rule: str, line: int) -> None:
    assert lines(asked, rule, env=text) == [line]


def test_every_flaw_has_a_rule_of_the_same_category() -> None:
    assert {rule.category for rule in RULES} == {
        *("not-an-assignment", "unclosed-quote", "behind-quote", "comment-as-value"),
        *("odd-character", "set-twice", "expanded-dollar"),
    }


def test_a_duplicate_key(asked: Asked) -> None:
    (problem,) = problems(asked, DUPLICATE_KEY.id, env="LOG_LEVEL=INFO\n\nLOG_LEVEL=DEBUG\n")
    assert (problem.line, problem.severity, problem.key) == (1, "warning", "LOG_LEVEL")
    assert problem.message == "duplicate key LOG_LEVEL: set again on line 3, which takes effect"


def test_a_duplicate_key_with_the_same_value_is_a_note(asked: Asked) -> None:
    (problem,) = problems(asked, DUPLICATE_KEY.id, env="LOG_LEVEL=INFO\nLOG_LEVEL=INFO\n")
    assert problem.severity == "note"
    assert problem.message == "duplicate key LOG_LEVEL: set again on line 2 to the same value"


def test_each_line_before_the_last_is_a_duplicate(asked: Asked) -> None:
    text = "LOG_LEVEL=INFO\nLOG_LEVEL=DEBUG\nLOG_LEVEL=ERROR\n"
    assert lines(asked, DUPLICATE_KEY.id, env=text) == [1, 2]


def test_keys_that_differ_in_case_are_not_duplicates(asked: Asked) -> None:
    assert lines(asked, DUPLICATE_KEY.id, env="LOG_LEVEL=INFO\nlog_level=INFO\n") == []


def test_a_variable_that_nothing_sets(asked: Asked) -> None:
    (problem,) = problems(asked, EXPANDED_DOLLAR.id, env="LOG_FILE=$a/$b/$c/$d\n")
    assert problem.message == "docker compose expands $a, $b, $c in LOG_FILE, which is not set"


def test_of_a_secret_no_part_is_shown(asked: Asked) -> None:
    (problem,) = problems(asked, EXPANDED_DOLLAR.id, env="SECRET_KEY=pa$word1234\n")
    assert "word1234" not in problem.message
    assert "expands a $ in SECRET_KEY" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "A=x\nLOG_FILE=$A\n",
        "LOG_FILE=${A:-x}\n",
        "LOG_FILE='$A'\n",
        "LOG_FILE=a$$b\n",
        "LOG_FILE=$A\nLOG_FILE=x\n",  # the line has no effect, which is what is reported
    ],
)
def test_a_dollar_that_is_meant(asked: Asked, text: str) -> None:
    assert lines(asked, EXPANDED_DOLLAR.id, env=text) == []


def test_a_file_of_comments_has_no_flaw(asked: Asked) -> None:
    assert checked(asked, env="# LOG_LEVEL\n\n  # A=1\n").problems == ()
