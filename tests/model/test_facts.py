"""Facts are data: frozen, with a kind each, and a location."""

from __future__ import annotations

import pytest

from ctxkit.model import KINDS, ConfigUse, Fact, Location, database_facts, facts


def test_kinds_are_found_by_their_name() -> None:
    assert {name: kind.kind for name, kind in KINDS.items()} == {name: name for name in KINDS}
    named = (*vars(facts).values(), *vars(database_facts).values())
    defined = [value for value in named if isinstance(value, type)]
    kinds = {kind for kind in defined if issubclass(kind, Fact) and kind is not Fact}
    assert set(KINDS.values()) == kinds


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_says_what_it_is(kind: type[Fact]) -> None:
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}(")
    assert set(Fact.__struct_fields__) <= set(kind.__struct_fields__)


def test_a_fact_has_a_location_and_cannot_be_changed() -> None:
    use = ConfigUse(
        name="A",
        line=3,
        end_line=4,
        symbol="f",
        repo="dify",
        path="x.py",
        role="reads",
        via="getenv",
    )
    assert use.location == Location(repo="dify", path="x.py", line=3, end_line=4, symbol="f")
    with pytest.raises(AttributeError):
        use.name = "B"  # type: ignore[misc]
