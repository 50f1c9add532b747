"""A function as its statements hold each other: what is around one, inside, tried, handled.

Not here: where the files come from (`code.py`), which of the statements led to one (`guards.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ctxkit.flow import FileFlow
from ctxkit.model import Location
from ctxkit.model.flow import Expression, FlowStatement, FunctionFlow


class FunctionScope(Struct, frozen=True, kw_only=True):
    """A function with the file that it is in."""

    flow: FileFlow
    function: FunctionFlow

    @classmethod
    def at(cls, flow: FileFlow, line: int) -> FunctionScope:
        """Return the innermost function of a file that holds a line."""
        return cls(flow=flow, function=flow.function_at(line))

    def statement_at(self, line: int) -> int:
        """Return the number of the innermost statement that holds a line, -1 if there is none."""
        found, least = -1, 1 << 60
        for number, statement in enumerate(self.function.statements):
            if statement.line <= line <= statement.end_line:
                size = statement.end_line - statement.line
                if size <= least:
                    found, least = number, size
        return found

    def enclosing(self, number: int) -> Iterator[int]:
        """Yield the numbers of the statements around a statement, the innermost first."""
        statements = self.function.statements
        number = statements[number].parent if number >= 0 else -1
        while number >= 0:
            yield number
            number = statements[number].parent

    def children(self, parent: int) -> Sequence[int]:
        """Return the numbers of the statements directly in a block."""
        return [n for n, s in enumerate(self.function.statements) if s.parent == parent]

    def inside(self, block: int) -> Iterator[int]:
        """Yield the numbers of the statements in a block, however deep."""
        for number in range(len(self.function.statements)):
            if block in self.enclosing(number):
                yield number

    def statement(self, number: int) -> FlowStatement:
        return self.function.statements[number]

    def said(self, number: int) -> str:
        """Return the text of a statement's value, empty if there is none."""
        value = self.function.statements[number].value if number >= 0 else None
        return value.text if value is not None else ""

    def tried(self, handler: FlowStatement) -> list[FlowStatement]:
        """Return the statements whose errors a handler handles."""
        return [self.statement(n) for tried in handler.after[:1] for n in self.inside(tried)]

    def calls_tried(self, handler: FlowStatement) -> list[tuple[FlowStatement, Expression]]:
        """Return the statements with calls that may have raised what a handler handles, with what
        they evaluate.
        """
        return [
            (statement, statement.value)
            for statement in self.tried(handler)
            if statement.value is not None and statement.value.calls and statement.kind != "raise"
        ]

    def handlers(self, tried: int) -> list[int]:
        """Return the numbers of the handlers of a `try`."""
        statements = self.function.statements
        return [n for n, s in enumerate(statements) if s.kind == "except" and tried in s.after]

    def head(self, statement: FlowStatement) -> Location:
        """Return the lines of a statement, of a block only those before its body."""
        return self.place(statement.line, statement.head)

    def place(self, line: int, end_line: int = 0) -> Location:
        """Return a line of the function as a place of the sources."""
        return Location(
            repo=self.flow.repo,
            path=self.flow.path,
            line=line,
            end_line=max(line, end_line),
            symbol=self.function.name,
        )
