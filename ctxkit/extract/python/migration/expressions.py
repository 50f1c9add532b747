"""The values of expressions of Python, constants folded and texts put together.

A walk over the syntax tree, which runs nothing. Not here: statements (`evaluation.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tree_sitter import Node

from ctxkit.extract.literals import unescape
from ctxkit.extract.python.arguments import arguments_of
from ctxkit.extract.python.migration.methods import BUILTINS, builtin_value, method_value
from ctxkit.extract.python.migration.values import (
    MAX_LENGTH,
    UNKNOWN,
    Attribute,
    ForeignCall,
    ForeignName,
    OwnFunction,
    Perform,
    Scopes,
    Value,
    is_known,
    text_of,
)
from ctxkit.extract.treesitter import (
    end_line_of,
    field_text,
    fields,
    line_of,
    text,
    without_comments,
)

MAX_STEPS = 40_000
"""Statements and expressions of one file, loops and calls unrolled: the largest real migration
takes a third.
"""

MAX_CALLS = 20  # within calls
_MAX_NESTED = 100  # statements and expressions in others, through all calls
_CONSTANTS = {"none": None, "true": True, "false": False}
UNKNOWN_TEXT = "\ufffd"
"""In the place of each part of a text that is not known."""


class TooLongError(Exception):
    """The file would have been followed for longer than any real one."""


class Expressions:
    """Reads expressions.

    `known` are values of expressions by their source (`context.is_offline_mode()`), those that
    begin with a dot by how it ends; `perform` is told of each call of other code.
    """

    def __init__(self, known: Mapping[str, Value], perform: Perform) -> None:
        self._known = known
        self._perform = perform
        self._steps = 0
        self._depth = 0
        self._calls = 0

    def _step_in(self) -> None:
        """Count a step; whoever takes it decreases the depth after it."""
        self._steps += 1
        self._depth += 1
        if self._steps > MAX_STEPS or self._depth > _MAX_NESTED:
            raise TooLongError

    def _enter(
        self, function: OwnFunction, args: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        """Return what a function of the file returns, which only its statements tell."""
        return UNKNOWN

    def value(self, node: Node | None, scopes: Scopes) -> Value:
        """Return the value of an expression; what it calls is told."""
        if node is None:
            return UNKNOWN
        reader = _EXPRESSIONS.get(node.type)
        if reader is None:
            return _CONSTANTS.get(node.type, UNKNOWN)
        self._step_in()
        try:
            return reader(self, node, scopes)
        finally:
            self._depth -= 1

    def _values(self, node: Node, scopes: Scopes, *names: str) -> list[Value]:
        """Return the values of the parts of an expression in the fields `names`, in order."""
        return [self.value(node.child_by_field_name(name), scopes) for name in names]

    def _truth(self, condition: Node | None, scopes: Scopes) -> bool | None:
        value = self.value(condition, scopes)
        return bool(value) if is_known(value) else None

    def _name(self, node: Node, scopes: Scopes) -> Value:
        name = text(node)
        for scope in reversed(scopes):
            if name in scope:
                return scope[name]
        return ForeignName(name)

    def _attribute(self, node: Node, scopes: Scopes) -> Value:
        parts = fields(node, "object", "attribute")
        if parts is None:
            return UNKNOWN
        source = text(node)
        for ending, value in self._known.items():
            if source.endswith(ending):
                return value
        target, name = self.value(parts[0], scopes), text(parts[1])
        if isinstance(target, ForeignName):
            return ForeignName(f"{target.path}.{name}")
        return Attribute(target, name) if isinstance(target, (ForeignCall, Attribute)) else UNKNOWN

    def _call(self, node: Node, scopes: Scopes) -> Value:
        parts = fields(node, "function", "arguments")
        if parts is None:
            return UNKNOWN
        source = text(node)
        if source in self._known:
            return self._known[source]
        function = self._called(parts[0], scopes)
        args, named = self._arguments(parts[1], scopes)
        if isinstance(function, OwnFunction):
            return self._enter(function, args, named)
        if isinstance(function, ForeignName) and function.path in BUILTINS:
            return builtin_value(function.path, args, named)
        if isinstance(function, Attribute) and is_known(function.target):
            return method_value(function.target, function.name, args, named)
        if isinstance(function, Attribute):
            target = function.target
        elif isinstance(function, ForeignName):
            target = ForeignName(function.path.rpartition(".")[0])
        else:
            return UNKNOWN
        return self._perform(
            ForeignCall(
                function=function.last if isinstance(function, ForeignName) else function.name,
                target=target,
                args=tuple(args),
                named=named,
                line=line_of(node),
                end_line=end_line_of(node),
            )
        )

    def _called(self, node: Node, scopes: Scopes) -> Value:
        """Return what is called. The methods of a value that is not known are those of an unknown
        object: a connection that nobody knows executes what it is given.
        """
        if node.type != "attribute":
            return self.value(node, scopes)
        parts = fields(node, "object", "attribute")
        if parts is None:
            return UNKNOWN
        target = self.value(parts[0], scopes)
        if isinstance(target, ForeignName):
            return ForeignName(f"{target.path}.{text(parts[1])}")
        return Attribute(target, text(parts[1]))

    def _arguments(self, node: Node, scopes: Scopes) -> tuple[list[Value], dict[str, Value]]:
        args: list[Value] = []
        named: dict[str, Value] = {}
        if node.type != "argument_list":
            return args, named
        for child in without_comments(node):
            if child.type in ("list_splat", "dictionary_splat"):
                inner = self.value(child.named_children[0], scopes)
                if isinstance(inner, dict):
                    named.update(inner)
                elif isinstance(inner, (list, tuple)):
                    args.extend(inner)
            elif child.type != "keyword_argument":
                args.append(self.value(child, scopes))
        given = arguments_of(node).named
        named.update({name: self.value(each, scopes) for name, each in given.items()})
        return args, named

    def _string(self, node: Node, scopes: Scopes) -> Value:
        prefix = text(node.children[0]).lower() if node.children else ""
        parts: list[str] = []
        for child in node.named_children:
            if child.type == "string_content":
                body = text(child)
                if "f" in prefix:
                    body = body.replace("{{", "{").replace("}}", "}")
                parts.append(body if "r" in prefix else unescape(body))
            elif child.type == "interpolation":
                value = self.value(child.child_by_field_name("expression"), scopes)
                is_plain = isinstance(value, (str, int))
                parts.append(str(value) if is_plain else UNKNOWN_TEXT)
        return "".join(parts)[:MAX_LENGTH]

    def _strings(self, node: Node, scopes: Scopes) -> Value:
        return "".join(text_of(self.value(each, scopes)) for each in without_comments(node))

    def _number(self, node: Node, scopes: Scopes) -> Value:
        try:
            source = text(node)
            return int(source, 0) if node.type == "integer" else float(source)
        except ValueError:
            return UNKNOWN

    def _list(self, node: Node, scopes: Scopes) -> Value:
        found: list[Value] = []
        for child in without_comments(node):
            if child.type == "list_splat":
                inner = self.value(child.named_children[0], scopes)
                if not isinstance(inner, (list, tuple)):
                    return UNKNOWN
                found.extend(inner)
            else:
                found.append(self.value(child, scopes))
        return found if len(found) <= MAX_LENGTH else UNKNOWN

    def _dictionary(self, node: Node, scopes: Scopes) -> Value:
        found: dict[str, Value] = {}
        for child in without_comments(node):
            if pair := fields(child, "key", "value"):
                key = self.value(pair[0], scopes)
                value = self.value(pair[1], scopes)
                if isinstance(key, str):
                    found[key] = value
            elif child.type == "dictionary_splat":
                inner = self.value(child.named_children[0], scopes)
                found.update(inner if isinstance(inner, dict) else {})
        return found

    def _inner(self, node: Node, scopes: Scopes) -> Value:
        inner = without_comments(node)
        return self.value(inner[0], scopes) if inner else UNKNOWN

    def _conditional(self, node: Node, scopes: Scopes) -> Value:
        inner = without_comments(node)
        if len(inner) != 3:
            return UNKNOWN
        holds = self._truth(inner[1], scopes)
        if holds is None:
            return UNKNOWN
        return self.value(inner[0] if holds else inner[2], scopes)

    def _not(self, node: Node, scopes: Scopes) -> Value:
        holds = self._truth(node.child_by_field_name("argument"), scopes)
        return UNKNOWN if holds is None else not holds

    def _boolean(self, node: Node, scopes: Scopes) -> Value:
        stops_at = field_text(node, "operator") == "or"
        left, right = self._values(node, scopes, "left", "right")
        for value in (left, right):
            if is_known(value) and bool(value) is stops_at:
                return value
        return right if is_known(left, right) else UNKNOWN

    def _comparison(self, node: Node, scopes: Scopes) -> Value:
        operands = without_comments(node)
        operators = [text(each) for each in node.children_by_field_name("operators")]
        if len(operands) != 2 or len(operators) != 1:
            return UNKNOWN
        left, right = (self.value(each, scopes) for each in operands)
        compare = _COMPARISONS.get(operators[0])
        if compare is None or not is_known(left, right):
            return UNKNOWN
        try:
            return compare(left, right)
        except TypeError:
            return UNKNOWN

    def _binary(self, node: Node, scopes: Scopes) -> Value:
        left, right = self._values(node, scopes, "left", "right")
        if field_text(node, "operator") != "+":
            return UNKNOWN
        if isinstance(left, str) and isinstance(right, str):
            return (left + right)[:MAX_LENGTH]
        if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
            return [*left, *right][:MAX_LENGTH]
        return UNKNOWN

    def _subscript(self, node: Node, scopes: Scopes) -> Value:
        holder, key = self._values(node, scopes, "value", "subscript")
        if isinstance(holder, dict) and isinstance(key, str):
            return holder.get(key, UNKNOWN)
        if isinstance(holder, (list, tuple)) and isinstance(key, int) and key < len(holder):
            return holder[key] if key >= -len(holder) else UNKNOWN
        return UNKNOWN

    def _lambda(self, node: Node, scopes: Scopes) -> Value:
        return OwnFunction(node, scopes)


_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "==": lambda left, right: bool(left == right),
    "!=": lambda left, right: bool(left != right),
    "is": lambda left, right: left is right,
    "is not": lambda left, right: left is not right,
    "in": lambda left, right: left in right,
    "not in": lambda left, right: left not in right,
    "<": lambda left, right: bool(left < right),
    ">": lambda left, right: bool(left > right),
    "<=": lambda left, right: bool(left <= right),
    ">=": lambda left, right: bool(left >= right),
}

_EXPRESSIONS: dict[str, Callable[[Expressions, Node, Scopes], Value]] = {
    "identifier": Expressions._name,
    "attribute": Expressions._attribute,
    "call": Expressions._call,
    "string": Expressions._string,
    "concatenated_string": Expressions._strings,
    "integer": Expressions._number,
    "float": Expressions._number,
    "list": Expressions._list,
    "tuple": Expressions._list,
    "set": Expressions._list,
    "expression_list": Expressions._list,
    "dictionary": Expressions._dictionary,
    "parenthesized_expression": Expressions._inner,
    "conditional_expression": Expressions._conditional,
    "not_operator": Expressions._not,
    "boolean_operator": Expressions._boolean,
    "comparison_operator": Expressions._comparison,
    "binary_operator": Expressions._binary,
    "subscript": Expressions._subscript,
    "lambda": Expressions._lambda,
}
