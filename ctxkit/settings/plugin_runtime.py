"""What of the settings of the runtime of plugins has an effect in a deployment.

Not here: which have none (`dify/plugin_environment.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.dify.plugin_environment import STARTED_BY_DAEMON, idle_runtime_setting
from ctxkit.dify.programs import PLUGIN_RUNTIME
from ctxkit.settings.chain import Chain
from ctxkit.settings.step import Step


def is_of_plugin_runtime(chain: Chain) -> bool:
    """Return whether the runtime of plugins declares the setting, and nobody else does."""
    declarations = chain.declarations
    return bool(declarations) and all(key.scope == PLUGIN_RUNTIME for key in declarations)


def why_idle_in_plugins(chain: Chain) -> str:
    """Return why no plugin that the plugin daemon starts takes the setting from the environment;
    empty if one does, or it is not of the runtime.
    """
    if not is_of_plugin_runtime(chain):
        return ""
    rows = [idle_runtime_setting(key.name) for key in chain.declarations]
    whys = list(dict.fromkeys(row.why for row in rows if row is not None))
    return "; ".join(whys) if None not in rows else ""


def notes_on_plugins(chain: Chain, steps: Sequence[Step]) -> Iterator[str]:
    """Yield which plugins a change in the environment of the daemon reaches."""
    if steps and is_of_plugin_runtime(chain):
        yield STARTED_BY_DAEMON
