"""How templates fit messages."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.matching import Match, common_prefix, literal_text, match_template
from ctxkit.model import HOLE
from tests.pace import at_most


def match(template: str, text: str, *, anywhere: bool = True) -> Match | None:
    return match_template(template.replace("{}", HOLE), text, anywhere=anywhere)


@pytest.mark.parametrize(
    ("template", "text", "how", "start", "end", "values"),
    [
        ("no stamps left", "no stamps left", "full", 0, 14, []),
        ("no stamps left", "no stamps left today", "full", 0, 14, []),
        ("no stamps left", "run failed: no stamps left", "full", 12, 26, []),
        ("letter {} of {} lost", "letter 7 of x y lost", "full", 0, 20, ["7", "x y"]),
        ("letter {} lost", "letter a lost b lost", "full", 0, 20, ["a lost b"]),
        ("letter {} lost in {} hours", "letter a lost in 3 hours, b", "full", 0, 24, ["a", "3"]),
        ("{} is lost", "letter 7 is lost", "full", 0, 16, ["letter 7"]),
        ("letter: {}", "letter: 7", "full", 0, 9, ["7"]),
        ("letter: {}", "letter:", "full", 0, 7, [""]),
        ("letter {}", "a letter 7", "full", 2, 10, ["7"]),
        ("level %s of {}", "level %s of 7", "full", 0, 13, ["7"]),
        ("level {} of box", "level %s of box is", "full", 0, 15, ["%s"]),
        ("letter {} was lost", "letter 7 was lo", "cut", 0, 15, ["7"]),
        ("letter {} was lost", "letter 7 was found", "cut", 0, 18, ["7 was found"]),
        ("no stamps left", "no sta", "cut", 0, 6, []),
        ("no stamps left today", "no stamps left yesterday", "prefix", 0, 15, []),
    ],
)  # fmt: skip
def test_how_a_template_fits(
    template: str, text: str, how: str, start: int, end: int, values: list[str]
) -> None:
    found = match(template, text)
    assert found is not None
    assert (found.how, found.start, found.end) == (how, start, end)
    assert [text[a:b] for a, b in found.values] == values


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("no stamps left", "a letter was lost"),
        ("letter {} was lost", "a letter"),
        ("letter {} lost in {} hours", "hours lost in letter"),
        ("{} was lost", "letter 7 was found"),
        ("{} of {} lost", "letter 7 lost of box"),
    ],
)
def test_what_does_not_fit(template: str, text: str) -> None:
    assert match(template, text) is None


@pytest.mark.parametrize(
    ("template", "text", "values", "torn"),
    [
        ("letter {}: {}", "letter {'a': 7}", ["{'a'", "7}"], True),
        ("letter {}: {}", "letter {'a': 7}: b", ["{'a': 7}", "b"], False),
        ("letter {}: {}", "letter ([a: 1]: 2): b", ["([a: 1]: 2)", "b"], False),
        ("letter {}: {} of {}", "letter {7: 7}: b of (c of d)", ["{7: 7}", "b", "(c of d)"], False),
        ("letter {}: {}", "letter a): (7", ["a)", "(7"], False),
        ("letter {}: {}", "letter (a: 7", ["(a", "7"], False),
        ("letter {}", "letter {'a': 7}", ["{'a': 7}"], False),
        ("letter {}: {} of {}", "letter {'a': 7 of 8}", ["{'a'", "7", "8}"], True),
        ("letter {}: {}", "letter {'a': [7}", ["{'a'", "[7}"], True),
    ],
)  # fmt: skip
def test_a_value_keeps_its_brackets_together(
    template: str, text: str, values: list[str], *, torn: bool
) -> None:
    found = match(template, text)
    assert found is not None
    assert [text[a:b] for a, b in found.values] == values
    assert found.torn is torn


def test_a_template_fits_inside_only_where_it_may() -> None:
    assert match("no stamps left", "run failed: no stamps left", anywhere=False) is None
    assert match("no stamps left", "no stamps left", anywhere=False) is not None


def test_of_two_places_the_start_is_meant() -> None:
    found = match("letter {} lost", "letter 7 lost, letter 8 lost")
    assert found is not None
    assert found.start == 0


def test_ten_letters_in_common_are_needed_to_depart_from_a_template() -> None:
    assert match("letter boxes are full", "letter box") is not None
    assert match("letter boxes are full", "letter box is empty") is not None
    assert match("letter boxes are full", "letter bags") is None


def test_a_cut_fits_by_the_share_of_the_template_that_it_has() -> None:
    found = match("abcdefghij", "abcde")
    assert found is not None
    assert found.share == 0.5
    found = match("abcde{}fghij", "abcdeXfg")
    assert found is not None
    assert (found.how, found.share) == ("cut", 0.7)


def test_a_long_remainder_is_no_cut() -> None:
    for length, how in ((390, "cut"), (400, "prefix")):
        found = match("letter {} was lost", "letter " + "x" * length)
        assert found is not None
        assert found.how == how


def test_only_a_full_match_from_the_start_is_whole() -> None:
    whole, inside, cut = (
        match("letter {} lost", text)
        for text in ("letter 7 lost", "a letter 7 lost", "letter 7 lo")
    )
    assert whole
    assert inside
    assert cut
    assert (whole.from_start, inside.from_start, cut.from_start) == (True, False, False)
    assert whole.is_all_of("letter 7 lost")
    assert not whole.is_all_of("letter 7 lost!")


def test_the_literal_text_has_holes_for_the_values() -> None:
    text = "a letter 7 of box"
    found = match("letter {} of", text)
    assert found is not None
    assert literal_text(found, text) == f"letter {HOLE} of"


@pytest.mark.parametrize(
    ("a", "b", "length"), [("abc", "abd", 2), ("abc", "ab", 2), ("", "a", 0), ("abc", "abc", 3)]
)
def test_the_common_prefix(a: str, b: str, length: int) -> None:
    assert common_prefix(a, b) == length


@pytest.mark.no_cover
@pytest.mark.parametrize("unit", ["letter ", "letter x", "lost", " "])
def test_matching_is_linear(unit: str) -> None:
    text = unit * (64_000 // len(unit))
    with at_most(0.5):
        for _ in range(50):
            match("letter {} of {} and {} of {} lost in {} hours", text)
