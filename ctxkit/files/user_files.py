"""A file of the user's as it was given, and a line of it that sets something.

Not here: reading a `.env` (`dotenv.py`), Helm values (`values.py`), compose files
(`deployment/containers.py`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """A file of the user's: `path` as the user named it, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A line that sets something: a variable, or the value at a path.

    `lost` are variables in it that nothing sets.
    """

    name: str
    value: str
    line: int
    end_line: int
    lost: tuple[str, ...] = ()
