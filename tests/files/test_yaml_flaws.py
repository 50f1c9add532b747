"""What a strict reader has against a YAML file: broken places, keys that stand twice, and files
made to do harm.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.files.yaml_flaws import flaws_of
from tests.pace import at_most


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a:\n\tb: 1\n", 2, "cannot start any token"),
        ("a: [1, 2\nb: 3\n", 2, "expected ',' or ']'"),
        ('a: "open\nb: 3\n', 3, "end of stream"),
        ("a: 1\nb: c: d\n", 2, "mapping values are not allowed"),
        ("- a\n", 1, "not a list"),
        ("only words\n", 1, "not a single value"),
        ("a: 1\nb: *gone\n", 2, "without an anchor"),
    ],
)
def test_a_broken_file(text: str, line: int, said: str) -> None:
    (flaw,) = flaws_of(text)
    assert (flaw.kind, flaw.line) == ("broken", line)
    assert said in flaw.message


@pytest.mark.parametrize(
    "value", ["*s3cr3tV4lue", "!s3cr3tV4lue!x y", "%s3cr3tV4lue", "@s3cr3tV4lue", "[s3cr3tV4lue"]
)
def test_no_piece_of_the_file_stands_in_what_is_said(value: str) -> None:
    assert "s3cr3tV4lue" not in str(flaws_of(f"password: {value}\n"))


def test_keys_that_stand_twice() -> None:
    assert [(flaw.kind, flaw.line) for flaw in flaws_of("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n")] == [
        ("twice", 3),
        ("twice", 1),
    ]


def test_a_second_document() -> None:
    assert [(flaw.kind, flaw.line) for flaw in flaws_of("a: 1\n---\nb: 2\n")] == [("documents", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment\n",
        "a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\nd: {<<: *x}\n",
        "a: {b: 1}\nc: {b: 1}\n",
        "a: [b, b]\n",
    ],
)
def test_a_file_that_is_right(text: str) -> None:
    assert flaws_of(text) == []


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "aliases expand to more than"),
        ("a: " + "{" * 20_000, "nested more than"),
        ("a: " + "[" * 20_000, "nested more than"),
        ("\n".join(" " * n + "a:" for n in range(400)), "nested more than"),
    ],
    ids=["billion laughs", "mappings", "lists", "indented"],
)
def test_a_hostile_file_ends_soon_and_says_where(text: str, said: str) -> None:
    with at_most(5):
        (flaw,) = flaws_of(text)
    assert said in flaw.message
    assert flaw.line > 0


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    assert all(flaw.line > 0 for flaw in flaws_of(text))
