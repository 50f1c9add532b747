"""Which places are quoted in the line that names them, and how much of each."""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.bundle.quotes import Quote, is_shown, quoted_section, quotes_of, texts_of
from ctxkit.bundle.snippets import Snippet
from ctxkit.model import Finding, KeyAnswer, Place, Symbol
from ctxkit.model.cause import CausePlace, StatementCause
from tests.bundle.literal import PLAIN, Texts, at, finding, function, hit, log, place

ASKED = replace(PLAIN, full_settings=True)
PASTED = replace(PLAIN, pasted=True)
TOPIC = replace(PLAIN, hits_hold_settings=True)
SOURCES = Texts(
    {"a.py": f"KEY: int = Field(\n    default=3,\n)\n{'y' * 150}\nz = 1\n{'w' * 500}\n"}
)


def quotes(found: Finding, *shown: Snippet, most: int = 9) -> list[Quote]:
    made = quotes_of(found, {}, SOURCES, most)  # type: ignore[arg-type]
    return [quote for quote in made if not is_shown(quote.location, shown)]


def asked(line: int, end: int = 0) -> Finding:
    places = (
        replace(
            place("a.py", line),
            location=replace(place("a.py", line).location, end_line=end or line),
        ),
    )
    return finding(question=ASKED, keys=(KeyAnswer(name="KEY", places=places),))


def test_a_place_of_several_lines_is_folded_into_one() -> None:
    (quote,) = quotes(asked(1, 3))
    assert (quote.text, quote.end_line) == ("KEY: int = Field( default=3, )", 3)
    assert quote.title == "reads KEY"
    assert quote.cost > 3


def test_of_a_longer_place_as_many_lines_are_quoted_as_fit() -> None:
    (quote,) = quotes(asked(1, 5))
    assert (quote.text, quote.end_line) == ("KEY: int = Field( default=3, )", 3)
    (quote,) = quotes(asked(6))
    assert (quote.text, quote.end_line) == ("w" * 159 + "…", 6)


def test_what_a_section_shows_is_not_quoted() -> None:
    shown = Snippet(repo="dify", path="a.py", spans=((1, 3),), marks=(1,), titles=("x",))
    assert quotes(asked(2), shown) == []
    assert len(quotes(asked(5), shown)) == 1


def test_a_line_that_the_file_does_not_have_is_not_quoted() -> None:
    assert quotes(asked(99)) == []


def test_only_settings_that_were_asked_about_and_topics_are_quoted() -> None:
    assert quotes(replace(asked(1), question=PLAIN)) == []
    assert texts_of(replace(asked(1), question=PLAIN), SOURCES) == {}  # type: ignore[arg-type]
    assert list(texts_of(asked(5), SOURCES).values()) == ["z = 1"]  # type: ignore[arg-type]


def test_the_definitions_of_a_topic_are_quoted_as_far_as_they_are_listed() -> None:
    constant = Symbol(repo="dify", path="a.py", line=5, end_line=5, name="z", what="constant")
    hits = (hit(log("a.py", 1)), hit(constant), hit(function("a.py", 1, 2)))
    found = finding(question=TOPIC, hits=hits)
    assert [quote.title for quote in quotes(found)] == ["constant z", "function f"]
    assert [quote.title for quote in quotes(found, most=2)] == ["constant z"]


def with_cause(*lines: int) -> Finding:
    guards = tuple(CausePlace(location=at("a.py", n), text="", why=f"guard {n}") for n in lines)
    cause = StatementCause(guards=guards)
    return finding(question=PASTED, hits=(hit(log("a.py", 3), cause=cause),))


def test_of_a_pasted_line_the_places_of_its_cause_are_quoted_each_once() -> None:
    found = quotes(with_cause(5, 1, 5))
    assert [(quote.title, quote.text) for quote in found] == [
        ("guard 5", "z = 1"),
        ("guard 1", "KEY: int = Field( default=3, )"),
    ]


def test_the_statements_behind_the_first_are_quoted_each_text_once_and_before_all_else() -> None:
    hits = (
        hit(log("a.py", 3, "one")),
        hit(log("a.py", 5, "two")),
        hit(log("a.py", 6, "two")),
        hit(log("a.py", 4, "one")),
        hit(function("a.py", 4, 4, "frame")),
        hit(function("a.py", 1, 3, "whole")),
        *with_cause(1).hits,
    )
    found = quotes(finding(question=PASTED, hits=hits))
    assert [(quote.location.line, quote.title) for quote in found] == [
        (5, "logger.error"),
        (4, "frame"),
        (3, "logger.error"),  # of `with_cause`
        (1, "guard 1"),
    ]


def test_the_first_settings_are_quoted_where_the_containers_get_them() -> None:
    def key(name: str, *places: Place) -> KeyAnswer:
        return KeyAnswer(name=name, places=places)

    keys = (
        key("A", place("a.py", 1, "declares"), place("a.py", 5, "sets"), place("a.py", 4, "sets")),
        key("B", place("a.py", 6, "renames")),
        key("C", place("a.py", 1, "sets")),
    )
    found = quotes(finding(question=PASTED, keys=keys))
    assert [(quote.location.line, quote.title) for quote in found] == [
        (5, "sets KEY"),
        (6, "renames KEY"),
    ]


def test_a_definition_is_quoted_with_its_decorators() -> None:
    code = "x = 1\n    @computed_field\n    @property\n    def url(self) -> str:\n"
    (quote,) = quotes_of(asked(4), {}, Texts({"a.py": code}), 9)  # type: ignore[arg-type]
    assert (quote.text, quote.line, quote.end_line) == (
        "@computed_field @property def url(self) -> str:",
        2,
        4,
    )
    section = quoted_section(quote, quote.text)
    assert (section.location.line, section.spans, section.marks) == (2, ((2, 4),), (4,))


def test_a_quote_of_a_cause_is_shorter_than_one_of_a_setting() -> None:
    (quote,) = quotes(with_cause(6))
    assert quote.text == "w" * 129 + "…"


def test_the_settings_of_a_pasted_line_are_not_quoted() -> None:
    assert quotes(replace(asked(1), question=replace(ASKED, pasted=True))) == []
    assert quotes(replace(with_cause(5), question=PLAIN)) == []


def test_a_list_that_is_passed_on_is_said_by_its_name() -> None:
    """It is kept with the answer, and costs nothing: its line has all of it."""
    passed = place("c.yaml", 1, "sets", "*shared -> api")
    longer = place("c.yaml", 2, "sets", "*shared -> web")
    found = finding(question=ASKED, keys=(KeyAnswer(name="KEY", places=(passed, longer)),))
    sources = Texts({"c.yaml": "  <<: *shared\n  <<: [*shared, *more]\n"})
    texts = texts_of(found, sources)  # type: ignore[arg-type]
    first, second = quotes_of(found, texts, sources, 9)  # type: ignore[arg-type]
    assert (first.text, first.cost, first.line) == ("", 0, 1)
    assert second.text == "<<: [*shared, *more]"
    assert second.cost > 3
