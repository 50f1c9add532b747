"""The flow of any file: nothing raises, and numbers and lines of statements fit together."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.flow import read_flow
from ctxkit.model.flow import FunctionFlow
from tests.pace import at_most

_TESTS = Path(__file__).parents[1]
_SUFFIXES = (".py", ".go", ".ts", ".tsx")
_SOURCES = [path for path in sorted(_TESTS.rglob("*")) if path.suffix in _SUFFIXES]
_WORDS = re.split(
    " +",
    "if else elif for func def class case switch match try: catch except return throw ( ) { } [ ] :"
    " ; , . = := <- < > => a b 'c' `d` ${ 1 const async new import as in \n \n\t \n\t\t",
)


def _check(path: str, data: bytes) -> None:
    flow = read_flow("dify", path, data.decode("utf8", "replace"))
    if flow is None:
        return
    assert all(isinstance(name, str) for name in flow.imports)
    for line in range(1, data.count(b"\n") + 2):
        for function in flow.around(line):
            _check_function(function)


def _check_function(function: FunctionFlow) -> None:
    for number, each in enumerate(function.statements):
        assert function.start <= each.line <= each.head <= each.end_line <= function.end_line
        assert -1 <= each.parent < number
        assert all(0 <= branch < number for branch in each.after)
        if each.parent >= 0:
            outer = function.statements[each.parent]
            assert outer.line <= each.line
            assert each.end_line <= outer.end_line


def test_files_without_a_flow() -> None:
    assert read_flow("dify", "values.yaml", "a: 1") is None


@pytest.mark.parametrize("number", range(8))
def test_mutated_sources(number: int) -> None:
    chance = random.Random(number)
    for path in _SOURCES[number::8]:
        data = path.read_bytes()[:6_000]
        _check(path.name, data)
        lines = data.splitlines(keepends=True)
        chance.shuffle(lines)
        _check(path.name, b"".join(lines[:80]))
        cut = chance.randrange(len(data) + 1)
        _check(path.name, data[cut : cut + 1_500])


@given(
    path=st.sampled_from(["a.py", "a.go", "a.ts", "a.tsx", "a.js"]),
    words=st.lists(
        st.sampled_from(_WORDS),
        max_size=60,
    ),
)
@settings(max_examples=150, deadline=None)
def test_any_words(path: str, words: list[str]) -> None:
    _check(path, " ".join(words).encode())


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.py", "x = " + "f(" * 50_000 + ")" * 50_000),
        ("a.py", "a = " * 50_000 + "1"),
        ("a.py", "if a:\n  pass\n" + "elif a:\n  pass\n" * 20_000),
        ("a.py", "x = a" + ".f()" * 50_000),
        ("a.go", "package p\nfunc f() {" + "{" * 50_000 + "}" * 50_000 + "}"),
        ("a.go", "package p\nfunc f() { if a {}" + " else if a {}" * 50_000 + "}"),
        ("a.go", "package p\nvar x = " + "func() { x := " * 20_000 + "1" + "}" * 20_000),
        ("a.ts", "switch (a) {" + "case 1:\n" * 50_000 + "}"),
        ("a.ts", "class A { m() { " * 20_000 + "} }" * 20_000),
        ("a.ts", "function f() {" + "[" * 100_000),
        ("a.tsx", "x = " + "<a>" * 50_000 + "</a>" * 50_000),
    ],
)
@pytest.mark.no_cover
def test_hostile_files_take_no_longer_than_their_size(path: str, source: str) -> None:
    with at_most(8):
        flow = read_flow("dify", path, source)
        if flow is not None:
            _check_function(flow.module)
            _check_function(flow.function_at(1))
            _check_function(flow.function_at(2))


def test_what_was_not_read_is_read_though_the_tree_of_the_file_is_gone() -> None:
    source = "import os\n\ndef a(x):\n    return x\n\nclass B:\n    def c(self):\n        a(1)\n"
    first, later = (read_flow(repo, "a.py", source) for repo in ("first", "later"))
    assert first is not None
    assert later is not None
    expected = (first.function_at(4), first.function_at(8), first.module, first.imports)
    for number in range(40):  # more than are kept
        assert read_flow("dify", f"{number}.py", source) is not None
    assert (later.function_at(4), later.function_at(8), later.module, later.imports) == expected
