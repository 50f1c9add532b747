"""The components of Dify Enterprise whose code is not public: their containers, ports and logs.

What a chart says of them (image, settings) is read from the chart (`settings/closed_parts.py`). Not
here: the parts by which the Enterprise chart is recognized (`enterprise.py`).
"""

from __future__ import annotations

from functools import cache

from ctxkit.dify.images import base_name_of
from ctxkit.dify.row import Row

_DOCS = "https://github.com/langgenius/dify-ee-terraform-aws/blob/main/docs/"
_OLD, _NEW = _DOCS + "3.6.0.architecture.mermaid.md", _DOCS + "3.9.1.architecture.html"
_JSON = "JSON lines in the form of Dify's own"


class ClosedComponent(Row, frozen=True, kw_only=True):
    """A component: `part` of the chart's values, the `service` that ctxkit calls it, what it is.

    `names` are parts of the names of its containers, the longest first; `image` is the name of its
    image, `ports` are those on which it listens, `logs` is the form of its log lines, if known.
    """

    part: str
    service: str
    title: str
    names: tuple[str, ...] = ()
    image: str = ""
    ports: tuple[int, ...] = ()
    logs: str = ""

    @property
    def owner(self) -> str:
        """What a line of it is said to be written by."""
        return f"{self.title}, a closed component of Dify Enterprise"


CLOSED_COMPONENTS = (
    ClosedComponent(
        part="enterpriseAudit",
        service="enterprise_audit",
        title="the audit service",
        names=("enterprise-audit", "dify-audit"),
        image="dify-audit",
        ports=(8083,),
        logs=_JSON,
        since="3.5.5",
        reference=_OLD,
        sample="dify-enterprise-audit-6b8f9c7d5-x2x4q",
    ),
    ClosedComponent(
        part="enterpriseFrontend",
        service="enterprise_frontend",
        title="the Enterprise console",
        names=("enterprise-frontend",),
        image="dify-enterprise-frontend",
        ports=(3000,),
        since="3.5.5",
        reference=_OLD,
        sample="dify-enterprise-frontend-6b8f9c7d5-x2x4q",
    ),
    ClosedComponent(
        part="enterpriseCollector",
        service="enterprise_collector",
        title="the telemetry collector",
        names=("enterprise-collector",),
        ports=(4317, 4318, 8889),
        since="3.9.1",
        reference=_NEW,
        sample="dify-enterprise-collector-6b8f9c7d5-x2x4q",
    ),
    ClosedComponent(
        part="enterprise",
        service="enterprise",
        title="the Enterprise service",
        names=("dify-enterprise",),
        image="dify-enterprise",
        ports=(8082, 9000),
        logs=_JSON,
        since="3.5.5",
        reference=_NEW,
        sample="dify-enterprise-6b8f9c7d5-x2x4q",
    ),
    ClosedComponent(
        part="gateway",
        service="gateway",
        title="the gateway",
        names=("dify-gateway", "enterprise-gateway"),
        image="enterprise_gateway",
        ports=(80,),
        logs="JSON lines of Caddy (level, ts, logger, msg)",
        since="3.5.5",
        reference=_OLD,
        sample="dify-gateway-6b8f9c7d5-x2x4q",
    ),
    ClosedComponent(
        part="plugin_connector",
        service="plugin_connector",
        title="the plugin connector",
        names=("plugin-connector",),
        image="enterprise_plugin-connector",
        ports=(5004,),
        since="3.5.5",
        reference=_OLD,
        sample="dify-plugin-connector-6b8f9c7d5-x2x4q",
    ),
    ClosedComponent(
        part="plugin_controller",
        service="plugin_controller",
        title="the plugin controller",
        names=("plugin-controller", "crd-controller", "plugin-crd"),
        image="enterprise_plugin-crd",
        logs="lines of a Kubernetes operator",
        since="3.5.5",
        reference=_NEW,
        sample="dify-plugin-controller-6b8f9c7d5-x2x4q",
    ),
    ClosedComponent(
        part="plugin_manager",
        service="plugin_manager",
        title="the plugin manager",
        names=("plugin-manager",),
        image="dify-plugin-manager",
        ports=(8084, 9084),
        since="3.5.5",
        reference=_OLD,
        sample="dify-plugin-manager-6b8f9c7d5-x2x4q",
    ),
    ClosedComponent(
        part="crd",
        service="plugin_controller",
        title="the definition of plugins in Kubernetes",
        since="3.9.0",
        reference=_NEW,
        sample="crd",
    ),
)
"""The first whose name is part of a container's name decides, so longer names come first."""


@cache
def closed_part(path: str) -> ClosedComponent | None:
    """Return the component that a value of the chart is of, by its path; None for an open one."""
    part = path.partition(".")[0]
    return next((row for row in CLOSED_COMPONENTS if row.part == part), None)


@cache
def closed_image(image: str) -> ClosedComponent | None:
    """Return the component that an image runs, with any registry and tag."""
    name = base_name_of(image)
    return next((row for row in CLOSED_COMPONENTS if row.image and row.image == name), None)


@cache
def closed_container(name: str) -> ClosedComponent | None:
    """Return the component of a container by its name; `gateway` alone may be anybody's."""
    text = name.lower().replace("_", "-")
    return next((row for row in CLOSED_COMPONENTS if any(each in text for each in row.names)), None)


def closed_owner(owner: str) -> ClosedComponent | None:
    """Return the component that a line is said to be written by, None for another owner."""
    return next((row for row in CLOSED_COMPONENTS if row.owner == owner), None)
