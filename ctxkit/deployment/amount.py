"""How much a deployment may hold. Its files come from strangers, and compose repeats what they say:
by anchors, `extends`, `include`, and an `env_file` of many services.

Not here: how large one file is (`files/user_files.py`).
"""

from __future__ import annotations

from msgspec import Struct, field

from ctxkit.errors import UsageError
from ctxkit.files.interpolation import Room

MAX_ENTRIES = 100_000
"""Variables and entries of lists of all services; Dify's own file has some 6,000."""

MAX_COMPOSE_FILES = 200
"""Compose files that are loaded, included ones too."""

MAX_ENV_FILE_BYTES = 10_000_000
"""Of the `env_file`s of all services together, one of several services for each of them."""

MAX_PARTS = 200
"""Files, or documents, that say something of the same service; also its `env_file`s."""

_HINT = "are these the right files?"


class Amount(Struct, kw_only=True):
    """What is left for the rest of a deployment.

    Its methods raise UsageError when that is not enough: a part of a deployment would be wrong.
    """

    entries: int = MAX_ENTRIES
    compose_files: int = MAX_COMPOSE_FILES
    env_file_bytes: int = MAX_ENV_FILE_BYTES
    room: Room = field(default_factory=Room)

    def take_entries(self, count: int, service: str) -> None:
        self.entries -= count
        if self.entries < 0:
            raise UsageError(
                f"service {service}: with it the services have more than {MAX_ENTRIES:,} variables "
                "and other entries",
                hint=_HINT,
            )

    def take_compose_file(self, path: str) -> None:
        self.compose_files -= 1
        if self.compose_files < 0:
            raise UsageError(
                f"{path}: more than {MAX_COMPOSE_FILES} compose files are included", hint=_HINT
            )

    def take_env_file(self, data: bytes, path: str) -> None:
        self.env_file_bytes -= len(data)
        if self.env_file_bytes < 0:
            raise UsageError(
                f"{path}: with it the services read more than {MAX_ENV_FILE_BYTES:,} bytes by "
                "env_file",
                hint=_HINT,
            )


def check_parts(count: int, service: str, what: str) -> None:
    """Raise UsageError if a service has more of something than any service."""
    if count > MAX_PARTS:
        raise UsageError(f"service {service} has more than {MAX_PARTS} {what}", hint=_HINT)
