from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.ask.find.meanings import Group
from ctxkit.ask.find.ranking import (
    _by_turns,
    _with_setting,
    _without_repeats,
    is_setting,
    ranked_hits,
)
from ctxkit.index.reader import Index
from ctxkit.index.search import Found
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Fact, Hit, LogTemplate, Symbol
from tests.ask.literal import Asked, Files, literal_index

RETRY: list[Group] = [[("retr", 1.0)], [("request", 1.0)]]


def symbol(name: str, line: int = 1, doc: str = "") -> Symbol:
    return Symbol(name=name, what="function", doc=doc, line=line, end_line=line)


def key(name: str, line: int = 1) -> ConfigKey:
    return ConfigKey(name=name, origin="pydantic", line=line, end_line=line)


def use(name: str, line: int = 1) -> ConfigUse:
    return ConfigUse(name=name, role="sets", via="compose", line=line, end_line=line)


def index(folder: Path, *facts: Fact, path: str = "api/a.py") -> Asked:
    return literal_index(folder, {"dify": {path: ("\n" * 99, [*facts])}})


def asked(folder: Path, *facts: Fact, path: str = "api/a.py") -> tuple[Index, Sources]:
    made = index(folder, *facts, path=path)
    return made.index, made.sources


def found(*facts: Fact, path: str = "api/a.py", score: float = 1.0) -> list[Found]:
    return [Found(f.kind, "dify", path, f.line, f.name, score) for f in facts]


def names(hits: Sequence[Hit]) -> list[str]:
    return [hit.fact.name for hit in hits]


def test_the_score_is_of_the_search_the_share_and_the_kind(tmp_path: Path) -> None:
    facts = [symbol("retry_request"), symbol("retry", 2)]
    documents = [*found(facts[0], score=2.0), *found(facts[1], score=4.0)]
    hits = ranked_hits(*asked(tmp_path, *facts), documents, RETRY)
    assert [(hit.fact.name, hit.score) for hit in hits] == [
        ("retry_request", round((0.3 * 0.5 + 0.7) * 0.82, 3)),
        ("retry", round((0.3 + 0.35) * 0.82, 3)),
    ]


def test_a_hit_covers_a_quarter_of_the_topic(tmp_path: Path) -> None:
    facts = [symbol("send", 1, "retry"), symbol("send", 2, "other"), symbol("retry", 3)]
    three: list[Group] = [*RETRY, [("polic", 1.0)]]
    hits = ranked_hits(*asked(tmp_path, *facts), found(*facts), three)
    assert [hit.fact.line for hit in hits] == [3]  # 0.7 of a third is too little


def test_a_hit_that_covers_just_a_quarter_is_one(tmp_path: Path) -> None:
    four: list[Group] = [*RETRY, [("polic", 1.0)], [("queu", 1.0)]]
    fact = symbol("retry")
    assert len(ranked_hits(*asked(tmp_path, fact), found(fact), four)) == 1


def test_tests_and_facts_that_are_gone_are_no_hits(tmp_path: Path) -> None:
    fact = symbol("retry_request")
    path = "api/tests/unit/test_a.py"
    assert ranked_hits(*asked(tmp_path, fact, path=path), found(fact, path=path), RETRY) == []
    assert ranked_hits(*asked(tmp_path / "b", fact), found(symbol("gone")), RETRY) == []


def test_equal_hits_come_by_their_place(tmp_path: Path) -> None:
    facts = [symbol("retry_request", line) for line in (9, 2, 5)]
    hits = ranked_hits(*asked(tmp_path, *facts), found(*facts), RETRY)
    assert [hit.fact.line for hit in hits] == [2, 5, 9]


def test_documents_whose_facts_are_gone_do_not_use_up_the_hits(tmp_path: Path) -> None:
    where = asked(tmp_path, symbol("retry", 99, "request"))
    gone = found(*(symbol("retry_request", n) for n in range(1, 400)))
    last = found(symbol("retry", 99))
    assert names(ranked_hits(*where, [*gone[:359], *last], RETRY)) == ["retry"]
    assert names(ranked_hits(*where, [*gone[:360], *last], RETRY)) == []


def test_ninety_hits_at_most(tmp_path: Path) -> None:
    facts = [key(f"RETRY_REQUEST_{n}", n + 1) for n in range(95)]
    assert len(ranked_hits(*asked(tmp_path, *facts), found(*facts), RETRY)) == 90


