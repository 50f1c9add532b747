"""The flow of a function: its statements, what encloses each of them, the names and calls in them.

The same for every programming language, and syntax only: nothing here knows a type. Frozen, slotted
data without behaviour, of which a file has thousands: as none of it can lead back to itself, the
garbage collector does not look at it (`gc=False`). Not here: how source becomes flow (`flow/`),
what follows from it (`cause/`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

StatementKind = Literal[
    "if",
    "else",
    "loop",
    "case",
    "try",
    "except",
    "with",
    "assign",
    "return",
    "raise",
    "jump",
    "expression",
]
"""What a statement is.

`if`: a branch with a condition, also `elif` and `else if`; `else`: a branch without one, also the
`default` of a switch and the `else` of a loop. `case`: a branch of `match`, `switch` or `select`.
`raise`: throws or panics. `jump`: `break`, `continue`, `goto`.
"""


class Ref(Struct, frozen=True, kw_only=True, gc=False):
    """A name that an expression uses, as it is written but for white space: `self.endpoint`,
    `config.App.Key`, `static.Configuration().MaxRequests`, an index or arguments left out.
    """

    name: str
    line: int


class Expression(Struct, frozen=True, kw_only=True, gc=False):
    """An expression; `text` is its source in one line, cut at `MAX_TEXT` characters.

    `refs` are the names in it, those in arguments included, `calls` the calls in it, an outer call
    before those in its arguments. `literal` is the value if it is a plain string or number.
    """

    text: str
    line: int
    end_line: int
    refs: tuple[Ref, ...] = ()
    calls: tuple[CallFlow, ...] = ()
    literal: str | None = None


class Argument(Struct, frozen=True, kw_only=True, gc=False):
    """An argument of a call; `keyword` is empty for a positional one."""

    value: Expression
    keyword: str = ""


class CallFlow(Struct, frozen=True, kw_only=True, gc=False):
    """A call, or a literal that gives values to fields: `oss.Local{Path: root}`, `{"timeout": 5}`.

    `name` is the callee as a `Ref` writes it, empty for a literal without a type. The fields of a
    literal are keyword arguments (`literal` is true then).
    """

    name: str
    line: int
    end_line: int
    arguments: tuple[Argument, ...] = ()
    literal: bool = False


class FlowStatement(Struct, frozen=True, kw_only=True, gc=False):
    """A statement of a function, by its first and last line; `head` is the last line of its header
    (`if a and \\n b:`), that of a statement without a block its own last line.

    `value` is its condition, the value that it assigns, returns, raises or evaluates, the subject
    and pattern of a case, or the class that an `except` handles. `targets` are the names that it
    gives a value to, as `Ref` writes them. `parent` is the number of the statement around it in
    `FunctionFlow.statements`, -1 at the function's own level. `after` are the numbers of the
    branches of the same statement that come before it, so were not taken; for `except` that of its
    `try`. `entry`: only an entry of what its target names gets the value (`options["timeout"]`),
    which leaves the others as they are.
    """

    kind: StatementKind
    line: int
    end_line: int
    head: int
    value: Expression | None = None
    targets: tuple[str, ...] = ()
    parent: int = -1
    after: tuple[int, ...] = ()
    entry: bool = False

    @property
    def calls(self) -> tuple[CallFlow, ...]:
        """The calls and literals in its value, none if it has no value."""
        return self.value.calls if self.value is not None else ()


class Parameter(Struct, frozen=True, kw_only=True, gc=False):
    """A parameter of a function; `type` as written, empty if there is none."""

    name: str
    type: str = ""
    default: Expression | None = None


class FunctionFlow(Struct, frozen=True, kw_only=True, gc=False):
    """A function, a method, or the statements of a module or class outside of functions.

    `name` is qualified as in `Symbol` (`Mail.send`, `FullDuplex.Start`), empty for a module;
    `owner` is the class or the type of the receiver, `receiver` the name that stands for its object
    (`self`, `p`). The statements of functions inside it are not its own, those of its lambdas and
    function literals are, with the statement that holds the literal as their parent. `line` is the
    line of the definition itself; `start` that of its first decorator.
    """

    name: str
    line: int
    end_line: int
    start: int = 0
    owner: str = ""
    receiver: str = ""
    parameters: tuple[Parameter, ...] = ()
    statements: tuple[FlowStatement, ...] = ()
