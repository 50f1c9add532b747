"""Values of the wrong YAML type, and their near misses."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.values_types import QUOTED_FALSE, UNQUOTED_TAG, UNQUOTED_VARIABLE
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked


@pytest.mark.parametrize(
    "text",
    [
        'anything:\n  enabled: "false"\n',
        "api:\n  oldSwitch: 'False'\n",  # false in the chart's own file
        "global:\n  useTLS: 'false'\n",
        "redis:\n  useSSL: 'false'\n",
    ],
)
def test_a_switch_in_quotes(asked: Asked, text: str) -> None:
    (problem,) = problems(asked, QUOTED_FALSE.id, values=text)
    assert (problem.line, problem.rule, problem.severity) == (2, "wrong-type", "error")
    assert problem.fix.endswith(": false")


@pytest.mark.parametrize(
    "text",
    [
        "api:\n  enabled: false\n",
        "api:\n  enabled: 'true'\n",
        "api:\n  enabled: ''\n",
        "api:\n  logLevel: 'false'\n",
    ],
)
def test_a_switch_of_the_right_type(asked: Asked, text: str) -> None:
    assert lines(asked, QUOTED_FALSE.id, values=text) == []


@pytest.mark.parametrize("tag", ["1.10", "2.0", "12345e67", "1.5e3"])
def test_a_tag_that_loses_digits(asked: Asked, tag: str) -> None:
    assert lines(asked, UNQUOTED_TAG.id, values=f"image:\n  api:\n    tag: {tag}\n") == [3]


@pytest.mark.parametrize("tag", ["'1.10'", "7.", "1.14", "1.14.0", "latest", f"1.{'1' * 58}0"])
def test_a_tag_that_stays_what_it_is(asked: Asked, tag: str) -> None:
    assert lines(asked, UNQUOTED_TAG.id, values=f"image:\n  api:\n    tag: {tag}\n") == []


def test_only_a_tag_may_not_be_a_number(asked: Asked) -> None:
    assert lines(asked, UNQUOTED_TAG.id, values="api:\n  replicas: 1.10\n") == []


@pytest.mark.parametrize("value", ["5", "true", "No", "1e3", "0x1F", "-1.5", "017"])
def test_a_variable_that_is_not_a_string(asked: Asked, value: str) -> None:
    text = f"api:\n  extraEnv:\n  - name: A\n    value: {value}\n"
    assert lines(asked, UNQUOTED_VARIABLE.id, values=text) == [4]


@pytest.mark.parametrize("value", ["'5'", "text", "1.2.3", "", "1.14.0-fix1"])
def test_a_variable_that_is_a_string(asked: Asked, value: str) -> None:
    text = f"api:\n  extraEnv:\n  - name: A\n    value: {value}\n"
    assert lines(asked, UNQUOTED_VARIABLE.id, values=text) == []


def test_each_variable_of_a_list_has_its_line(asked: Asked) -> None:
    text = """api:
  extraEnv:
  - name: A
    value: true
  - name: B
    value: '1'
  - name: C
    value: 1e3
  - name: D
"""
    assert lines(asked, UNQUOTED_VARIABLE.id, values=text) == [4, 8]


def test_lists_of_variables_have_several_names(asked: Asked) -> None:
    text = "api:\n  {}: [{{name: A, value: 5}}]\n"
    for name in ("extraEnv", "extraEnvs", "env"):
        assert lines(asked, UNQUOTED_VARIABLE.id, values=text.format(name)) == [2]
    assert lines(asked, UNQUOTED_VARIABLE.id, values=text.format("hosts")) == []
