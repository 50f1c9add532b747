"""Settings on which data that exists depends: a line and a restart do not change them alone.

Not here: what the image of a database reads only while it has no data (`databases.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxkit.dify.row import Row, is_named

_EXAMPLE = "dify docker/.env.example#"
_VALUES = "dify-helm charts/dify/values.yaml#"


class DataSetting(Row, frozen=True, kw_only=True):
    """What a change of a setting that `names`, a pattern, matches does to a Dify that has data.

    `effect` completes the sentence "in a Dify that has data: ...".
    """

    names: str
    effect: str


DATA_SETTINGS = (
    DataSetting(
        names=r"SECRET_KEY",
        effect="another key ends all sessions and signed links, and the OAuth clients of the system"
        " that were saved with the old one cannot be decrypted",
        since="1.8.1",
        reference=_EXAMPLE + "SECRET_KEY",
        sample="SECRET_KEY",
    ),
    DataSetting(
        names=r"STORAGE_TYPE|STORAGE_LOCAL_PATH|OPENDAL_SCHEME|OPENDAL_FS_ROOT|ALIYUN_OSS_PATH"
        r"|AZURE_BLOB_CONTAINER_NAME"
        r"|(?:S3|GOOGLE_STORAGE|ALIYUN_OSS|TENCENT_COS|OCI|HUAWEI_OBS|VOLCENGINE_TOS|BAIDU_OBS"
        r"|SUPABASE)_BUCKET_NAME"
        r"|external(?:S3|AzureBlobStorage|OSS|GCS|COS|OBS|TOS)\.enabled",
        effect="its files and the private keys of the workspaces stay in the old place; copy them"
        " first, or uploads are gone and saved credentials cannot be decrypted",
        since="1.8.1",
        reference=_EXAMPLE + "STORAGE_TYPE=opendal",
        sample="S3_BUCKET_NAME",
    ),
    DataSetting(
        names=r"PLUGIN_STORAGE_(?:TYPE|LOCAL_ROOT|OSS_BUCKET)|PLUGIN_INSTALLED_PATH"
        r"|PLUGIN_AZURE_BLOB_STORAGE_CONTAINER_NAME"
        r"|external(?:S3|OSS|GCS|COS|OBS|TOS)\.bucketName\.pluginDaemon",
        effect="the packages of installed plugins stay in the old place; copy them first, or the"
        " plugins do not start",
        since="1.8.1",
        reference=_EXAMPLE + "PLUGIN_STORAGE_OSS_BUCKET",
        sample="PLUGIN_STORAGE_OSS_BUCKET",
    ),
    DataSetting(
        names=r"VECTOR_STORE|weaviate\.enabled|external(?:Weaviate|Qdrant|Milvus|Pgvector"
        r"|TencentVectorDB|MyScaleDB|TableStore|Elasticsearch)\.enabled",
        effect="its knowledge bases go on using the old store, which must keep running, until"
        " `flask vdb-migrate` has built them in the new one",
        since="1.8.1",
        reference=_EXAMPLE + "VECTOR_STORE",
        sample="VECTOR_STORE",
    ),
    DataSetting(
        names=r"DB_TYPE",
        effect="nothing moves the data to the other database; DB_HOST, DB_PORT and DB_USERNAME must"
        " be those of it, too",
        since="1.10.0",
        reference=_EXAMPLE + "DB_TYPE",
        sample="DB_TYPE",
    ),
    DataSetting(
        names=r"DB_HOST|DB_DATABASE|DB_PLUGIN_DATABASE|postgresql\.enabled"
        r"|external(?:Postgres|Mysql)\.enabled",
        effect="nothing moves the data to the other database: dump and restore it first",
        since="1.8.1",
        reference=_EXAMPLE + "DB_HOST",
        sample="DB_HOST",
    ),
    DataSetting(
        names=r"REDIS_DB",
        effect="everybody has to sign in again",
        since="1.8.1",
        reference=_EXAMPLE + "REDIS_HOST",
        sample="REDIS_DB",
    ),
    DataSetting(
        names=r"redis\.enabled|externalRedis\.enabled",
        effect="everybody has to sign in again, and waiting tasks are lost",
        since="1.8.1",
        reference=_VALUES + "externalRedis",
        sample="redis.enabled",
    ),
    DataSetting(
        names=r"ENABLE_CLEAN_MESSAGES|ENABLE_WORKFLOW_RUN_CLEANUP_TASK"
        r"|WORKFLOW_LOG_CLEANUP_ENABLED|WORKFLOW_LOG_RETENTION_DAYS"
        r"|SANDBOX_EXPIRED_RECORDS_RETENTION_DAYS",
        effect="what is older than the days of retention is deleted for good: without billing in"
        " all workspaces, not only in those of a plan",
        since="1.8.1",
        reference=_EXAMPLE + "WORKFLOW_LOG_RETENTION_DAYS",
        sample="WORKFLOW_LOG_RETENTION_DAYS",
    ),
    DataSetting(
        names=r"INIT_PASSWORD",
        effect="it changes nothing; it is asked for only before the first account is made",
        since="1.8.1",
        reference=_EXAMPLE + "INIT_PASSWORD",
        sample="INIT_PASSWORD",
    ),
    DataSetting(
        names=r"(?:[\w-]+\.)*(?:persistence|persistence\.persistentVolumeClaim|storage)\.size",
        effect="a claim grows only where its storage class allows expansion, and never shrinks;"
        " where a StatefulSet makes it, Kubernetes refuses the upgrade: resize the claim itself",
        since="1.8.1",
        reference="https://kubernetes.io/docs/concepts/storage/persistent-volumes/",
        sample="api.persistence.persistentVolumeClaim.size",
    ),
    DataSetting(
        names=r"(?:[\w-]+\.)*persistence\.(?:persistentVolumeClaim\.)?existingClaim",
        effect="what is stored stays in the claim of before: copy it first. The chart no longer"
        " makes its own claim, which is deleted with its data unless it has the annotation"
        " `helm.sh/resource-policy: keep`",
        since="1.8.1",
        reference=_VALUES + "existingClaim",
        sample="api.persistence.persistentVolumeClaim.existingClaim",
    ),
)


def effect_on_data(names: Iterable[str]) -> list[DataSetting]:
    """Return the rows about a setting that goes by `names`, in the order of the table."""
    known = set(names)
    return [row for row in DATA_SETTINGS if any(is_named(name, row.names) for name in known)]
