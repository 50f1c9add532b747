"""The profiles of `new-values`: the values with which a deployment on Kubernetes begins, for both
charts.

A row whose path a chart does not have says nothing about it. Not here: the rules that hold between
values (`values/rules/`), how a file is made of them (`ask/new_values/`).
"""

from __future__ import annotations

from typing import Any, Literal

from ctxkit.dify.row import Row

ProfileName = Literal["minimal", "poc", "ha"]
PROFILES: dict[ProfileName, str] = {
    "minimal": "one node, one pod of each part, every store inside",
    "poc": "one pod of each part, every store inside, reached over https",
    "ha": "several pods of each part, every store outside, reached over https",
}

ChartKind = Literal["community", "enterprise"]

TO_FILL_IN = "#REPLACE_ME#"
"""What stands in place of a value that only the user knows; `check` reports it as an error."""

_VALUES = "dify-helm charts/dify/values.yaml#"
_WATCHDOG = "https://github.com/sorphwer/dify-helm-watchdog"
_AWS_PROFILE = (
    "https://github.com/langgenius/dify-ee-terraform-aws/blob/main/cloud/aws/scripts/"
    "helm_templates/values.example.prod.yaml"
)
_INGRESS = "https://kubernetes.io/docs/concepts/services-networking/ingress/#tls"
_MODES = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes"


class ProfileValue(Row, frozen=True, kw_only=True):
    """A value of some profiles on a chart, and why. One that is `TO_FILL_IN` is the user's to
    know: `why` says what it is.
    """

    chart: ChartKind
    profiles: tuple[ProfileName, ...]
    path: str
    value: Any
    why: str


_ALL: tuple[ProfileName, ...] = ("minimal", "poc", "ha")
_INSIDE: tuple[ProfileName, ...] = ("minimal", "poc")
_HTTPS: tuple[ProfileName, ...] = ("poc", "ha")
_ONE: tuple[ProfileName, ...] = ("minimal",)
_HA: tuple[ProfileName, ...] = ("ha",)


def _rows(
    chart: ChartKind,
    reference: str,
    profiles: tuple[ProfileName, ...],
    *values: tuple[str, Any, str],
) -> tuple[ProfileValue, ...]:
    return tuple(
        ProfileValue(
            chart=chart,
            profiles=profiles,
            path=path,
            value=value,
            why=why,
            since="1.8.1" if chart == "community" else "3.5.5",
            reference=reference,
            sample=f"{profiles[0]} {chart} {path}",
        )
        for path, value, why in values
    )


_TWO_PODS = "one may fail, or be replaced, while the other answers"
_THREE_PODS = "as in Langgenius' own profile for production"
_OUTSIDE = "the store outside is used"
_ONE_NODE = "enough on one node; more nodes need ReadWriteMany"
_NO_MAIL = "no mail is sent until you choose smtp or resend and set what it needs"
_SECOND = "a second pod of it would hold the same data"
_ONE_HOST = [{"host": TO_FILL_IN, "paths": [{"path": "/", "pathType": "Prefix"}]}]
_ONE_CERTIFICATE = [{"secretName": TO_FILL_IN, "hosts": [TO_FILL_IN]}]

