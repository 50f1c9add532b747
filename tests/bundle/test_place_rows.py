"""The places of a setting, one a line."""

from __future__ import annotations

from ctxkit.bundle.place_rows import in_order_of_need, place_rows
from ctxkit.model import KeyAnswer, Location, Place
from tests.bundle.literal import at, place


def rows(
    *places: Place,
    texts: dict[Location, str] | None = None,
    quotes: dict[Location, str] | None = None,
) -> list[str]:
    key = KeyAnswer(name="KEY", default="3", places=places)
    return list(place_rows(key, texts or {}, quotes or {}))


def test_a_place_is_its_role_and_where_it_is() -> None:
    assert rows(place("a.py", 3)) == ["- reads dify a.py:3"]
    assert rows(place("a.py", 3, name="Other")) == ["- reads `Other` dify a.py:3"]


def test_a_value_is_shown_unless_it_is_the_default() -> None:
    assert rows(place("e", 1, "sets", value="3")) == ["- sets dify e:1"]
    assert rows(place("e", 1, "sets", value="5")) == ["- sets dify e:1 = `5`"]
    assert rows(place("e", 1, "sets", value="")) == ["- sets dify e:1 = (empty)"]


def test_a_quote_takes_the_place_of_the_value() -> None:
    quotes = {at("e", 1): "KEY=`5`"}
    assert rows(place("e", 1, "sets", value="5"), quotes=quotes) == [
        "- sets dify e:1: `` KEY=`5` ``"
    ]


def test_three_places_of_one_kind_share_a_line() -> None:
    places = [place("a.py", n) for n in range(1, 5)]
    assert rows(*places) == [
        "- reads dify a.py:1, a.py:2, a.py:3",
        "- reads dify a.py:4",
    ]
    assert rows(place("e", 1, "sets", value="5"), place("e", 2, "sets")) == [
        "- sets dify e:1 = `5`",
        "- sets dify e:2",
    ]


def test_places_with_the_same_source_are_one_line_with_their_number() -> None:
    places = [place(f"{n}.py", n) for n in range(1, 8)]
    texts = {each.location: "handler(KEY)" for each in places}
    assert rows(*places, texts=texts) == ["- reads dify 1.py:1 (6 more alike: 2.py, 3.py, …)"]
    assert len(rows(*places[:5], texts=texts)) == 2  # so few are named


def test_kinds_of_places_take_turns_and_what_repeats_others_is_last() -> None:
    roles = ["sets", "sets", "sets", "declares", "reads", "documents", "renders"]
    places = [place("a.py", n, role) for n, role in enumerate(roles)]
    twin = place("api/.env.example", 1, "sets")
    passed_on = place("a.py", 9, "sets", "*shared -> api")
    order = in_order_of_need([twin, passed_on, *places])
    assert [each.location.line for each in order] == [3, 0, 1, 4, 6, 2, 1, 9, 5]


def test_a_list_that_is_passed_on_shares_a_line_whoever_gets_it() -> None:
    places = [place("c", n, "sets", f"*shared -> {name}") for n, name in ((1, "api"), (2, "web"))]
    assert rows(*places) == ["- sets `*shared` dify c:1, :2"]


def test_where_nothing_is_cut_places_are_joined_with_those_that_come_later() -> None:
    places = (
        place("docker/.env.example", 1, "sets", value="3"),
        place("a.py", 2),
        place("b.yaml", 3, "sets", value="5"),
        place("api/.env.example", 4, "sets", value="3"),  # for developers, hence the last
        *(place("c.py", n) for n in range(10, 22)),
    )
    key = KeyAnswer(name="KEY", default="3", places=places)
    *found, last = place_rows(key, {}, {}, joined=True)
    assert found[0] == "- sets dify docker/.env.example:1, api/.env.example:4"
    assert "- sets dify b.yaml:3 = `5`" in found
    assert last == "- reads dify c.py:21"  # a line takes twelve
    assert sum("reads" in row for row in found) == 1
