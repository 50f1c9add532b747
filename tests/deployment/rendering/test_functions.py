"""Functions of templates, by what Go, Sprig and Helm print for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.deployment.rendering.engine import Partial
from ctxkit.deployment.rendering.functions import FUNCTIONS, to_yaml
from ctxkit.deployment.rendering.printing import text_of
from ctxkit.deployment.rendering.unknown import NotTold
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_types import plain
from tests.pace import at_most


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("default", ["a", ""], "a"),
        ("default", ["a", "b"], "b"),
        ("default", [1, 0], 1),
        ("coalesce", [None, "", "c", "d"], "c"),
        ("ternary", ["yes", "no", True], "yes"),
        ("quote", ["a", 1], '"a" "1"'),
        ("squote", ["a"], "'a'"),
        ("print", ["a", 1, 2], "a1 2"),
        ("printf", ["%s-%d %v%%", "a", 3, True], "a-3 true%"),
        ("printf", ["%q", "a"], '"a"'),
        ("cat", ["a", None, "b"], "a b"),
        ("trunc", [3, "dify-api"], "dif"),
        ("trunc", [-3, "dify-api"], "api"),
        ("trimSuffix", ["-", "dify-"], "dify"),
        ("trimPrefix", ["v", "v1"], "1"),
        ("replace", ["+", "_", "1+2"], "1_2"),
        ("contains", ["fy", "dify"], True),
        ("hasPrefix", ["di", "dify"], True),
        ("hasSuffix", ["fy", "dify"], True),
        ("indent", [2, "a\nb"], "  a\n  b"),
        ("nindent", [2, "a"], "\n  a"),
        ("toString", [5001], "5001"),
        ("toString", [1.0], "1"),
        ("int", ["12"], 12),
        ("int", ["a"], 0),
        ("add", [1, "2", 3], 6),
        ("eq", [1, 1.0], True),
        ("eq", ["1", 1], False),
        ("eq", ["a", "b", "a"], True),
        ("eq", [True, 1], False),
        ("ne", ["a", "b"], True),
        ("gt", [2, 1], True),
        ("le", ["a", "b"], True),
        ("empty", [{}], True),
        ("not", [""], True),
        ("len", [[1, 2]], 2),
        ("append", [[1], 2], [1, 2]),
        ("first", [[]], None),
        ("last", [[1, 2]], 2),
        ("uniq", [[1, 1, 2]], [1, 2]),
        ("join", [",", ["a", 1]], "a,1"),
        ("splitList", [",", "a,b"], ["a", "b"]),
        ("until", [3], [0, 1, 2]),
        ("index", [[{"port": 80}], 0, "port"], 80),
        ("dict", ["a", 1, "b", 2], {"a": 1, "b": 2}),
        ("get", [{"a": 1}, "b"], ""),
        ("hasKey", [{"a": None}, "a"], True),
        ("keys", [{"b": 1, "a": 2}], ["a", "b"]),
        ("pick", [{"a": 1, "b": 2}, "a"], {"a": 1}),
        ("omit", [{"a": 1, "b": 2}, "a"], {"b": 2}),
        ("merge", [{"a": {"x": 1}}, {"a": {"x": 2, "y": 3}}], {"a": {"x": 1, "y": 3}}),
        ("mergeOverwrite", [{"a": {"x": 1}}, {"a": {"x": 2}}], {"a": {"x": 2}}),
        ("kindIs", ["map", {}], True),
        ("kindIs", ["map", Partial({})], True),
        ("kindIs", ["string", 1], False),
        ("kindIs", ["bool", True], True),
        ("typeIs", ["string", "a"], True),
        ("typeIs", ["string", 1], False),
        ("typeIs", ["<nil>", None], True),
        ("typeIs", ["string", [1]], False),
        ("semverCompare", [">=1.19-0", "v1.30.0"], True),
        ("semverCompare", ["<1.14-0", "v1.30.0"], False),
        ("title", ["dify api"], "Dify Api"),
        ("nospace", [" a b "], "ab"),
        ("repeat", [2, "ab"], "abab"),
        ("toStrings", [[1, "a"]], ["1", "a"]),
        ("add1", [1], 2),
        ("max", [1, "3"], 3),
        ("min", [1, "3"], 1),
        ("rest", [[1, 2]], [2]),
        ("initial", [[1, 2]], [1]),
        ("compact", [["a", "", None]], ["a"]),
        ("without", [["a", "b"], "a"], ["b"]),
        ("sortAlpha", [["b", "a"]], ["a", "b"]),
        ("tuple", [1, 2], [1, 2]),
        ("values", [{"a": 1}], [1]),
        ("unset", [{"a": 1, "b": 2}, "a"], {"b": 2}),
        ("dig", ["a", "b", "c", {"a": {"b": 1}}], 1),
        ("dig", ["a", "x", "c", {"a": {"b": 1}}], "c"),
        ("clean", ["/app//cwd/../storage/"], "/app/storage"),
        ("base", ["/app/storage"], "storage"),
        ("dir", ["/app/storage"], "/app"),
        ("b64enc", ["redis"], "cmVkaXM="),
        ("b64dec", ["cmVkaXM="], "redis"),
        ("fromYaml", ["a: 1"], {"a": 1}),
        ("sha256sum", [""], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ],
)
def test_a_function(name: str, given: list[Any], expected: Any) -> None:
    assert FUNCTIONS[name](*given) == expected


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("printf", ["%05.2f", 1]),
        ("typeIs", ["float64", 1]),
        ("kindIs", ["int", 1]),
        ("semverCompare", [">=1.19-0 <2", "v1.30.0"]),
        ("semverCompare", [">=1", "none"]),
        ("index", [[1], 3]),
        ("until", [1_000_000]),
        ("repeat", [1_000_000_000, "a"]),
        ("lt", [1, "2"]),
        ("omit", ["text", "a"]),
        ("join", [",", 1]),
        ("b64dec", ["%"]),
        ("print", [{"a": 1}]),
    ],
)
def test_what_only_helm_can_tell(name: str, given: list[Any]) -> None:
    with pytest.raises(NotTold):
        FUNCTIONS[name](*given)


def test_a_long_list_is_looked_through_once() -> None:
    items = [str(number) for number in range(30_000)]
    with at_most(2):
        assert FUNCTIONS["uniq"]([*items, "7"]) == items
        assert FUNCTIONS["without"](items, *items[1:]) == ["0"]


def test_what_is_printed() -> None:
    values = [None, True, 0.5, 1e6, [1, "a"], "text"]
    assert [text_of(value) for value in values] == ["", "true", "0.5", "1000000", "[1 a]", "text"]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text("ab:#-{}'\" ", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab.", min_size=1), inner),
    max_leaves=8,
)


@given(_VALUES)
def test_yaml_says_what_it_was_made_of(value: Any) -> None:
    roots = read_documents(split_lines(to_yaml(value).encode()))
    assert plain(roots[0]) == json.loads(json.dumps(value))
