"""A user's file as it was given, and a setting in it.

Not here: reading a `.env` (`dotenv.py`), Helm values (`values.py`), compose files
(`deployment/compose_files.py`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """A user's file: `path` as the user wrote it, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A variable or Helm value that a file sets, and its lines.

    `lost` are the variables that its value refers to and nothing sets.
    """

    name: str
    value: str
    line: int
    end_line: int
    lost: tuple[str, ...] = ()
