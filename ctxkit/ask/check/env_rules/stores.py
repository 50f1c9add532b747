"""The database and Redis: their kind, host and port, sentinels and clusters, the broker of the
tasks.

Not here: their passwords (`shared.py`), TLS (`tls.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.rules import At, Breach, Rule, View, host_of, is_on


def _database_type(view: View) -> list[Breach]:
    kind, host, port = (view.value("api", name) for name in ("DB_TYPE", "DB_HOST", "DB_PORT"))
    wrong = {"mysql": ("db_postgres", "5432"), "postgresql": ("db_mysql", "3306")}.get(kind)
    if not wrong or (host != wrong[0] and port != wrong[1]):
        return []
    name, right = ("DB_HOST", {"mysql": "db_mysql", "postgresql": "db_postgres"}[kind])
    if host != wrong[0]:
        name, right = "DB_PORT", {"mysql": "3306", "postgresql": "5432"}[kind]
    return [
        Breach(
            rule="settings-clash",
            at=(At("api", name), At("api", "DB_TYPE")),
            why=f"DB_TYPE is {kind}, but {name} is that of the other database",
            fix=f"set {name}={right}, or that of your own database",
            severity=None if name == "DB_HOST" else "warning",
        )
    ]


def _two_redis_modes(view: View) -> list[Breach]:
    at = (At("api", "REDIS_USE_CLUSTERS"), At("api", "REDIS_USE_SENTINEL"))
    if not all(is_on(view.value(*each)) for each in at):
        return []
    why = "REDIS_USE_SENTINEL and REDIS_USE_CLUSTERS are both on: the api uses the sentinels only"
    return [Breach(rule="settings-clash", at=at, why=why, fix="switch one of them off")]


def _sentinels_of_tasks(view: View) -> list[Breach]:
    """The api finds Redis through sentinels, but the tasks still go to one Redis."""
    at = (At("api", "CELERY_USE_SENTINEL"), At("api", "REDIS_USE_SENTINEL"))
    if not view.has(*at[0]) or not is_on(view.value(*at[1])) or is_on(view.value(*at[0])):
        return []
    if not view.value("api", "CELERY_BROKER_URL").startswith("sentinel://"):
        return _broker_left_behind(view, at)
    why = "CELERY_BROKER_URL names sentinels, but CELERY_USE_SENTINEL is off"
    return [Breach(rule="settings-clash", at=at, why=why, fix="set CELERY_USE_SENTINEL=true")]


def _broker_left_behind(view: View, at: tuple[At, ...]) -> list[Breach]:
    if (
        not view.is_shipped("api", "CELERY_BROKER_URL")
        and host_of(view.value("api", "CELERY_BROKER_URL")) != "redis"
    ):
        return []
    why = "REDIS_USE_SENTINEL is on, but the tasks (CELERY_USE_SENTINEL, CELERY_BROKER_URL) still go to one Redis"
    fix = "set CELERY_USE_SENTINEL=true, CELERY_SENTINEL_MASTER_NAME and CELERY_BROKER_URL=sentinel://..."
    return [Breach(rule="settings-clash", at=at, why=why, fix=fix, severity="warning")]


def _broker_of_other_redis(view: View) -> list[Breach]:
    """One of the two names another Redis, the other still that of the compose file."""
    host, broker = At("api", "REDIS_HOST"), At("api", "CELERY_BROKER_URL")
    if any(is_on(view.value("api", name)) for name in ("REDIS_USE_SENTINEL", "REDIS_USE_CLUSTERS")):
        return []
    url = view.value(*broker)
    if url.partition("://")[0] not in ("redis", "rediss") or not view.value(*host):
        return []
    hosts = (host_of(view.value(*host)), host_of(url))
    if hosts[0] == hosts[1] or "redis" not in hosts:
        return []
    old, new = (broker, host) if hosts[1] == "redis" else (host, broker)
    why = f"{new.name} names another Redis, but {old.name} still names the container redis"
    fix = f"change {old.name} too, unless both are meant"
    return [Breach(rule="settings-clash", at=(old, new), why=why, fix=fix, severity="warning")]


RULES = (
    Rule(
        look=_database_type,
        broken={"api": {"DB_TYPE": "mysql", "DB_HOST": "db_postgres", "DB_PORT": "3306"}},
        kept={"api": {"DB_TYPE": "mysql", "DB_HOST": "db_mysql", "DB_PORT": "3306"}},
    ),
    Rule(
        look=_two_redis_modes,
        broken={"api": {"REDIS_USE_SENTINEL": "true", "REDIS_USE_CLUSTERS": "true"}},
        kept={"api": {"REDIS_USE_SENTINEL": "true", "REDIS_USE_CLUSTERS": "false"}},
    ),
    Rule(
        look=_sentinels_of_tasks,
        broken={
            "api": {
                "REDIS_USE_SENTINEL": "true",
                "CELERY_USE_SENTINEL": "false",
                "CELERY_BROKER_URL": "redis://redis:6379/1",
            }
        },
        kept={
            "api": {
                "REDIS_USE_SENTINEL": "true",
                "CELERY_USE_SENTINEL": "true",
                "CELERY_BROKER_URL": "sentinel://s1:26379/1",
            }
        },
    ),
    Rule(
        look=_broker_of_other_redis,
        broken={"api": {"REDIS_HOST": "r.example", "CELERY_BROKER_URL": "redis://redis:6379/1"}},
        kept={"api": {"REDIS_HOST": "r.example", "CELERY_BROKER_URL": "redis://r.example:6379/1"}},
    ),
)
