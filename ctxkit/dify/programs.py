"""Which program a file belongs to and which program a service runs: a name means something only
inside one of them.

A *scope* is where a name lives: a program (`api`), the `.env` file of the compose deployment
(`env`), the chart's values (`values`), one plugin (`plugin:models/openai`), a container whose code
no repository has (`image:redis`). Not here: the names of services (`service_names.py`), what the
names in a scope are and how they are joined (`settings/chain.py`).
"""

# ruff: noqa: E501 - a row on a line

from __future__ import annotations

from functools import cache

from ctxkit.dify.images import PROGRAMS_WITH_IMAGE, program_of_image
from ctxkit.dify.row import Row
from ctxkit.dify.service_names import row_of_service
from ctxkit.regex import regex

ENV = "env"
VALUES = "values"
MIDDLEWARE = "middleware"
"""The `.env` of the middleware compose file, which developers run without api and web: another
deployment.
"""
OTHER = "other"
PLUGIN_RUNTIME = "plugin:runtime"
"""The SDK with which every plugin runs, in the environment that the plugin daemon has."""
PROGRAM_OF_PLUGINS = "plugin_daemon"

_COMPOSE = "dify docker/docker-compose.yaml#"


class Program(Row, frozen=True, kw_only=True):
    """A program whose code the sources have.

    `services` are those of the compose file that run it, `later_services` those that not every
    version has; `homes` the folders, as (repository, folder), of the code that writes their log
    lines.
    """

    name: str
    title: str
    services: tuple[str, ...]
    homes: tuple[tuple[str, str], ...]
    later_services: tuple[str, ...] = ()

    @property
    def containers(self) -> tuple[str, ...]:
        """All services that run it in some version."""
        return (*self.services, *self.later_services)


PROGRAM_ROWS = (
    Program(name="api", title="dify api", services=("api", "worker", "worker_beat"), later_services=("api_websocket",), homes=(("dify", "api/"), ("graphon", "src/graphon/")), since="1.0.0", reference=_COMPOSE + "langgenius/dify-api", sample="worker"),
    Program(name="plugin_daemon", title="dify-plugin-daemon", services=("plugin_daemon",), homes=(("dify-plugin-daemon", ""), ("dify-official-plugins", ""), ("dify-plugin-sdks", "")), since="1.0.0", reference=_COMPOSE + "langgenius/dify-plugin-daemon", sample="plugin_daemon"),
    Program(name="sandbox", title="dify-sandbox", services=("sandbox",), homes=(("dify-sandbox", ""),), since="1.0.0", reference=_COMPOSE + "langgenius/dify-sandbox", sample="sandbox"),
    Program(name="web", title="dify web", services=("web",), homes=(("dify", "web/"),), since="1.0.0", reference=_COMPOSE + "langgenius/dify-web", sample="web"),
    Program(name="agent", title="dify agent backend", services=("agent_backend",), homes=(("dify", "dify-agent/"),), since="1.16.0", reference=_COMPOSE + "langgenius/dify-agent-backend", sample="agent_backend"),
    Program(name="agent_runtime", title="dify-agent-runtime", services=("local_sandbox",), homes=(("dify", "dify-agent-runtime/"),), since="1.16.0", reference=_COMPOSE + "langgenius/dify-agent-local-sandbox", sample="local_sandbox"),
    Program(name="nginx", title="nginx (dify's template)", services=("nginx",), homes=(("dify", "docker/"),), since="1.0.0", reference=_COMPOSE + "nginx:", sample="nginx"),
    Program(name="ssrf_proxy", title="squid (dify's template)", services=("ssrf_proxy",), homes=(("dify", "docker/"),), since="1.0.0", reference=_COMPOSE + "ssrf_proxy:", sample="ssrf_proxy"),
)  # fmt: skip
"""In the order in which one most likely means them."""


class FileScope(Row, frozen=True, kw_only=True):
    """The scope of the names in the files of a repository whose path begins with `prefix`."""

    repo: str
    prefix: str
    scope: str


