"""The rules about the settings of a compose deployment that must fit together, each with cases; the tests run them all.

Data to be reviewed. Not here: what follows from the sources alone, such as a key that nothing reads (`env.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.ask.checking.rules import At, Breach, Rule, View, host_of, is_on, is_placeholder
from ctxkit.model import Severity

# --- secrets that two containers share --------------------------------------------------------------------------------


class Shared(NamedTuple):
    """Two variables that must hold the same secret. Only where `chosen` (a variable of the api and its value) holds,
    and where the api's variable `host` names the service of the right one; empty: always."""

    left: At
    right: At
    effect: str
    chosen: tuple[str, str] = ("", "")
    host: str = ""


SHARED = (
    Shared(At("api", "CODE_EXECUTION_API_KEY"), At("sandbox", "API_KEY"), "the sandbox refuses to run code"),
    Shared(At("worker", "CODE_EXECUTION_API_KEY"), At("sandbox", "API_KEY"), "the sandbox refuses to run code"),
    Shared(At("api", "PLUGIN_DAEMON_KEY"), At("plugin_daemon", "SERVER_KEY"), "the plugin daemon refuses the api"),
    Shared(
        At("api", "INNER_API_KEY_FOR_PLUGIN"),
        At("plugin_daemon", "DIFY_INNER_API_KEY"),
        "the api refuses calls of the plugin daemon",
    ),
    Shared(At("api", "DB_PASSWORD"), At("db_postgres", "POSTGRES_PASSWORD"), "the api cannot log in", host="DB_HOST"),
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
)


def _shared_secrets(view: View) -> list[Breach]:
    found = []
    for pair in SHARED:
        name, value = pair.chosen
        if (name and view.value("api", name) != value) or not view.has(*pair.left) or not view.has(*pair.right):
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
    userinfo, at, _ = rest.partition("/")[0].rpartition("@")
    if not at or scheme not in ("redis", "rediss") or host_of(url) != host_of(view.value("api", "REDIS_HOST")):
        return []
    user, _, password = userinfo.partition(":")
    if user not in ("", view.value("api", "REDIS_USERNAME")) or _unquoted(password) == view.value(
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


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text)


# --- what is chosen needs its settings --------------------------------------------------------------------------------


class Choice(NamedTuple):
    """Where the api's variable `name` is `value`, `needs` must not be empty; `own` begin the names of its settings."""

    name: str
    value: str
    needs: tuple[str, ...]
    own: tuple[str, ...] = ()
    severity: Severity = "error"