def test_the_reason_names_the_words_as_they_are_written(tmp_path: Path) -> None:
    facts = [symbol("retries"), key("RETRY_REQUEST", 2), symbol("send", 3, "retry the request")]
    message = LogTemplate(name="logger.info", template="retry request", line=4, end_line=4)
    hits = ranked_hits(*asked(tmp_path, *facts, message), found(*facts, message), RETRY)
    assert {hit.fact.line: hit.why for hit in hits} == {
        1: ("function with retries in its name",),
        2: ("setting with retry, request in its name",),
        3: ("function whose text mentions it",),
        4: ("message whose text mentions it",),
    }


def hits_of(*facts: Fact) -> list[Hit]:
    return [Hit(fact=fact, score=0.5) for fact in facts]


def test_uses_of_a_setting_that_is_a_hit_are_left_out() -> None:
    facts = [use("A", 1), use("B", 2), use("B", 3), key("A", 4), key("A", 5), symbol("B", 6)]
    kept = [hit.fact.line for hit in _without_repeats(hits_of(*facts))]
    assert kept == [4, 5, 2, 6]


def test_one_hit_a_line() -> None:
    kept = list(_without_repeats(hits_of(symbol("a", 1), symbol("b", 1), symbol("c", 2))))
    assert names(kept) == ["a", "c"]


def test_a_file_has_three_hits_or_fifteen_settings_before_others_have_had_a_turn() -> None:
    symbols = [symbol(f"s{n}") for n in range(5)]
    assert names(_by_turns(hits_of(*symbols))) == ["s0", "s1", "s2", "s3", "s4"]
    other = Symbol(name="other", what="function", path="b.py", line=1, end_line=1)
    assert names(_by_turns(hits_of(*symbols, other))) == ["s0", "s1", "s2", "other", "s3", "s4"]
    settings = [key(f"K{n}") for n in range(16)]
    order = names(_by_turns(hits_of(*settings, other)))
    assert (order[14], order[15], order[16]) == ("K14", "other", "K15")


def test_what_is_a_setting() -> None:
    assert is_setting(key("A"))
    assert is_setting(use("A"))
    assert not is_setting(symbol("A"))


def scored(*pairs: tuple[Fact, float]) -> list[Hit]:
    return [Hit(fact=fact, score=score) for fact, score in pairs]


def test_the_best_setting_is_among_the_first_where_it_is_near_the_best_hit() -> None:
    code = [(symbol(f"s{n}"), 0.9) for n in range(4)]
    near = scored(*code, (key("NEAR"), 0.6), (key("FAR"), 0.5))
    assert names(_with_setting(near)) == ["s0", "s1", "NEAR", "s2", "s3", "FAR"]
    far = scored(*code, (key("FAR"), 0.5))
    assert names(_with_setting(far)) == ["s0", "s1", "s2", "s3", "FAR"]
    first = scored((key("A"), 0.9), *code)
    assert names(_with_setting(first)) == ["A", "s0", "s1", "s2", "s3"]
    assert _with_setting([]) == []


CODE = """\
class RetryConfig:
    max_retries: int = 0
    retry_interval: int = 0

def retry_request(event, retry_count):
    if retry_count >= self.config.max_retries:
        return None

def retry_event(event):
    if retry_count > 3:
        save(event)

def retry_handler(self, event: Retried):
    self.status = Status.NODE_RETRY
    save(event)
"""


def test_code_that_decides_comes_before_code_that_passes_on(tmp_path: Path) -> None:
    facts = [
        Symbol(name=name, what=what, line=line, end_line=end, doc="request")
        for name, what, line, end in (
            ("RetryConfig", "class", 1, 3),
            ("retry_request", "function", 5, 7),
            ("retry_event", "function", 9, 11),
            ("retry_handler", "function", 13, 15),
        )
    ]
    made = literal_index(tmp_path, {"dify": {"api/a.py": (CODE, [*facts])}})
    hits = ranked_hits(made.index, made.sources, found(*facts), RETRY)
    assert [hit.fact.line for hit in hits] == [5, 1, 9, 13]


def test_packages_do_not_change_the_scores_of_the_rest(tmp_path: Path) -> None:
    fact = symbol("retry")
    files: Files = {"dify": {"api/a.py": ("x\n", [fact])}, "graphon": {"a.py": ("x\n", [fact])}}
    made = literal_index(tmp_path, files)
    own = found(fact, score=2.0)
    package = [each._replace(repo="graphon", path="a.py", score=9.0) for each in own]
    alone = ranked_hits(made.index, made.sources, own, RETRY)
    both = ranked_hits(made.index, made.sources, [*package, *own], RETRY)
    assert [hit for hit in both if hit.fact.repo == "dify"] == alone
    assert len(both) == 2
