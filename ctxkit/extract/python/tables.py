"""Database tables of Python: the SQLAlchemy models with their columns.

Not here: the migrations that make them (`migrations.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import string_or_empty
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of
from ctxkit.model import Fact, Table


def tables(file: PythonFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the database tables with the names of their columns."""
    names: dict[int, str] = {}
    columns: dict[int, list[str]] = defaultdict(list)
    for match in matches:
        model_start = match.node("class").start_byte
        if "table" in match:
            names[model_start] = string_or_empty(match.node("table"))
        else:
            columns[model_start].append(match.text("column"))
    for model, node in file.classes.items():
        name = names.get(node.start_byte)
        if name:
            yield Table(
                name=name,
                model=model,
                columns=tuple(dict.fromkeys(columns[node.start_byte])),
                line=line_of(node),
                end_line=end_line_of(node),
                symbol=model,
            )
