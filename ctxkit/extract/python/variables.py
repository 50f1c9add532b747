"""The texts that are assigned to variables of a Python file, to read a message in a variable.

A variable is followed to its last assignment before the statement, in the same function or at
module level. Not here: the text of the expression assigned (`text.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from tree_sitter import Node

from ctxkit.extract.literals import MessageText, hole
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import message_of
from ctxkit.extract.treesitter import QueryMatch, text

_MODULE = ""
_Key = tuple[str, str]
"""(function or class, variable)."""


class Variables:
    """The assignments of text to the variables of a file, in the order of their places."""

    def __init__(self, file: PythonFile, matches: list[QueryMatch]) -> None:
        self._file = file
        self._assigned: dict[_Key, list[Node]] = defaultdict(list)
        self._grown: dict[_Key, list[int]] = defaultdict(list)
        self.used: set[int] = set()
        """Where the texts begin that some statement takes from its variable."""
        for match in matches:
            if node := match.find("assigned"):
                self._assigned[file.at(node), match.text("target")].append(node)
            elif node := match.find("grown"):
                self._grown[file.at(node), match.text("target")].append(node.start_byte)
        for assigned in self._assigned.values():
            assigned.sort(key=_start)
        for grown in self._grown.values():
            grown.sort()

    def message(self, node: Node) -> MessageText:
        """Return the message of an expression; of a variable, that of its last assignment before
        it.

        A name that the function does not assign is looked up among the module's.
        """
        if node.type != "identifier":
            return message_of(node)
        name = text(node)
        key = self._file.at(node), name
        assigned = self._assigned.get(key) or self._assigned.get((_MODULE, name), [])
        position = bisect_left(assigned, node.start_byte, key=_start)
        if not position:
            return hole(name)
        value = assigned[position - 1]
        self.used.add(value.start_byte)
        if self._grows_between(key, value.start_byte, node.start_byte):
            return message_of(value) + hole(f"{name} += ...")
        return message_of(value)

    def _grows_between(self, key: _Key, start: int, end: int) -> bool:
        """Return whether `name += ...` is between an assignment and a statement."""
        grown = self._grown.get(key, [])
        first = bisect_left(grown, start)
        return first < len(grown) and grown[first] < end


def _start(node: Node) -> int:
    return node.start_byte
