"""Nodes and files of Python that a test writes itself."""

from __future__ import annotations

from textwrap import dedent

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from ctxkit.extract.python.file import PythonFile, parsed_file
from ctxkit.extract.python.language import GRAMMAR
from ctxkit.extract.source import Source


def expression(code: str) -> Node:
    """Return the node of an expression or statement, the first of `code`."""
    parser = Parser(Language(tree_sitter_python.language()))
    first = parser.parse(dedent(code).encode()).root_node.named_children[0]
    return first.named_children[0] if first.type == "expression_statement" else first


def python_file(code: str, path: str = "api/libs/a.py") -> PythonFile:
    source = Source(repo="dify", path=path, data=dedent(code).encode())
    matches = GRAMMAR.matches(source.data)
    return parsed_file(source, [match for match in matches if match.pattern.kind == "symbol"])