CHOICES = (
    Choice("MAIL_TYPE", "resend", ("RESEND_API_KEY",), ("RESEND_",), "warning"),
    Choice("MAIL_TYPE", "smtp", ("SMTP_SERVER", "SMTP_PORT"), ("SMTP_",)),
    Choice("MAIL_TYPE", "sendgrid", ("SENDGRID_API_KEY",), ("SENDGRID_",)),
    Choice("STORAGE_TYPE", "s3", ("S3_BUCKET_NAME",), ("S3_",)),
    Choice("STORAGE_TYPE", "azure-blob", ("AZURE_BLOB_ACCOUNT_NAME", "AZURE_BLOB_CONTAINER_NAME"), ("AZURE_BLOB_",)),
    Choice("STORAGE_TYPE", "google-storage", ("GOOGLE_STORAGE_BUCKET_NAME",), ("GOOGLE_STORAGE_",)),
    Choice("STORAGE_TYPE", "aliyun-oss", ("ALIYUN_OSS_BUCKET_NAME", "ALIYUN_OSS_ENDPOINT"), ("ALIYUN_OSS_",)),
    Choice("STORAGE_TYPE", "tencent-cos", ("TENCENT_COS_BUCKET_NAME",), ("TENCENT_COS_",)),
    Choice("STORAGE_TYPE", "oci-storage", ("OCI_BUCKET_NAME", "OCI_ENDPOINT"), ("OCI_",)),
    Choice("STORAGE_TYPE", "huawei-obs", ("HUAWEI_OBS_BUCKET_NAME", "HUAWEI_OBS_SERVER"), ("HUAWEI_OBS_",)),
    Choice(
        "STORAGE_TYPE",
        "volcengine-tos",
        ("VOLCENGINE_TOS_BUCKET_NAME", "VOLCENGINE_TOS_ENDPOINT"),
        ("VOLCENGINE_TOS_",),
    ),
    Choice("STORAGE_TYPE", "baidu-obs", ("BAIDU_OBS_BUCKET_NAME", "BAIDU_OBS_ENDPOINT"), ("BAIDU_OBS_",)),
    Choice("STORAGE_TYPE", "supabase", ("SUPABASE_BUCKET_NAME", "SUPABASE_URL"), ("SUPABASE_",)),
    Choice("STORAGE_TYPE", "clickzetta-volume", (), ("CLICKZETTA_VOLUME_",)),
    Choice("VECTOR_STORE", "weaviate", ("WEAVIATE_ENDPOINT",), ("WEAVIATE_",)),
    Choice("VECTOR_STORE", "qdrant", ("QDRANT_URL",), ("QDRANT_",)),
    Choice("VECTOR_STORE", "milvus", ("MILVUS_URI",), ("MILVUS_", "MINIO_", "ETCD_")),
    Choice("VECTOR_STORE", "pgvector", ("PGVECTOR_HOST",), ("PGVECTOR_",)),
    Choice("VECTOR_STORE", "pgvecto-rs", ("PGVECTO_RS_HOST",), ("PGVECTO_RS_", "PGVECTOR_")),
    Choice("VECTOR_STORE", "chroma", ("CHROMA_HOST",), ("CHROMA_",)),
    Choice("VECTOR_STORE", "relyt", ("RELYT_HOST",), ("RELYT_",)),
    Choice("VECTOR_STORE", "opensearch", ("OPENSEARCH_HOST",), ("OPENSEARCH_",)),
    Choice("VECTOR_STORE", "elasticsearch", (), ("ELASTICSEARCH_", "KIBANA_")),
    Choice("VECTOR_STORE", "elasticsearch-ja", (), ("ELASTICSEARCH_", "KIBANA_")),
    Choice("VECTOR_STORE", "tidb_vector", ("TIDB_VECTOR_HOST",), ("TIDB_VECTOR_",)),
    Choice("VECTOR_STORE", "tidb_on_qdrant", (), ("TIDB_",)),
    Choice("VECTOR_STORE", "oceanbase", ("OCEANBASE_VECTOR_HOST",), ("OCEANBASE_",)),
    Choice("VECTOR_STORE", "seekdb", ("OCEANBASE_VECTOR_HOST",), ("OCEANBASE_", "SEEKDB_")),
    Choice("VECTOR_STORE", "couchbase", ("COUCHBASE_CONNECTION_STRING",), ("COUCHBASE_",)),
    Choice("VECTOR_STORE", "vikingdb", ("VIKINGDB_ACCESS_KEY", "VIKINGDB_SECRET_KEY"), ("VIKINGDB_",)),
    Choice("VECTOR_STORE", "tencent", ("TENCENT_VECTOR_DB_URL",), ("TENCENT_VECTOR_",)),
    Choice("VECTOR_STORE", "baidu", ("BAIDU_VECTOR_DB_ENDPOINT",), ("BAIDU_VECTOR_",)),
    Choice("VECTOR_STORE", "lindorm", ("LINDORM_URL",), ("LINDORM_",)),
    Choice("VECTOR_STORE", "tablestore", ("TABLESTORE_ENDPOINT", "TABLESTORE_INSTANCE_NAME"), ("TABLESTORE_",)),
    Choice("VECTOR_STORE", "upstash", ("UPSTASH_VECTOR_URL", "UPSTASH_VECTOR_TOKEN"), ("UPSTASH_",)),
    Choice("VECTOR_STORE", "huawei_cloud", ("HUAWEI_CLOUD_HOSTS",), ("HUAWEI_CLOUD_",)),
    Choice("VECTOR_STORE", "analyticdb", (), ("ANALYTICDB_",)),
    Choice("VECTOR_STORE", "opengauss", ("OPENGAUSS_HOST",), ("OPENGAUSS_",)),
    Choice("VECTOR_STORE", "vastbase", ("VASTBASE_HOST",), ("VASTBASE_",)),
    Choice("VECTOR_STORE", "matrixone", ("MATRIXONE_HOST",), ("MATRIXONE_",)),
    Choice("VECTOR_STORE", "myscale", ("MYSCALE_HOST",), ("MYSCALE_",)),
    Choice("VECTOR_STORE", "oracle", (), ("ORACLE_",)),
    Choice("VECTOR_STORE", "iris", (), ("IRIS_",)),
    Choice("VECTOR_STORE", "hologres", ("HOLOGRES_HOST",), ("HOLOGRES_",)),
    Choice("VECTOR_STORE", "clickzetta", ("CLICKZETTA_INSTANCE",), ("CLICKZETTA_",)),
    Choice("VECTOR_STORE", "alibabacloud_mysql", ("ALIBABACLOUD_MYSQL_HOST",), ("ALIBABACLOUD_MYSQL_",)),
    Choice("ETL_TYPE", "Unstructured", ("UNSTRUCTURED_API_URL",), ("UNSTRUCTURED_",), "warning"),
    Choice("REDIS_USE_SENTINEL", "true", ("REDIS_SENTINELS", "REDIS_SENTINEL_SERVICE_NAME"), ("REDIS_SENTINEL",)),
    Choice("REDIS_USE_CLUSTERS", "true", ("REDIS_CLUSTERS",), ("REDIS_CLUSTERS",)),
    Choice("PLUGIN_STORAGE_TYPE", "tencent_cos", (), ("PLUGIN_TENCENT_COS_",)),
    Choice("PLUGIN_STORAGE_TYPE", "aliyun_oss", (), ("PLUGIN_ALIYUN_OSS_",)),
    Choice("PLUGIN_STORAGE_TYPE", "volcengine_tos", (), ("PLUGIN_VOLCENGINE_TOS_",)),
    Choice("PLUGIN_STORAGE_TYPE", "azure_blob", (), ("PLUGIN_AZURE_BLOB_",)),
    Choice("PLUGIN_STORAGE_TYPE", "aws_s3", (), ("PLUGIN_AWS_",)),
)


