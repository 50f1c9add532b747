"""The database and Redis: their kind, host and port, sentinels and clusters, the broker of the
tasks.

Not here: their passwords (`shared.py`), TLS (`tls.py`), which databases there are
(`dify/services.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.env_rules.url_forms import has_raw_password
from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.choices import is_on
from ctxkit.dify.services import DATABASES, DatabaseService
from ctxkit.values.forms import host_of

_DB_TYPE = Variable("api", "DB_TYPE")
_DB_HOST = Variable("api", "DB_HOST")
_DB_PORT = Variable("api", "DB_PORT")
_REDIS_HOST = Variable("api", "REDIS_HOST")
_REDIS_SENTINEL = Variable("api", "REDIS_USE_SENTINEL")
_REDIS_CLUSTERS = Variable("api", "REDIS_USE_CLUSTERS")
_REDIS_MODES = (_REDIS_SENTINEL, _REDIS_CLUSTERS)
_BROKER = Variable("api", "CELERY_BROKER_URL")
_BROKER_SENTINEL = Variable("api", "CELERY_USE_SENTINEL")
_OWN_REDIS = "redis"
"""The service of Dify's compose file that runs Redis."""


def _selected_database(view: DeploymentView) -> DatabaseService | None:
    kind = view.value(*_DB_TYPE)
    return next((database for database in DATABASES if database.kind == kind), None)


def _other_databases(selected: DatabaseService) -> list[DatabaseService]:
    return [database for database in DATABASES if database is not selected]


def _host_of_other_database(view: DeploymentView) -> Iterator[DeploymentBreach]:
    selected = _selected_database(view)
    if selected is None:
        return
    host = view.value(*_DB_HOST)
    if any(host == other.service for other in _other_databases(selected)):
        yield _of_other_database(_DB_HOST, selected, selected.service)


def _port_of_other_database(view: DeploymentView) -> Iterator[DeploymentBreach]:
    selected = _selected_database(view)
    if selected is None:
        return
    host, port = view.value(*_DB_HOST), view.value(*_DB_PORT)
    for other in _other_databases(selected):
        if port == other.port and host != other.service:
            yield _of_other_database(_DB_PORT, selected, selected.port)


def _of_other_database(
    variable: Variable, selected: DatabaseService, right: str
) -> DeploymentBreach:
    return DeploymentBreach(
        at=(variable, _DB_TYPE),
        message=f"DB_TYPE is {selected.kind}, but {variable.name} belongs to another database",
        fix=f"set {variable.name}={right}, or the value for your own database",
    )