FILE_SCOPES = (
    FileScope(repo="dify", prefix="api/", scope="api", since="1.0.0", reference="dify api/.env.example#", sample="dify api/.env.example"),
    FileScope(repo="dify", prefix="web/", scope="web", since="1.0.0", reference="dify web/docker/entrypoint.sh#", sample="dify web/docker/entrypoint.sh"),
    FileScope(repo="dify", prefix="dify-agent/", scope="agent", since="1.16.0", reference="dify dify-agent/README.md#", sample="dify dify-agent/README.md"),
    FileScope(repo="dify", prefix="dify-agent-runtime/", scope="agent_runtime", since="1.16.0", reference="dify dify-agent-runtime/README.md#", sample="dify dify-agent-runtime/README.md"),
    FileScope(repo="dify", prefix="docker/volumes/sandbox/", scope="sandbox", since="1.0.0", reference="dify docker/volumes/sandbox/conf/config.yaml#", sample="dify docker/volumes/sandbox/conf/config.yaml"),
    FileScope(repo="dify", prefix="docker/nginx/", scope="nginx", since="1.0.0", reference="dify docker/nginx/nginx.conf.template#", sample="dify docker/nginx/nginx.conf.template"),
    FileScope(repo="dify", prefix="docker/ssrf_proxy/", scope="ssrf_proxy", since="1.0.0", reference="dify docker/ssrf_proxy/squid.conf.template#", sample="dify docker/ssrf_proxy/squid.conf.template"),
    FileScope(repo="dify", prefix="docker/docker-compose.middleware", scope=MIDDLEWARE, since="1.0.0", reference="dify docker/docker-compose.middleware.yaml#", sample="dify docker/docker-compose.middleware.yaml"),
    FileScope(repo="dify", prefix="docker/middleware.env", scope=MIDDLEWARE, since="1.0.0", reference="dify docker/middleware.env.example#", sample="dify docker/middleware.env.example"),
    FileScope(repo="dify", prefix="docker/envs/middleware.env", scope=MIDDLEWARE, since="1.16.0", reference="dify docker/envs/middleware.env.example#", sample="dify docker/envs/middleware.env.example"),
    FileScope(repo="dify", prefix="docker/envs/", scope=ENV, since="1.16.0", reference="dify docker/envs/core-services/api.env.example#", sample="dify docker/envs/core-services/api.env.example"),
    FileScope(repo="dify", prefix="docker/dify-env-sync", scope=OTHER, since="1.11.4", reference="dify docker/dify-env-sync.sh#", sample="dify docker/dify-env-sync.sh"),
    FileScope(repo="dify", prefix="docker/tidb/", scope=OTHER, since="1.0.0", reference="dify docker/tidb/docker-compose.yaml#", sample="dify docker/tidb/config/pd.toml"),
    FileScope(repo="dify", prefix="docker/", scope=ENV, since="1.0.0", reference="dify docker/.env.example#", sample="dify docker/.env.example"),
    FileScope(repo="dify-sandbox", prefix="docker/", scope=OTHER, since="1.0.0", reference="dify-sandbox docker/templates/production.dockerfile#", sample="dify-sandbox docker/templates/production.dockerfile"),
    FileScope(repo="dify-sandbox", prefix="", scope="sandbox", since="1.0.0", reference="dify-sandbox conf/config.yaml#", sample="dify-sandbox conf/config.yaml"),
    FileScope(repo="dify-plugin-daemon", prefix="", scope="plugin_daemon", since="1.0.0", reference="dify-plugin-daemon cmd/server/main.go#", sample="dify-plugin-daemon cmd/server/main.go"),
    FileScope(repo="graphon", prefix="src/graphon/dsl/", scope=OTHER, since="1.14.0", reference="https://github.com/langgenius/graphon", sample="graphon src/graphon/dsl/importer.py"),
    FileScope(repo="graphon", prefix="src/graphon/", scope="api", since="1.14.0", reference="https://github.com/langgenius/graphon", sample="graphon src/graphon/runtime/graph_runtime_state.py"),
    FileScope(repo="dify-plugin-sdks", prefix="python/dify_plugin/", scope=PLUGIN_RUNTIME, since="1.0.0", reference="https://github.com/langgenius/dify-plugin-sdks", sample="dify-plugin-sdks python/dify_plugin/plugin.py"),
    FileScope(repo="dify-plugin-sdks", prefix="src/dify_plugin/", scope=PLUGIN_RUNTIME, since="1.16.0", reference="https://github.com/langgenius/dify-plugin-sdks", sample="dify-plugin-sdks src/dify_plugin/plugin.py"),
    FileScope(repo="dify-helm", prefix="", scope=VALUES, since="1.0.0", reference="dify-helm charts/dify/values.yaml#", sample="dify-helm charts/dify/values.yaml"),
)  # fmt: skip
"""The first row decides, so folders come before those that contain them."""

