"""The value of a default that is plain arithmetic: `15 * 1024 * 1024`,
`int(timedelta(days=7).total_seconds())`.

Nothing else is worked out: whatever depends on the machine or on other code stays an expression.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from datetime import timedelta

_LONGEST = 100
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
_UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds")


def evaluate(source: str) -> int | float | None:
    """Return the number that an expression of numbers is, or None if it is anything else."""
    if len(source) > _LONGEST or not _ARITHMETIC.fullmatch(source):
        return None
    try:
        return _value(ast.parse(source.strip(), mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> int | float:
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
                value=ast.Call(func=duration, args=[], keywords=given), attr="total_seconds"
            ),
            args=[],
            keywords=[],
        ) if ast.unparse(duration).rpartition(".")[2] == "timedelta":
            units = {
                keyword.arg: _value(keyword.value) for keyword in given if keyword.arg in _UNITS
            }
            if len(units) == len(given):
                return timedelta(**units).total_seconds()
    raise ValueError(ast.dump(node))
