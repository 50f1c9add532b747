"""Which places an answer cites, in which order, and why each is shown."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.bundle.citations import Citation, citations_of
from ctxkit.model import ConfigKey, ConfigUse, Finding, Hit, KeyAnswer, Place, Symbol
from ctxkit.model.cause import CausePlace, Decider, StatementCause
from tests.bundle.literal import PLAIN, REPO, at, finding, function, hit, log, place

FULL = replace(PLAIN, full_settings=True)


def cited_by(found: Finding) -> list[Citation]:
    return citations_of(found, {})


def asked(*keys: KeyAnswer) -> Finding:
    return finding(keys=keys, question=FULL)


def titles(citations: list[Citation]) -> list[str]:
    return [f"{c.title} {c.location.line}" for c in citations]


def declared(name: str, line: int = 1) -> ConfigKey:
    return ConfigKey(
        repo=REPO, path="conf.py", line=line, end_line=line, name=name, origin="pydantic"
    )


def key(name: str, *roles: str) -> KeyAnswer:
    places = tuple(place("a.py", n, role, name) for n, role in enumerate(roles, 1))
    return KeyAnswer(name=name, places=places)


def test_hits_come_before_settings() -> None:
    found = finding(hits=(hit(log("a.py", 9)),), keys=(key("KEY", "declares", "reads"),))
    assert titles(cited_by(found)) == ["log 9", "reads KEY 2"]


def test_a_text_that_was_cited_already_comes_after_the_others() -> None:
    hits = (log("a.py", 1), log("a.py", 2), log("a.py", 3, "bang"), function("a.py", 5, 9))
    found = finding(hits=tuple(map(hit, hits)))
    assert [c.location.line for c in cited_by(found)] == [1, 3, 5, 2]


def test_a_place_that_is_cited_twice_is_shown_once() -> None:
    assert titles(cited_by(asked(key("KEY", "reads"), key("KEY", "reads")))) == ["reads KEY 1"]


def test_only_code_that_reads_a_setting_is_shown_in_sections() -> None:
    found = asked(key("KEY", "declares", "sets", "reads", "renders", "reads"))
    assert titles(cited_by(found)) == ["reads KEY 3", "reads KEY 5"]


def test_a_setting_that_was_not_asked_about_brings_two_reads() -> None:
    found = finding(hits=(hit(log("z.py", 1)),), keys=(key("KEY", *["reads"] * 3),))
    assert titles(cited_by(found)) == ["log 1", "reads KEY 1", "reads KEY 2"]


def test_reads_that_are_alike_are_cited_once_and_last() -> None:
    found = asked(key("KEY", *["reads"] * 8))
    texts = {at("a.py", n): "handler(KEY)" if n < 7 else f"use {n}" for n in range(1, 9)}
    assert titles(citations_of(found, texts)) == ["reads KEY 7", "reads KEY 8", "reads KEY 1"]


def test_a_hit_that_is_a_setting_brings_two_reads() -> None:
    found = finding(
        hits=(hit(declared("KEY", 9)), hit(log("z.py", 1))),
        keys=(key("KEY", "declares", "reads", "reads", "reads"),),
    )
    assert titles(cited_by(found)) == ["declares KEY 9", "reads KEY 2", "reads KEY 3", "log 1"]


def test_below_the_eighth_hit_a_setting_brings_one_read() -> None:
    names = [f"KEY_{n}" for n in range(9)]
    found = finding(
        hits=[hit(declared(name, 9 + n)) for n, name in enumerate(names)],
        keys=[key(name, "declares", "reads", "reads") for name in names],
    )
    reads = [title for title in titles(cited_by(found)) if title.startswith("reads")]
    assert reads[-3:] == ["reads KEY_7 2", "reads KEY_7 3", "reads KEY_8 2"]


def test_a_setting_brings_its_code_once() -> None:
    found = finding(
        hits=(hit(declared("KEY", 1)), hit(declared("KEY", 2))), keys=(key("KEY", "reads"),)
    )
    assert titles(cited_by(found)) == ["declares KEY 1", "reads KEY 1", "declares KEY 2"]


def test_no_answer_cites_more_than_300_places() -> None:
    assert len(cited_by(asked(key("KEY", *["reads"] * 400)))) == 300


@pytest.mark.parametrize(
    ("role", "context", "comment", "deep"),
    [
        ("declares", 0, True, False),
        ("sets", 1, True, False),
        ("documents", 1, False, False),
        ("renames", 2, False, False),
        ("renders", 2, False, False),
        ("reads", 2, False, True),
    ],
)
def test_a_role_decides_what_is_shown_around_a_place(
    role: str, context: int, comment: bool, deep: bool
) -> None:
    use = ConfigUse(repo=REPO, path="x", line=3, end_line=3, name="KEY", role=role, via="env")  # type: ignore[arg-type]
    (cited,) = cited_by(finding(hits=(hit(use),)))
    assert (cited.context, cited.comment, cited.deep) == (context, comment, deep)


def test_a_use_of_a_setting_is_cited_by_its_role() -> None:
    use = ConfigUse(
        repo=REPO, path="x.env", line=3, end_line=3, name="KEY", role="sets", via="env-example"
    )
    (cited,) = cited_by(finding(hits=(hit(use),)))
    assert (cited.title, cited.context) == ("sets KEY", 1)


def test_code_that_reads_a_setting_names_its_function() -> None:
    read = Place(role="reads", location=at("a.py", 1, symbol="f"), name="KEY")
    answer = KeyAnswer(name="KEY", places=(read,))
    assert titles(cited_by(asked(answer))) == ["reads KEY in f 1"]


def test_a_statement_is_cited_with_its_function() -> None:
    (bare, inside) = cited_by(
        finding(hits=(hit(log("a.py", 1)), hit(log("a.py", 5, symbol="Mail.send"))))
    )
    assert (bare.title, inside.title) == ("log", "log in Mail.send")
    assert (inside.context, inside.deep) == (2, True)


def test_a_definition_is_cited_alone() -> None:
    symbol = Symbol(repo=REPO, path="a.py", line=3, end_line=9, name="Mail", what="class")
    (cited,) = cited_by(finding(hits=(hit(symbol),)))
    assert (cited.title, cited.context, cited.deep) == ("Mail", 0, False)
    assert (cited.location.line, cited.location.end_line) == (3, 9)


# --- of a pasted line ----------------------------------------------------------------------------

LINE = replace(PLAIN, pasted=True)


def guard(path: str, line: int) -> CausePlace:
    return CausePlace(location=at(path, line), text="", why="condition")


def caused(fact: object, *guards: CausePlace, **more: object) -> Hit:
    return hit(fact, cause=StatementCause(guards=guards, **more))  # type: ignore[arg-type]


def test_a_statement_is_shown_from_the_line_before_its_first_near_condition() -> None:
    guards = (guard("a.py", 38), guard("a.py", 30), guard("a.py", 27), guard("b.py", 35))
    (cited,) = cited_by(finding(question=LINE, hits=(caused(log("a.py", 40), *guards),)))
    assert (cited.first, cited.most, cited.deep) == (29, 14, True)
    (bare,) = cited_by(finding(question=LINE, hits=(hit(log("a.py", 40)),)))
    assert bare.first == 0


def test_the_errors_of_the_line_and_where_its_settings_are_read_come_before_other_places() -> None:
    read = ConfigUse(
        repo=REPO, path="r.py", line=7, end_line=7, name="KEY", role="reads", via="getenv"
    )
    way = Decider(use=read, how=(), cost=0.0, key="KEY")
    places = (guard("c.py", 1), guard("a.py", 40))
    hits = (
        caused(log("a.py", 40), wraps=places, decides=(way,)),
        caused(log("b.py", 1, "other")),
        caused(log("d.py", 1, "third")),
        hit(log("e.py", 1, "fourth")),
        hit(log("c.py", 1, "inner")),
    )
    keys = (key("KEY", "reads"), key("OTHER", "declares", "reads"), key("THIRD", "reads"))
    found = cited_by(finding(question=LINE, hits=hits, keys=keys))
    assert [(c.location.path, c.location.line, c.location.end_line) for c in found] == [
        ("a.py", 40, 40),
        ("c.py", 1, 1),
        ("r.py", 7, 10),
        ("a.py", 2, 5),
        ("b.py", 1, 1),
    ]
    assert [c.deep for c in found] == [True, False, False, False, False]
