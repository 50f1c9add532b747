"""The lines that are shown of a place, and how snippets grow together."""

from __future__ import annotations

import pytest

from ctxkit.bundle.citations import Citation
from ctxkit.bundle.snippets import (
    Snippet,
    are_near,
    line_count,
    merged,
    snippet_of,
    with_functions,
    with_lines_above,
)
from tests.bundle.literal import REPO, Functions, Texts, at, function, numbered_text


def cited(line: int, end: int = 0, **more: object) -> Citation:
    return Citation(title="reads KEY", location=at("a.py", line, end), **{"context": 2, **more})


def shown(citation: Citation, text: str) -> Snippet | None:
    return snippet_of(citation, Texts({"a.py": text}))


def snippet(*spans: tuple[int, int], path: str = "a.py", **more: object) -> Snippet:
    given = {"marks": (spans[0][0],), "titles": ("t",), **more}
    return Snippet(repo=REPO, path=path, spans=spans, **given)


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2), ("a\nb\n", 2), ("a\n\n", 2)]
)
def test_a_final_newline_begins_no_line(text: str, count: int) -> None:
    assert line_count(text.split("\n")) == count


@pytest.mark.parametrize(
    ("line", "span"), [(1, (1, 3)), (2, (1, 4)), (5, (3, 7)), (9, (7, 10)), (10, (8, 10))]
)
def test_a_place_is_shown_with_the_lines_around_it(line: int, span: tuple[int, int]) -> None:
    found = shown(cited(line), numbered_text(10))
    assert found is not None
    assert (found.spans, found.marks, found.titles) == ((span,), (line,), ("reads KEY",))
    assert found.more == 0


@pytest.mark.parametrize("line", [0, -1, 11])
def test_a_line_that_the_file_does_not_have_gives_nothing(line: int) -> None:
    assert shown(cited(line), numbered_text(10)) is None


def test_a_place_that_ends_behind_the_file_ends_with_it() -> None:
    found = shown(cited(9, 20), numbered_text(10))
    assert found is not None
    assert (found.spans, found.more) == (((7, 10),), 0)


def test_a_place_that_ends_before_it_begins_is_one_line() -> None:
    found = shown(cited(5, 2), numbered_text(10))
    assert found is not None
    assert found.spans == ((3, 7),)


@pytest.mark.parametrize(
    ("end", "span", "more"), [(39, (8, 41), 0), (40, (8, 39), 1), (60, (8, 39), 21)]
)
def test_of_a_long_place_30_lines_are_shown(end: int, span: tuple[int, int], more: int) -> None:
    found = shown(cited(10, end), numbered_text(100))
    assert found is not None
    assert (found.spans, found.more) == ((span,), more)


def test_blank_lines_at_the_ends_are_not_shown() -> None:
    found = shown(cited(4), "one\n\n \nfour\n\nsix\n")
    assert found is not None
    assert found.spans == ((4, 6),)
    found = shown(cited(3), "one\ntwo\n\n\n\n")
    assert found is not None
    assert found.spans == ((1, 3),)


@pytest.mark.parametrize("sign", ["#", "//", "  # indented"])
def test_the_comment_above_a_setting_belongs_to_it(sign: str) -> None:
    text = "code\n" + f"{sign} about\n" * 3 + "KEY=1\n"
    found = shown(cited(5, context=0, comment=True), text)
    assert found is not None
    assert found.spans == ((2, 5),)
    plain = shown(cited(5, context=0), text)
    assert plain is not None
    assert plain.spans == ((5, 5),)


def test_of_a_long_comment_six_lines_are_shown() -> None:
    found = shown(cited(10, context=0, comment=True), "# about\n" * 9 + "KEY=1\n")
    assert found is not None
    assert found.spans == ((4, 10),)


def test_a_comment_may_begin_the_file() -> None:
    found = shown(cited(2, context=0, comment=True), "# about\nKEY=1\n")
    assert found is not None
    assert found.spans == ((1, 2),)


@pytest.mark.parametrize(("gap", "near"), [(0, True), (5, True), (6, False)])
def test_snippets_are_near_up_to_five_lines_between(gap: int, near: bool) -> None:
    first, second = snippet((10, 12)), snippet((13 + gap, 20))
    assert are_near(first, second) is near
    assert are_near(second, first) is near


def test_snippets_of_two_files_are_never_near() -> None:
    assert not are_near(snippet((1, 2)), snippet((1, 2), path="b.py"))


def test_a_snippet_within_the_ends_of_another_is_near() -> None:
    assert are_near(snippet((1, 2), (90, 95)), snippet((40, 41)))


def test_merged_snippets_show_what_both_show() -> None:
    first = snippet((20, 22), marks=(21,), titles=("b", "a"), more=3)
    second = snippet((10, 15), (40, 41), marks=(12, 21), titles=("a", "c"), deep=True)
    both = merged(first, second)
    assert both.spans == ((10, 22), (40, 41))
    assert both.marks == (12, 21)
    assert both.titles == ("b", "a", "c")
    assert both.deep
    assert both.more == 0  # of the one that ends last
    assert merged(second, first).deep
    assert not merged(first, first).deep
    assert merged(second, snippet((50, 60), more=4)).more == 4


def deepened(piece: Snippet, *symbols: object, text: str = "") -> Snippet | None:
    return with_functions(piece, Functions(symbols), Texts({"a.py": text or numbered_text(200)}))


