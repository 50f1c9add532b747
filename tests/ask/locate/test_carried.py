"""An error that the value of a line carries is found as well, and named as what is wrapped."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Fact, Finding
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build

ENGINE, OVEN, STOVE = "api/core/kitchen.py", "api/core/oven.py", "internal/stove/stove.go"

FILES = {
    "dify": {
        ENGINE: """import logging

logger = logging.getLogger(__name__)


def serve(dish, error):
    logger.error(
        "Dish %s was not served, though the guests at the long table of the garden wait: %s",
        dish,
        error,
    )


def count(dish, error):
    logger.info("Dish %s was counted by the cook: %s", dish, error)
""",
        OVEN: """def bake(cake):
    if cake.raw:
        raise OvenError("The oven went out before the cake was done")
    raise OvenError(f"The cake of {cake.guest} fell in while the oven was open")


def burn(cake):
    raise OvenError("Burnt")


def salt(potatoes):
    if potatoes.raw:
        raise OvenError("Undercooked potatoes without salt or pepper")
    raise OvenError("Unquestionably overcooked strawberries with salt")


def weigh(cake):
    raise OvenError(f"{cake.kind} of the kitchen weighs more than the scales of the cook can bear")


def peel():
    raise OvenError("The potatoes are not peeled by anyone yet")


def peel_again():
    raise OvenError("The potatoes are not peeled by anyone yet")


def boil(water):
    raise OvenError("The water of the pot boiled over while nobody looked at the stove")


def boil_again(water):
    raise OvenError("The water of the pot boiled over while nobody looked at the clock")


def boil_at_last(water):
    raise OvenError("The water of the pot boiled over while nobody looked at the guest")
""",
        "api/tests/unit_tests/test_oven.py": """def test_salt():
    raise OvenError("The salt of the test kitchen has been used up")
""",
    },
    "dify-plugin-daemon": {
        "go.mod": "module github.com/langgenius/dify-plugin-daemon\n",
        STOVE: """package stove

import (
	"errors"
	"fmt"
)

var ErrGas = errors.New("the gas bottle of the stove is empty")

func Light() error {
	return fmt.Errorf("failed to light the fire under the big pot: %w", ErrGas)
}

