"""Two programs of which one calls the other: the api of one version, and releases of the plugin
daemon in a real clone, of which the index has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.model import ClientCall, Fact, Route
from tests.ask.literal import Asked, literal_index
from tests.workspace.conftest import Upstream

DAEMON = "dify-plugin-daemon"
CALLS = (
    *("dispatch/box/ship", "dispatch/box/weigh", "management/stamps", "management/boxes"),
    *(f"endpoint/{name}" for name in ("setup", "list", "update", "remove", "enable", "disable")),
    *(f"asset/{name}" for name in ("list", "fetch", "store", "remove")),
)
RELEASES = {
    "0.1.0": CALLS[3:],
    "0.2.0": CALLS[2:],
    "0.3.0": CALLS,
}
"""Releases of the plugin daemon, and the calls of the api that each has routes for."""
COMPOSE = """\
services:
  api:
    image: langgenius/dify-api:{dify}
  plugin_daemon:
    image: langgenius/dify-plugin-daemon:{daemon}-local
"""


def paired(
    folder: Path,
    release: str,
    *,
    dify: str = "1.9.0",
    clone: bool = True,
    chart: Sequence[Fact] = (),
) -> Asked:
    """Return the index of a workspace with a release of the plugin daemon, and with all releases
    in its clone unless that is no `clone`.
    """
    if clone:
        upstream = Upstream(folder / DAEMON)
        for tag, served in RELEASES.items():
            upstream.commit({"server.go": _go(served)}, date="2026-01-01T00:00:00Z", tag=tag)
    asked: list[Fact] = [
        ClientCall(name=f"/plugin/<tenant_id>/{path}", program=True, line=n, end_line=n)
        for n, path in enumerate(CALLS, 1)
    ]
    routes: list[Fact] = [
        Route(name=f"/plugin/:tenant_id/{path}", router="", line=n, end_line=n)
        for n, path in enumerate(RELEASES.get(release, ()), 1)
    ]
    compose = COMPOSE.format(dify=dify, daemon="0.3.0")
    return literal_index(
        folder,
        {
            "dify": {
                "api/core/plugin/impl/box.py": ("", asked),
                "docker/docker-compose.yaml": (compose, []),
            },
            "dify-helm": {"charts/dify/values.yaml": ("", list(chart))} if chart else {},
            DAEMON: {"server.go": (_go(RELEASES.get(release, ())), routes)},
        },
        versions={"dify": dify, DAEMON: release},
    )


def _go(served: tuple[str, ...]) -> str:
    routes = "".join(f'\tplugin.Any("/{path}", answer)\n' for path in served)
    return (
        'package server\n\nimport "github.com/gin-gonic/gin"\n\nfunc serve() {\n'
        '\tengine := gin.New()\n\tplugin := engine.Group("/plugin/:tenant_id")\n'
        f"{routes}}}\n"
    )
