"""Settings that hold the URL at which one component reaches another.

Their values, which the index has, say where a component listens. Not here: the components
themselves (`programs.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row

_EXAMPLE = "dify docker/.env.example#"


class ServiceUrl(Row, frozen=True, kw_only=True):
    """A setting whose value is a URL with the host and the port of a component."""

    setting: str


SERVICE_URLS = (
    ServiceUrl(
        setting="PLUGIN_DIFY_INNER_API_URL",
        since="1.8.1",
        reference=_EXAMPLE + "PLUGIN_DIFY_INNER_API_URL=http://api:5001",
        sample="PLUGIN_DIFY_INNER_API_URL",
    ),
    ServiceUrl(
        setting="PLUGIN_DAEMON_URL",
        since="1.8.1",
        reference=_EXAMPLE + "PLUGIN_DAEMON_URL=http://plugin_daemon:5002",
        sample="PLUGIN_DAEMON_URL",
    ),
    ServiceUrl(
        setting="CODE_EXECUTION_ENDPOINT",
        since="1.8.1",
        reference=_EXAMPLE + "CODE_EXECUTION_ENDPOINT=http://sandbox:8194",
        sample="CODE_EXECUTION_ENDPOINT",
    ),
)


def service_urls() -> tuple[str, ...]:
    """Return the names of the settings."""
    return tuple(row.setting for row in SERVICE_URLS)
