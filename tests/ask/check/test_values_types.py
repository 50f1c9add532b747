"""Values of the wrong YAML type, and their near misses."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.values_types import mistyped
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values

DEFAULTS = {"weaviate.enabled": "true", "api.debug": "false"}


def lines_told(text: str) -> list[int]:
    leaves = read_values(CustomerFile(path="values.yaml", data=text.encode())).leaves
    return [wrong.line for wrong in mistyped(leaves, DEFAULTS)]


@pytest.mark.parametrize(
    "text",
    [
        'weaviate:\n  enabled: "false"\n',
        "api:\n  debug: 'False'\n",
        "global:\n  useTLS: 'false'\n",
        "image:\n  tag: 1.10\n",
        "image:\n  tag: 12345e67\n",
        "api:\n  extraEnv: [{name: A, value: 5}]\n",
    ],
)
def test_a_value_of_the_wrong_type(text: str) -> None:
    assert lines_told(text) == [2]


def test_each_variable_of_a_list_has_its_line() -> None:
    text = "api:\n  extraEnv:\n  - name: A\n    value: true\n  - name: B\n    value: '1'\n  - name: C\n    value: 1e3\n"
    assert lines_told(text) == [4, 8]


@pytest.mark.parametrize(
    "text",
    [
        "weaviate:\n  enabled: false\n",
        "api:\n  name: 'false'\n",
        "image:\n  tag: '1.10'\n",
        "image:\n  tag: 1.14\n",
        "image:\n  tag: 1.14.0\n",
        "api:\n  extraEnv: [{name: A, value: '5'}, {name: B, value: text}, {name: C, value: 1.2.3}, {name: D}]\n",
    ],
)
def test_a_value_of_the_right_type(text: str) -> None:
    assert lines_told(text) == []
