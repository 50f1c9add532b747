"""Settings that weaken a deployment, and switches of which one alone does nothing.

Not here: weak and public secrets (`ask/check/env_secrets.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.choices import is_on

_DEBUG = (("FLASK_DEBUG", "shows tracebacks to whoever calls the api"), ("DEBUG", "logs more"))
_FORCE = Variable("plugin_daemon", "FORCE_VERIFYING_SIGNATURE")
_ENFORCE = Variable("plugin_daemon", "ENFORCE_LANGGENIUS_PLUGIN_SIGNATURES")
_GRPC_BIND = Variable("agent_backend", "DIFY_AGENT_STUB_GRPC_BIND_ADDRESS")
_STUB_URL = Variable("agent_backend", "DIFY_AGENT_STUB_API_BASE_URL")


def _debug(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if view.shares_host("api"):
        return  # a developer's own, run from its sources
    for name, effect in _DEBUG:
        if is_on(view.value("api", name)):
            yield DeploymentBreach(
                at=(Variable("api", name),),
                message=f"{name} is on, which is for development: it {effect}",
                fix=f"set {name}=false",
            )


def _half_off(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if not view.value(*_FORCE) or is_on(view.value(*_FORCE)):
        return
    if view.has(*_ENFORCE) and is_on(view.value(*_ENFORCE)):
        yield DeploymentBreach(
            at=(_FORCE, _ENFORCE),
            message="FORCE_VERIFYING_SIGNATURE is off, but ENFORCE_LANGGENIUS_PLUGIN_SIGNATURES "
            "is on: the plugin daemon still rejects plugins that claim to be Dify's",
            fix="set ENFORCE_LANGGENIUS_PLUGIN_SIGNATURES=false as well to install those, "
            "or leave it on",
        )


def _grpc_without_url(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if view.value(*_GRPC_BIND).strip() and not view.value(*_STUB_URL).startswith("grpc://"):
        yield DeploymentBreach(
            at=(_GRPC_BIND, _STUB_URL),
            message="DIFY_AGENT_STUB_GRPC_BIND_ADDRESS is set, but DIFY_AGENT_STUB_API_BASE_URL is "
            "no grpc:// URL: the agent backend does not start",
            fix="set DIFY_AGENT_STUB_API_BASE_URL to a grpc:// URL, or empty the bind address",
        )


RULES = (
    DeploymentRule(
        id="debug-mode",
        category="debug-mode",
        severity="warning",
        summary="A debug mode of the api is on",
        why="It is for development: it is slower, and shows or logs what should stay inside.",
        remedy="Turn it off.",
        look=_debug,
        broken={"api": {"FLASK_DEBUG": "true"}},
        kept={"api": {"FLASK_DEBUG": "false"}},
    ),
    DeploymentRule(
        id="signature-check-half-off",
        category="signature-check",
        severity="warning",
        summary="One of two checks of plugin signatures is off, the other still on",
        why="The plugin daemon rejects a plugin if either of them fails.",
        remedy="Turn both off to install plugins without a signature, or neither.",
        look=_half_off,
        broken={
            "plugin_daemon": {
                "FORCE_VERIFYING_SIGNATURE": "false",
                "ENFORCE_LANGGENIUS_PLUGIN_SIGNATURES": "true",
            }
        },
        kept={
            "plugin_daemon": {
                "FORCE_VERIFYING_SIGNATURE": "false",
                "ENFORCE_LANGGENIUS_PLUGIN_SIGNATURES": "false",
            }
        },
    ),
    DeploymentRule(
        id="agent-grpc-without-url",
        category="refused-value",
        severity="error",
        summary="The agent backend listens for gRPC, but its URL is not a grpc:// one",
        why="The agent backend validates both together, and does not start.",
        remedy="Set DIFY_AGENT_STUB_API_BASE_URL to a grpc:// URL.",
        look=_grpc_without_url,
        broken={
            "agent_backend": {
                "DIFY_AGENT_STUB_GRPC_BIND_ADDRESS": "0.0.0.0:50051",
                "DIFY_AGENT_STUB_API_BASE_URL": "http://agent_backend:5050/agent-stub",
            }
        },
        kept={
            "agent_backend": {
                "DIFY_AGENT_STUB_GRPC_BIND_ADDRESS": "0.0.0.0:50051",
                "DIFY_AGENT_STUB_API_BASE_URL": "grpc://agent_backend:50051",
            }
        },
    ),
)
