"""Shows the flow of a function as lines of text, to compare it with what a test expects."""

from __future__ import annotations

from textwrap import dedent

from ctxkit.flow import FileFlow, read_flow
from ctxkit.model.flow import CallFlow, FlowStatement, FunctionFlow


def flow_of(source: str, path: str) -> FileFlow:
    """Return the flow of a source that is indented as in a test."""
    flow = read_flow("dify", path, dedent(source).lstrip("\n"))
    assert flow is not None
    return flow


def function(source: str, path: str, name: str) -> FunctionFlow:
    """Return the function of a plain name."""
    return next(flow_of(source, path).named(name))


def outline(statements: tuple[FlowStatement, ...]) -> list[str]:
    """Return a line for each statement, indented as it is enclosed: `if a > 1`, `x, y = f()`, and
    after `!` the conditions of the branches before it.
    """
    return [
        f"{'  ' * _depth(statements, each)}{_shown(each)}"
        + "".join(f" !{_value(statements[number]) or '-'}" for number in each.after)
        for each in statements
    ]


def refs(statement: FlowStatement) -> list[str]:
    """Return the names that the value of a statement uses."""
    return [ref.name for ref in statement.value.refs] if statement.value is not None else []


def calls(statement: FlowStatement) -> list[str]:
    """Return the calls in the value of a statement, with the names and texts of arguments."""
    return [_call(call) for call in statement.value.calls] if statement.value is not None else []


def spans(statements: tuple[FlowStatement, ...]) -> list[tuple[str, int, int, int]]:
    """Return kind, first line, last line of the header and last line of each statement."""
    return [(each.kind, each.line, each.head, each.end_line) for each in statements]


def _call(call: CallFlow) -> str:
    arguments = (
        f"{argument.keyword}={argument.value.text}" if argument.keyword else argument.value.text
        for argument in call.arguments
    )
    opening, closing = "{}" if call.literal else "()"
    return f"{call.name}{opening}{', '.join(arguments)}{closing}"


def _shown(statement: FlowStatement) -> str:
    if statement.kind == "assign":
        return f"{', '.join(statement.targets)} = {_value(statement)}"
    targets = f" {', '.join(statement.targets)}:" if statement.targets else ""
    return f"{statement.kind}{targets} {_value(statement)}".rstrip()


def _value(statement: FlowStatement) -> str:
    return statement.value.text if statement.value is not None else ""


def _depth(statements: tuple[FlowStatement, ...], statement: FlowStatement) -> int:
    depth = 0
    while statement.parent >= 0:
        statement = statements[statement.parent]
        depth += 1
    return depth
