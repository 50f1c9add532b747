"""The values of expressions, as far as the source of a file gives them.

Not here: how statements are followed (`evaluation.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from tree_sitter import Node

Value = Any
"""A plain value of Python, or one of the classes below."""


class Unknown(Struct, frozen=True):
    """A value that only a run would tell."""

    def __bool__(self) -> bool:
        raise TypeError("nobody knows")  # a caller that forgets to ask must fail in a test


UNKNOWN = Unknown()
"""The value of whatever is not known."""


MAX_LENGTH = 20_000
"""Of a text, a list or a dictionary that is put together."""


class ForeignName(Struct, frozen=True):
    """Something of another module by its name here: `op.add_column`, `sa.String`."""

    path: str

    @property
    def last(self) -> str:
        """The name without the modules before it."""
        return self.path.rpartition(".")[2]


class ForeignCall(Struct, frozen=True, kw_only=True):
    """The result of a call of other code: `sa.Column("name", sa.String(255))`.

    `function` is its name without modules; `target` the value whose method was called, if it is
    one. `line` to `end_line` are its lines.
    """

    function: str
    target: Value = None
    args: tuple[Value, ...] = ()
    named: dict[str, Value]
    line: int = 0
    end_line: int = 0

    def get(self, position: int, *names: str, default: Value = None) -> Value:
        """Return the argument at `position`, or the first of `names` that is given."""
        if position < len(self.args):
            return self.args[position]
        return next((self.named[name] for name in names if name in self.named), default)


class Attribute(Struct, frozen=True):
    """An attribute of the result of a call: `table.c`."""

    target: Value
    name: str


Scopes = tuple[dict[str, Value], ...]
"""Names with their values: those of the module first, of the innermost function last."""


class OwnFunction(Struct, frozen=True):
    """A function of the file, with the names that it sees."""

    node: Node
    scopes: Scopes


Perform = Callable[[ForeignCall], Value]
"""What is told of each call of other code, in order; returns the value of the call."""


def is_known(*values: Value) -> bool:
    """Return whether all of the values are plain ones."""
    return all(
        isinstance(v, (str, int, float, bool, type(None), list, tuple, dict)) for v in values
    )


def text_of(value: Value) -> str:
    """Return a value that is text, else an empty string."""
    return value if isinstance(value, str) else ""


def texts_of(value: Value) -> tuple[str, ...]:
    """Return the texts in a list of values."""
    if not isinstance(value, (list, tuple)):
        return ()
    return tuple(each for each in value if isinstance(each, str))
