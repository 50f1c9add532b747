"""The paths of a values file: unknown, misspelt, without effect, refused."""

from __future__ import annotations

import pytest

from tests.ask.check.running import lines, own_problems, problems
from tests.ask.literal import Asked


def found(asked: Asked, text: str) -> list[tuple[str, int, str]]:
    return [(each.id, each.line, each.severity) for each in own_problems(asked, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("api:\n  logLevl: INFO\n", [("misspelt-key", 2, "error")]),
        ("api:\n  loglevel: INFO\n", [("misspelt-key", 2, "error")]),
        ("api:\n  quiteAnother: 1\n", [("unknown-key", 2, "warning")]),
        ("api:\n  oldSwitch: true\n", [("dead-key", 2, "warning")]),
        ("api:\n  oldSwitch: false\n", [("dead-key", 2, "note")]),
        ("api:\n  logLevel: loud\n", [("invalid-value", 2, "error")]),
        ("api:\n  limits:\n    uploadFileSize: 50MB\n", [("invalid-value", 3, "error")]),
        ("api:\n  mail:\n    type: mailgun\n", [("unmatched-value", 3, "error")]),
        ("sandbox:\n  workerTimeout: 15s\n", [("value-read-as-zero", 2, "error")]),
    ],
)
def test_a_value_that_is_wrong(
    asked: Asked, text: str, expected: list[tuple[str, int, str]]
) -> None:
    assert found(asked, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "api:\n  logLevel: DEBUG\n",
        "api:\n  logLevel: '{{ .Values.level }}'\n",
        "api:\n  logLevel:\n",
        "api:\n  oldSwitch:\n",
        "api:\n  oldSwitch: ''\n",
        "api:\n  oldSwitch: []\n",
        "api:\n  nodeSelector:\n    pool: apps\n",
        "api:\n  resources:\n    limits: {cpu: 1}\n",
        "redis:\n  master: {anything: 1}\n",
        "global:\n  imageRegistry: x\n",
        "common: &common\n  logLevel: DEBUG\napi:\n  <<: *common\n",
    ],
)
def test_a_value_that_is_right(asked: Asked, text: str) -> None:
    assert found(asked, text) == []


def test_a_part_that_only_holds_an_anchor_is_not_unknown(asked: Asked) -> None:
    assert found(asked, "common: &common\n  anything: 1\n") == []
    assert found(asked, "common:\n  anything: 1\n") == [("unknown-key", 2, "warning")]


def test_what_it_says(asked: Asked) -> None:
    (misspelt,) = problems(asked, "misspelt-key", values="api:\n  logLevl: INFO\n")
    assert misspelt.message == "the chart has no value api.logLevl; did you mean api.logLevel?"
    assert misspelt.fix == "rename it to api.logLevel"
    (unknown,) = problems(asked, "unknown-key", values="api:\n  limits:\n    fileSize: 1\n")
    assert unknown.message.startswith(
        "unknown value api.limits.fileSize: no template of the chart 1.0.0 uses it; nearest: "
    )
    assert "api.limits.uploadFileSize" in unknown.message
    (shipped,) = problems(asked, "dead-key", values="api:\n  oldSwitch: false\n")
    assert shipped.message.endswith(", as in the chart's own file")
    assert [place.path for place in shipped.places] == ["charts/dify/values.yaml"]
    (changed,) = problems(asked, "dead-key", values="api:\n  oldSwitch: true\n")
    assert changed.places == ()


def test_a_path_that_another_rule_reported_is_not_unknown(asked: Asked) -> None:
    assert found(asked, "beat:\n  replicaCount: 2\n") == [("multiple-beat-pods", 2, "error")]


def test_only_the_first_values_are_followed(asked: Asked) -> None:
    entries = "".join(f"    k{n}: v\n" for n in range(400))
    text = f"api:\n  nodeSelector:\n{entries}  logLevel: loud\n"
    assert lines(asked, "invalid-value", values=text) == []
    fewer = text.replace("    k0: v\n", "")
    assert lines(asked, "invalid-value", values=fewer) == [402]


def test_a_value_that_the_charts_notes_call_moved(asked: Asked) -> None:
    """Nobody must remove a secret that is still needed."""
    (problem,) = problems(
        asked, "secret-reset", values="global:\n  secretKey: a-secret-of-my-own\n"
    )
    assert (problem.severity, problem.line) == ("error", 2)
    assert problem.message == (
        "global.secretKey has no effect: the chart 1.0.0 reads global.appSecretKey instead (by its "
        "notes), which keeps the chart's public default: what is encrypted with your "
        "secret can no longer be read"
    )
    assert problem.fix == "move the value to global.appSecretKey"


def test_nothing_is_encrypted_with_a_key_between_the_parts_of_dify(asked: Asked) -> None:
    text = "sandbox:\n  apiKey: a-key-of-my-own\n"
    (problem,) = problems(asked, "secret-reset", values=text)
    assert problem.message == (
        "sandbox.apiKey has no effect: the chart 1.0.0 reads sandbox.auth.apiKey instead (by its "
        "notes), which keeps the chart's public default: everybody knows the secret that counts"
    )


@pytest.mark.parametrize(
    ("value", "fix"),
    [
        ("a-secret-of-my-own", "remove global.secretKey"),
        ("another-secret", "keep in global.appSecretKey the value that is in use"),
    ],
)
def test_a_moved_value_beside_the_new_one(asked: Asked, value: str, fix: str) -> None:
    text = f"global:\n  secretKey: {value}\n  appSecretKey: a-secret-of-my-own\n"
    (problem,) = problems(asked, "moved-value", values=text)
    assert (problem.fix, problem.message.endswith(", which is set too")) == (fix, True)
    assert problems(asked, "secret-reset", values=text) == []


def test_a_known_move(asked: Asked) -> None:
    text = "api:\n  url:\n    consoleApi: console.example\n"
    (problem,) = problems(asked, "moved-value", values=text)
    assert problem.fix == "move the value to global.consoleApiDomain"
    assert problem.severity == "warning"


def test_an_unknown_value_with_near_ones_may_be_misplaced(asked: Asked) -> None:
    (near,) = problems(asked, "unknown-key", values="api:\n  limits:\n    fileSize: 1\n")
    assert near.fix.startswith("move the value to the path that you mean, or remove ")


def test_a_name_of_a_variable_is_no_value_of_the_chart(asked: Asked) -> None:
    assert lines(asked, "unknown-key", values="SECRET_KEY: a-secret\n") == [1]


def test_a_value_that_stands_in_the_wrong_place(asked: Asked) -> None:
    (problem,) = problems(asked, "unknown-key", values="limits:\n  uploadFileSize: 50\napi: {}\n")
    assert problem.message.endswith("; the chart has api.limits.uploadFileSize")
    assert problem.fix == "move the value to api.limits.uploadFileSize"
