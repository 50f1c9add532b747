"""What is chosen needs its settings, and settings of what is not chosen have no effect.

Data to be reviewed. Not here: the values that there are to choose from (`allowed_values.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.ask.check.rules import At, Breach, Rule, View, is_on, is_placeholder
from ctxkit.model import Severity
from ctxkit.text.redact import secret_class


class Choice(NamedTuple):
    """Where the api's variable `name` is `value`, `needs` must not be empty, unless the switch
    `unless` is on; `own` begin the names of its settings.
    """

    name: str
    value: str
    needs: tuple[str, ...]
    own: tuple[str, ...] = ()
    severity: Severity = "error"
    unless: str = ""


CHOICES = (
    Choice(
        "MAIL_TYPE", "resend", ("RESEND_API_KEY", "MAIL_DEFAULT_SEND_FROM"), ("RESEND_",), "warning"
    ),
    Choice("MAIL_TYPE", "smtp", ("SMTP_SERVER", "SMTP_PORT", "MAIL_DEFAULT_SEND_FROM"), ("SMTP_",)),
    Choice("MAIL_TYPE", "sendgrid", ("SENDGRID_API_KEY", "MAIL_DEFAULT_SEND_FROM"), ("SENDGRID_",)),
    Choice("STORAGE_TYPE", "s3", ("S3_BUCKET_NAME",), ("S3_",)),
    Choice(
        "STORAGE_TYPE",
        "s3",
        ("S3_ACCESS_KEY", "S3_SECRET_KEY"),
        ("S3_",),
        "warning",
        "S3_USE_AWS_MANAGED_IAM",
    ),
    Choice(
        "STORAGE_TYPE",
        "azure-blob",
        ("AZURE_BLOB_ACCOUNT_NAME", "AZURE_BLOB_CONTAINER_NAME"),
        ("AZURE_BLOB_",),
    ),
    Choice("STORAGE_TYPE", "google-storage", ("GOOGLE_STORAGE_BUCKET_NAME",), ("GOOGLE_STORAGE_",)),
    Choice(
        "STORAGE_TYPE",
        "aliyun-oss",
        ("ALIYUN_OSS_BUCKET_NAME", "ALIYUN_OSS_ENDPOINT"),
        ("ALIYUN_OSS_",),
    ),
    Choice("STORAGE_TYPE", "tencent-cos", ("TENCENT_COS_BUCKET_NAME",), ("TENCENT_COS_",)),
    Choice("STORAGE_TYPE", "oci-storage", ("OCI_BUCKET_NAME", "OCI_ENDPOINT"), ("OCI_",)),
    Choice(
        "STORAGE_TYPE",
        "huawei-obs",
        ("HUAWEI_OBS_BUCKET_NAME", "HUAWEI_OBS_SERVER"),
        ("HUAWEI_OBS_",),
    ),
    Choice(
        "STORAGE_TYPE",
        "volcengine-tos",
        ("VOLCENGINE_TOS_BUCKET_NAME", "VOLCENGINE_TOS_ENDPOINT"),
        ("VOLCENGINE_TOS_",),
    ),
    Choice(
        "STORAGE_TYPE",
        "baidu-obs",
        ("BAIDU_OBS_BUCKET_NAME", "BAIDU_OBS_ENDPOINT"),
        ("BAIDU_OBS_",),
    ),
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
    Choice(
        "VECTOR_STORE", "vikingdb", ("VIKINGDB_ACCESS_KEY", "VIKINGDB_SECRET_KEY"), ("VIKINGDB_",)
    ),
    Choice("VECTOR_STORE", "tencent", ("TENCENT_VECTOR_DB_URL",), ("TENCENT_VECTOR_",)),
    Choice("VECTOR_STORE", "baidu", ("BAIDU_VECTOR_DB_ENDPOINT",), ("BAIDU_VECTOR_",)),
    Choice("VECTOR_STORE", "lindorm", ("LINDORM_URL",), ("LINDORM_",)),
    Choice(
        "VECTOR_STORE",
        "tablestore",
        ("TABLESTORE_ENDPOINT", "TABLESTORE_INSTANCE_NAME"),
        ("TABLESTORE_",),
    ),
    Choice(
        "VECTOR_STORE", "upstash", ("UPSTASH_VECTOR_URL", "UPSTASH_VECTOR_TOKEN"), ("UPSTASH_",)
    ),
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
    Choice(
        "VECTOR_STORE", "alibabacloud_mysql", ("ALIBABACLOUD_MYSQL_HOST",), ("ALIBABACLOUD_MYSQL_",)
    ),
    Choice("ETL_TYPE", "Unstructured", ("UNSTRUCTURED_API_URL",), ("UNSTRUCTURED_",), "warning"),
    Choice(
        "REDIS_USE_SENTINEL",
        "true",
        ("REDIS_SENTINELS", "REDIS_SENTINEL_SERVICE_NAME"),
        ("REDIS_SENTINEL",),
    ),
    Choice("REDIS_USE_CLUSTERS", "true", ("REDIS_CLUSTERS",), ("REDIS_CLUSTERS",)),
    Choice("CELERY_USE_SENTINEL", "true", ("CELERY_SENTINEL_MASTER_NAME",), ("CELERY_SENTINEL",)),
    Choice(
        "PLUGIN_STORAGE_TYPE",
        "tencent_cos",
        ("PLUGIN_STORAGE_OSS_BUCKET",),
        ("PLUGIN_TENCENT_COS_",),
    ),
    Choice(
        "PLUGIN_STORAGE_TYPE", "aliyun_oss", ("PLUGIN_STORAGE_OSS_BUCKET",), ("PLUGIN_ALIYUN_OSS_",)
    ),
    Choice(
        "PLUGIN_STORAGE_TYPE",
        "volcengine_tos",
        ("PLUGIN_STORAGE_OSS_BUCKET",),
        ("PLUGIN_VOLCENGINE_TOS_",),
    ),
    Choice("PLUGIN_STORAGE_TYPE", "azure_blob", (), ("PLUGIN_AZURE_BLOB_",)),
    Choice("PLUGIN_STORAGE_TYPE", "aws_s3", ("PLUGIN_STORAGE_OSS_BUCKET",), ("PLUGIN_AWS_",)),
)


def _is_chosen(choice: Choice, view: View) -> bool:
    chosen = view.value("api", choice.name) or view.value("plugin_daemon", choice.name)
    return is_on(chosen) if choice.value == "true" else chosen == choice.value


def _empty_choices(view: View) -> list[Breach]:
    found = []
    for choice in CHOICES:
        if not _is_chosen(choice, view) or (
            choice.unless and is_on(view.value("api", choice.unless))
        ):
            continue
        for need in choice.needs:
            given = view.value("api", need)
            if not view.has("api", need) or (given and not is_placeholder(given)):
                continue
            state = "still a placeholder" if given else "empty"
            switch = (
                f"switch {choice.name} off"
                if choice.value == "true"
                else f"choose another {choice.name}"
            )
            breach = Breach(
                rule="chosen-but-empty",
                at=(At("api", need), At("api", choice.name)),
                why=f"{choice.name} is {choice.value}, but {need} is {state}",
                fix=f"set {need}, or {switch}",
                severity=choice.severity if choice.severity != "error" else None,
            )
            found.append(breach)
    return found


def is_of_other_choice(name: str, view: View) -> bool:
    """Tell whether a setting belongs to something that is not chosen: its value does not matter
    then.
    """
    own = [choice for choice in CHOICES if name.startswith(choice.own)]
    return bool(own) and not any(_is_chosen(choice, view) for choice in own)


def _settings_of_other_choices(view: View) -> list[Breach]:
    """One problem for each thing that was set up and then not chosen: S3_BUCKET_NAME without
    STORAGE_TYPE=s3.
    """
    found: dict[tuple[str, tuple[str, ...]], Breach] = {}
    for choice in CHOICES:
        telling = [
            *(each for each in choice.needs if each.startswith(choice.own)),
            *_secrets_of(choice, view),
        ]
        set_up = [
            each
            for each in dict.fromkeys(telling)
            if _is_set(each, view) and is_of_other_choice(each, view)
        ]
        chosen = view.value("api", choice.name)
        if (
            not set_up
            or (choice.name, choice.own) in found
            or chosen.lower() == choice.value.lower()
        ):
            continue
        rest = f" (and {', '.join(set_up[1:3])})" if set_up[1:] else ""
        found[choice.name, choice.own] = Breach(
            rule="not-chosen",
            at=(At("api", set_up[0]), At("api", choice.name)),
            why=f"{set_up[0]}{rest} has no effect while {choice.name} is not {choice.value}",
            fix=f"set {choice.name}={choice.value}, or remove {set_up[0]}",
            # Who chose something else may well keep the settings of what came before.
            severity=None if view.is_shipped("api", choice.name) else "note",
        )
    return list(found.values())


def _secrets_of(choice: Choice, view: View) -> list[str]:
    return [
        each for each in view.names("api") if each.startswith(choice.own) and secret_class(each)
    ]


def _is_set(name: str, view: View) -> bool:
    value = view.value("api", name)
    return bool(value) and not is_placeholder(value) and not view.is_shipped("api", name)


def _opendal(view: View) -> list[Breach]:
    """OpenDAL takes its settings by their beginning: `OPENDAL_<SCHEME>_...`."""
    scheme = view.value("api", "OPENDAL_SCHEME")
    if view.value("api", "STORAGE_TYPE") != "opendal" or scheme in ("", "fs", "memory"):
        return []
    begin = f"OPENDAL_{scheme.upper()}_"
    if len(scheme) > 40 or any(each.startswith(begin) for each in view.names("api")):
        return []
    return [
        Breach(
            rule="chosen-but-empty",
            at=(At("api", "OPENDAL_SCHEME"),),
            why=f"OPENDAL_SCHEME is {scheme}, but no variable {begin}... reaches the api",
            fix=f"add {begin}... to `environment` of api, worker, worker_beat in a docker-compose.override.yaml",
        )
    ]


RULES = (
    Rule(
        look=_empty_choices,
        broken={"api": {"STORAGE_TYPE": "s3", "S3_BUCKET_NAME": ""}},
        kept={"api": {"STORAGE_TYPE": "opendal", "S3_BUCKET_NAME": ""}},
    ),
    Rule(
        look=_settings_of_other_choices,
        broken={
            "api": {"STORAGE_TYPE": "opendal", "S3_BUCKET_NAME": "mine", "S3_SECRET_KEY": "mine"}
        },
        kept={"api": {"STORAGE_TYPE": "s3", "S3_BUCKET_NAME": "mine", "S3_SECRET_KEY": "mine"}},
    ),
    Rule(
        look=_opendal,
        broken={"api": {"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "s3"}},
        kept={
            "api": {"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "s3", "OPENDAL_S3_BUCKET": "mine"}
        },
    ),
)
