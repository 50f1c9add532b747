"""What a language says of its functions, to read the flow of one when it is asked for.

Not here: the languages (one module each), a file with its functions (`file.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from tree_sitter import Node

from ctxkit.extract.treesitter import Grammar
from ctxkit.flow.expressions import ExpressionReader, Forms
from ctxkit.flow.statements import ReadNode
from ctxkit.model.flow import Parameter


class FlowDefinition(Struct, frozen=True, kw_only=True):
    """A function or class of a file: its node, its qualified name, the class or the type that owns
    it, the line of its first decorator. `receiver` is the name of its object if the definition
    gives it one.
    """

    node: Node
    name: str
    owner: str
    body: Node | None
    is_class: bool = False
    start: int = 0
    receiver: str = ""


class LanguageFlow(Struct, frozen=True, kw_only=True):
    """How the functions of one language are read.

    `readers` read statements by the type of their node. `receiver` is the name that methods have
    for their object (`self`), empty if each names its own.
    """

    grammar: Grammar
    forms: Forms
    read_block: ReadNode
    readers: Mapping[str, ReadNode]
    definitions: Callable[[Node], Iterator[FlowDefinition]]
    parameters: Callable[[Node, ExpressionReader], list[Parameter]]
    imports: Callable[[Node], Mapping[str, str]]
    receiver: str = ""
