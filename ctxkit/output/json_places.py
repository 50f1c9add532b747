"""The public JSON form of a place in the sources.

Pure. Not here: the answers that have places (`json_form.py`, `table_json.py`, `triage_json.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ctxkit.model import Checkout, Location
from ctxkit.text.locations import permalink


def where_dict(location: Location) -> dict[str, Any]:
    """Return the JSON form of a location."""
    return {
        "repo": location.repo,
        "path": location.path,
        "line": location.line,
        "end_line": location.end_line,
    }


def linked_dict(location: Location, checkouts: Mapping[str, Checkout]) -> dict[str, Any]:
    """Return the JSON form of a location with the address of its lines."""
    return {**where_dict(location), "url": permalink(checkouts.get(location.repo), location)}
