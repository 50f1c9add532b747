"""What the runtime of plugins takes from the environment in which the plugin daemon starts it.

The daemon hands all of its own environment to each plugin that it starts (`cmd.Environ()`), and
overwrites little of it. Not here: which container that is (`programs.py`).
"""

# ruff: noqa: E501 - a row on a line

from __future__ import annotations

from ctxkit.dify.row import Row

_STARTS = "dify-plugin-daemon internal/core/local_runtime/subprocess.go#INSTALL_METHOD=local"


class IdleRuntimeSetting(Row, frozen=True, kw_only=True):
    """A setting of the runtime, or several that begin with `name` if that ends in `_`, which has no
    effect on plugins that the daemon starts; `why` not.
    """

    name: str
    why: str


IDLE_RUNTIME_SETTINGS = (
    IdleRuntimeSetting(name="INSTALL_METHOD", why="the daemon sets it to `local` for every plugin that it starts", since="1.0.0", reference=_STARTS, sample="INSTALL_METHOD"),
    IdleRuntimeSetting(name="REMOTE_INSTALL_", why="only a plugin that a developer runs by hand (INSTALL_METHOD=remote) reads it", since="1.0.0", reference=_STARTS, sample="REMOTE_INSTALL_HOST"),
    IdleRuntimeSetting(name="SERVERLESS_", why="only plugins on a serverless platform (INSTALL_METHOD=serverless) read it", since="1.0.0", reference=_STARTS, sample="SERVERLESS_WORKERS"),
    IdleRuntimeSetting(name="DIFY_PLUGIN_DAEMON_URL", why="only plugins on a serverless platform (INSTALL_METHOD=serverless) read it", since="1.0.0", reference=_STARTS, sample="DIFY_PLUGIN_DAEMON_URL"),
)  # fmt: skip

STARTED_BY_DAEMON = (
    "a plugin has the environment of the plugin_daemon container that starts it; one on a "
    "serverless platform, as with Dify Enterprise, has not"
)


def idle_runtime_setting(name: str) -> IdleRuntimeSetting | None:
    """Return the row of a setting of the runtime that has no effect, or None."""
    return next((row for row in IDLE_RUNTIME_SETTINGS if _is_of(name, row.name)), None)


def _is_of(name: str, row: str) -> bool:
    return name.startswith(row) if row.endswith("_") else name == row
