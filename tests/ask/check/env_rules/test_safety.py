"""Settings that weaken a deployment, and switches of which one alone does nothing."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_rules import safety
from tests.ask.check.literal_view import LiteralView


def told(containers: dict[str, dict[str, str]]) -> list[str]:
    view = LiteralView(containers)
    return [breach.at[0].name for rule in safety.RULES for breach in rule.look(view)]


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ({"api": {"FLASK_DEBUG": "true", "DEBUG": "1"}}, ["FLASK_DEBUG", "DEBUG"]),
        ({"api": {"FLASK_DEBUG": "false", "DEBUG": ""}}, []),
        ({"web": {"DEBUG": "true"}}, []),
        (
            {
                "plugin_daemon": {
                    "FORCE_VERIFYING_SIGNATURE": "false",
                    "ENFORCE_LANGGENIUS_PLUGIN_SIGNATURES": "true",
                }
            },
            ["FORCE_VERIFYING_SIGNATURE"],
        ),
        (
            {
                "plugin_daemon": {
                    "FORCE_VERIFYING_SIGNATURE": "false",
                    "ENFORCE_LANGGENIUS_PLUGIN_SIGNATURES": "false",
                }
            },
            [],
        ),
        ({"plugin_daemon": {"FORCE_VERIFYING_SIGNATURE": "false"}}, []),
        ({"plugin_daemon": {"ENFORCE_LANGGENIUS_PLUGIN_SIGNATURES": "true"}}, []),
        (
            {"agent_backend": {"DIFY_AGENT_STUB_GRPC_BIND_ADDRESS": "0.0.0.0:1"}},
            ["DIFY_AGENT_STUB_GRPC_BIND_ADDRESS"],
        ),
        (
            {
                "agent_backend": {
                    "DIFY_AGENT_STUB_GRPC_BIND_ADDRESS": " ",
                    "DIFY_AGENT_STUB_API_BASE_URL": "http://agent_backend:5050",
                }
            },
            [],
        ),
    ],
)
def test_what_is_told(containers: dict[str, dict[str, str]], expected: list[str]) -> None:
    assert told(containers) == expected
