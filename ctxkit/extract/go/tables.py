"""Database tables of Go: structs with gorm tags, named as gorm names their tables (snake case,
plural).

Not here: migrations, which the plugin daemon leaves to gorm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ctxkit.extract.go.file import GoFile, bare_type
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of
from ctxkit.model import Fact, Table

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CONSONANT_AND_Y = re.compile(r"[^aeiou]y$")
_COLUMN = re.compile(r"column:(\w{1,80})")
_EMBEDDED = ("Model", "BaseModel")
"""Structs whose columns other models take over."""


def tables(file: GoFile) -> Iterator[Fact]:
    """Yield the database tables with the names of their columns."""
    columns: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for match in file.matches("table"):
        if "model" in match:
            names[bare_type(match.node("model"))] = match.text("name").strip('"')
        elif 'gorm:"-"' not in match.text("tag"):  # which excludes the field
            columns[file.at(match.node("column"))].append(_column(match))
    models = {*columns, *names}.difference(_EMBEDDED)
    for match in file.matches("symbol"):
        model = match.text("name")
        if model in models and "class" in match:
            yield Table(
                name=names.get(model) or _plural(_snake_case(model)),
                line=line_of(match.node("class")),
                end_line=end_line_of(match.node("class")),
                symbol=model,
                model=model,
                columns=tuple(columns.get(model, ())),
            )


def _column(match: QueryMatch) -> str:
    named = _COLUMN.search(match.text("tag"))
    return named[1] if named else _snake_case(match.text("column"))


def _snake_case(name: str) -> str:
    return _CAMEL.sub("_", name).lower()


def _plural(name: str) -> str:
    if _CONSONANT_AND_Y.search(name):
        return name.removesuffix("y") + "ies"
    if name.endswith(("s", "x", "ch", "sh")):
        return name + "es"
    return name + "s"
