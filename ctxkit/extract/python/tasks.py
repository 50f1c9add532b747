"""Celery tasks of Python.

Not here: when the beat starts them (`symbols.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import shorten
from ctxkit.extract.python.arguments import arguments_of
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import string_value
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import Fact, Task


def tasks(file: PythonFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the Celery tasks, each on the line of its `def`, below the decorators."""
    for match in matches:
        node = match.node("function")
        function = file.scopes.name_of(node)
        options: dict[str, Node] = {}
        if "arguments" in match:  # @shared_task(queue="dataset")
            options = arguments_of(match.node("arguments")).named
        name = string_value(options.pop("name", None))
        queue = options.pop("queue", None)
        yield Task(
            # Celery's own default.
            name=name or f"{file.module}.{function}",
            line=line_of(node),
            end_line=end_line_of(node),
            symbol=function,
            queue=_string_or_source(queue),
            options=tuple(f"{key}={shorten(text(value))}" for key, value in options.items()),
        )


def _string_or_source(node: Node | None) -> str:
    if node is None:
        return ""
    return string_value(node) or text(node)