def _sentinel_and_cluster(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if all(is_on(view.value(*each)) for each in _REDIS_MODES):
        yield DeploymentBreach(
            at=(_REDIS_CLUSTERS, _REDIS_SENTINEL),
            message="REDIS_USE_SENTINEL and REDIS_USE_CLUSTERS are both on: "
            "the api uses only the sentinels",
            fix="turn one of them off",
        )


def _uses_sentinel_for_api_alone(view: DeploymentView) -> bool:
    """Return whether the api finds Redis through sentinels, and the tasks do not."""
    if not view.has(*_BROKER_SENTINEL) or is_on(view.value(*_BROKER_SENTINEL)):
        return False
    return is_on(view.value(*_REDIS_SENTINEL))


def _is_sentinel(url: str) -> bool:
    return url.startswith("sentinel://")


def _sentinel_switched_off(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if _uses_sentinel_for_api_alone(view) and _is_sentinel(view.value(*_BROKER)):
        yield DeploymentBreach(
            at=(_BROKER_SENTINEL, _REDIS_SENTINEL),
            message="CELERY_BROKER_URL lists sentinels, but CELERY_USE_SENTINEL is off",
            fix="set CELERY_USE_SENTINEL=true",
        )


def _broker_without_sentinel(view: DeploymentView) -> Iterator[DeploymentBreach]:
    url = view.value(*_BROKER)
    if not _uses_sentinel_for_api_alone(view) or _is_sentinel(url):
        return
    if view.is_shipped(*_BROKER) or host_of(url) == _OWN_REDIS:
        yield DeploymentBreach(
            at=(_BROKER_SENTINEL, _REDIS_SENTINEL),
            message="REDIS_USE_SENTINEL is on, but Celery (CELERY_USE_SENTINEL, CELERY_BROKER_URL) "
            "still uses a single Redis",
            fix="set CELERY_USE_SENTINEL=true, CELERY_SENTINEL_MASTER_NAME and "
            "CELERY_BROKER_URL=sentinel://...",
        )


def _broker_on_other_redis(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """One of the two names another Redis, the other still the one of the compose file."""
    url, redis_host = view.value(*_BROKER), view.value(*_REDIS_HOST)
    if any(is_on(view.value(*each)) for each in _REDIS_MODES):
        return
    if not redis_host or not url.startswith(("redis://", "rediss://")) or has_raw_password(url):
        return
    redis, broker = host_of(redis_host), host_of(url)
    if redis == broker or _OWN_REDIS not in (redis, broker):
        return
    # What still names the container was forgotten.
    old, new = (_BROKER, _REDIS_HOST) if broker == _OWN_REDIS else (_REDIS_HOST, _BROKER)
    yield DeploymentBreach(
        at=(old, new),
        message=f"{new.name} points to another Redis, "
        f"but {old.name} still points to the container redis",
        fix=f"change {old.name} as well, unless Dify is meant to use both",
    )


RULES = (
    DeploymentRule(
        id="database-host-of-other-type",
        category="settings-clash",
        severity="error",
        summary="DB_HOST is the container of another database than DB_TYPE selects",
        why="The api speaks the protocol of one database to the other, and cannot connect.",
        remedy="Set DB_HOST to the host of the database that DB_TYPE selects.",
        look=_host_of_other_database,
        broken={"api": {"DB_TYPE": "mysql", "DB_HOST": "db_postgres", "DB_PORT": "3306"}},
        kept={"api": {"DB_TYPE": "mysql", "DB_HOST": "db_mysql", "DB_PORT": "3306"}},
    ),
    DeploymentRule(
        id="database-port-of-other-type",
        category="settings-clash",
        severity="warning",
        summary="DB_PORT is the usual port of another database than DB_TYPE selects",
        why="The api most likely cannot connect.",
        remedy="Set DB_PORT to the port of the database that DB_TYPE selects.",
        look=_port_of_other_database,
        broken={"api": {"DB_TYPE": "mysql", "DB_HOST": "db.example", "DB_PORT": "5432"}},
        kept={"api": {"DB_TYPE": "mysql", "DB_HOST": "db.example", "DB_PORT": "3306"}},
    ),
    DeploymentRule(
        id="redis-sentinel-and-cluster",
        category="settings-clash",
        severity="error",
        summary="REDIS_USE_SENTINEL and REDIS_USE_CLUSTERS are both on",
        why="The api uses the sentinels and ignores the cluster.",
        remedy="Turn one of them off.",
        look=_sentinel_and_cluster,
        broken={"api": {"REDIS_USE_SENTINEL": "true", "REDIS_USE_CLUSTERS": "true"}},
        kept={"api": {"REDIS_USE_SENTINEL": "true", "REDIS_USE_CLUSTERS": "false"}},
    ),
    DeploymentRule(
        id="celery-sentinel-off",
        category="settings-clash",
        severity="error",
        summary="CELERY_BROKER_URL lists sentinels, but CELERY_USE_SENTINEL is off",
        why="Celery does not ask the sentinels for the master, so no task is run.",
        remedy="Set CELERY_USE_SENTINEL=true.",
        look=_sentinel_switched_off,
        broken={
            "api": {
                "REDIS_USE_SENTINEL": "true",
                "CELERY_USE_SENTINEL": "false",
                "CELERY_BROKER_URL": "sentinel://s1:26379/1",
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
    DeploymentRule(
        id="broker-without-sentinel",
        category="settings-clash",
        severity="warning",
        summary="The api finds Redis through sentinels, but Celery does not",
        why="Celery still uses the single Redis of the compose file.",
        remedy="Set CELERY_USE_SENTINEL=true, CELERY_SENTINEL_MASTER_NAME and"
        " CELERY_BROKER_URL=sentinel://...",
        look=_broker_without_sentinel,
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
    DeploymentRule(
        id="broker-on-other-redis",
        category="settings-clash",
        severity="warning",
        summary="Only one of REDIS_HOST and CELERY_BROKER_URL was changed to another Redis",
        why="The other one still points to the container redis, which may not even run.",
        remedy="Change both, unless Dify is meant to use both.",
        look=_broker_on_other_redis,
        broken={"api": {"REDIS_HOST": "r.example", "CELERY_BROKER_URL": "redis://redis:6379/1"}},
        kept={"api": {"REDIS_HOST": "r.example", "CELERY_BROKER_URL": "redis://r.example:6379/1"}},
    ),
)
