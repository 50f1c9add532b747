"""The arguments of a call in Python.

Not here: the text that they make (`text.py`).
"""

from __future__ import annotations

from msgspec import Struct
from tree_sitter import Node

from ctxkit.extract.treesitter import fields, text


class Arguments(Struct, frozen=True, kw_only=True):
    """The arguments of a call by position and by name.

    `spread`: there may be more, from `*args` or `**kwargs`.
    """

    positional: tuple[Node, ...]
    named: dict[str, Node]
    spread: bool

    def get(self, position: int, *names: str) -> Node | None:
        """Return the argument at `position`, or the first of `names` that is given."""
        if position < len(self.positional):
            return self.positional[position]
        return next((self.named[name] for name in names if name in self.named), None)

    def without_first(self) -> Arguments:
        """Return the arguments after the first by position."""
        return Arguments(positional=self.positional[1:], named=self.named, spread=self.spread)


def arguments_of(argument_list: Node) -> Arguments:
    """Return the arguments of a call by its `argument_list`."""
    positional: list[Node] = []
    named: dict[str, Node] = {}
    spread = False
    for child in argument_list.named_children:
        kind = child.type
        if kind == "keyword_argument":
            if pair := fields(child, "name", "value"):
                named[text(pair[0])] = pair[1]
        elif kind in ("list_splat", "dictionary_splat"):
            spread = True
        elif kind != "comment":
            positional.append(child)
    return Arguments(positional=tuple(positional), named=named, spread=spread)


def called(node: Node | None) -> tuple[Node, Arguments] | None:
    """Return what a call calls, and with which arguments; None for any other expression, and for a
    call with a generator expression alone, which has no list of arguments.
    """
    if node is None or node.type != "call":
        return None
    parts = fields(node, "function", "arguments")
    if parts is None or parts[1].type != "argument_list":
        return None
    return parts[0], arguments_of(parts[1])


def base_classes(definition: Node) -> tuple[Node, ...]:
    """Return the classes that a class definition derives from, without keywords (`metaclass=`)."""
    bases = fields(definition, "superclasses")
    return arguments_of(bases[0]).positional if bases else ()
