"""Which program a file belongs to and which program a container runs: a name means something only
inside one of them.

A *scope* is where a name lives: a program (`api`), the `.env` file of the compose deployment
(`env`), the chart's values (`values`), one plugin (`plugin:models/openai`), a container whose code
no repository holds (`image:redis`). Not here: what the names are and how they are joined
(`settings/chain.py`).
"""

from __future__ import annotations

import re
from functools import cache

ENV = "env"
VALUES = "values"
MIDDLEWARE = "middleware"
"""The `.env` of the middleware compose file, which developers run without api and web: another
deployment.
"""
OTHER = "other"

API, WORKER_SERVICES = (
    "api",
    frozenset({"api", "worker", "workerbeat", "beat", "migration", "triggerworker"}),
)
PROGRAMS = ("api", "plugin_daemon", "sandbox", "web", "agent", "nginx", "ssrf_proxy")
"""The programs whose code the sources hold, in the order in which one most likely means them."""

_PREFIXES = (
    ("dify", "api/", "api"),
    ("dify", "web/", "web"),
    ("dify", "dify-agent/", "agent"),
    ("dify", "docker/volumes/sandbox/", "sandbox"),
    ("dify", "docker/nginx/", "nginx"),
    ("dify", "docker/ssrf_proxy/", "ssrf_proxy"),
    ("dify", "docker/docker-compose.middleware", MIDDLEWARE),
    ("dify", "docker/middleware.env", MIDDLEWARE),
    ("dify", "docker/envs/middleware.env", MIDDLEWARE),
    ("dify", "docker/envs/", ENV),
    ("dify", "docker/dify-env-sync", OTHER),
    ("dify", "docker/tidb/", OTHER),
    ("dify", "docker/", ENV),
    ("dify-sandbox", "docker/", OTHER),
    ("dify-sandbox", "", "sandbox"),
    ("dify-plugin-daemon", "", "plugin_daemon"),
    ("dify-helm", "", VALUES),
)
_SERVICES = {
    "sandbox": "sandbox",
    "plugindaemon": "plugin_daemon",
    "web": "web",
    "frontend": "web",
    "nginx": "nginx",
    "proxy": "nginx",
    "ssrfproxy": "ssrf_proxy",
    "squid": "ssrf_proxy",
    "agentbackend": "agent",
}
SERVICES_OF = {
    "api": ("api", "worker", "worker_beat"),
    "web": ("web",),
    "sandbox": ("sandbox",),
    "plugin_daemon": ("plugin_daemon",),
    "nginx": ("nginx",),
    "ssrf_proxy": ("ssrf_proxy",),
}
"""The services of the compose file that run a program."""

_NAMES = {
    "api": "dify api",
    "web": "dify web",
    "agent": "dify agent backend",
    "sandbox": "dify-sandbox",
    "plugin_daemon": "dify-plugin-daemon",
    "nginx": "nginx (dify's template)",
    "ssrf_proxy": "squid (dify's template)",
    ENV: "docker/.env",
    VALUES: "Helm values",
    MIDDLEWARE: "the middleware compose file",
    OTHER: "a script or tool beside the deployment",
}
_COMPOSE_FILE = re.compile(r"(docker-)?compose\b.*\.ya?ml$")
_NOT_ALNUM = re.compile(r"[\W_]+")


@cache
def scope_of_file(repo: str, path: str) -> str:
    """Return the scope in which the names in a file live."""
    if repo != "dify" and _COMPOSE_FILE.match(path.rpartition("/")[2]):
        return OTHER  # with which its makers test it
    for where, prefix, scope in _PREFIXES:
        if where == repo and path.startswith(prefix):
            folder, below, _ = path.removeprefix("docker/").removeprefix("volumes/").partition("/")
            # What lies in a folder of docker runs in the container of that name, whose code is
            # elsewhere.
            return f"image:{folder}" if prefix == "docker/" and below else scope
    if repo == "dify-official-plugins":
        return "plugin:" + "/".join(path.split("/")[:2])
    return OTHER


@cache
def scope_of_service(service: str) -> str:
    """Return the program that the container `service` of compose or of the chart runs."""
    folded = _NOT_ALNUM.sub("", service).lower()
    return API if folded in WORKER_SERVICES else _SERVICES.get(folded) or f"image:{service}"


def is_program(scope: str) -> bool:
    """Tell whether the sources hold the code that runs in `scope`."""
    return scope in PROGRAMS or scope.startswith("plugin:")


def scope_name(scope: str) -> str:
    """Return what to call a scope in a sentence."""
    kind, _, rest = scope.partition(":")
    if rest:
        return f"plugin {rest}" if kind == "plugin" else f"container {rest}"
    return _NAMES.get(scope, scope)
