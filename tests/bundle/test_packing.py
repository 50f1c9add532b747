"""Breadth before depth: which snippets fit, which are left out, and what is said of each."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.bundle.citations import citations_of
from ctxkit.bundle.layout import LAYOUTS
from ctxkit.bundle.packing import Packer
from ctxkit.bundle.snippets import Snippet
from ctxkit.model import Finding, KeyAnswer
from ctxkit.text.tokens import count_tokens
from tests.bundle.literal import (
    PLAIN,
    Functions,
    Texts,
    finding,
    function,
    hit,
    log,
    numbered_text,
    place,
)

FUNCTIONS = Functions((function("a.py", 1, 30), function("b.py", 1, 30)))
TEXTS = Texts({name: numbered_text(100) for name in ("a.py", "b.py", "c.py")})
PLENTY = 10**6
ALL = 99


def packer(found: Finding, functions: Functions = FUNCTIONS) -> Packer:
    # Every place of a setting that was asked about is cited.
    asked = replace(found, question=replace(found.question, full_settings=True))
    return Packer(found, citations_of(asked, {}), functions, TEXTS, LAYOUTS["markdown"])  # type: ignore[arg-type]


def cost(packed: Packer, snippets: list[Snippet]) -> int:
    return sum(count_tokens(packed.written(s, n)) for n, s in enumerate(snippets, 1))


def spans(snippets: list[Snippet]) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    return [(s.path, s.spans) for s in snippets]


READS = finding(
    keys=(KeyAnswer(name="KEY", places=(place("a.py", 10), place("b.py", 10), place("c.py", 10))),)
)
SMALL = [("a.py", ((8, 12),)), ("b.py", ((8, 12),)), ("c.py", ((8, 12),))]


def test_with_room_every_place_is_shown_with_its_function() -> None:
    snippets, left_out = packer(READS).pack(PLENTY, ALL)
    assert spans(snippets) == [("a.py", ((1, 30),)), ("b.py", ((1, 30),)), SMALL[2]]
    assert left_out == []


def test_functions_are_added_in_order_while_there_is_room() -> None:
    made = packer(READS)
    everything, _ = made.pack(PLENTY, ALL)
    room = cost(made, everything)
    assert spans(made.pack(room, ALL)[0]) == spans(everything)
    snippets, left_out = made.pack(room - 1, ALL)
    assert spans(snippets) == [("a.py", ((1, 30),)), *SMALL[1:]]
    assert left_out == []


def test_all_places_are_shown_small_before_any_is_left_out() -> None:
    made = packer(READS)
    small = packer(READS, Functions()).pack(PLENTY, ALL)[0]
    assert spans(small) == SMALL
    room = cost(made, small)
    assert spans(made.pack(room, ALL)[0]) == SMALL
    snippets, left_out = made.pack(room - 1, ALL)
    assert spans(snippets) == SMALL[:2]
    assert [citation.location.path for citation in left_out] == ["c.py"]


def test_a_place_that_does_not_fit_does_not_keep_out_a_smaller_one() -> None:
    symbol = function("c.py", 50, 50, what="class")  # a definition is its own context
    made = packer(finding(hits=(hit(log("a.py", 10)), hit(symbol))), Functions())
    small = made.pack(PLENTY, ALL)[0]
    snippets, left_out = made.pack(cost(made, small[1:]) + 5, ALL)
    assert (spans(snippets), len(left_out)) == ([("c.py", ((50, 50),))], 1)


def test_nothing_is_packed_into_no_room() -> None:
    snippets, left_out = packer(READS).pack(-1, ALL)
    assert (snippets, len(left_out)) == ([], 3)


LINE = finding(
    question=replace(PLAIN, pasted=True), hits=(hit(log("a.py", 10)), hit(log("b.py", 10)))
)


def test_the_best_place_of_a_line_is_shown_with_the_lines_above_it() -> None:
    made = packer(LINE)
    first = made.pack(PLENTY, ALL)[0][:1]
    assert spans(first) == [("a.py", ((2, 12),))]
    snippets = made.pack(cost(made, first) - 1, ALL)[0]
    assert spans(snippets)[0] == ("a.py", ((8, 12),))


def test_no_function_of_a_line_is_shown_whole_whatever_room_there_is() -> None:
    found = replace(LINE, keys=READS.keys)
    shown = spans(packer(found).pack(PLENTY, ALL)[0])
    assert (1, 30) not in [span for _, each in shown for span in each]


def test_of_a_line_only_the_first_may_use_what_is_reserved() -> None:
    made = packer(LINE)
    whole = spans(made.pack(PLENTY, ALL)[0])
    room = cost(made, made.pack(PLENTY, ALL)[0])
    assert spans(made.pack(room, ALL)[0]) == whole
    assert spans(made.pack(room, ALL, reserved=room)[0]) == whole[:1]


def test_neither_functions_nor_further_places_may_use_what_is_reserved() -> None:
    made = packer(READS)
    everything, _ = made.pack(PLENTY, ALL)
    room = cost(made, everything)
    assert spans(made.pack(room, ALL, reserved=1)[0]) == [("a.py", ((1, 30),)), *SMALL[1:]]
    assert spans(made.pack(room, ALL, reserved=room)[0]) == SMALL[:1]


def test_near_places_share_a_section_in_the_place_of_the_first() -> None:
    places = (place("a.py", 50), place("b.py", 10), place("a.py", 60))
    made = packer(finding(keys=(KeyAnswer(name="KEY", places=places),)), Functions())
    assert spans(made.pack(PLENTY, ALL)[0]) == [("a.py", ((48, 62),)), ("b.py", ((8, 12),))]


def test_a_place_between_two_joins_them() -> None:
    places = (place("a.py", 10), place("a.py", 30), place("b.py", 10), place("a.py", 20))
    made = packer(finding(keys=(KeyAnswer(name="KEY", places=places),)), Functions())
    assert spans(made.pack(PLENTY, ALL)[0]) == [("a.py", ((8, 32),)), ("b.py", ((8, 12),))]


def test_functions_that_grow_together_share_a_section() -> None:
    places = (place("a.py", 10), place("a.py", 40))
    functions = Functions((function("a.py", 1, 25), function("a.py", 27, 50)))
    made = packer(finding(keys=(KeyAnswer(name="KEY", places=places),)), functions)
    assert spans(made.pack(PLENTY, ALL)[0]) == [("a.py", ((1, 50),))]


def test_a_section_names_three_places_and_counts_the_others() -> None:
    places = tuple(place("a.py", n, name=f"KEY{n}") for n in range(1, 6))
    made = packer(finding(keys=(KeyAnswer(name="KEY", places=places),)), Functions())
    (snippet,) = made.pack(PLENTY, ALL)[0]
    text = made.written(snippet, 1)
    assert "\nreads KEY1; reads KEY2; reads KEY3; 2 more\n" in text
    section = made.section(snippet, text)
    assert section.title == "reads KEY1; reads KEY2; reads KEY3; 2 more"
    assert section.tokens == count_tokens(text)
    assert (section.spans, section.marks, section.text) == (((1, 7),), (1, 2, 3, 4, 5), text)
    four = packer(finding(keys=(KeyAnswer(name="KEY", places=places[:4]),)), Functions())
    assert "; reads KEY3; 1 more\n" in four.written(four.pack(PLENTY, ALL)[0][0], 1)
    three = packer(finding(keys=(KeyAnswer(name="KEY", places=places[:3]),)), Functions())
    assert "\nreads KEY1; reads KEY2; reads KEY3\n" in three.written(
        three.pack(PLENTY, ALL)[0][0], 1
    )


def test_a_section_is_headed_by_its_place_at_the_version() -> None:
    made = packer(READS)
    text = made.written(made.pack(PLENTY, ALL)[0][0], 1)
    assert text.startswith("\n### dify@1.0.0 a.py:1-30\nreads KEY\n```python\n")
    assert "10: line 10\n" in text


def test_what_is_left_out_has_its_cost_and_the_command_that_shows_it() -> None:
    made = packer(READS)
    _, left_out = made.pack(-1, ALL)
    listed = made.left_out(left_out[0])
    assert listed.command == "ctxkit show dify a.py:8-12"
    assert (listed.title, listed.location.line, listed.location.end_line) == ("reads KEY", 8, 12)
    assert listed.tokens == count_tokens(made.written(made.pack(PLENTY, ALL)[0][2], 999))


@pytest.mark.parametrize("path", ["gone.py", "a.py"])
def test_a_place_that_the_file_does_not_have_is_passed_over(path: str) -> None:
    made = packer(finding(keys=(KeyAnswer(name="KEY", places=(place(path, 999),)),)))
    assert made.pack(PLENTY, ALL) == ([], [])


def test_so_many_places_are_shown_as_are_asked_for() -> None:
    assert spans(packer(READS).pack(PLENTY, 2)[0]) == [("a.py", ((1, 30),)), ("b.py", ((1, 30),))]
