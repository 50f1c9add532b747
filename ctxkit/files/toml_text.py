"""TOML read by the standard library or, on Python 3.10, by its forerunner.

Not here: what files say (`extract/pyproject.py`, `workspace/locked_versions.py`).
"""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


MAX_DOTS = 500
"""Dots on a line. `tomllib` takes a time that grows with the square of the parts of a key."""


def parse_toml(text: str) -> dict[str, Any]:
    """Return the tables of a text. Raise ValueError where it is not TOML, or a key has too many
    parts.
    """
    if max(line.count(".") for line in text.split("\n")) > MAX_DOTS:
        raise ValueError("too large, or a key with too many parts")
    return tomllib.loads(text)
