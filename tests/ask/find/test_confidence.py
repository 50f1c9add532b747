from __future__ import annotations

import pytest

from ctxkit.ask.find.confidence import AGREED_RANK, CLEAR_LEAD, confidence_of
from ctxkit.ask.find.meanings import Group
from ctxkit.model import Confidence, ConfigKey, Hit, Symbol
from ctxkit.text.words import stem


def setting(name: str, score: float = 1.0) -> Hit:
    return Hit(fact=ConfigKey(name=name, line=1, end_line=1, origin="pydantic"), score=score)


def sure(groups: list[Group], *, second: float = 0.5, rank: int = 0) -> Confidence:
    lead = setting("NGINX")
    others = [setting(f"OTHER_{n}") for n in range(rank)]
    return confidence_of([lead], [*others, lead], [lead, setting("NEXT", second)], groups)


def shares(covered: float) -> list[Group]:
    return [[("nginx", covered)], [("retr", 1 - covered)]][: 2 if covered < 1 else 1]


@pytest.mark.parametrize(
    ("covered", "confidence"),
    [(1.0, "high"), (0.7, "high"), (0.69, "medium"), (0.55, "medium"), (0.54, "low")],
)
def test_the_confidence_is_the_share_of_the_question_that_the_lead_covers(
    covered: float, confidence: str
) -> None:
    assert sure(shares(covered)) == confidence


def test_a_lead_that_another_setting_equals_is_not_sure() -> None:
    assert sure(shares(1.0), second=1 / CLEAR_LEAD - 0.01) == "high"
    assert sure(shares(1.0), second=1 / CLEAR_LEAD + 0.01) == "medium"


def test_a_lead_that_only_the_profiles_know_is_not_sure() -> None:
    assert sure(shares(1.0), rank=AGREED_RANK - 1) == "high"
    assert sure(shares(1.0), rank=AGREED_RANK) == "medium"


def of_names(groups: list[Group], name: str, *others: str, score: float = 0.9) -> Confidence:
    lead = setting(name)
    return confidence_of([lead], [lead], [lead, *(setting(o, score) for o in others)], groups)


@pytest.mark.parametrize(
    ("words", "name", "confidence"),
    [
        ("redis", "REDIS_CLIENT_SIDE_CACHE", "medium"),
        ("redis cache", "REDIS_CLIENT_SIDE_CACHE", "medium"),
        ("redis side cache", "REDIS_CLIENT_SIDE_CACHE", "high"),
        ("webhook size", "ENABLE_WEBHOOK_SIZE_SECONDS", "high"),  # nobody says the others
    ],
)
def test_a_setting_is_sure_where_the_question_says_most_of_its_name(
    words: str, name: str, confidence: str
) -> None:
    assert of_names([[(stem(word), 1.0)] for word in words.split()], name) == confidence


@pytest.mark.parametrize(
    ("others", "confidence"),
    [
        (("NGINX_PORT", "REDIS_PORT"), "high"),
        (("NGINX_PORT", "REDIS_PORT", "DB_PORT"), "medium"),
        (("NGINX_PORT", "NGINX_SSL_PORT", "ENABLE_NGINX_PORT"), "high"),  # all of one
        (("NGINX_PORT", "REDIS_PORT", "DB_HOST"), "high"),  # one that is not asked for
        (("NGINX_PORT", "REDIS_PORT", "PORT_RANGE"), "high"),  # one that the question names
        (("NGINX_PORT", "REDIS_PORT", "_"), "high"),
    ],
)
def test_a_setting_is_not_sure_where_three_others_have_one_of_that_name(
    others: tuple[str, ...], confidence: str
) -> None:
    assert of_names([[("port", 1.0)]], "PORT", *others) == confidence


def test_a_setting_far_behind_is_no_rival() -> None:
    others = ("NGINX_PORT", "REDIS_PORT", "DB_PORT")
    assert of_names([[("port", 1.0)]], "PORT", *others, score=0.5) == "medium"
    assert of_names([[("port", 1.0)]], "PORT", *others, score=0.49) == "high"


def test_a_name_must_say_it_and_not_a_text_alone() -> None:
    lead = Hit(fact=Symbol(name="x", what="function", line=1, end_line=1, doc="nginx"), score=1.0)
    groups: list[Group] = [[("nginx", 1.0)]]
    assert confidence_of([lead], [lead], [], groups) == "low"


def test_code_may_lead_for_sure_and_nothing_is_none() -> None:
    lead = Hit(fact=Symbol(name="nginx", what="function", line=1, end_line=1), score=1.0)
    assert confidence_of([lead], [lead], [setting("A"), setting("B")], [[("nginx", 1.0)]]) == "high"
    assert confidence_of([], [], [], []) == "none"


def test_code_of_which_the_question_says_one_word_is_not_sure() -> None:
    lead = Hit(fact=Symbol(name="nginx_of_all", what="function", line=1, end_line=1), score=1.0)
    assert confidence_of([lead], [lead], [], [[("nginx", 1.0)]]) == "medium"