def _empty_choices(view: View) -> list[Breach]:
    found = []
    for name, value, needs, _, severity in CHOICES:
        chosen = view.value("api", name)
        if not (is_on(chosen) if value == "true" else chosen == value):
            continue
        for need in needs:
            given = view.value("api", need)
            if not view.has("api", need) or (given and not is_placeholder(given)):
                continue
            state = "still a placeholder" if given else "empty"
            breach = Breach(
                rule="chosen-but-empty",
                at=(At("api", need), At("api", name)),
                why=f"{name} is {value}, but {need} is {state}",
                fix=f"set {need}, or choose another {name}",
                severity=severity if severity != "error" else None,
            )
            found.append(breach)
    return found


def is_of_other_choice(name: str, view: View) -> bool:
    """Tell whether a setting belongs to something that is not chosen: its value does not matter then."""
    own = [choice for choice in CHOICES if name.startswith(choice.own)]
    return bool(own) and not any(
        is_on(chosen) if choice.value == "true" else chosen == choice.value
        for choice in own
        for chosen in (view.value("api", choice.name) or view.value("plugin_daemon", choice.name),)
    )


ONE_OF: dict[At, tuple[str, ...]] = {
    # logging.basicConfig refuses others, also these in small letters
    At("api", "LOG_LEVEL"): ("CRITICAL", "FATAL", "ERROR", "WARNING", "WARN", "INFO", "DEBUG", "NOTSET"),
}
"""The values that code takes where the type says only `str`."""

ENUMERATED = {At("api", "VECTOR_STORE"): "VectorType"}
"""Settings of type `str` whose value is looked up in an enumeration of the code, by the name of its class."""

# --- settings that contradict each other ------------------------------------------------------------------------------


def _mail_tls(view: View) -> list[Breach]:
    at = (At("api", "SMTP_OPPORTUNISTIC_TLS"), At("api", "SMTP_USE_TLS"))
    if view.value("api", "MAIL_TYPE") != "smtp" or not is_on(view.value(*at[0])) or not view.has(*at[1]):
        return []
    if is_on(view.value(*at[1])):
        return []
    return [
        Breach(
            rule="tls-one-side",
            at=at,
            why="SMTP_OPPORTUNISTIC_TLS needs SMTP_USE_TLS: the api does not start",
            fix="set SMTP_USE_TLS=true, or SMTP_OPPORTUNISTIC_TLS=false",
        )
    ]


def _redis_tls(view: View) -> list[Breach]:
    at = (At("api", "CELERY_BROKER_URL"), At("api", "REDIS_USE_SSL"))
    url = view.value(*at[0])
    scheme = url.partition("://")[0]
    if scheme not in ("redis", "rediss") or host_of(url) != host_of(view.value("api", "REDIS_HOST")):
        return []
    if (scheme == "rediss") == is_on(view.value(*at[1])):
        return []
    want = "rediss://" if scheme == "redis" else "REDIS_USE_SSL=true"
    return [
        Breach(
            rule="tls-one-side",
            at=at,
            why="CELERY_BROKER_URL and REDIS_USE_SSL name the same Redis, one with TLS and one without",
            fix=f"write {want}, or switch TLS off at both",
        )
    ]


