"""The password that Redis asks for, in the command that starts it, against the one of its clients.

Not here: the password in the broker's URL (`ask/check/env_rules/shared.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.deployment.network import NetworkedService
from ctxkit.dify.images import base_name_of
from ctxkit.dify.listening import ports_of_command
from ctxkit.network.calls import Call
from ctxkit.regex import regex

_HOST, _PASSWORD = "REDIS_HOST", "REDIS_PASSWORD"
_IMAGES = frozenset({"redis", "valkey"})
"""Images that take a password from their command alone."""
_REQUIRED = regex(r"--requirepass[\s=]+(\S+)")
_OTHERS = ("--user", "--aclfile", "$")
"""Marks of commands whose password is not certain."""

_REDIS = "services:\n  redis:\n    command: redis-server"

REDIS_PASSWORD_DIFFERS = FileRule(
    id="redis-password-differs",
    category="secrets-disagree",
    severity="error",
    summary="Redis is started with another password than its clients have, or with none",
    why="Redis refuses the connection: it accepts no password if none is set.",
    remedy="Start Redis with `--requirepass` and the value of REDIS_PASSWORD.",
    broken={"compose": f"{_REDIS} --appendonly yes\n"},
    kept={"compose": f"{_REDIS} --requirepass ${{REDIS_PASSWORD:-difyai123456}}\n"},
)
RULES = (REDIS_PASSWORD_DIFFERS,)


def check_redis_password(case: EnvCase, calls: Iterable[Call]) -> None:
    """Report clients of Redis whose password is not the one that its command sets."""
    for call in calls:
        peer = case.deployment.network.service(call.endpoint.host)
        if peer is None or call.variable is None or call.variable.name != _HOST:
            continue
        asked = _required(case, peer)
        given = case.deployment.get(call.caller, _PASSWORD)
        if asked is None or given is None or not given.value or given.value == asked:
            continue
        line = case.deciding_line(given)
        spot = line.spot if line is not None else _spot_of_command(case, peer)
        if spot is not None:
            what = "with another password" if asked else "without --requirepass"
            message = f"{_PASSWORD} of {call.caller} is set, but {peer.name} is started {what}"
            fix = f"start {peer.name} with --requirepass and the value of {_PASSWORD}"
            case.reporter.add(REDIS_PASSWORD_DIFFERS, spot, message, fix)


def _required(case: EnvCase, peer: NetworkedService) -> str | None:
    """Return the password that a Redis asks for, "" for none; None where it is not certain."""
    if base_name_of(peer.image) not in _IMAGES or case.deployment.get(peer.name, _PASSWORD):
        return None  # others' images take it from a variable
    if case.deployment.own.isdisjoint((peer.path, peer.command_at[0])):
        return None  # that is how Dify ships it
    command = peer.command or ""
    if ports_of_command(command) is None or any(mark in command for mark in _OTHERS):
        return None
    match = _REQUIRED.search(command)
    return match[1].strip("\"'") if match is not None else ""


def _spot_of_command(case: EnvCase, peer: NetworkedService) -> Spot | None:
    path, line = peer.command_at
    if path not in case.deployment.own:
        return None
    return Spot(path=path, key="command", line=line)