_COMMUNITY = (
    *_rows(
        "community",
        "dify-helm charts/dify/values.yaml#mail:",
        _ALL,
        ("api.mail.type", "", _NO_MAIL),
    ),
    *_rows(
        "community",
        _VALUES + "architecture:",
        _INSIDE,
        ("postgresql.architecture", "standalone", _SECOND),
        ("redis.architecture", "standalone", _SECOND),
    ),
    *_rows(
        "community",
        _MODES,
        _ONE,
        ("api.persistence.persistentVolumeClaim.accessModes", "ReadWriteOnce", _ONE_NODE),
        ("pluginDaemon.persistence.persistentVolumeClaim.accessModes", "ReadWriteOnce", _ONE_NODE),
    ),
    *_rows(
        "community",
        _VALUES + "ssrfProxy:",
        _HTTPS,
        ("ssrfProxy.enabled", True, "requests of workflows do not reach your own network"),
    ),
    *_rows(
        "community",
        _INGRESS,
        _HTTPS,
        ("ingress.enabled", True, "the way in from outside"),
        ("ingress.hosts", _ONE_HOST, "the host name at which Dify is reached"),
        ("ingress.tls", _ONE_CERTIFICATE, "the secret with the certificate, and the same host"),
    ),
    *_rows(
        "community",
        _VALUES + "replicas:",
        _HA,
        *(
            (f"{part}.replicas", 2, _TWO_PODS)
            for part in ("api", "worker", "web", "sandbox", "proxy", "ssrfProxy")
        ),
    ),
    *_rows(
        "community",
        _VALUES + "externalPostgres:",
        _HA,
        ("postgresql.enabled", False, _OUTSIDE),
        ("externalPostgres.enabled", True, "a database that outlives the cluster"),
        ("externalPostgres.address", TO_FILL_IN, "the host of PostgreSQL"),
        ("externalPostgres.password", TO_FILL_IN, "the password of its user"),
    ),
    *_rows(
        "community",
        _VALUES + "externalRedis:",
        _HA,
        ("redis.enabled", False, _OUTSIDE),
        ("externalRedis.enabled", True, "a Redis that outlives the cluster"),
        ("externalRedis.host", TO_FILL_IN, "the host of Redis"),
        ("externalRedis.password", TO_FILL_IN, "its password, empty where it has none"),
    ),
    *_rows(
        "community",
        _VALUES + "externalS3:",
        _HA,
        ("externalS3.enabled", True, "files that every pod reaches on every node"),
        ("externalS3.endpoint", TO_FILL_IN, "the address of the S3 storage"),
        ("externalS3.accessKey", TO_FILL_IN, "its access key"),
        ("externalS3.secretKey", TO_FILL_IN, "its secret key"),
        ("externalS3.region", TO_FILL_IN, "its region, such as us-east-1"),
        ("externalS3.bucketName.api", TO_FILL_IN, "the bucket for files"),
        ("externalS3.bucketName.pluginDaemon", TO_FILL_IN, "the bucket for plugins"),
    ),
    *_rows(
        "community",
        _VALUES + "externalWeaviate:",
        _HA,
        ("weaviate.enabled", False, _OUTSIDE),
        ("externalWeaviate.enabled", True, "a vector store that outlives the cluster"),
        ("externalWeaviate.endpoint.http", TO_FILL_IN, "the URL of Weaviate"),
        ("externalWeaviate.endpoint.grpc", TO_FILL_IN, "its gRPC address"),
        ("externalWeaviate.endpoint", TO_FILL_IN, "the URL of Weaviate"),
        ("externalWeaviate.apiKey", TO_FILL_IN, "its API key"),
    ),
)

_DOMAINS = (
    ("global.consoleApiDomain", "the host of the console's API"),
    ("global.consoleWebDomain", "the host of the console"),
    ("global.serviceApiDomain", "the host of the service API"),
    ("global.appApiDomain", "the host of the API of web apps"),
    ("global.appWebDomain", "the host of web apps"),
    ("global.filesDomain", "the host of files"),
    ("global.enterpriseDomain", "the host of the Enterprise dashboard"),
    ("global.triggerDomain", "the host of triggers"),
)
_ENTERPRISE_PARTS = (
    *("api", "worker", "triggerWorker", "web", "sandbox", "enterprise", "enterpriseAudit"),
    *("enterpriseFrontend", "ssrfProxy", "plugin_daemon", "plugin_controller"),
    *("plugin_connector", "plugin_manager", "gateway"),
)

