"""Secrets that two containers share must be the same in both, and in every URL that repeats them.

Not here: which secrets they are (`dify/shared_secrets.py`), publicly known secrets
(`ask/check/env_secrets.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote

from ctxkit.ask.check.rule import (
    Containers,
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.shared_secrets import SHARED_SECRETS, SharedSecret
from ctxkit.regex import regex
from ctxkit.values.forms import host_of

_BROKER = Variable("api", "CELERY_BROKER_URL")
_PASSWORD = Variable("api", "REDIS_PASSWORD")
# redis://:password@redis:6379/1
_URL_OF_REDIS = regex(r"rediss?://([^/]*)@[^/@]*(?:/[^@]*)?\Z")


def _mismatch(secret: SharedSecret, view: DeploymentView) -> Iterator[DeploymentBreach]:
    variable = Variable(secret.service, secret.variable)
    peer = Variable(secret.peer_service, secret.peer_variable)
    if not all(view.has(*each) for each in (variable, peer)):
        return
    if not _applies(secret, view):
        return
    value, peer_value = view.value(*variable), view.value(*peer)
    # Weaviate accepts a list of keys.
    if value != peer_value and value not in peer_value.split(","):
        yield DeploymentBreach(
            at=(variable, peer),
            message=f"{_names(secret)} differ: {secret.effect}",
            fix="use the same value for both",
        )


def _applies(secret: SharedSecret, view: DeploymentView) -> bool:
    """Return whether the deployment uses the service that shares the secret."""
    if secret.switch and view.value("api", secret.switch) != secret.value:
        return False
    return not secret.host or host_of(view.value("api", secret.host)) == secret.peer_service


def _names(secret: SharedSecret) -> str:
    """Return the two variables of a shared secret, in words."""
    variable = f"{secret.variable} of {secret.service}"
    return f"{variable} and {secret.peer_variable} of {secret.peer_service}"


def _rule_of(secret: SharedSecret) -> DeploymentRule:
    return DeploymentRule(
        id=f"{secret.what}-mismatch",
        category="secrets-disagree",
        severity="error",
        summary=f"{_names(secret)} differ",
        why=f"Both must hold the same secret; otherwise {secret.effect}.",
        remedy="Use the same value for both.",
        look=partial(_mismatch, secret),
        broken=_example(secret, "one-secret", "another-secret"),
        kept=_example(secret, "one-secret", "one-secret"),
    )


def _example(secret: SharedSecret, value: str, peer_value: str) -> Containers:
    api: dict[str, str] = {}
    if secret.switch:
        api[secret.switch] = secret.value
    if secret.host:
        api[secret.host] = secret.peer_service
    found: dict[str, dict[str, str]] = {"api": api, secret.peer_service: {}}
    found.setdefault(secret.service, {})[secret.variable] = value
    found[secret.peer_service][secret.peer_variable] = peer_value
    return found


class _Userinfo(NamedTuple):
    """The user and the password in a URL."""

    user: str
    password: str


def _broker_password(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """The broker's URL holds Redis' password a second time."""
    url = view.value(*_BROKER)
    userinfo = _userinfo_of_redis(url)
    if userinfo is None or host_of(url) != host_of(view.value("api", "REDIS_HOST")):
        return
    if userinfo.user not in ("", view.value("api", "REDIS_USERNAME")):
        return
    if unquote(userinfo.password) != view.value(*_PASSWORD):
        yield DeploymentBreach(
            at=(_BROKER, _PASSWORD),
            message="the password in CELERY_BROKER_URL differs from REDIS_PASSWORD "
            "of the same Redis: no task is ever run",
            fix="use the same password in CELERY_BROKER_URL, percent-encoded",
        )


def _userinfo_of_redis(url: str) -> _Userinfo | None:
    """Return the user and password of a URL of Redis; None where it has none, or where an `@` in
    its path makes that uncertain.
    """
    match = _URL_OF_REDIS.match(url)
    if match is None:
        return None
    user, _, password = match[1].partition(":")
    return _Userinfo(user, password)


RULES = (
    *(_rule_of(secret) for secret in SHARED_SECRETS),
    DeploymentRule(
        id="broker-password-mismatch",
        category="secrets-disagree",
        severity="error",
        summary="The password in CELERY_BROKER_URL differs from REDIS_PASSWORD of the same Redis",
        why="Celery cannot log in to Redis, so no task is ever run.",
        remedy="Use the same password in CELERY_BROKER_URL, percent-encoded.",
        look=_broker_password,
        broken={
            "api": {
                "CELERY_BROKER_URL": "redis://:old@redis:6379/1",
                "REDIS_HOST": "redis",
                "REDIS_PASSWORD": "new",
            }
        },
        kept={
            "api": {
                "CELERY_BROKER_URL": "redis://:p%40w@redis:6379/1",
                "REDIS_HOST": "redis",
                "REDIS_PASSWORD": "p@w",
            }
        },
    ),
)
