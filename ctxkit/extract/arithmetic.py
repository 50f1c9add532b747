"""The value of a default that is plain arithmetic: `15 * 1024 * 1024`,
`int(timedelta(days=7).total_seconds())`.

Not here: anything that depends on the machine or on other code, which stays an expression.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from datetime import timedelta

_MAX_CHARS = 100
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
_ARITHMETIC = re.compile(
    r"(?:[\d\s_.,=*+/()-]|int|datetime|timedelta|total_seconds|weeks|days|hours|minutes|seconds)+"
)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")


def evaluate(source: str) -> int | float | None:
    """Return the value of an expression of numbers, None for any other expression."""
    if len(source) > _MAX_CHARS or not _ARITHMETIC.fullmatch(source):
        return None
    try:
        return _value(ast.parse(source.strip(), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> int | float:
    """Return the value of an expression. Raise ValueError if it is not arithmetic."""
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id="int"), args=[inner], keywords=[]):
            return int(_value(inner))
        case ast.Call(
            func=ast.Attribute(
                value=ast.Call(func=duration, args=[], keywords=units), attr="total_seconds"
            ),
            args=[],
            keywords=[],
        ) if ast.unparse(duration).rpartition(".")[2] == "timedelta":
            return _seconds(units)
    raise ValueError(ast.dump(node))


def _seconds(units: list[ast.keyword]) -> float:
    """`days=7, hours=12`."""
    values: dict[str, float] = {}
    for unit in units:
        if unit.arg not in _UNITS:
            raise ValueError(ast.dump(unit))
        values[unit.arg] = _value(unit.value)
    return timedelta(**values).total_seconds()
