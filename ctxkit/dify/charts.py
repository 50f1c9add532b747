"""How the values of Dify's charts are laid out: stores, addresses, what subcharts share.

Not here: parts of the Enterprise chart alone (`enterprise.py`), which values a chart has
(`ask/check/chart_paths.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxkit.dify.row import Row

_VALUES = "dify-helm charts/dify/values.yaml#"
_ENTERPRISE = "https://github.com/sorphwer/dify-helm-watchdog"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataStore(Row):
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
        external=("externalPostgres", "externalMysql"),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressValue(Row):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SubchartGlobal(Row):
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


def is_address_value(name: str) -> bool:
    """Return whether a value of that name is the address of something outside."""
    return any(row.name == name for row in ADDRESS_VALUES)


def is_subchart_global(name: str) -> bool:
    """Return whether a part below `global` is for the subcharts."""
    return any(row.name == name for row in SUBCHART_GLOBALS)
