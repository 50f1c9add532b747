"""The Enterprise chart: how to recognize its values and versions in a workspace without it.

Not here: the secrets that it ships (`secrets.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row
from ctxkit.regex import regex

_VERSION = regex(r"v?3\.\d+\.\d+(?![\w.]).*")
ENTERPRISE_SETTINGS = "api/configs/enterprise/"
"""The folder with the api's settings that only Dify Enterprise needs."""

ENTERPRISE_SWITCH = "ENTERPRISE_ENABLED"

_VALUES = "https://github.com/sorphwer/dify-helm-watchdog"


class EnterprisePart(Row, frozen=True, kw_only=True):
    """A part at the top of the Enterprise chart's values that community charts lack."""

    name: str


ENTERPRISE_PARTS = tuple(
    EnterprisePart(name=name, since=since, reference=_VALUES, sample=name)
    for name, since in (
        ("enterprise", "3.5.5"),
        ("enterpriseAudit", "3.5.5"),
        ("enterpriseFrontend", "3.5.5"),
        ("gateway", "3.5.5"),
        ("plugin_connector", "3.5.5"),
        ("plugin_controller", "3.5.5"),
        ("plugin_daemon", "3.5.5"),
        ("plugin_manager", "3.5.5"),
        ("triggerWorker", "3.7.3"),
        ("unstructured", "3.5.5"),
        ("vectorDB", "3.5.5"),
        ("workerBeat", "3.5.5"),
    )
)


class EnterpriseStop(Row, frozen=True, kw_only=True):
    """A release that an upgrade must not skip, whether the chart's repository marks it or not."""

    version: str


ENTERPRISE_STOPS = (
    EnterpriseStop(version="3.10.0", since="3.10.0", reference=_VALUES, sample="3.10.0"),
    EnterpriseStop(version="3.11.0", since="3.11.0", reference=_VALUES, sample="3.11.0"),
)


def is_enterprise_part(name: str) -> bool:
    """Return whether only the Enterprise chart has a part of that name."""
    return any(row.name == name for row in ENTERPRISE_PARTS)


def is_enterprise_version(version: str) -> bool:
    """Return whether a version is likely that of an Enterprise release: Dify's own begin with 1."""
    return _VERSION.fullmatch(version) is not None
