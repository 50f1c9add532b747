"""How the values of Dify's charts are laid out: stores, addresses, what subcharts share.

Not here: parts of the Enterprise chart alone (`enterprise.py`), which values a chart has
(`ask/check/chart_paths.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row

_VALUES = "dify-helm charts/dify/values.yaml#"
_ENTERPRISE = "https://github.com/sorphwer/dify-helm-watchdog"


class DataStore(Row, frozen=True, kw_only=True):
    """A store that Dify cannot do without: the part of the chart that runs it, and the parts that
    describe one elsewhere.
    """

    what: str
    own: str
    external: tuple[str, ...]


DATA_STORES = (
    DataStore(
        what="database",
        own="postgresql",
        external=("externalPostgres", "externalMysql", "externalDatabase"),
        since="1.8.1",
        reference=_VALUES + "externalPostgres:",
        sample="externalPostgres",
    ),
    DataStore(
        what="Redis",
        own="redis",
        external=("externalRedis",),
        since="1.8.1",
        reference=_VALUES + "externalRedis:",
        sample="externalRedis",
    ),
)


class ExternalPart(Row, frozen=True, kw_only=True):
    """A part of the community chart that describes something outside, where it is enabled."""

    name: str


OBJECT_STORAGES = tuple(
    ExternalPart(name=name, since="1.8.1", reference=_VALUES + f"{name}:", sample=name)
    for name in (
        *("externalS3", "externalAzureBlobStorage", "externalOSS", "externalGCS"),
        *("externalCOS", "externalOBS", "externalTOS"),
    )
)
VECTOR_STORE_PARTS = tuple(
    ExternalPart(name=name, since="1.8.1", reference=_VALUES + f"{name}:", sample=name)
    for name in (
        *("externalWeaviate", "externalQdrant", "externalMilvus", "externalPgvector"),
        *("externalTencentVectorDB", "externalMyScaleDB", "externalTableStore"),
        "externalElasticsearch",
    )
)


STORE_SWITCHES = (
    *(f"{part}.enabled" for store in DATA_STORES for part in (store.own, *store.external)),
    *(f"{row.name}.enabled" for row in (*OBJECT_STORAGES, *VECTOR_STORE_PARTS)),
    *("weaviate.enabled", "qdrant.enabled", "vectorDB.useExternal", "vectorDB.externalType"),
    "persistence.type",
)
"""The values that decide where the data of a deployment is, on both charts."""


class AddressValue(Row, frozen=True, kw_only=True):
    """The last part of a path at which charts keep the address of something outside."""

    name: str


ADDRESS_VALUES = (
    *(
        AddressValue(name=name, since="1.8.1", reference=_VALUES + f"{name}:", sample=name)
        for name in ("endpoint", "host", "address", "url", "uri", "server")
    ),
    *(
        AddressValue(name=name, since="3.5.5", reference=_ENTERPRISE, sample=name)
        for name in ("bucketName", "containerName", "nodes")
    ),
)


class SubchartGlobal(Row, frozen=True, kw_only=True):
    """A part below `global` that the subcharts read, not Dify's own templates."""

    name: str


SUBCHART_GLOBALS = tuple(
    SubchartGlobal(
        name=name,
        since="1.8.1",
        reference="https://github.com/bitnami/charts/tree/main/bitnami/postgresql#global-parameters",
        sample=name,
    )
    for name in (
        *("imageRegistry", "imagePullSecrets", "storageClass"),
        *("postgresql", "redis", "security"),
    )
)


class MovedValue(Row, frozen=True, kw_only=True):
    """A value of the community chart that has been at another path since a chart of `since`."""

    old: str
    new: str


_NOTES_OF_CHART = (
    "https://github.com/BorisPolonsky/dify-helm/blob/master/charts/dify/templates/NOTES.txt"
)
_MOVES = (
    ("api.secretKey", "global.appSecretKey", "1.12.0"),
    ("api.url.consoleApi", "global.consoleApiDomain", "1.12.0"),
    ("api.url.consoleWeb", "global.consoleWebDomain", "1.12.0"),
    ("api.url.serviceApi", "global.serviceApiDomain", "1.12.0"),
    ("api.url.appApi", "global.appApiDomain", "1.12.0"),
    ("api.url.appWeb", "global.appWebDomain", "1.12.0"),
    ("api.url.files", "global.filesDomain", "1.12.0"),
    ("api.url.marketplaceApi", "global.marketplace.apiUrl", "1.12.0"),
    ("api.url.marketplace", "global.marketplace.url", "1.12.0"),
    ("pluginDaemon.marketplace.enabled", "global.marketplace.enabled", "1.12.0"),
    ("pluginDaemon.marketplace.apiProxyEnabled", "global.marketplace.apiProxyEnabled", "1.12.0"),
    ("pluginDaemon.auth.difyApiKey", "api.auth.internalApiKey", "1.16.0"),
)
MOVED_VALUES = tuple(
    MovedValue(old=old, new=new, since=since, reference=_NOTES_OF_CHART, sample=old)
    for old, new, since in _MOVES
)


def moved_value(path: str) -> str:
    """Return where a value of an older community chart has moved to, empty if it has not."""
    return next((row.new for row in MOVED_VALUES if row.old == path), "")


def is_address_value(name: str) -> bool:
    """Return whether a value of that name is the address of something outside."""
    return any(row.name == name for row in ADDRESS_VALUES)


def is_subchart_global(name: str) -> bool:
    """Return whether a part below `global` is for the subcharts."""
    return any(row.name == name for row in SUBCHART_GLOBALS)


POD_VALUES = frozenset({
    "resources", "livenessProbe", "readinessProbe", "startupProbe", "tolerations", "nodeSelector",
    "affinity", "podSecurityContext", "containerSecurityContext", "securityContext", "lifecycle",
    "command", "args", "persistence", "replicas",
})  # fmt: skip
"""The first keys of values that a chart has for each of its services."""

_SECTIONS = {"worker_beat": "beat", "nginx": "proxy", "db": "postgresql"}


def section_of(service: str) -> str:
    """Return the section of the community chart that is about a service, as `pluginDaemon`."""
    first, *rest = _SECTIONS.get(service, service).split("_")
    return first + "".join(word.capitalize() for word in rest)
