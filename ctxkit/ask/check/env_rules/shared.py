"""Secrets that two containers share must be the same in both, and in every URL that repeats them.

Data to be reviewed. Not here: secrets that everyone knows (`ask/check/env_secrets.py`).
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from ctxkit.ask.check.rules import At, Breach, Rule, View, host_of


class Shared(NamedTuple):
    """Two variables that must hold the same secret.

    Only where `chosen` (a variable of the api and its value) holds, and where the api's variable
    `host` names the service of the right one; empty: always.
    """

    left: At
    right: At
    effect: str
    chosen: tuple[str, str] = ("", "")
    host: str = ""


SHARED = (
    Shared(
        At("api", "CODE_EXECUTION_API_KEY"),
        At("sandbox", "API_KEY"),
        "the sandbox refuses to run code",
    ),
    Shared(
        At("worker", "CODE_EXECUTION_API_KEY"),
        At("sandbox", "API_KEY"),
        "the sandbox refuses to run code",
    ),
    Shared(
        At("api", "PLUGIN_DAEMON_KEY"),
        At("plugin_daemon", "SERVER_KEY"),
        "the plugin daemon refuses the api",
    ),
    Shared(
        At("api", "INNER_API_KEY_FOR_PLUGIN"),
        At("plugin_daemon", "DIFY_INNER_API_KEY"),
        "the api refuses calls of the plugin daemon",
    ),
    Shared(
        At("api", "DB_PASSWORD"),
        At("db_postgres", "POSTGRES_PASSWORD"),
        "the api cannot log in",
        host="DB_HOST",
    ),
    Shared(
        At("api", "WEAVIATE_API_KEY"),
        At("weaviate", "AUTHENTICATION_APIKEY_ALLOWED_KEYS"),
        "weaviate refuses the api",
        chosen=("VECTOR_STORE", "weaviate"),
        host="WEAVIATE_ENDPOINT",
    ),
    Shared(
        At("api", "PGVECTOR_PASSWORD"),
        At("pgvector", "POSTGRES_PASSWORD"),
        "the api cannot log in",
        chosen=("VECTOR_STORE", "pgvector"),
        host="PGVECTOR_HOST",
    ),
    Shared(
        At("api", "CHROMA_AUTH_CREDENTIALS"),
        At("chroma", "CHROMA_SERVER_AUTHN_CREDENTIALS"),
        "chroma refuses the api",
        chosen=("VECTOR_STORE", "chroma"),
        host="CHROMA_HOST",
    ),
    Shared(
        At("api", "OPENSEARCH_PASSWORD"),
        At("opensearch", "OPENSEARCH_INITIAL_ADMIN_PASSWORD"),
        "opensearch refuses the api",
        chosen=("VECTOR_STORE", "opensearch"),
        host="OPENSEARCH_HOST",
    ),
    Shared(
        At("api", "PGVECTO_RS_PASSWORD"),
        At("pgvecto-rs", "POSTGRES_PASSWORD"),
        "the api cannot log in",
        chosen=("VECTOR_STORE", "pgvecto-rs"),
        host="PGVECTO_RS_HOST",
    ),
)


def _shared_secrets(view: View) -> list[Breach]:
    found = []
    for pair in SHARED:
        name, value = pair.chosen
        if (
            (name and view.value("api", name) != value)
            or not view.has(*pair.left)
            or not view.has(*pair.right)
        ):
            continue
        if pair.host and host_of(view.value("api", pair.host)) != pair.right.service:
            continue
        left, right = view.value(*pair.left), view.value(*pair.right)
        if left not in right.split(",") and left != right:
            why = f"{pair.left.name} of {pair.left.service} and {pair.right.name} of {pair.right.service} differ"
            found.append(
                Breach(
                    rule="secrets-disagree",
                    at=(pair.left, pair.right),
                    why=f"{why}: {pair.effect}",
                    fix="give both the same value",
                )
            )
    return found


def _broker_password(view: View) -> list[Breach]:
    """The broker's URL holds Redis' password a second time."""
    url = view.value("api", "CELERY_BROKER_URL")
    scheme, _, rest = url.partition("://")
    userinfo, at, behind = rest.partition("/")[0].rpartition("@")
    if (
        not at
        or "@" in rest[len(userinfo) + len(behind) + 1 :]
        or scheme not in ("redis", "rediss")
        or host_of(url) != host_of(view.value("api", "REDIS_HOST"))
    ):
        return []
    user, _, password = userinfo.partition(":")
    if user not in ("", view.value("api", "REDIS_USERNAME")) or unquote(password) == view.value(
        "api", "REDIS_PASSWORD"
    ):
        return []
    return [
        Breach(
            rule="secrets-disagree",
            at=(At("api", "CELERY_BROKER_URL"), At("api", "REDIS_PASSWORD")),
            why="the password in CELERY_BROKER_URL is not REDIS_PASSWORD, for the same Redis: no task is ever run",
            fix="put the new password into CELERY_BROKER_URL too, percent-encoded",
        )
    ]


RULES = (
    Rule(
        look=_shared_secrets,
        broken={"api": {"CODE_EXECUTION_API_KEY": "a"}, "sandbox": {"API_KEY": "b"}},
        kept={"api": {"CODE_EXECUTION_API_KEY": "a"}, "sandbox": {"API_KEY": "a"}},
    ),
    Rule(
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