PROGRAMS = tuple(row.name for row in PROGRAM_ROWS)
SERVICES_OF = {row.name: row.services for row in PROGRAM_ROWS}
"""Program -> the services of the compose file that run it."""

_HOMES = {service: row.homes for row in PROGRAM_ROWS for service in row.containers}

_PROGRAM_OF = {service: row.name for row in PROGRAM_ROWS for service in row.containers}
_PROGRAM_IN = {
    folder.rstrip("/") or repo: row.name
    for row in PROGRAM_ROWS
    for repo, folder in row.homes[:1]
    if row.name in PROGRAMS_WITH_IMAGE
}
"""Folder from which an image is built -> its program."""

_TITLES = {
    **{row.name: row.title for row in PROGRAM_ROWS},
    ENV: "docker/.env",
    VALUES: "Helm values",
    MIDDLEWARE: "the middleware compose file",
    OTHER: "a script or tool beside the deployment",
    PLUGIN_RUNTIME: "the runtime of plugins",
}
_COMPOSE_FILE = regex(r"(docker-)?compose\b.*\.ya?ml$")


@cache
def scope_of_file(repo: str, path: str) -> str:
    """Return the scope in which the names in a file live."""
    if repo == "dify-official-plugins":
        return "plugin:" + "/".join(path.split("/")[:2])
    row = row_of_file(repo, path)
    if row is None:
        return OTHER
    folder, below, _ = path.removeprefix("docker/").removeprefix("volumes/").partition("/")
    if row.prefix == "docker/" and row.scope == ENV and below:
        # A folder in docker/ belongs to the container of that name, whose code is elsewhere.
        return f"image:{folder}"
    return row.scope


def row_of_file(repo: str, path: str) -> FileScope | None:
    """Return the row that decides the scope of a file, or None."""
    if repo != "dify" and _COMPOSE_FILE.match(path.rpartition("/")[2]):
        return None  # the compose file of a repository's own tests
    rows = (row for row in FILE_SCOPES if row.repo == repo)
    return next((row for row in rows if path.startswith(row.prefix)), None)


@cache
def scope_of_service(service: str, image: str = "", build: str = "") -> str:
    """Return the scope of the container that a service of compose or of the chart runs.

    `image` and `build`, the folder that the image is built from, say it with certainty; the name
    is for services of which neither is known or both are of others.
    """
    row = row_of_service(service)
    by_name = _PROGRAM_OF.get(row.service) if row else None
    program = program_of_image(image) or program_built_from(build) or by_name
    return program or f"image:{service}"


def program_built_from(folder: str) -> str:
    """Return the program whose code a folder contains, by the folder's name, or ""."""
    last = folder.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return _PROGRAM_IN.get(last, "")


def is_in_program(program: str, repo: str, path: str) -> bool:
    """Return whether a file is of a program's own code, not that of another that it runs."""
    return scope_of_file(repo, path) == program


def is_program(scope: str) -> bool:
    """Return whether the sources have the code that runs in `scope`."""
    return scope in PROGRAMS or scope.startswith("plugin:")


def environment_of(scope: str) -> str:
    """Return the program in whose environment the code of a scope runs: plugins have that of the
    daemon that starts them.
    """
    return PROGRAM_OF_PLUGINS if scope == PLUGIN_RUNTIME else scope


def scope_name(scope: str) -> str:
    """Return how to call a scope in a sentence."""
    kind, _, rest = scope.partition(":")
    if not rest or scope in _TITLES:
        return _TITLES.get(scope, scope)
    return f"plugin {rest}" if kind == "plugin" else f"container {rest}"


def homes_of(service: str) -> tuple[tuple[str, str], ...]:
    """Return (repository, folder) of the code that a service runs; none for one without code."""
    return _HOMES.get(service, ())


def runs(service: str, repo: str, path: str) -> bool:
    """Return whether a service runs the code of a file."""
    return any(repo == home and path.startswith(folder) for home, folder in homes_of(service))
