"""The text of a new values file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.ask.new_values.written import WrittenValue, text_of, value_text
from ctxkit.files.values import parse_values
from ctxkit.files.yaml_types import same

KEYS = st.lists(st.sampled_from(["a", "b", "true", "x y", "1", "k.io/x"]), min_size=1, max_size=3)
PLAIN = st.one_of(st.booleans(), st.integers(-9, 9), st.text(max_size=12), st.none())


def written(*values: tuple[str, Any, str]) -> list[WrittenValue]:
    return [
        WrittenValue(keys=tuple(path.split(".")), value=value, why=why, source="set")
        for path, value, why in values
    ]


def test_values_below_one_key_stand_together() -> None:
    text = text_of(
        ["Head."], written(("a.b.c", 1, "one"), ("a.b.d", "x", "two"), ("a.e", [], "three"))
    )
    assert text == ('# Head.\na:\n  b:\n    c: 1  # one\n    d: "x"  # two\n  e: []  # three\n')


def test_a_reason_stays_a_comment() -> None:
    text = text_of([], written(("a", 1, "x\nb: 2\u2028\x85 y"), ("c", 1, "z" * 500)))
    assert parse_values("n", text.encode()).leaves.keys() == {"a", "c"}
    assert max(map(len, text.splitlines())) < 250


@settings(max_examples=100, deadline=None)
@given(
    keys=st.lists(KEYS.map(tuple), max_size=4, unique=True),
    value=PLAIN,
    why=st.text(max_size=30),
)
def test_what_is_written_is_read(keys: list[tuple[str, ...]], value: Any, why: str) -> None:
    own = sorted(
        each
        for each in keys
        if not any(each != other and other[: len(each)] == each for other in keys)
    )
    values = [WrittenValue(keys=each, value=value, why=why, source="set") for each in own]
    file = parse_values("n", text_of([why], values).encode())
    assert [leaf.keys for leaf in file.values] == own
    assert all(same(leaf.plain, value) for leaf in file.values)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("a", "a"), (True, "true"), (2, "2"), ([], "[]"), ({"a": 1}, '{"a": 1}')],
)
def test_a_value_as_a_rule_sees_it(value: Any, text: str) -> None:
    assert value_text(value) == text
