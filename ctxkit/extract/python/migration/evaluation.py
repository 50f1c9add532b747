"""What a function of a Python file calls, in order, found by following its statements.

A walk over the syntax tree, which runs nothing: loops over literals are unrolled, functions of the
file are entered, branches are followed as far as their condition is known, both of them where it is
not. Not here: expressions (`expressions.py`), what the calls mean (`operations.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tree_sitter import Node

from ctxkit.extract.python.migration.expressions import MAX_CALLS, Expressions, TooLongError
from ctxkit.extract.python.migration.values import (
    UNKNOWN,
    OwnFunction,
    Perform,
    Scopes,
    Value,
)
from ctxkit.extract.treesitter import field_text, fields, text, without_comments

_MAX_UNROLLED = 400
_MAYBE_RETURNED = "return"  # no name can be a keyword


class _Return(Exception):
    """A function ends; `value` is its result."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class _LeaveLoop(Exception):
    """`break` or `continue`."""


class Evaluation(Expressions):
    """The names of a module, once it is read, and the walk through its functions.

    `blocks` are the values of the `with` statements around the place that the walk is at.
    """

    def __init__(self, known: Mapping[str, Value], perform: Perform) -> None:
        super().__init__(known, perform)
        self._doubt = 0
        self._maybe_ended = 0
        self.blocks: list[Value] = []
        self.names: dict[str, Value] = {}

    def read(self, root: Node) -> None:
        """Follow the statements of a module, which give its names their values."""
        for statement in without_comments(root):
            if statement.type in ("function_definition", "expression_statement"):
                self._run(statement, (self.names,))

    @property
    def is_in_doubt(self) -> bool:
        """Whether a condition that is not known decides if this place is reached."""
        return self._doubt + self._maybe_ended > 0

    def call(self, name: str) -> None:
        """Follow a function of the module."""
        function = self.names.get(name)
        if isinstance(function, OwnFunction):
            self._enter(function, (), {})

    def _define(self, node: Node, scopes: Scopes) -> None:
        scopes[-1][field_text(node, "name")] = OwnFunction(node, scopes)

    def _block(self, node: Node | None, scopes: Scopes) -> None:
        for statement in node.named_children if node is not None else ():
            self._run(statement, scopes)

    def _run(self, node: Node, scopes: Scopes) -> None:
        runner = _STATEMENTS.get(node.type)
        if runner is None:
            return
        self._step_in()
        try:
            runner(self, node, scopes)
        finally:
            self._depth -= 1

    def _run_expression(self, node: Node, scopes: Scopes) -> None:
        for child in without_comments(node):
            if child.type in ("assignment", "augmented_assignment"):
                self._assign(child, scopes)
            else:
                self.value(child, scopes)

    def _assign(self, node: Node, scopes: Scopes) -> None:
        parts = fields(node, "left", "right")
        if parts is None:
            return
        value = self.value(parts[1], scopes)
        if node.type == "augmented_assignment":
            value = UNKNOWN
        self._bind(parts[0], value, scopes)

    def _bind(self, target: Node, value: Value, scopes: Scopes) -> None:
        if self._doubt and target.type == "identifier" and text(target) in scopes[-1]:
            value = UNKNOWN  # it has the one value or the other
        if target.type == "identifier":
            scopes[-1][text(target)] = value
        elif target.type in ("pattern_list", "tuple_pattern", "list_pattern"):
            names = without_comments(target)
            is_whole = isinstance(value, (list, tuple)) and len(value) == len(names)
            for number, name in enumerate(names):
                self._bind(name, value[number] if is_whole else UNKNOWN, scopes)
        elif target.type == "subscript":
            self._bind_entry(target, value, scopes)

    def _bind_entry(self, target: Node, value: Value, scopes: Scopes) -> None:
        """`kwargs["server_default"] = sa.text("uuidv7()")`."""
        holder, key = self._values(target, scopes, "value", "subscript")
        if isinstance(holder, dict) and isinstance(key, str):
            holder[key] = UNKNOWN if self._doubt else value

    def _run_if(self, node: Node, scopes: Scopes) -> None:
        branches: list[tuple[Node | None, Node | None]] = []
        if parts := fields(node, "condition", "consequence"):
            branches.append((parts[0], parts[1]))
        for other in node.children_by_field_name("alternative"):
            if other.type == "elif_clause" and (parts := fields(other, "condition", "consequence")):
                branches.append((parts[0], parts[1]))
            else:
                branches.append((None, other.child_by_field_name("body")))
        self._follow(branches, scopes)

    def _follow(self, branches: Sequence[tuple[Node | None, Node | None]], scopes: Scopes) -> None:
        doubts = 0
        results: list[Value] = []
        is_ended = False
        for condition, body in branches:
            holds = True if condition is None else self._truth(condition, scopes)
            if holds is False:
                continue
            if holds is None:
                doubts += 1
            if not doubts:
                self._block(body, scopes)
                return
            self._doubt += 1
            try:
                self._block(body, scopes)
            except _Return as ended:
                results.append(ended.value)
            except _LeaveLoop:
                pass
            finally:
                self._doubt -= 1
            if holds:
                is_ended = len(results) == len(branches)
                break
        if is_ended:
            raise _Return(results[0] if all(each == results[0] for each in results) else UNKNOWN)
        if results and _MAYBE_RETURNED not in scopes[-1]:
            scopes[-1][_MAYBE_RETURNED] = True
            self._maybe_ended += 1

    def _run_for(self, node: Node, scopes: Scopes) -> None:
        parts = fields(node, "left", "right", "body")
        if parts is None:
            return
        target, iterable, body = parts
        items = self.value(iterable, scopes)
        if isinstance(items, dict):
            items = list(items)
        is_literal = isinstance(items, (list, tuple))
        if not is_literal:
            self._doubt += 1
        try:
            for item in items[:_MAX_UNROLLED] if is_literal else (UNKNOWN,):
                self._bind(target, item, scopes)
                try:
                    self._block(body, scopes)
                except _LeaveLoop:
                    continue  # `break` is taken for `continue`: rather too much than too little
                except _Return:
                    if is_literal and not self._doubt:
                        raise
        finally:
            if not is_literal:
                self._doubt -= 1

    def _run_while(self, node: Node, scopes: Scopes) -> None:
        self._follow(
            [(node.child_by_field_name("condition"), node.child_by_field_name("body"))], scopes
        )

    def _run_with(self, node: Node, scopes: Scopes) -> None:
        clause = next((c for c in node.named_children if c.type == "with_clause"), None)
        managers: list[Value] = []
        for item in without_comments(clause) if clause is not None else ():
            inner = item.child_by_field_name("value") or item
            if inner.type == "as_pattern":
                value = self.value(inner.named_children[0], scopes)
                alias = inner.child_by_field_name("alias")
                if alias is not None and alias.named_children:
                    self._bind(alias.named_children[0], value, scopes)
            else:
                value = self.value(inner, scopes)
            managers.append(value)
        self.blocks.extend(managers)
        try:
            self._block(node.child_by_field_name("body"), scopes)
        finally:
            del self.blocks[len(self.blocks) - len(managers) :]

    def _run_try(self, node: Node, scopes: Scopes) -> None:
        self._block(node.child_by_field_name("body"), scopes)
        for clause in node.named_children:
            if clause.type in ("else_clause", "finally_clause"):
                body = clause.child_by_field_name("body") or next(
                    (child for child in clause.named_children if child.type == "block"), None
                )
                self._block(body, scopes)

    def _run_return(self, node: Node, scopes: Scopes) -> None:
        inner = without_comments(node)
        raise _Return(self.value(inner[0], scopes) if inner else None)

    def _run_leave(self, node: Node, scopes: Scopes) -> None:
        raise _LeaveLoop

    def _enter(
        self, function: OwnFunction, args: Sequence[Value], named: Mapping[str, Value]
    ) -> Value:
        local = self._bound(function, args, named)
        value: Value = None
        self._calls += 1
        try:
            if self._calls > MAX_CALLS:
                raise TooLongError
            body = function.node.child_by_field_name("body")
            if function.node.type == "lambda":
                return self.value(body, (*function.scopes, local))
            self._block(body, (*function.scopes, local))
        except _Return as ended:
            value = ended.value
        except _LeaveLoop:
            pass  # of no loop: not Python
        finally:
            self._calls -= 1
            self._maybe_ended -= _MAYBE_RETURNED in local
        return UNKNOWN if _MAYBE_RETURNED in local else value

    def _bound(
        self, function: OwnFunction, args: Sequence[Value], named: Mapping[str, Value]
    ) -> dict[str, Value]:
        """Return the parameters of a function with their values."""
        local: dict[str, Value] = {}
        rest = dict(named)
        unused = list(args)
        parameters = function.node.child_by_field_name("parameters")
        by_name_only = False
        for parameter in without_comments(parameters) if parameters is not None else ():
            name, default, form = _parameter(parameter)
            if form == "dictionary_splat_pattern":
                local[name], rest = rest, {}
            elif form in ("list_splat_pattern", "keyword_separator"):
                if name:
                    local[name], unused = tuple(unused), []
                by_name_only = True
            elif unused and not by_name_only:
                local[name] = unused.pop(0)
            elif name in rest:
                local[name] = rest.pop(name)
            elif default is not None:
                local[name] = self.value(default, function.scopes)
            else:
                local[name] = UNKNOWN
        return local


def _parameter(node: Node) -> tuple[str, Node | None, str]:
    """Return name, default and form of a parameter."""
    if node.type == "identifier":
        return text(node), None, node.type
    if node.type in ("list_splat_pattern", "dictionary_splat_pattern"):
        return text(node).lstrip("*"), None, node.type
    if node.type == "typed_parameter":
        inner = node.named_children[0]
        return text(inner).lstrip("*"), None, inner.type
    return field_text(node, "name"), node.child_by_field_name("value"), node.type


_STATEMENTS: dict[str, Callable[[Evaluation, Node, Scopes], None]] = {
    "expression_statement": Evaluation._run_expression,
    "function_definition": Evaluation._define,
    "if_statement": Evaluation._run_if,
    "for_statement": Evaluation._run_for,
    "while_statement": Evaluation._run_while,
    "with_statement": Evaluation._run_with,
    "try_statement": Evaluation._run_try,
    "return_statement": Evaluation._run_return,
    "raise_statement": Evaluation._run_return,
    "continue_statement": Evaluation._run_leave,
    "break_statement": Evaluation._run_leave,
}
