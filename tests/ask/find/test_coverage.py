from __future__ import annotations

import pytest

from ctxkit.ask.find.coverage import cover_of_fact, cover_of_name
from ctxkit.ask.find.meanings import Group
from ctxkit.model import ConfigKey, ConfigUse, Fact, LogTemplate, Symbol
from ctxkit.text.words import stem


def groups(*words: str) -> list[Group]:
    return [[(stem(word), 1.0)] for word in words]


def symbol(name: str, what: str = "function", doc: str = "") -> Symbol:
    return Symbol(name=name, what=what, doc=doc, line=1, end_line=1)  # type: ignore[arg-type]


def share(fact: Fact, *words: str) -> float:
    return round(cover_of_fact(groups(*words), fact).share, 3)


def test_a_word_in_the_name_counts_in_full_and_one_in_the_text_for_less() -> None:
    assert share(symbol("retry_request"), "retry", "request") == 1.0
    assert share(symbol("retry", doc="of a request"), "retry", "request") == 0.85
    assert share(symbol("send", doc="Retry a request"), "retry", "request") == 0.7
    assert share(symbol("send"), "retry", "request") == 0.0


def test_a_word_of_two_in_one_is_found() -> None:
    assert share(symbol("READ_TIME_OUT"), "timeout") == 1.0


def test_a_method_is_found_by_its_class_for_less() -> None:
    assert share(symbol("Client.send", "method"), "client") == 0.7
    assert share(symbol("task.retries", "argument"), "task", "retries") == 1.0


def test_a_setting_is_found_by_the_class_that_declares_it() -> None:
    key = ConfigKey(name="POOL", origin="pydantic", symbol="Database.Sql", line=1, end_line=1)
    assert share(key, "pool", "sql", "database") == 0.8
    use = ConfigUse(name="db.POOL", role="reads", via="getenv", symbol="Sql", line=1, end_line=1)
    assert share(use, "pool", "db", "sql") == round(1.7 / 3, 3)


@pytest.mark.parametrize(
    "fact",
    [
        symbol("f", doc="the sandbox"),
        LogTemplate(name="f", template="the sandbox", line=1, end_line=1),
        ConfigKey(name="f", origin="pydantic", description="the sandbox", line=1, end_line=1),
    ],
)
def test_every_text_of_a_fact_is_looked_at(fact: Fact) -> None:
    assert share(fact, "sandbox") == 0.7


def test_the_best_of_a_group_counts_and_is_named() -> None:
    group: list[Group] = [[("retr", 1.0), ("attempt", 0.6)], [("siz", 0.5)]]
    covered = cover_of_fact(group, symbol("attempt", doc="retry"))
    assert (round(covered.share, 3), covered.stems) == (round(0.7 / 1.5, 3), ["retr"])
    covered = cover_of_fact(group, symbol("attempt_size"))
    assert (round(covered.share, 3), covered.stems) == (round(1.1 / 1.5, 3), ["attempt", "siz"])


def test_a_name_alone() -> None:
    assert cover_of_name(groups("retry"), "Client.retry").share == 1.0
    assert cover_of_name(groups("client"), "Client.retry").share == 0.7
    assert cover_of_name(groups("other"), "Client.retry").share == 0.0