def test_a_function_of_up_to_32_lines_is_shown_whole() -> None:
    found = deepened(snippet((20, 22), marks=(21,), deep=True), function("a.py", 10, 41))
    assert found is not None
    assert found.spans == ((10, 41),)


def test_of_a_longer_function_its_head_and_a_window_are_shown() -> None:
    lines = numbered_text(200).splitlines()
    lines[11] = "    ) -> None:"  # line 12 ends the signature
    found = deepened(
        snippet((59, 61), marks=(60,), deep=True), function("a.py", 10, 90), text="\n".join(lines)
    )
    assert found is not None
    assert found.spans == ((10, 12), (51, 69))
    assert found.more == 21


def test_a_window_stays_in_its_function() -> None:
    found = deepened(snippet((12, 12), marks=(12,), deep=True), function("a.py", 10, 90))
    assert found is not None
    assert found.spans == ((10, 21),)
    found = deepened(snippet((88, 88), marks=(88,), deep=True), function("a.py", 10, 90))
    assert found is not None
    assert (found.spans[-1], found.more) == ((79, 90), 0)


@pytest.mark.parametrize(("line", "head"), [(17, (10, 17)), (18, (10, 10))])
def test_a_head_ends_with_its_signature_within_eight_lines(
    line: int, head: tuple[int, int]
) -> None:
    lines = numbered_text(200).splitlines()
    lines[line - 1] = "func f() {"
    found = deepened(
        snippet((80, 80), marks=(80,), deep=True), function("a.py", 10, 150), text="\n".join(lines)
    )
    assert found is not None
    assert found.spans[0] == head


def test_the_innermost_function_is_shown() -> None:
    found = deepened(
        snippet((20, 20), marks=(20,), deep=True),
        function("a.py", 10, 30, "outer"),
        function("a.py", 18, 22, "inner", what="method"),
        function("a.py", 19, 21, "Local", what="class"),
    )
    assert found is not None
    assert found.spans == ((18, 22),)


def test_a_function_that_contains_no_cited_line_is_not_shown() -> None:
    piece = snippet((20, 20), marks=(20,), deep=True)
    assert deepened(piece, function("a.py", 21, 30)) is None
    assert deepened(piece, function("a.py", 10, 19)) is None
    assert deepened(piece, function("b.py", 10, 30)) is None


def test_what_is_shown_whole_already_gains_nothing() -> None:
    assert deepened(snippet((10, 30), marks=(20,), deep=True), function("a.py", 10, 30)) is None


def test_only_a_deep_snippet_gets_its_functions() -> None:
    assert deepened(snippet((20, 20), marks=(20,)), function("a.py", 10, 30)) is None


def test_every_cited_line_gets_its_function() -> None:
    found = deepened(
        snippet((20, 20), (60, 60), marks=(20, 60), deep=True, more=7),
        function("a.py", 19, 21),
        function("a.py", 58, 62),
    )
    assert found is not None
    assert (found.spans, found.more) == (((19, 21), (58, 62)), 7)


def test_a_function_that_ends_behind_the_file_ends_with_it() -> None:
    found = deepened(
        snippet((5, 5), marks=(5,), deep=True), function("a.py", 2, 99), text=numbered_text(9)
    )
    assert found is not None
    assert found.spans == ((2, 9),)


def test_lines_above_a_cited_line_end_at_its_function() -> None:
    near = snippet((18, 22), marks=(20,), deep=True)
    inside = Functions((function("a.py", 1, 99),))
    assert with_lines_above(near, inside) == snippet((12, 22), marks=(20,), deep=True)  # type: ignore[arg-type]
    below = Functions((function("a.py", 15, 99),))
    assert with_lines_above(near, below) == snippet((15, 22), marks=(20,), deep=True)  # type: ignore[arg-type]


def test_there_are_no_lines_above_without_a_function_or_if_all_are_shown() -> None:
    near = snippet((18, 22), marks=(20,), deep=True)
    assert with_lines_above(near, Functions()) is None  # type: ignore[arg-type]
    assert with_lines_above(near, Functions((function("a.py", 19, 99),))) is None  # type: ignore[arg-type]
    shallow = snippet((18, 22), marks=(20,))
    assert with_lines_above(shallow, Functions((function("a.py", 1, 99),))) is None  # type: ignore[arg-type]


def test_lines_from_an_earlier_one_on_are_shown_with_a_place() -> None:
    found = shown(cited(20, first=9), numbered_text(30))
    assert found is not None
    assert found.spans == ((9, 22),)
    later = shown(cited(20, first=19), numbered_text(30))
    assert later is not None
    assert later.spans == ((18, 22),)


def test_of_a_place_so_many_lines_are_shown_as_are_cited() -> None:
    found = shown(cited(10, 40, most=14), numbered_text(100))
    assert found is not None
    assert (found.spans, found.more) == (((8, 23),), 17)


@pytest.mark.parametrize(("end", "last"), [("call(", 14), ("x = {", 14), ("x = 1", 12)])
def test_what_is_shown_does_not_end_with_an_open_bracket(end: str, last: int) -> None:
    lines = numbered_text(30).splitlines()
    lines[11] = end
    found = shown(cited(10), "\n".join(lines))
    assert found is not None
    assert found.spans == ((8, last),)
