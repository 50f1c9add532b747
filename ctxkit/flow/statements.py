"""Building the statements of a function in order, each with the number of the one around it.

Not here: what the statements of a language look like (one module a language).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct, field
from tree_sitter import Node

from ctxkit.extract.treesitter import end_line_of, line_of, raw
from ctxkit.flow.expressions import ExpressionReader
from ctxkit.model.flow import Expression, FlowStatement, StatementKind

_MAX_STATEMENTS = 3_000
_MAX_DEPTH = 60
_MAX_AFTER = 60
"""Of the branches before one, the last: a long chain of them would take quadratic room."""

NO_STATEMENT = -1

ReadNode = Callable[["StatementList", Node, int, int], None]
"""Reads a statement, or those of a block (list, node, number of the statement around it, depth)."""


class StatementList(Struct):
    """The statements of a function while they are read."""

    reader: ExpressionReader
    read_block: ReadNode
    readers: Mapping[str, ReadNode]
    statements: list[FlowStatement] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether no statement is added any more: more than a function has."""
        return len(self.statements) >= _MAX_STATEMENTS

    def add(
        self,
        kind: StatementKind,
        node: Node,
        parent: int,
        *,
        value: Node | Expression | None = None,
        targets: Iterable[str] = (),
        body: Node | None = None,
        after: Sequence[int] = (),
        entry: bool = False,
        depth: int = 0,
    ) -> int:
        """Add a statement, then those of its `body` and of the function literals in its value.

        Return its number, `NO_STATEMENT` if there is no more room.
        """
        if self.is_full:
            return NO_STATEMENT
        expression = self.reader.read(value) if isinstance(value, Node) else value
        bodies, self.reader.bodies = self.reader.bodies, []
        number, end = len(self.statements), _end(kind, node)
        self.statements.append(
            FlowStatement(
                kind=kind,
                line=line_of(node),
                end_line=end,
                head=_head(node, end, body, expression),
                value=expression,
                targets=tuple(target for target in targets if target),
                parent=parent,
                after=tuple(branch for branch in after[-_MAX_AFTER:] if branch >= 0),
                entry=entry,
            )
        )
        for inner in (*bodies, *([body] if body is not None else [])):
            self.block(inner, number, depth + 1)
        return number

    def case_value(self, subject: Node | None, patterns: Iterable[Node]) -> Expression | None:
        """Return the subject of a `match` or `switch` with the pattern of one of its cases."""
        parts = [self.reader.read(node) for node in (subject, *patterns) if node is not None]
        if not parts:
            return None
        return Expression(
            text=" ".join(part.text for part in parts),
            line=parts[-1].line,
            end_line=parts[-1].end_line,
            refs=tuple(ref for part in parts for ref in part.refs),
            calls=tuple(call for part in parts for call in part.calls),
        )

    def statement(self, node: Node, parent: int, depth: int) -> None:
        """Read a statement as a child of the statement `parent`, if its type of node is one."""
        read = self.readers.get(node.type)
        if read is not None:
            read(self, node, parent, depth)

    def block(self, node: Node, parent: int, depth: int) -> None:
        """Read the statements of a block as children of the statement `parent`."""
        if depth <= _MAX_DEPTH and not self.is_full:
            self.read_block(self, node, parent, depth)


def read_nested(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read a block, or a statement with a label, as statements of what is around it."""
    found.block(node, parent, depth + 1)


def read_jump(found: StatementList, node: Node, parent: int, depth: int) -> None:
    found.add("jump", node, parent, depth=depth)


def read_plain(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read a statement that is an expression as a whole."""
    found.add("expression", node, parent, value=node, depth=depth)


def _end(kind: StatementKind, node: Node) -> int:
    """Return the last line of a statement; some grammars end a case where the next begins."""
    end = end_line_of(node)
    if kind not in ("case", "else"):
        return end
    source = raw(node)
    return end - source.count(b"\n", len(source.rstrip()))


def _head(node: Node, end: int, body: Node | None, value: Expression | None) -> int:
    if body is None:
        return end
    start, opening = line_of(node), line_of(body)
    first = body.child(0) if body.child_count else None  # an index too large raises
    if first is not None and first.type == "{":
        return opening
    return max(start, min(opening, value.end_line)) if value is not None else start
