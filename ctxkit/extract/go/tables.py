"""Database tables of Go: structs with gorm tags, named as gorm names their tables (snake case,
plural), with the types that gorm gives their columns on PostgreSQL.

Not here: migrations, which the plugin daemon leaves to gorm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile, bare_type
from ctxkit.extract.treesitter import end_line_of, field_text, line_of, text
from ctxkit.model import Column, Fact, Mixin, Table

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CONSONANT_AND_Y = re.compile(r"[^aeiou]y$")
_TAG = re.compile(r"gorm:\"((?:[^\"\\]|\\.){0,400})\"")
_EMBEDDED = ("Model", "BaseModel")
"""Structs whose columns other models take over."""
_TYPES = {
    "[]byte": "bytea",
    "bool": "boolean",
    "float32": "numeric",
    "float64": "numeric",
    "int": "bigint",
    "int16": "smallint",
    "int32": "integer",
    "int64": "bigint",
    "int8": "smallint",
    "time.Time": "timestamp with time zone",
    "uint": "bigint",
    "uint32": "bigint",
    "uint64": "bigint",
}
_VARCHAR = re.compile(r"varchar\b", re.IGNORECASE)


def tables(file: GoFile) -> Iterator[Fact]:
    """Yield the database tables, their columns, and the structs whose columns they take over."""
    names = {bare_type(m.node("model")): m.text("name").strip('"') for m in file.matches("table")}
    if b'gorm:"' not in file.source.data and not names:
        return
    for match in file.matches("symbol"):
        if "class" not in match:
            continue
        node, model = match.node("class"), match.text("name")
        found = list(_fields(node, model))
        if not (model in names or _is_model(node, found)):
            continue
        if model not in _EMBEDDED:
            yield Table(
                name=names.get(model) or _plural(_snake_case(model)),
                line=line_of(node),
                end_line=end_line_of(node),
                symbol=model,
                model=model,
            )
        yield from found


def _is_model(node: Node, found: list[Column | Mixin]) -> bool:
    if any(isinstance(each, Mixin) and each.name in _EMBEDDED for each in found):
        return True
    tags = [field_text(field, "tag") for field in _declarations(node)]
    return any('gorm:"' in tag and 'gorm:"-"' not in tag for tag in tags)


def _declarations(node: Node) -> Iterator[Node]:
    """Yield the fields of a struct."""
    struct = node.child_by_field_name("type")
    for body in struct.named_children if struct is not None else ():
        if body.type == "field_declaration_list":
            yield from (each for each in body.named_children if each.type == "field_declaration")


def _fields(node: Node, model: str) -> Iterator[Column | Mixin]:
    for field in _declarations(node):
        names = field.children_by_field_name("name")
        tag = _settings(field_text(field, "tag"))
        if "-" in tag:
            continue
        if not names:
            embedded = bare_type(field.child_by_field_name("type") or field)
            line = line_of(field)
            yield Mixin(name=embedded.rpartition(".")[2], line=line, end_line=line, symbol=model)
        for name in names:
            yield _column(field, text(name), tag, model)


def _column(field: Node, attribute: str, tag: dict[str, str], model: str) -> Column:
    hint = field_text(field, "type")
    is_key = "primarykey" in tag
    return Column(
        name=tag.get("column") or _snake_case(attribute),
        line=line_of(field),
        end_line=end_line_of(field),
        symbol=model,
        attribute=attribute,
        type=_type(hint, tag),
        hint=hint,
        values=hint if hint not in _TYPES and re.fullmatch(r"[A-Z]\w{1,80}", hint) else "",
        null=not is_key and "not null" not in tag,
        default=tag.get("default"),
        is_key=is_key,
    )


def _settings(tag: str) -> dict[str, str]:
    """Return the settings of a gorm tag by their names in small letters."""
    found = _TAG.search(tag)
    pairs = (part.partition(":") for part in (found[1] if found else "").split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}


def _type(hint: str, tag: dict[str, str]) -> str:
    given = tag.get("type", "")
    if given:
        return _VARCHAR.sub("character varying", given)
    bare = hint.removeprefix("*")
    if bare in _TYPES and "serializer" not in tag:
        return _TYPES[bare]
    size = tag.get("size", "")
    if size.isdecimal():
        return f"character varying({size})"
    return "text" if bare == "string" or "serializer" in tag else ""


def _snake_case(name: str) -> str:
    return _CAMEL.sub("_", name).lower()


def _plural(name: str) -> str:
    if _CONSONANT_AND_Y.search(name):
        return name.removesuffix("y") + "ies"
    if name.endswith(("s", "x", "ch", "sh")):
        return name + "es"
    return name + "s"
