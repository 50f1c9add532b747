"""Effective values in a Helm release."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.explain.effective_chart import in_chart
from ctxkit.files.values import read_values
from tests.ask.explain.deployed import answer, deployed, file


def values(folder: Path, key: str, text: str) -> list[tuple[str, str, list[str]]]:
    asked = deployed(folder)
    found = in_chart(answer(asked, key), key, [read_values(file("my.yaml", text))])
    return [
        (each.name, ", ".join(each.services),
         [f"{layer.layer} {layer.path}:{layer.line} {layer.value}" for layer in each.layers])
        for each in found
    ]  # fmt: skip


SHIPPED = "chart dify-helm charts/dify/values.yaml:2 INFO"


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("api:\n  logLevel: DEBUG\n", ["values my.yaml:2 DEBUG", SHIPPED]),
        ("api:\n  logLevel:\n", ["values my.yaml:2 ", SHIPPED]),
        ("api:\n  other: 1\n", [SHIPPED]),
    ],
)
def test_the_user_s_value_wins_over_the_chart_s(
    tmp_path: Path, text: str, layers: list[str]
) -> None:
    assert values(tmp_path, "LOG_LEVEL", text) == [("api.logLevel", "", layers)]


def test_the_path_that_was_asked_for_has_its_value_too(tmp_path: Path) -> None:
    assert values(tmp_path, "api.logLevel", "api:\n  logLevel: DEBUG\n") == [
        ("api.logLevel", "", ["values my.yaml:2 DEBUG", SHIPPED])
    ]


@pytest.mark.parametrize("key", ["extraEnv", "extraEnvs"])
def test_a_list_of_variables_comes_first(tmp_path: Path, key: str) -> None:
    text = f"api:\n  {key}:\n  - name: LOG_LEVEL\n    value: ERROR\n"
    assert values(tmp_path, "LOG_LEVEL", text)[0] == (
        "LOG_LEVEL",
        "api",
        [f"api.{key} my.yaml:3 ERROR", "code dify api/configs/x.py:3 INFO"],
    )


def test_a_variable_without_a_default_in_the_code(tmp_path: Path) -> None:
    text = "api:\n  extraEnv:\n  - name: BARE\n    value: x\n"
    assert values(tmp_path, "BARE", text) == [("BARE", "api", ["api.extraEnv my.yaml:3 x"])]


@pytest.mark.parametrize(
    "text",
    [
        "api:\n  extraEnv:\n  - name: OTHER\n    value: x\n",
        "web:\n  extraEnv:\n  - name: BARE\n    value: x\n",
        "api:\n  env:\n  - name: BARE\n    value: x\n",
    ],
)
def test_lists_of_other_variables_and_programs_say_nothing(tmp_path: Path, text: str) -> None:
    assert values(tmp_path, "BARE", text) == []


def test_a_variable_of_a_secret_of_the_cluster(tmp_path: Path) -> None:
    reference = "{secretKeyRef: {name: keys, key: api}}"
    text = f"api:\n  extraEnv:\n  - name: SECRET_KEY\n    valueFrom: {reference}\n"
    assert values(tmp_path, "SECRET_KEY", text)[0][2][0] == (
        "api.extraEnv my.yaml:3 secretKeyRef keys/api"
    )


def test_a_secret_is_masked(tmp_path: Path) -> None:
    text = "api:\n  extraEnv:\n  - name: SECRET_KEY\n    value: s3cr3tV4lue\n"
    assert values(tmp_path, "SECRET_KEY", text)[0][2][0] == (
        "api.extraEnv my.yaml:3 <REDACTED:SECRET_KEY>"
    )


def test_of_several_files_the_last_one_wins(tmp_path: Path) -> None:
    asked = deployed(tmp_path)
    base = read_values(file("base.yaml", "api:\n  logLevel: DEBUG\n"))
    prod = read_values(file("prod.yaml", "api:\n  logLevel: ERROR\n"))
    other = read_values(file("other.yaml", "api:\n  x: 1\n"))
    (found,) = in_chart(answer(asked, "LOG_LEVEL"), "LOG_LEVEL", [base, prod, other])
    assert [(each.path, each.value) for each in found.layers] == [
        ("prod.yaml", "ERROR"),
        ("base.yaml", "DEBUG"),
        ("dify-helm charts/dify/values.yaml", "INFO"),
    ]


def test_of_several_lists_the_last_one_is_the_whole(tmp_path: Path) -> None:
    asked = deployed(tmp_path)
    texts = (
        "api:\n  extraEnv:\n  - {name: BARE, value: base}\n",
        "api:\n  extraEnv:\n  - {name: LOG_LEVEL, value: ERROR}\n",
    )
    files = [read_values(file(f"{number}.yaml", text)) for number, text in enumerate(texts)]
    assert list(in_chart(answer(asked, "BARE"), "BARE", files)) == []
    assert next(in_chart(answer(asked, "LOG_LEVEL"), "LOG_LEVEL", files)).value == "ERROR"
