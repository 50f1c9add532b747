"""Values that Helm refuses, and kinds of values that templates cannot take."""

from __future__ import annotations

import pytest

from tests.ask.check.running import problems
from tests.ask.literal import Asked

RULE = "refused-by-schema"


@pytest.mark.parametrize(
    ("text", "key", "line", "fix"),
    [
        ('api:\n  replicas: "2"\n', "api.replicas", 2, "remove the quotes"),
        ("api:\n  replicas: two\n", "api.replicas", 2, ""),
        ("externalRedis:\n  password: 12345678\n", "externalRedis.password", 2, "quote the value"),
        ("api:\n  extraEnv: {A: b}\n", "api.extraEnv", 2, "write a list"),
        (
            "api: 1\n",
            "api",
            1,
            "set its keys instead: enabled, extraEnv, limits, logLevel, mail, nodeSelector",
        ),
        # What the schema does not say, but the chart's own values and templates do.
        (
            "api:\n  limits: 15\n",
            "api.limits",
            2,
            "set its keys instead: uploadFileSize, uploadImageFileSize",
        ),
        ("ingress:\n  enabled: true\n  tls: true\n", "ingress.tls", 3, "write a list"),
    ],
)
def test_a_value_of_another_type(asked: Asked, text: str, key: str, line: int, fix: str) -> None:
    (problem,) = problems(asked, RULE, values=text)
    assert (problem.key, problem.line, problem.severity, problem.fix) == (key, line, "error", fix)


@pytest.mark.parametrize(
    "text",
    [
        "api:\n  replicas: 2\n  extraEnv: []\n  limits:\n",
        "ingress:\n  tls: true\n",  # not enabled
        "redis:\n  auth: x\n",  # of a subchart, whose templates are elsewhere
        "enterprise: {x: 1}\ngateway: {x: 1}\napi:\n  replicas: '2'\n",  # of another chart
    ],
)
def test_a_value_of_the_right_type(asked: Asked, text: str) -> None:
    assert problems(asked, RULE, values=text) == []