_ENTERPRISE = (
    *_rows(
        "enterprise",
        _WATCHDOG,
        _ALL,
        *((path, TO_FILL_IN, why) for path, why in _DOMAINS),
        ("ingress.enabled", True, "the gateway tells the parts by their host"),
        (
            "plugin_connector.imageRepoPrefix",
            TO_FILL_IN,
            "the registry, and the path in it, to which images of plugins are pushed",
        ),
    ),
    *_rows(
        "enterprise",
        _WATCHDOG,
        _INSIDE,
        ("postgresql.enabled", True, "the chart itself enables no database"),
        ("externalPostgres.enabled", False, "the database inside is used"),
        ("externalDatabase.enabled", False, "the database inside is used"),
        ("redis.enabled", True, "the Redis inside is used"),
        ("externalRedis.enabled", False, "the Redis inside is used"),
        ("vectorDB.useExternal", False, "the vector store inside is used"),
        ("qdrant.enabled", True, "the vector store inside is used"),
        ("qdrant.replicaCount", 1, "its data stands on one node"),
    ),
    *_rows(
        "enterprise",
        _MODES,
        _ONE,
        ("persistence.local.persistentVolumeClaim.accessModes", "ReadWriteOnce", _ONE_NODE),
    ),
    *_rows(
        "enterprise",
        _WATCHDOG,
        _HTTPS,
        ("global.useTLS", True, "every URL that Dify generates is https"),
        ("ingress.tls", _ONE_CERTIFICATE, "the secret with the certificate, and all hosts"),
    ),
    *_rows(
        "enterprise",
        _AWS_PROFILE,
        _HA,
        *((f"{part}.replicas", 3, _THREE_PODS) for part in _ENTERPRISE_PARTS),
        ("persistence.type", "s3", "files that every pod reaches on every node"),
        ("persistence.s3.endpoint", TO_FILL_IN, "its address; empty with Amazon's identity"),
        ("persistence.s3.region", TO_FILL_IN, "its region, such as us-east-1"),
        ("persistence.s3.bucketName", TO_FILL_IN, "the bucket for files"),
        ("externalPostgres.enabled", True, "a database that outlives the cluster"),
        ("externalPostgres.address", TO_FILL_IN, "the host of PostgreSQL"),
        ("externalDatabase.enabled", True, "a database that outlives the cluster"),
        ("externalDatabase.host", TO_FILL_IN, "the host of the database"),
        ("externalDatabase.password", TO_FILL_IN, "the password of its user"),
        ("postgresql.enabled", False, _OUTSIDE),
        ("externalRedis.enabled", True, "a Redis that outlives the cluster"),
        ("externalRedis.host", TO_FILL_IN, "the host of Redis"),
        ("redis.enabled", False, _OUTSIDE),
        ("vectorDB.useExternal", True, "a vector store that outlives the cluster"),
        ("vectorDB.externalType", "qdrant", "or another one of the list in the chart"),
        ("vectorDB.externalQdrant.endpoint", TO_FILL_IN, "the URL of Qdrant"),
        ("qdrant.enabled", False, _OUTSIDE),
    ),
)


class OneSecret(Row, frozen=True, kw_only=True):
    """The values of a chart that hold one secret; one that is a list holds it as its only entry."""

    paths: tuple[str, ...]


ONE_SECRETS = (
    OneSecret(
        paths=(
            "weaviate.authentication.apikey.allowed_keys",
            "weaviate.env.AUTHENTICATION_APIKEY_ALLOWED_KEYS",
        ),
        since="1.8.1",
        reference=_VALUES + "AUTHENTICATION_APIKEY_ALLOWED_KEYS:",
        sample="weaviate.env.AUTHENTICATION_APIKEY_ALLOWED_KEYS",
    ),
)

PROFILE_VALUES = (*_COMMUNITY, *_ENTERPRISE)

OUTSIDE_PARTS = frozenset({
    "persistence", "mail", "smtp", "resend", "oauth", "integrations", "sentry", "otel", "github",
    "vectorDB", "offload", "backups",
})  # fmt: skip
"""Parts of the charts whose secrets somebody else gives out: they cannot be made."""

STORE_PARTS = frozenset({"postgresql", "redis", "weaviate", "qdrant", "minio"})
"""Parts that keep the password with which their volume was made."""

KEYS_BETWEEN_PARTS = (
    *("innerApiKey", "internalApiKey", "serverKey", "apiKey", "apiToken"),
    *("serverSecretKey", "AuthToken"),
)
"""How secrets end that the parts of a chart only show each other: with new ones nothing is lost."""


def profile_values(profile: ProfileName, chart: ChartKind) -> list[ProfileValue]:
    """Return the values of a profile on a chart."""
    return [row for row in PROFILE_VALUES if row.chart == chart and profile in row.profiles]


def is_given_out(path: str) -> bool:
    """Return whether the secret at a path is given out by somebody else."""
    parts = path.split(".")[:-1]
    return any(part in OUTSIDE_PARTS or part.startswith("external") for part in parts)


def loses_data(path: str) -> bool:
    """Return whether what exists can no longer be read, or entered, with another secret."""
    return path.split(".")[0] in STORE_PARTS or not path.endswith(KEYS_BETWEEN_PARTS)
