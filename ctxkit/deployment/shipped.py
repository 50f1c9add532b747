"""The deployment as Dify ships it: its compose file with the values of its example files.

Not here: the user's deployment (`containers.py`).
"""

from __future__ import annotations

from ctxkit.deployment.containers import Deployment, deploy
from ctxkit.dify.paths import COMPOSE_FILE, ENV_EXAMPLE
from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.sources import Sources


def shipped_deployment(sources: Sources) -> Deployment:
    """Return what the containers of Dify's own compose file get from the example files."""
    folder = COMPOSE_FILE.rpartition("/")[0]

    def read(path: str) -> bytes | None:
        lines = sources.lines("dify", f"{folder}/{path}.example")
        return "\n".join(lines).encode() if any(lines) else None

    example = "\n".join(sources.lines("dify", ENV_EXAMPLE)).encode()
    values = read_env(CustomerFile(path=ENV_EXAMPLE, data=example)).values()
    return deploy(sources, values, read=read)
