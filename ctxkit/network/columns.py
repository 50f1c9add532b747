"""Where a service stands on a map: entry, application, asynchronous work, plugins, code, stores.

Not here: the services themselves (`mapping.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from ctxkit.dify.closed_components import closed_image
from ctxkit.dify.listening import listener_of
from ctxkit.model.maps import MapColumn
from ctxkit.network.modes import BEAT, WORKER

COLUMNS: tuple[MapColumn, ...] = ("entry", "application", "async", "plugin", "code", "store")

_OF_PROGRAM: Mapping[str, MapColumn] = {
    "nginx": "entry",
    "web": "application",
    "api": "application",
    "plugin_daemon": "plugin",
    "agent": "plugin",
    "sandbox": "code",
    "agent_runtime": "code",
    "ssrf_proxy": "code",
}
_OF_CLOSED: Mapping[str, MapColumn] = {
    "gateway": "entry",
    "plugin_connector": "plugin",
    "plugin_controller": "plugin",
    "plugin_manager": "plugin",
}


def column_of(program: str, mode: str, image: str, *, is_proxy: bool) -> MapColumn:
    """Return the column of a container by what it runs; `is_proxy`: it sends requests on."""
    if program == "api" and mode in (WORKER, BEAT):
        return "async"
    if program in _OF_PROGRAM:
        return _OF_PROGRAM[program]
    closed = closed_image(image)
    if closed is not None:
        return _OF_CLOSED.get(closed.service, "application")
    if is_proxy:
        return "entry"
    return "store" if listener_of("", image) is not None else "application"
