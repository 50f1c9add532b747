from __future__ import annotations

from ctxkit.ask.find.merging import merged
from ctxkit.model import ConfigKey, ConfigUse, Hit, Symbol


def setting(name: str, line: int = 1) -> Hit:
    return Hit(fact=ConfigKey(name=name, line=line, end_line=line, origin="pydantic"), score=0.1)


def use(name: str) -> Hit:
    return Hit(fact=ConfigUse(name=name, line=9, end_line=9, role="reads", via="getenv"), score=0.1)


def code(name: str) -> Hit:
    return Hit(fact=Symbol(name=name, what="function", line=5, end_line=6), score=0.9)


def names(*lists: list[Hit], limit: int = 9) -> list[str]:
    told, facts, settings = lists
    return [hit.fact.name for hit in merged(told, facts, settings, limit=limit)]


def test_what_both_lists_have_comes_first() -> None:
    assert names([], [code("a"), setting("B")], [setting("C"), setting("B")])[0] == "C"
    assert names([], [setting("B"), code("a")], [setting("C"), setting("B")])[:2] == ["C", "B"]
    assert names([], [setting("B")], [setting("B"), setting("C")]) == ["B", "C"]


def test_what_is_told_outright_leads() -> None:
    assert names([setting("T")], [code("a")], [setting("B")]) == ["T", "B", "a"]


def test_a_setting_is_listed_once_at_the_place_of_the_first_list() -> None:
    (hit,) = merged([], [use("B"), setting("B")], [setting("B")], limit=9)
    assert isinstance(hit.fact, ConfigUse)


def test_scores_fall_from_at_most_one() -> None:
    hits = merged([setting("T")], [code("a"), code("b")], [setting("B"), setting("C")], limit=9)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0
    assert scores[-1] > 0


def test_no_more_than_asked_for() -> None:
    assert names([], [code("a"), code("b")], [setting("C")], limit=2) == ["C", "a"]
    assert names([], [], []) == []