func Cook() error {
	if err := Light(); err != nil {
		return fmt.Errorf("failed to cook the meal of today for all of the people outside: %w", err)
	}
	return nil
}
""",
    },
}

Kitchen = tuple[Index, Sources]


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Kitchen:
    return build(tmp_path_factory.mktemp("kitchen"), changed=FILES)


def line_with(path: str, words: str) -> tuple[str, int]:
    text = next(files[path] for files in FILES.values() if path in files)
    return path, next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def places(finding: Finding) -> list[tuple[str, int]]:
    return [(hit.fact.path, hit.fact.line) for hit in finding.hits]


SERVED = line_with(ENGINE, "logger.error")
WENT_OUT = line_with(OVEN, "went out")


def of(value: str) -> str:
    return (
        f"Dish 17 was not served, though the guests at the long table of the garden wait: {value}"
    )


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("The oven went out before the cake was done", [WENT_OUT]),
        # It was cut off, or goes on.
        ("The oven went out before the", [WENT_OUT]),
        ("The oven went out before the cake was done\nand more", [WENT_OUT]),
        # Too short to tell, by letters or by words.
        ("Burnt", []),
        ("The oven went out", []),
        ("Unquestionably overcooked straw", []),
        ("Undercooked potatoes without sal", [line_with(OVEN, "Undercooked")]),
        # What stands before the first value counts.
        ("The cake of Annabella and Bella fell", []),
        # All of a text that begins with a value.
        (
            "Sponge of the kitchen weighs more than the scales of the cook can bear",
            [line_with(OVEN, "weighs more")],
        ),
        ("Sponge of the kitchen weighs more than the scales", []),
        # It begins otherwise, or is said nowhere.
        ("Alas, the oven went out before the cake was done", []),
        ("The oven went out of the kitchen and never came back", []),
        ("There is nothing in the kitchen that says so", []),
        # Two places say the same: each may be the one.
        (
            "The potatoes are not peeled by anyone yet",
            [line_with(OVEN, "not peeled"), (OVEN, line_with(OVEN, "not peeled")[1] + 4)],
        ),
        # A test is not what ran.
        ("The salt of the test kitchen has been used up", []),
        ("The salt of the test kitchen has been", []),
    ],
)
def test_the_statement_whose_text_a_value_begins_with(
    kitchen: Kitchen, value: str, found: list[tuple[str, int]]
) -> None:
    finding = locate(*kitchen, of(value))
    first, *others = places(finding)
    assert (first, sorted(others)) == (SERVED, found)


def test_of_three_texts_that_begin_alike_two_are_named(kitchen: Kitchen) -> None:
    finding = locate(*kitchen, of("The water of the pot boiled over while nobody"))
    assert len(finding.hits) == 3


def wrapped(kitchen: Kitchen, text: str) -> list[str]:
    cause = locate(*kitchen, text).hits[0].cause
    assert cause is not None
    assert {place.why for place in cause.wraps[:-1]} <= {"wrapped error"}
    assert {place.why for place in cause.wraps[-1:]} <= {"outermost"}
    return [place.text for place in cause.wraps]


GAS = "the gas bottle of the stove is empty"
LIGHT = "failed to light the fire under the big pot"
COOK = "failed to cook the meal of today for all of the people outside"
SAID = {
    GAS: f'var ErrGas = errors.New("{GAS}")',
    LIGHT: f'return fmt.Errorf("{LIGHT}: %w", ErrGas)',
    COOK: f'return fmt.Errorf("{COOK}: %w", err)',
    ENGINE: "logger.error(",
}


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        (f"{COOK}: {LIGHT}: {GAS}", [GAS, LIGHT, COOK]),
        (f"{LIGHT}: {GAS}", [GAS, LIGHT]),
        (of(f"{COOK}: {LIGHT}: {GAS}"), [GAS, LIGHT, COOK, ENGINE]),
        (GAS, []),
        (LIGHT, []),
    ],
)
def test_the_errors_of_a_chain_are_named_from_the_innermost(
    kitchen: Kitchen, text: str, inner: list[str]
) -> None:
    assert wrapped(kitchen, text) == [SAID[words] for words in inner]


def test_an_error_in_a_value_is_wrapped(kitchen: Kitchen) -> None:
    assert wrapped(kitchen, of("The oven went out before the cake was done")) == [
        'raise OvenError("The oven went out before the cake was done")',
        SAID[ENGINE],
    ]


def test_an_error_that_is_cut_off_is_wrapped_too(kitchen: Kitchen) -> None:
    assert wrapped(kitchen, of("The oven went out  before the")) == [
        'raise OvenError("The oven went out before the cake was done")',
        SAID[ENGINE],
    ]


def test_the_innermost_error_is_sliced_first(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound on files is for all of them, and it is the nearest to the cause."""
    sliced: list[str] = []

    def cause_of_each(code: Code, fact: Fact, text: str) -> StatementCause:
        sliced.append(code.line(fact.repo, fact.path, fact.line))
        return cause_of(code, fact, text)

    monkeypatch.setattr("ctxkit.ask.locate.causes.cause_of", cause_of_each)
    locate(*kitchen, of(f"{COOK}: {LIGHT}: {GAS}"))
    assert sliced == [SAID[words] for words in (GAS, LIGHT, COOK, ENGINE)]


def test_only_the_first_statement_wraps(kitchen: Kitchen) -> None:
    finding = locate(*kitchen, f"{COOK}: {LIGHT}: {GAS}")
    assert all(hit.cause is None or not hit.cause.wraps for hit in finding.hits[1:])
