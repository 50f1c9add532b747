"""Python sources: Dify's API and the official plugins."""

from __future__ import annotations

from collections.abc import Iterator

import tree_sitter_python

from ctxkit.extract.source import Language, Source
from ctxkit.extract.treesitter import Grammar, Scopes, text
from ctxkit.model import Fact, Symbol

GRAMMAR = Grammar("python", tree_sitter_python.language)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a Python file."""
    found = list(GRAMMAR.matches(GRAMMAR.parse(source.data)))
    definitions = [
        ((captures.get("function") or captures["class"])[0], captures["name"][0])
        for kind, captures in found
        if kind == "symbol"
    ]
    scopes = Scopes([(node, text(name)) for node, name in definitions])
    for node, _ in definitions:
        yield Symbol(
            name=scopes.name_of(node),
            what="class" if node.type == "class_definition" else "function",
            line=node.start_point[0] + 1,
            end_line=node.end_point[0] + 1,
        )


LANGUAGE = Language(name="python", matches=lambda path: path.endswith(".py"), extract=extract)
