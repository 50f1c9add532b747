"""Which texts a line carries inside each other, from the innermost outwards."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.error_chain import CarriedText, chain_of
from ctxkit.model import HOLE

LINE = "start of the runtime failed: failed to install packages: exit status 2 of uv"
LOG = CarriedText(f"start of the runtime failed: {HOLE}", is_log=True)
INSTALL = CarriedText(f"failed to install packages: {HOLE}", ["exit status 2 of uv"])
EXIT = CarriedText(f"exit: {HOLE} of uv", ["2"])


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        ([LOG, INSTALL, CarriedText("exit status 2 of uv")], [2, 1, 0]),
        # The inner error may be the best place of the line.
        ([CarriedText("exit status 2 of uv"), LOG, INSTALL], [0, 2, 1]),
        ([INSTALL], [0]),
        # Too short to be looked for, or elsewhere.
        ([LOG, EXIT, CarriedText("no such package was ever found")], [0]),
    ],
)
def test_the_innermost_error_comes_first(texts: list[CarriedText], order: list[int]) -> None:
    assert chain_of(LINE, texts) == order


def test_of_two_texts_with_the_same_words_the_better_one_is_told() -> None:
    other = CarriedText("failed to install packages: exit status 2 of uv")
    assert chain_of(LINE, [LOG, INSTALL, other]) == [1, 0]


def test_a_text_around_the_whole_line_is_another_reading_of_it() -> None:
    parse = CarriedText(f"Failed to parse payload: {HOLE}", ["timed out after 3 s"])
    other = CarriedText(f"{HOLE} timed out after 3 s", ["Failed to parse payload:"])
    assert chain_of("Failed to parse payload: timed out after 3 s", [parse, other]) == [0]


def test_an_error_that_is_joined_behind_another_is_around_it() -> None:
    line = "failed to start the command: gone\\nfailed to init environment"
    joined = "failed to start the command: gone failed to init environment"
    start = CarriedText(f"failed to start the command: {HOLE}", [joined.partition(": ")[2]])
    init = CarriedText(
        f"{HOLE} failed to init environment", ["failed to start the command: gone"], is_link=True
    )
    assert chain_of(line, [start, init]) == [0, 1]
    assert chain_of(line, [init, start._replace(is_link=True)]) == [1, 0]


def test_nothing_is_around_what_was_logged() -> None:
    inner = CarriedText("exit status 2 of uv")
    logged = CarriedText(f"failed to install packages: {HOLE}", is_log=True)
    outer = CarriedText(f"start of the runtime failed: {HOLE}")
    assert chain_of(LINE, [logged, outer, inner]) == [2, 0]
    # Another log statement wrote a line of its own.
    assert chain_of(LINE, [logged, LOG, inner]) == [2, 0]


def test_the_name_of_a_type_says_nothing_of_its_own() -> None:
    line = "PluginDaemonBadRequestError: the package is too large"
    texts = [CarriedText("the package is too large"), CarriedText("PluginDaemonBadRequestError")]
    assert chain_of(line, texts) == [0]


def test_a_text_that_was_cut_off_is_where_the_value_of_the_first_is() -> None:
    line = "Dish 17 was not served: The oven went out before the"
    first = CarriedText(
        f"Dish {HOLE} was not served: {HOLE}", ["17", "The oven went out before the"]
    )
    cut = CarriedText("The oven went out before the cake was done")
    assert chain_of(line, [first, cut]) == [1, 0]