_PAGES = (("CONSOLE_WEB_URL", "CONSOLE_API_URL"), ("APP_WEB_URL", "APP_API_URL"))
_URLS = ("CONSOLE_API_URL", "CONSOLE_WEB_URL", "SERVICE_API_URL", "APP_API_URL", "APP_WEB_URL", "FILES_URL")


def _mixed_urls(view: View) -> list[Breach]:
    found = []
    for page, called in _PAGES:
        over_tls = view.value("api", page).lower().startswith("https://")
        if over_tls and view.value("api", called).lower().startswith("http://"):
            found.append(_plain(called, f"{page} is https, but {called} is http: browsers block such calls", page))
    if is_on(view.value("nginx", "NGINX_HTTPS_ENABLED")):
        blamed = {breach.at[0].name for breach in found}
        for name in _URLS:
            url = view.value("api", name).lower()
            if url.startswith("http://") and name not in blamed and "." in host_of(url):
                why = f"nginx serves https (NGINX_HTTPS_ENABLED), but {name} is http"
                found.append(_plain(name, why, "NGINX_HTTPS_ENABLED", "nginx"))
    return found


def _plain(name: str, why: str, other: str, service: str = "api") -> Breach:
    at = (At("api", name), At(service, other))
    return Breach(rule="tls-one-side", at=at, why=why, fix=f"begin {name} with https://", severity="warning")


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


def _idle_services(view: View) -> list[Breach]:
    """A host that names a service of the compose file which no profile starts."""
    store = view.value("api", "VECTOR_STORE")
    names = [choice.needs[0] for choice in CHOICES if choice.name == "VECTOR_STORE" and choice.value == store][:1]
    found = []
    for name in [each for each in ("DB_HOST", *names) if each]:
        host = host_of(view.value("api", name))
        if view.has(host, "") and not view.runs(host):
            found.append(
                Breach(
                    rule="service-not-started",
                    at=(At("api", name), At("", "COMPOSE_PROFILES")),
                    why=f"{name} points to the service {host}, which COMPOSE_PROFILES does not start",
                    fix="set COMPOSE_PROFILES=${VECTOR_STORE},${DB_TYPE}, as docker/.env.example has it",
                )
            )
    return found


ENV_RULES = (
    Rule(
        look=_shared_secrets,
        broken={"api": {"CODE_EXECUTION_API_KEY": "a"}, "sandbox": {"API_KEY": "b"}},
        kept={"api": {"CODE_EXECUTION_API_KEY": "a"}, "sandbox": {"API_KEY": "a"}},
    ),
    Rule(
        look=_broker_password,
        broken={
            "api": {"CELERY_BROKER_URL": "redis://:old@redis:6379/1", "REDIS_HOST": "redis", "REDIS_PASSWORD": "new"}
        },
        kept={
            "api": {"CELERY_BROKER_URL": "redis://:p%40w@redis:6379/1", "REDIS_HOST": "redis", "REDIS_PASSWORD": "p@w"}
        },
    ),
    Rule(
        look=_empty_choices,
        broken={"api": {"STORAGE_TYPE": "s3", "S3_BUCKET_NAME": ""}},
        kept={"api": {"STORAGE_TYPE": "opendal", "S3_BUCKET_NAME": ""}},
    ),
    Rule(
        look=_mail_tls,
        broken={"api": {"MAIL_TYPE": "smtp", "SMTP_USE_TLS": "false", "SMTP_OPPORTUNISTIC_TLS": "true"}},
        kept={"api": {"MAIL_TYPE": "resend", "SMTP_USE_TLS": "false", "SMTP_OPPORTUNISTIC_TLS": "true"}},
    ),
    Rule(
        look=_redis_tls,
        broken={"api": {"CELERY_BROKER_URL": "redis://redis/1", "REDIS_HOST": "redis", "REDIS_USE_SSL": "true"}},
        kept={"api": {"CELERY_BROKER_URL": "rediss://redis/1", "REDIS_HOST": "redis", "REDIS_USE_SSL": "true"}},
    ),
    Rule(
        look=_mixed_urls,
        broken={"api": {"CONSOLE_WEB_URL": "https://d.example", "CONSOLE_API_URL": "http://d.example"}},
        kept={"api": {"CONSOLE_WEB_URL": "https://d.example", "CONSOLE_API_URL": ""}},
    ),
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
        look=_idle_services,
        broken={"api": {"DB_HOST": "db_postgres"}, "db_postgres": {"": "idle"}},
        kept={"api": {"DB_HOST": "db_postgres"}, "db_postgres": {"": "runs"}},
    ),
)
