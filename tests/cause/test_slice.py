"""What decides a statement: each test has a statement that one thing decides."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.locate import locate
from tests.cause.small import Small


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        # A check that leaves without a word is a gate; one that reports a failure has nothing to do
        # with what comes after it.
        ("the box is gated", ["boxenabled"]),
        ("the box was checked", []),
        # The field of a module's object, which a method of its class writes.
        ("the box is a singleton", ["boxlimit"]),
        # A setting that the message itself names.
        ("the box is grey; set BOX_COLOUR to paint it", ["boxcolour"]),
        # A value that a validator takes from the mapping of all.
        ("the paint has no colour", ["boxcolour"]),
        # Whether an object is there does not depend on what it was made with.
        ("the box has a lid", ["boxenabled"]),
        # An error kept in a variable is told where it is returned.
        ("the box is shut for good", ["boxshut"]),
        # A field that a constructor's literal gives.
        ("the shelf is too high up", ["shelfheight"]),
        # A variable of an inner block is another one.
        ("an inner size was seen", ["shelfheight"]),
        ("an outer size was seen", ["boxsize"]),
        # A timer decides when the function that it is given runs.
        ("the box waited long enough", ["boxdelay"]),
        # What a package outside makes has no method of this repository.
        ("the box cannot be kept", ["boxpath"]),
        # The value of an option comes from the function that makes an option with its tag.
        ("the wrapping is torn", ["boxsize"]),
        # A field of a field is that of the class that the outer one holds.
        ("the crate is strict", ["boxenabled"]),
        ("the barrel is strict", ["lidheight"]),
        # A call that is given an object may fill it.
        ("there are boxes in stock", ["boxenabled"]),
        # What is done in a branch that leaves is not seen after it.
        ("the horse looks for hay", []),
        # A class that a function returns is taken under the conditions there.
        ("no plank to saw", ["boxkind"]),
        # A variable that a script sets before the program starts.
        ("has this colour already", ["boxcolour"]),
    ],
)
def test_a_statement_names_what_decides_it(small: Small, words: str, settings: list[str]) -> None:
    assert small.named(words) == settings


def test_the_condition_of_a_call_decides_with_its_argument(small: Small) -> None:
    assert set(small.named("the box is filled")) == {"boxkind", "boxcolour"}


def test_settings_of_one_text_are_named_together(small: Small) -> None:
    """The failure tells only of a host, but the port stands in the same address."""
    named = small.named("the lid stays shut", "the lid stays shut: no such host")
    assert set(named) == {"lidhost", "lidport"}


@pytest.mark.parametrize(
    ("words", "settings", "guards"),
    [
        ("Painting the box", ["boxenabled"], ["if ! grep", 'if [[ "${BOX_ENABLED}"']),
        ("No box will be painted", ["boxenabled"], ["else", 'if [[ "${BOX_ENABLED}"']),
        ("The paint of the box", ["boxcolour"], ['COLOUR="${BOX_COLOUR']),
    ],
)
def test_a_line_of_a_script_is_decided_by_its_branches_and_variables(
    small: Small, words: str, settings: list[str], guards: list[str]
) -> None:
    assert small.named(words) == settings
    places = small.cause(words).guards
    assert len(places) == len(guards)
    assert all(place.text.startswith(g) for place, g in zip(places, guards, strict=True))


def test_an_else_of_a_template_is_decided_by_the_conditions_before_it(small: Small) -> None:
    named = small.named("the colour of the box must be a number")
    assert set(named) == {"box.colour", "box.enabled"}


def test_a_library_tells_its_failure_in_its_own_words(small: Small) -> None:
    text = (
        "2026-05-26 13:22:31.627 ERROR [Dummy-685] [shelves.py:27] - the lid stays shut "
        "(psycopg2.OperationalError) server closed the connection unexpectedly"
    )
    keys = [key.name for key in locate(small.index, small.sources, text).keys]
    assert keys[:2] == ["SQLALCHEMY_POOL_PRE_PING", "SQLALCHEMY_POOL_RECYCLE"]


def test_the_only_caller_that_the_line_allows_tells_its_conditions(small: Small) -> None:
    guards = {
        reason: [(g.text, g.why) for g in small.cause("the cart stays", f"here: {reason}").guards]
        for reason in ("a tired horse", "a box on it", "rain")
    }
    assert guards == {
        "a tired horse": [("if horse.tired:", "condition of the caller")],
        "a box on it": [("if dify_config.BOX_ENABLED:", "condition of the caller")],
        # Neither call gives that: one of the two led there.
        "rain": [
            ("if horse.tired:", "condition of a caller"),
            ("if dify_config.BOX_ENABLED:", "condition of a caller"),
        ],
    }


def test_only_the_call_that_the_line_allows_decides(small: Small) -> None:
    told = {
        r: set(small.named("the cart stays", f"here: {r}"))
        for r in ("a tired horse", "a box on it")
    }
    assert told == {"a tired horse": set(), "a box on it": {"boxlimit", "boxenabled"}}
