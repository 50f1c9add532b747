"""The schema of a tool's arguments in few words."""

from __future__ import annotations

from typing import Any

from ctxkit.assistants.tool_schemas import lean_schema


def test_titles_and_nulls_go_and_all_else_stays() -> None:
    schema: dict[str, Any] = {
        "title": "explainArguments",
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"title": "Title", "type": "string", "description": "its title"},
            "file": {
                "anyOf": [{"type": "string"}, {"type": "null"}],
                "default": None,
                "title": "File",
                "description": "d",
            },
            "files": {
                "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}],
                "default": None,
            },
            "either": {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": "x"},
            "top": {"type": "integer", "default": 10, "minimum": 1},
        },
    }
    assert lean_schema(schema) == {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "description": "its title"},
            "file": {"type": "string", "description": "d"},
            "files": {"type": "array", "items": {"type": "string"}},
            "either": {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": "x"},
            "top": {"type": "integer", "default": 10, "minimum": 1},
        },
    }
    assert schema["properties"]["file"]["default"] is None, "the schema itself stays"
