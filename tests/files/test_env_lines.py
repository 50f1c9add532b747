"""Where an assignment of a `.env` begins and ends, before anything is put into it."""

from __future__ import annotations

import pytest

from ctxkit.files.env_lines import (
    MAX_NAME_CHARS,
    Assignment,
    NameAlone,
    UnreadLine,
    read_assignments,
    value_of_line,
)
from tests.pace import at_most


def lines_of(text: str) -> dict[str, tuple[int, int]]:
    return {
        each.name: (each.line, each.end_line)
        for each in read_assignments(text)
        if isinstance(each, Assignment)
    }


def only(text: str) -> Assignment:
    (found,) = (each for each in read_assignments(text) if isinstance(each, Assignment))
    return found


def test_an_assignment_has_the_lines_from_its_name_to_its_closing_quote() -> None:
    text = "\n# A=0\nA=1\nexport B='x\n\ny'  # c\nC=\nD=\"\n\"\nE=2"
    assert lines_of(text) == {"A": (3, 3), "B": (4, 6), "C": (7, 7), "D": (8, 9), "E": (10, 10)}


@pytest.mark.parametrize("text", ["", "\n \n", "# only\n#A=1", "NAME", "export NAME\n", "A\tB\n"])
def test_lines_that_assign_nothing(text: str) -> None:
    assert [each for each in read_assignments(text) if isinstance(each, Assignment)] == []


@pytest.mark.parametrize("text", ["", "# c"])
def test_lines_that_compose_skips(text: str) -> None:
    assert list(read_assignments(text)) == []


@pytest.mark.parametrize("text", ["NAME", "export NAME", " NAME "])
def test_a_name_alone(text: str) -> None:
    assert list(read_assignments(text)) == [NameAlone(name="NAME", line=1)]


def test_a_line_that_is_not_read_is_given_with_its_number() -> None:
    text = "A=1\n  two words \nB=2\nC!=3\n"
    unread = [each for each in read_assignments(text) if isinstance(each, UnreadLine)]
    assert unread == [UnreadLine(text="two words", line=2), UnreadLine(text="C!=3", line=4)]
    assert list(lines_of(text)) == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "quote", "trailing"),
    [
        ("A=x", "", ""),
        ('A="x"', '"', ""),
        ("A='x'  # c", "'", ""),
        ("A='x'y", "'", "y"),
        ('A="x" y z', '"', "y z"),
    ],
)
def test_the_quote_and_what_is_behind_it(text: str, quote: str, trailing: str) -> None:
    found = only(text)
    assert (found.text, found.quote, found.trailing) == ("x", quote, trailing)


def test_an_assignment_behind_a_quote_is_one_of_its_own() -> None:
    assert lines_of('A="1\n2" B=3\nC=4') == {"A": (1, 2), "B": (2, 2), "C": (3, 3)}


@pytest.mark.parametrize(
    ("text", "is_comment"),
    [("A= # c", True), ("A=\t#c", True), ("A=#c", False), ("A= x #c", False), ('A= "#c"', False)],
)
def test_a_comment_in_the_place_of_a_value(text: str, is_comment: bool) -> None:
    assert only(text).is_comment is is_comment


def test_a_quote_that_is_never_closed_ends_on_its_line() -> None:
    assert only('A="x  ') == Assignment(
        name="A", text="x", line=1, end_line=1, quote='"', is_closed=False
    )
    assert lines_of('A="x\nB=1\n') == {"A": (1, 1), "B": (2, 2)}


def test_a_quote_that_another_assignment_would_close_ends_on_its_line() -> None:
    first, second, third = read_assignments('A="open\nB=1\nC="x"\n')
    assert isinstance(first, Assignment)
    assert (first.text, first.is_closed, first.end_line) == ("open", False, 1)
    assert isinstance(second, Assignment)
    assert isinstance(third, Assignment)
    assert (second.name, third.text) == ("B", "x")


def test_a_quote_that_is_closed_well_may_hold_lines_that_look_like_assignments() -> None:
    assert only('A="open\nB=1\nC=x"').text == "open\nB=1\nC=x"
    assert only('A="open\nB=1\n" # c').text == "open\nB=1\n"
    assert lines_of('A="x\ny" D=1') == {"A": (1, 2), "D": (2, 2)}


def test_a_name_must_end_within_a_bound() -> None:
    fits = "A" * (MAX_NAME_CHARS - 1)
    assert list(lines_of(f"{fits}=1")) == [fits]
    assert lines_of(f"{fits}A=1") == {}


@pytest.mark.parametrize(
    ("line", "value"),
    [("A=1 # c", "1"), ("A='x y'", "x y"), ("A=${B:-1}", "${B:-1}"), ("A", ""), ("a b", "")],
)
def test_the_value_of_one_line(line: str, value: str) -> None:
    assert value_of_line(line) == value


@pytest.mark.parametrize(
    "text",
    [
        'A="x\\"\n' * 50_000,
        "A='x\n" * 50_000,
        'A="\n' + "B='\n" * 50_000,
        "\\" * 200_000,
        "# \n \n" * 50_000,
    ],
)
@pytest.mark.no_cover
def test_hostile_files_take_linear_time(text: str) -> None:
    with at_most(5):
        list(read_assignments(text))
