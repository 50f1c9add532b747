"""Values that a chart's schema refuses, as the real Helm does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ctxkit.files.json_schema import MAX_VIOLATIONS, load_schema, violations
from ctxkit.files.values import parse_values

SCHEMA = {
    "type": "object",
    "definitions": {"port": {"type": "integer"}},
    "properties": {
        "replicas": {"type": "integer"},
        "ratio": {"type": "number"},
        "on": {"type": "boolean"},
        "name": {"type": "string"},
        "either": {"type": ["string", "null"]},
        "level": {"enum": ["DEBUG", "INFO"]},
        "map": {"type": "object", "properties": {"x": {"type": "string"}}},
        "list": {"type": "array", "items": {"type": "object", "required": ["name"],
                 "properties": {"name": {"type": "string"}, "value": {"type": "string"}}}},
        "closed": {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
        "every": {"type": "object", "additionalProperties": {"type": "integer"}},
        "port": {"$ref": "#/definitions/port"},
        "away": {"$ref": "https://example.com/schema.json"},
        "loop": {"$ref": "#/properties/loop"},
        "odd": {"type": 3, "properties": [], "items": [], "enum": 1, "required": 5},
    },
}  # fmt: skip


def found(text: str, schema: Any = SCHEMA) -> list[tuple[str, int, str]]:
    root = parse_values("values.yaml", text.encode()).root
    return [(each.path, each.node.line, each.must) for each in violations(schema, root)]


@pytest.mark.parametrize(
    "text",
    [
        "replicas: 2\nratio: 1\non: yes\nname: a\neither: a\nlevel: INFO\n",
        "replicas: 2.0\n",
        "replicas:\nmap: null\n",  # removes the chart's own
        "ratio: 1.5\n",
        "map: {x: a, y: 1}\n",
        "list: [{name: a, value: b}]\nlist2: 1\n",
        "closed: {a: 1}\nevery: {a: 1}\n",
        "port: 1\naway: 1\nloop: 1\nodd: {a: [1]}\n",
        "",
    ],
)
def test_what_helm_takes(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "path", "must"),
    [
        ("replicas: '2'\n", "replicas", "must be a whole number, not text"),
        ("replicas: 2.5\n", "replicas", "must be a whole number, not a number"),
        ("replicas: true\n", "replicas", "must be a whole number, not true or false"),
        ("on: 'yes'\n", "on", "must be true or false, not text"),
        ("name: 1\n", "name", "must be text, not a whole number"),
        ("either: 1\n", "either", "must be text or empty, not a whole number"),
        ("level: WARN\n", "level", 'must be one of "DEBUG", "INFO"'),
        ("map: a\n", "map", "must be a mapping, not text"),
        ("map: {x: 1}\n", "map.x", "must be text, not a whole number"),
        ("list: {a: 1}\n", "list", "must be a list, not a mapping"),
        ("list: [{name: a, value: 1}]\n", "list[0].value", "must be text, not a whole number"),
        ("list: [{name: null}]\n", "list[0].name", "must be text, not empty"),
        ("list: [{value: b}]\n", "list[0]", "must have name"),
        ("closed: {b: 1}\n", "closed.b", "is not one of the keys a"),
        ("every: {a: b}\n", "every.a", "must be a whole number, not text"),
        ("port: a\n", "port", "must be a whole number, not text"),
    ],
)
def test_what_helm_refuses(text: str, path: str, must: str) -> None:
    assert found(text) == [(path, 1, must)]


def test_a_schema_that_is_none_refuses_nothing() -> None:
    for text in ("", "[]", "{", "[" * 100_000, "null"):
        assert load_schema(text) == {}
    assert load_schema(json.dumps(SCHEMA)) == SCHEMA
    assert found("replicas: a\n", {}) == []


def test_what_it_finds_is_bounded() -> None:
    text = "every:\n" + "".join(f"  k{n}: x\n" for n in range(MAX_VIOLATIONS + 9))
    assert len(found(text)) == MAX_VIOLATIONS
