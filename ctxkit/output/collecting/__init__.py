"""The commands that collect what `triage` needs of a deployment; a shell script for each platform.

Not here: reading what they collect (`ask/triage/`).
"""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

Platform = Literal["kubectl", "compose"]


def collect_commands(platform: Platform) -> str:
    """Return the commands that collect a case, which only read, and no secret."""
    return files(__name__).joinpath(f"{platform}.sh").read_text("utf8")
