"""The addresses under which Dify itself is reached, and hosts that may be written as URLs.

Not here: which services there are to call (`services.py`), how any URL is written
(`ask/check/env_rules/url_forms.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row

_EXAMPLE = "dify docker/.env.example#"


class Address(Row, frozen=True, kw_only=True):
    """A variable of the api that holds an address of Dify.

    `joined`: programs append a path to it, which may begin with one of `paths`. `public`: browsers
    call it. `calls` is the address that the page at this one calls.
    """

    name: str
    paths: tuple[str, ...] = ()
    joined: bool = True
    public: bool = True
    calls: str = ""


ADDRESSES = (
    Address(
        name="CONSOLE_API_URL",
        paths=("/console/api", "/console", "/api"),
        since="1.8.1",
        reference=_EXAMPLE + "CONSOLE_API_URL=",
        sample="CONSOLE_API_URL",
    ),
    Address(
        name="CONSOLE_WEB_URL",
        paths=("/console", "/apps", "/signin"),
        calls="CONSOLE_API_URL",
        since="1.8.1",
        reference=_EXAMPLE + "CONSOLE_WEB_URL=",
        sample="CONSOLE_WEB_URL",
    ),
    # shown to people, who append the path themselves
    Address(
        name="SERVICE_API_URL",
        paths=("/v1", "/api"),
        joined=False,
        since="1.8.1",
        reference=_EXAMPLE + "SERVICE_API_URL=",
        sample="SERVICE_API_URL",
    ),
    Address(
        name="APP_API_URL",
        paths=("/api",),
        since="1.8.1",
        reference=_EXAMPLE + "APP_API_URL=",
        sample="APP_API_URL",
    ),
    Address(
        name="APP_WEB_URL",
        calls="APP_API_URL",
        since="1.8.1",
        reference=_EXAMPLE + "APP_WEB_URL=",
        sample="APP_WEB_URL",
    ),
    Address(
        name="FILES_URL",
        paths=("/files",),
        since="1.8.1",
        reference=_EXAMPLE + "FILES_URL=",
        sample="FILES_URL",
    ),
    Address(
        name="INTERNAL_FILES_URL",
        paths=("/files",),
        public=False,
        since="1.8.1",
        reference=_EXAMPLE + "INTERNAL_FILES_URL=",
        sample="INTERNAL_FILES_URL",
    ),
    # shown to people, as the address that other programs call
    Address(
        name="TRIGGER_URL",
        joined=False,
        since="1.11.4",
        reference=_EXAMPLE + "TRIGGER_URL=",
        sample="TRIGGER_URL",
    ),
    Address(
        name="ENDPOINT_URL_TEMPLATE",
        joined=False,
        since="1.8.1",
        reference=_EXAMPLE + "ENDPOINT_URL_TEMPLATE=",
        sample="ENDPOINT_URL_TEMPLATE",
    ),
)

CONSOLE_PATHS = tuple(
    f"{path}/"
    for row in ADDRESSES
    if row.name in ("CONSOLE_API_URL", "APP_API_URL")
    for path in row.paths
)
"""Below which the pages of the web console ask the api; `/v1` is for programs of the user."""


class VendorHost(Row, frozen=True, kw_only=True):
    """A host of Dify's own cloud, which stands in the comments of the example files."""

    host: str


VENDOR_HOSTS = tuple(
    VendorHost(host=host, since="1.8.1", reference=reference, sample=host)
    for host, reference in (
        ("api.console.dify.ai", _EXAMPLE + "https://api.console.dify.ai"),
        ("console.dify.ai", _EXAMPLE + "https://console.dify.ai"),
        ("api.dify.ai", _EXAMPLE + "https://api.dify.ai"),
        ("api.app.dify.ai", _EXAMPLE + "https://api.app.dify.ai"),
        ("app.dify.ai", _EXAMPLE + "https://app.dify.ai"),
        ("cloud.dify.ai", "https://docs.dify.ai/en/introduction"),
        ("udify.app", "https://docs.dify.ai/en/introduction"),
        ("upload.dify.ai", "https://docs.dify.ai/en/introduction"),
        ("trigger.dify.ai", "https://docs.dify.ai/en/introduction"),
    )
)


class HostOrUrl(Row, frozen=True, kw_only=True):
    """Hosts whose names begin with `prefix`: the code that reads them also accepts a URL."""

    prefix: str


HOSTS_OR_URLS = (
    HostOrUrl(
        prefix="ELASTICSEARCH_",
        since="1.8.1",
        reference=_EXAMPLE + "ELASTICSEARCH_HOST",
        sample="ELASTICSEARCH_HOST",
    ),
    HostOrUrl(
        prefix="OPENSEARCH_",
        since="1.8.1",
        reference=_EXAMPLE + "OPENSEARCH_HOST",
        sample="OPENSEARCH_HOST",
    ),
    HostOrUrl(
        prefix="TENCENT_",
        since="1.8.1",
        reference=_EXAMPLE + "TENCENT_VECTOR_DB_URL",
        sample="TENCENT_VECTOR_DB_HOST",
    ),
    HostOrUrl(
        prefix="KIBANA_",
        since="1.8.1",
        reference=_EXAMPLE + "KIBANA_PORT",
        sample="KIBANA_HOST",
    ),
)


def is_vendors(host: str) -> bool:
    """Return whether a host is one of Dify's own cloud."""
    return any(row.host == host for row in VENDOR_HOSTS)


def is_address(name: str) -> bool:
    """Return whether a variable of the api holds an address of Dify."""
    return any(row.name == name for row in ADDRESSES)


def accepts_url(name: str) -> bool:
    """Return whether the code that reads a host of that name also accepts a URL."""
    return any(name.startswith(row.prefix) for row in HOSTS_OR_URLS)
