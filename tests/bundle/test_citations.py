"""Which places an answer cites, in which order, and why each is shown."""

from __future__ import annotations

import pytest

from ctxkit.bundle.citations import Citation, citations_of
from ctxkit.model import ConfigKey, ConfigUse, KeyAnswer, Place, Symbol
from tests.bundle.literal import REPO, at, finding, hit, log, place


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
    found = finding(hits=(hit(log("a.py", 9)),), keys=(key("KEY", "declares"),))
    assert titles(citations_of(found)) == ["log 9", "declares KEY 1"]


def test_a_place_that_is_cited_twice_is_shown_once() -> None:
    found = finding(keys=(key("KEY", "reads"), key("KEY", "reads")))
    assert titles(citations_of(found)) == ["reads KEY 1"]


def test_settings_have_their_turns_of_eight_places() -> None:
    found = finding(keys=(key("ONE", *["reads"] * 10), key("TWO", *["reads"] * 9)))
    names = [c.title.split()[1] for c in citations_of(found)]
    assert names == ["ONE"] * 8 + ["TWO"] * 8 + ["ONE"] * 2 + ["TWO"]


def test_a_hit_that_is_a_top_setting_brings_its_declarations_and_four_reads() -> None:
    found = finding(
        hits=(hit(declared("KEY")),), keys=(key("KEY", "sets", "declares", *["reads"] * 6),)
    )
    assert titles(citations_of(found))[:6] == [
        "declares KEY 1",
        "declares KEY 2",
        "reads KEY 3",
        "reads KEY 4",
        "reads KEY 5",
        "reads KEY 6",
    ]
    assert titles(citations_of(found))[6] == "sets KEY 1"


def test_a_lower_hit_that_is_a_setting_brings_two_reads() -> None:
    top = tuple(hit(declared(f"TOP{n}", n)) for n in range(4))
    found = finding(
        hits=(*top, hit(declared("KEY", 9)), hit(log("z.py", 1))),
        keys=(key("KEY", "declares", "reads", "reads", "reads"),),
    )
    assert titles(citations_of(found))[4:8] == [
        "declares KEY 9",
        "reads KEY 2",
        "reads KEY 3",
        "log 1",
    ]


def test_a_setting_brings_its_code_once() -> None:
    found = finding(
        hits=(hit(declared("KEY", 1)), hit(declared("KEY", 2))), keys=(key("KEY", "reads"),)
    )
    assert titles(citations_of(found)) == ["declares KEY 1", "reads KEY 1", "declares KEY 2"]


def test_no_answer_cites_more_than_300_places() -> None:
    assert len(citations_of(finding(keys=(key("KEY", *["reads"] * 400),)))) == 300


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
    (cited,) = citations_of(finding(keys=(key("KEY", role),)))
    assert (cited.context, cited.comment, cited.deep) == (context, comment, deep)


def test_a_use_of_a_setting_is_cited_by_its_role() -> None:
    use = ConfigUse(
        repo=REPO, path="x.env", line=3, end_line=3, name="KEY", role="sets", via="env-example"
    )
    (cited,) = citations_of(finding(hits=(hit(use),)))
    assert (cited.title, cited.context) == ("sets KEY", 1)


def test_only_code_that_reads_a_setting_names_its_function() -> None:
    read = Place(role="reads", location=at("a.py", 1, symbol="f"), name="KEY")
    set_there = Place(role="sets", location=at("a.py", 2, symbol="f"), name="KEY")
    answer = KeyAnswer(name="KEY", places=(read, set_there))
    assert titles(citations_of(finding(keys=(answer,)))) == ["reads KEY in f 1", "sets KEY 2"]


def test_a_statement_is_cited_with_its_function() -> None:
    (bare, inside) = citations_of(
        finding(hits=(hit(log("a.py", 1)), hit(log("a.py", 5, symbol="Mail.send"))))
    )
    assert (bare.title, inside.title) == ("log", "log in Mail.send")
    assert (inside.context, inside.deep) == (2, True)


def test_a_definition_is_cited_alone() -> None:
    symbol = Symbol(repo=REPO, path="a.py", line=3, end_line=9, name="Mail", what="class")
    (cited,) = citations_of(finding(hits=(hit(symbol),)))
    assert (cited.title, cited.context, cited.deep) == ("Mail", 0, False)
    assert (cited.location.line, cited.location.end_line) == (3, 9)
