"""Which of the settings that were found are named."""

from __future__ import annotations

import pytest
from msgspec import structs

from ctxkit.cause.ranking import deciding
from ctxkit.model import ConfigUse, Location
from ctxkit.model.cause import CausePlace, Decider


def _decider(name: str, cost: float, *, conditional: bool = False, joined: str = "") -> Decider:
    use = ConfigUse(
        repo="dify", path="a.py", line=1, end_line=1, name=name, role="reads", via="field"
    )
    names = frozenset(joined.split())
    return Decider(use=use, how=(), cost=cost, conditional=conditional, joined=names)


def _names(found: list[Decider], text: str) -> list[str]:
    return [decider.use.name for decider in deciding(found, text)]


@pytest.mark.parametrize(
    ("costs", "text", "named"),
    [
        # What is far behind the nearest is left out.
        ({"A_LIMIT": 0.2, "B_LIMIT": 0.5, "C_LIMIT": 0.9}, "failed", ["A_LIMIT", "B_LIMIT"]),
        # Far away, only what is almost alone is named.
        ({"A_LIMIT": 1.8}, "failed", ["A_LIMIT"]),
        ({"A_LIMIT": 1.7, "B_LIMIT": 1.7, "C_LIMIT": 1.8}, "failed", []),
        ({"A_LIMIT": 2.0}, "failed", []),
        # Of the kind told, a far one is named before a near one of another kind.
        ({"COLOUR": 0.2, "A_TIMEOUT": 2.9}, "timed out", ["A_TIMEOUT"]),
        ({"COLOUR": 0.2}, "timed out", ["COLOUR"]),
        ({"COLOUR": 1.2}, "timed out", ["COLOUR"]),
        ({"COLOUR": 1.2, "SHAPE": 1.2, "WEIGHT": 1.3}, "timed out", []),
    ],
)
def test_the_nearest_settings_are_named(
    costs: dict[str, float], text: str, named: list[str]
) -> None:
    assert _names([_decider(name, cost) for name, cost in costs.items()], text) == named


@pytest.mark.parametrize("cost", [0.0, 0.15])
def test_what_a_condition_reads_itself_is_named_beside_the_kind_told(cost: float) -> None:
    found = [_decider("COLOUR", cost, conditional=True), _decider("A_TIMEOUT", 1.0)]
    assert _names(found, "timed out") == ["COLOUR", "A_TIMEOUT"]


def test_what_is_put_together_is_named_together() -> None:
    found = [
        _decider("A_HOST", 0.4, joined="A_HOST A_PORT"),
        _decider("A_PORT", 0.4, joined="A_HOST A_PORT"),
        _decider("A_USER", 0.4),
    ]
    assert _names(found, "no such host") == ["A_HOST", "A_PORT"]


def test_many_conditions_do_not_push_out_what_is_of_the_kind() -> None:
    found = [_decider(f"SWITCH_{n}", 0.1, conditional=True) for n in range(8)]
    found.append(_decider("A_TIMEOUT", 0.9))
    named = _names(found, "timed out")
    assert len(named) == 6
    assert named[-1] == "A_TIMEOUT"


@pytest.mark.parametrize(
    ("ways", "named"),
    [
        ((7, 5, 3, 1), ["A_MAX", "A_USUAL"]),  # the least of both is taken
        ((7, 5, 4, 1), ["A_MAX"]),  # on another way
        ((7, 5, 1), ["A_MAX"]),
    ],
)
def test_what_a_value_is_made_of_with_another_is_named_with_it(
    ways: tuple[int, ...], named: list[str]
) -> None:
    def found(name: str, *lines: int) -> Decider:
        places = (Location(repo="dify", path="a.py", line=n, end_line=n) for n in lines)
        how = tuple(CausePlace(location=place, text="", why="") for place in places)
        return structs.replace(_decider(name, 1.0), how=how)

    deciders = [found("A_MAX", 7, 5, 3, 2), found("A_USUAL", *ways)]
    assert _names(deciders, "429 too many requests") == named


def test_a_short_way_is_shared_by_chance() -> None:
    place = CausePlace(
        location=Location(repo="dify", path="a.py", line=1, end_line=1), text="", why=""
    )
    found = [structs.replace(_decider(n, 1.0), how=(place, place)) for n in ("A_MAX", "A_USUAL")]
    assert _names(found, "429 too many requests") == ["A_MAX"]
