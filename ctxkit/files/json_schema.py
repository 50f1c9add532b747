"""Validate the values of a YAML file by a JSON schema, as Helm does with `values.schema.json`.

Only keywords about types, lists of values and the keys of mappings are known; others claim nothing,
and a reference to another file is not followed. Helm merges the user's values into the chart's, so
a mapping may lack keys and null removes one; in the items of a list neither is so. Not here: the
schema of a chart (`ask/check/values_schema.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain

MAX_DEPTH = 60
"""Of mappings and lists; deeper ones are not validated."""

MAX_VIOLATIONS = 200

_TITLES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}
_LOCAL = "#/"


class Violation(Struct, frozen=True, kw_only=True):
    """A value that a schema refuses: its path, and what it `must` be.

    `types` are the types that the schema wants, `given` is the one that the value has; both are
    empty if the fault is another one.
    """

    path: str
    node: Node
    must: str
    types: tuple[str, ...] = ()
    given: str = ""


def load_schema(text: str) -> Mapping[str, Any]:
    """Return a schema, an empty one if the text is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def type_title(name: str) -> str:
    """Return how to call a type of JSON schemas in a sentence about YAML."""
    return _TITLES.get(name, name)


def violations(schema: Mapping[str, Any], root: Node) -> Iterator[Violation]:
    """Yield the values below `root` that a schema refuses, `MAX_VIOLATIONS` at most."""
    found = _Validation(schema).of(schema, root, "", is_item=False, depth=0)
    for _, violation in zip(range(MAX_VIOLATIONS), found, strict=False):
        yield violation


class _Validation:
    """One walk over a schema and a tree."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._whole = schema

    def of(
        self, schema: Any, node: Node, path: str, *, is_item: bool, depth: int
    ) -> Iterator[Violation]:
        schema = self._resolved(schema)
        if not schema or depth > MAX_DEPTH:
            return
        given = _type_of(node)
        if given == "null" and not is_item:
            return  # removes the chart's own value
        wanted = _types(schema)
        if wanted and not _fits(given, wanted):
            titles = " or ".join(type_title(each) for each in wanted)
            must = f"must be {titles}, not {type_title(given)}"
            yield Violation(path=path, node=node, must=must, types=wanted, given=given)
            return
        yield from self._scalar(schema, node, path)
        if node.kind == "mapping":
            yield from self._mapping(schema, node, path, is_item=is_item, depth=depth)
        items = schema.get("items")
        if node.kind == "sequence" and isinstance(items, dict):
            for number, child in enumerate(node.children):
                yield from self.of(items, child, f"{path}[{number}]", is_item=True, depth=depth + 1)

    def _scalar(self, schema: Mapping[str, Any], node: Node, path: str) -> Iterator[Violation]:
        allowed = schema.get("enum")
        if not isinstance(allowed, list) or node.kind in ("mapping", "sequence"):
            return
        if plain(node) not in allowed:
            shown = ", ".join(json.dumps(each) for each in allowed[:10])
            yield Violation(path=path, node=node, must=f"must be one of {shown}")

    def _mapping(
        self, schema: Mapping[str, Any], node: Node, path: str, *, is_item: bool, depth: int
    ) -> Iterator[Violation]:
        properties = _mapping_of(schema.get("properties"))
        others = schema.get("additionalProperties")
        is_closed = others is False and not schema.get("patternProperties")
        for child in node.children:
            below = f"{path}.{child.key}" if path else child.key
            known = properties.get(child.key, others)
            if known is False and is_closed:
                must = f"is not one of the keys {', '.join(sorted(properties)[:10])}"
                yield Violation(path=below, node=child, must=must)
            elif isinstance(known, dict):
                yield from self.of(known, child, below, is_item=is_item, depth=depth + 1)
        required = schema.get("required")
        if is_item and isinstance(required, list):
            missing = [str(key) for key in required if node.get(str(key)) is None]
            if missing:
                yield Violation(path=path, node=node, must=f"must have {', '.join(missing)}")

    def _resolved(self, given: Any) -> Mapping[str, Any]:
        """Return a schema, or the one in the same file that it refers to."""
        schema = _mapping_of(given)
        for _ in range(MAX_DEPTH):
            reference = schema.get("$ref")
            if not isinstance(reference, str):
                return schema
            if not reference.startswith(_LOCAL):
                return {}
            schema = self._whole
            for part in reference.removeprefix(_LOCAL).split("/"):
                schema = _mapping_of(schema.get(part.replace("~1", "/").replace("~0", "~")))
        return {}


def _mapping_of(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    wanted = schema.get("type")
    listed = wanted if isinstance(wanted, list) else [wanted]
    return tuple(each for each in listed if isinstance(each, str))


def _type_of(node: Node) -> str:
    if node.kind == "mapping":
        return "object"
    if node.kind == "sequence":
        return "array"
    value = plain(node)
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "integer" if float(value).is_integer() else "number"
    return "null" if value is None else "string"


def _fits(given: str, wanted: tuple[str, ...]) -> bool:
    return given in wanted or (given == "integer" and "number" in wanted)
