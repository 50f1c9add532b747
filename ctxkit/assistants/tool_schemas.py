"""The schema of a tool's arguments as a model is shown it, which pays for each word of it.

Pure. Not here: what arguments are checked by, which stays as it was (`mcp_server.py`).
"""

from __future__ import annotations

from typing import Any

_NULL = {"type": "null"}


def lean_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without the titles, which repeat the names, and without the null that stands
    for an argument which is not given.
    """
    lean = {key: value for key, value in schema.items() if key != "title"}
    if "properties" in lean:
        lean["properties"] = {
            name: _lean_argument(argument) for name, argument in schema["properties"].items()
        }
    return lean


def _lean_argument(schema: dict[str, Any]) -> dict[str, Any]:
    lean = {key: value for key, value in schema.items() if key != "title"}
    kinds = [kind for kind in lean.get("anyOf", ()) if kind != _NULL]
    if len(kinds) != 1:
        return lean
    del lean["anyOf"]
    if lean.get("default", "") is None:
        del lean["default"]
    return {**kinds[0], **lean}
