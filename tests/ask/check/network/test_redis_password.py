"""The password of Redis' command, and that of its clients."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.network.redis_password import REDIS_PASSWORD_DIFFERS
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked

SECRET = "a-secret-of-my-own"


@pytest.mark.parametrize(
    ("redis", "found"),
    [
        (f"image: redis:7\n    command: redis-server --requirepass {SECRET}", []),
        (f"image: redis:7\n    command: redis-server --requirepass '{SECRET}'", []),
        (f"image: redis:7\n    command: [redis-server, --requirepass, {SECRET}]", []),
        ("image: redis:7\n    command: redis-server --requirepass another-secret", [5]),
        ("image: redis:7\n    command: redis-server --appendonly yes", [5]),
        ("image: redis:7", [5]),
        ("image: registry.example/valkey:8", [5]),
        ("image: redis:7\n    command: redis-server /etc/redis.conf", []),
        ("image: redis:7\n    command: sh -c 'redis-server --requirepass $$P'", []),
        ("image: redis:7\n    command: redis-server --aclfile /users", []),
        ("image: bitnami/redis:7\n    environment:\n      REDIS_PASSWORD: x", []),
        ("image: example/dragonfly", []),
    ],
)
def test_the_password_of_redis(asked: Asked, redis: str, found: list[int]) -> None:
    compose = (
        f"services:\n  api:\n    image: x\n    environment:\n      REDIS_PASSWORD: {SECRET}\n"
        f"      REDIS_HOST: redis\n  redis:\n    {redis}\n"
    )
    assert lines(asked, REDIS_PASSWORD_DIFFERS.id, compose=compose) == found
    for problem in problems(asked, REDIS_PASSWORD_DIFFERS.id, compose=compose):
        assert SECRET not in problem.message + problem.fix


def test_clients_without_a_password_are_not_judged(asked: Asked) -> None:
    compose = (
        "services:\n  api:\n    image: x\n    environment:\n      REDIS_HOST: redis\n"
        "  redis:\n    image: redis:7\n"
    )
    assert lines(asked, REDIS_PASSWORD_DIFFERS.id, compose=compose) == []


def test_the_command_is_reported_where_the_password_is_difys(asked: Asked) -> None:
    compose = "services:\n  redis:\n    command: redis-server --requirepass another-secret\n"
    (problem,) = problems(asked, REDIS_PASSWORD_DIFFERS.id, override=compose)
    assert (problem.key, problem.line) == ("command", 3)


def test_the_command_that_dify_ships_is_not_judged(asked: Asked) -> None:
    override = "services:\n  api:\n    environment:\n      REDIS_PASSWORD: a-secret-of-my-own\n"
    assert lines(asked, REDIS_PASSWORD_DIFFERS.id, override=override) == []
