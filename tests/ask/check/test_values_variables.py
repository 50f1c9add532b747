"""Variables that a values file adds to a container itself."""

from __future__ import annotations

import pytest

from tests.ask.check.running import own_problems
from tests.ask.literal import Asked


def found(asked: Asked, *variables: str, part: str = "api", name: str = "extraEnv") -> list[str]:
    entries = "".join(
        f'  - name: {each.partition("=")[0]}\n    value: "{each.partition("=")[2]}"\n'
        for each in variables
    )
    report = own_problems(asked, f"{part}:\n  {name}:\n{entries}")
    return [each.id for each in report]


@pytest.mark.parametrize(
    ("variable", "rules"),
    [
        ("LOG_LEVEL=INFO", []),
        ("SSRF_DEFAULT_MAX_RETRIES=1", []),
        ("LOG_LEVEL=loud", ["invalid-value"]),
        ("LOG_LEVL=INFO", ["misspelt-key"]),
        ("log_level=INFO", ["misspelt-key"]),
        ("QUITE_ANOTHER_THING=1", ["unknown-key"]),
        ("SECRET_KEY=your-key", ["placeholder"]),
        ("HTTP_PROXY=http://proxy:3128", []),
        ("WORKER_TIMEOUT=15", ["unknown-key"]),  # of the sandbox
    ],
)
def test_a_variable_of_the_api(asked: Asked, variable: str, rules: list[str]) -> None:
    assert found(asked, variable) == rules


@pytest.mark.parametrize(
    ("part", "rules"),
    [("sandbox", []), ("worker", ["unknown-key"]), ("web", ["unknown-key"]), ("ingress", [])],
)
def test_each_part_runs_its_program(asked: Asked, part: str, rules: list[str]) -> None:
    ids = found(asked, "WORKER_TIMEOUT=15", part=part)
    assert [each for each in ids if each == "unknown-key"][: len(rules)] == rules


def test_a_variable_that_is_set_twice(asked: Asked) -> None:
    found = own_problems(
        asked,
        "api:\n  extraEnv:\n  - {name: LOG_LEVEL, value: INFO}\n"
        "  - {name: LOG_TZ, value: UTC}\n  - {name: LOG_LEVEL, value: DEBUG}\n"
        "  - {name: LOG_LEVEL, value: ERROR}\n",
    )
    assert [(each.id, each.line, each.message) for each in found] == [
        (
            "duplicate-key",
            3,
            "duplicate key LOG_LEVEL in api.extraEnv: set again on line 5, which takes effect",
        ),
        (
            "duplicate-key",
            5,
            "duplicate key LOG_LEVEL in api.extraEnv: set again on line 6, which takes effect",
        ),
    ]


def test_the_same_variable_of_two_parts_is_not_set_twice(asked: Asked) -> None:
    text = "{}:\n  extraEnv:\n  - {{name: LOG_LEVEL, value: INFO}}\n"
    values = text.format("api") + text.format("worker")
    assert own_problems(asked, values) == []


@pytest.mark.parametrize("name", ["extraEnv", "extraEnvs", "env"])
def test_lists_of_variables_have_several_names(asked: Asked, name: str) -> None:
    assert "misspelt-key" in found(asked, "LOG_LEVL=INFO", name=name)


def test_another_list_is_not_looked_at(asked: Asked) -> None:
    assert "misspelt-key" not in found(asked, "LOG_LEVL=INFO", name="extraHosts")


def test_in_another_chart_only_misspelt_variables_are_certain(asked: Asked) -> None:
    text = (
        "enterprise: {x: 1}\ngateway: {x: 1}\n"
        "api:\n  extraEnv:\n  - {name: LOG_LEVL, value: INFO}\n"
        "  - {name: QUITE_ANOTHER, value: '1'}\n"
    )
    ids = [each.id for each in own_problems(asked, text)]
    assert ids == ["other-chart", "misspelt-key"]


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("password", ["weak-secret"]),
        ("difyai123456", ["public-secret"]),
        ("{{ .Values.password }}", []),
        ("a-secret-of-my-own", []),
    ],
)
def test_a_secret_among_the_variables(asked: Asked, value: str, rules: list[str]) -> None:
    assert found(asked, f"SECRET_KEY={value}") == rules
