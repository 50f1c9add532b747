"""The addresses under which Dify itself is reached, and hosts that may be written as URLs.

Not here: which services there are to call (`services.py`), how any URL is written
(`ask/check/env_rules/url_forms.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row, compiled

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


class HandedAddress(Row, frozen=True, kw_only=True):
    """A variable with an address that `program` reads, and hands to the programs `callers`, which
    call it.
    """

    name: str
    program: str
    callers: tuple[str, ...]


HANDED_ADDRESSES = (
    HandedAddress(
        name="INTERNAL_FILES_URL",
        program="api",
        callers=("plugin_daemon", "agent", "agent_runtime"),
        since="1.8.1",
        reference=_EXAMPLE + "INTERNAL_FILES_URL",
        sample="api INTERNAL_FILES_URL",
    ),
    # an alias of the former
    HandedAddress(
        name="SERVER_CONSOLE_API_URL",
        program="api",
        callers=("plugin_daemon", "agent", "agent_runtime"),
        since="1.16.0",
        reference="dify api/configs/feature/__init__.py#SERVER_CONSOLE_API_URL",
        sample="api SERVER_CONSOLE_API_URL",
    ),
    HandedAddress(
        name="DIFY_AGENT_STUB_API_BASE_URL",
        program="agent",
        callers=("agent_runtime",),
        since="1.16.0",
        reference="dify dify-agent/src/dify_agent/layers/shell/layer.py#agent_stub_api_base_url",
        sample="agent DIFY_AGENT_STUB_API_BASE_URL",
    ),
)


class ToldAddress(Row, frozen=True, kw_only=True):
    """Variables with addresses that their program tells browsers or people, or compares with, and
    never calls. `pattern` matches the whole name; `program` is empty where any program does so.
    """

    pattern: str
    program: str = ""


TOLD_ADDRESSES = (
    ToldAddress(
        pattern=r"PLUGIN_REMOTE_INSTALL_HOST",
        since="1.8.1",
        reference="dify docker/docker-compose.yaml#PLUGIN_REMOTE_INSTALL_HOST",
        sample="api PLUGIN_REMOTE_INSTALL_HOST",
    ),
    ToldAddress(
        pattern=r"\w*CORS\w*",
        since="1.8.1",
        reference=_EXAMPLE + "WEB_API_CORS_ALLOW_ORIGINS",
        sample="api WEB_API_CORS_ALLOW_ORIGINS",
    ),
    ToldAddress(
        pattern=r"(?i:no_proxy)",
        since="1.8.1",
        reference="dify docker/docker-compose.yaml#NO_PROXY",
        sample="sandbox NO_PROXY",
    ),
    # The rest of its settings go to the browser, as the page.
    ToldAddress(
        pattern=r"(?!SERVER_)\w+",
        program="web",
        since="1.8.1",
        reference="dify web/docker/entrypoint.sh#CONSOLE_API_URL",
        sample="web CONSOLE_API_URL",
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


def handed_address(program: str, name: str) -> HandedAddress | None:
    """Return the row of an address that a program hands to others, None where it calls it."""
    rows = (row for row in HANDED_ADDRESSES if row.program == program)
    return next((row for row in rows if row.name == name), None)


def told_address(program: str, name: str) -> ToldAddress | None:
    """Return the row of an address that a program never calls, None where it may."""
    rows = (row for row in TOLD_ADDRESSES if row.program in ("", program))
    return next((row for row in rows if compiled(row.pattern).fullmatch(name)), None)


def is_public_address(name: str) -> bool:
    """Return whether browsers call the address that a variable holds."""
    return any(row.name == name and row.public for row in ADDRESSES)


def is_address(name: str) -> bool:
    """Return whether a variable of the api holds an address of Dify."""
    return any(row.name == name for row in ADDRESSES)


def accepts_url(name: str) -> bool:
    """Return whether the code that reads a host of that name also accepts a URL."""
    return any(name.startswith(row.prefix) for row in HOSTS_OR_URLS)
