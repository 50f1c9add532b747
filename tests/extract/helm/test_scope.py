from __future__ import annotations

import pytest

from ctxkit.extract.helm.scope import (
    EACH,
    MAX_USES,
    DictLiteral,
    Meaning,
    Path,
    Scope,
    Use,
    distinct,
    step,
    value_path,
)

A = ("Values", "a")
B = ("Values", "b")
DICT = DictLiteral((("k", A), ("l", B)))


@pytest.mark.parametrize(
    ("path", "dotted"),
    [
        (A, "a"),
        (("x", "Values", "a", "b"), "a.b"),
        (("Values", "a", EACH, "b"), "a"),
        (("Values",), ""),
        (("Release", "Name"), ""),
        ((), ""),
        (None, ""),
        (DICT, ""),
    ],
)
def test_the_path_of_a_value(path: Path | DictLiteral | None, dotted: str) -> None:
    assert value_path(path) == dotted


@pytest.mark.parametrize(
    ("main", "names", "result"),
    [
        (A, (), A),
        (None, (), None),
        (A, ("x", "y"), (*A, "x", "y")),
        ((), ("Values", "a"), A),
        (DICT, ("k", "x"), (*A, "x")),
        (DICT, ("m",), None),
        (DICT, (), DICT),
        (None, ("x", "Values", "a"), A),
        (None, ("x",), None),
        (A, ("x",) * 37, (*A, *("x",) * 37)),
        (A, ("x",) * 38, None),
    ],
)
def test_fields_of_a_value(
    main: Path | DictLiteral | None, names: Path, result: Path | DictLiteral | None
) -> None:
    assert step(main, names) == result


def test_all_uses_begin_with_the_value_itself() -> None:
    other = Use(B, 7, True)
    assert Meaning(main=A, start=3, uses=(other,)).all_uses() == (Use(A, 3, False), other)
    assert Meaning(main=DICT, start=3).all_uses() == (Use(A, 3, False), Use(B, 3, False))
    assert Meaning(uses=(other,)).all_uses() == (other,)
    assert Meaning(main=(), uses=(other,)).all_uses() == (other,)


def test_uses_are_distinct_and_limited() -> None:
    use = Use(A, 0, False)
    assert distinct([use, use]) == (use,)
    assert MAX_USES == 40
    assert len(distinct(Use(A, number, False) for number in range(50))) == 40


def test_variables_are_looked_up_in_the_scopes_around() -> None:
    outer = Scope(dot=A, root=())
    outer.variables["$x"] = Meaning(main=A)
    inner = outer.inside()
    assert (inner.dot, inner.root, inner.outer) == (A, (), outer)
    assert inner.lookup("$x").main == A
    inner.variables["$x"] = Meaning(main=B)
    assert inner.lookup("$x").main == B
    assert outer.lookup("$x").main == A
    assert inner.lookup("$y") == Meaning()
    assert list(inner.around()) == [inner, outer]


def test_an_assignment_keeps_what_a_variable_may_still_be() -> None:
    outer = Scope(dot=(), root=())
    outer.variables["$x"] = Meaning(main=A, text="t")
    inner = outer.inside()
    inner.assign("$x", Meaning(main=B, start=5))
    found = outer.lookup("$x")
    assert (found.main, found.uses, found.text) == (A, (Use(B, 5, False),), None)
    assert inner.variables == {}


def test_an_assignment_to_what_had_no_value_gives_it_one() -> None:
    scope = Scope(dot=(), root=())
    scope.variables["$x"] = Meaning(text="redis", uses=(Use(A, 1, False),))
    scope.assign("$x", Meaning(main=B, uses=(Use(A, 2, False),)))
    found = scope.lookup("$x")
    assert (found.main, found.uses) == (B, (Use(A, 1, False), Use(A, 2, False)))
    scope.assign("$y", Meaning(main=B))
    assert scope.lookup("$y").main == B
