"""Expressions of a syntax tree -> names and calls, for every language by a table of its node types.

Not here: statements (one module a language).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cache

from msgspec import Struct, field
from tree_sitter import Node

from ctxkit.extract.treesitter import end_line_of, field_text, first_child, line_of, text
from ctxkit.model.flow import Argument, CallFlow, Expression, Ref
from ctxkit.regex import regex

MAX_TEXT = 160
"""Of the source of an expression, in characters; what is longer ends in an ellipsis."""

_MAX_DEPTH = 160
"""Of nested nodes, an argument counted as `_ARGUMENT_DEPTH`: each takes about as many frames of
Python's stack. Nobody can follow a deeper expression, and a hostile file has thousands.
"""

_ARGUMENT_DEPTH = 4

_MAX_CHAIN = 60
"""Members of a name, or calls in a row."""

_MAX_NODES = 4_000
"""Of one expression: a table of data has more, and nothing to follow."""


class Forms(Struct, frozen=True, kw_only=True, eq=False):
    """The node types of a language, and the fields of a node that have its parts.

    `members` (object, name), `calls` (callee, arguments), `conversions` (type, the one argument),
    `keywords` (name, value) and `pairs` (key, value; of a literal with fields), `literals` (field
    of the type, empty if it has none), `indexed` (field of the object). `names`: nodes that are a
    name; `left_out`: nodes that are no value, as a type; `strings` and `numbers`: literals;
    `wrappers`: nodes around one expression that change nothing (`await x`, `(x)`, `&x`);
    `functions` (field of the body): functions without a name; `shorthands`: pairs whose key is the
    name of their value (`{ timeout }`).
    """

    names: frozenset[str]
    members: Mapping[str, tuple[str, str]]
    calls: Mapping[str, tuple[str, str]]
    keywords: Mapping[str, tuple[str, str]]
    pairs: Mapping[str, tuple[str, str]]
    literals: Mapping[str, str]
    indexed: Mapping[str, str]
    strings: frozenset[str]
    numbers: frozenset[str]
    wrappers: frozenset[str]
    functions: Mapping[str, str]
    shorthands: frozenset[str] = frozenset()
    conversions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


class _Found(Struct):
    refs: list[Ref] = field(default_factory=list)
    calls: list[CallFlow] = field(default_factory=list)
    bodies: list[Node] = field(default_factory=list)
    nodes: int = 0


class ExpressionReader:
    """Reads the expressions of one language.

    `bodies` collects the bodies of the functions without a name that were passed: whoever reads a
    statement reads them as part of it, and empties the list.
    """

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._visits = _visits_by_type(forms)
        self.bodies: list[Node] = []

    def read(self, node: Node) -> Expression:
        """Return the expression at a node."""
        found = _Found()
        self._visit(node, found, 0)
        self.bodies += found.bodies
        return self._expression(node, found)

    def name_of(self, node: Node) -> str:
        """Return the dotted name that a node is, empty if it is none."""
        forms, rest = self._forms, ""
        for _ in range(_MAX_CHAIN):
            kind = node.type
            inner: Node | None
            if kind in forms.names:
                return text(node) + rest
            if kind in forms.members:
                object_field, name_field = forms.members[kind]
                name, inner = (node.child_by_field_name(f) for f in (name_field, object_field))
                rest = f".{text(name)}{rest}" if name is not None else rest
            elif kind in forms.calls:
                inner, rest = node.child_by_field_name(forms.calls[kind][0]), "()" + rest
            elif kind in forms.indexed:
                inner = node.child_by_field_name(forms.indexed[kind])
            elif kind in forms.wrappers:
                inner = first_child(node)
            else:
                inner = node if kind in forms.left_out else None
                return text(node) + rest if inner is not None and not node.named_children else ""
            if inner is None:
                return ""
            node = inner
        return ""

    def _expression(self, node: Node, found: _Found) -> Expression:
        return Expression(
            text=one_line(text(node)),
            line=line_of(node),
            end_line=end_line_of(node),
            refs=tuple(found.refs),
            calls=tuple(found.calls),
            literal=_literal(node, self._forms),
        )

    def _visit(self, node: Node, found: _Found, depth: int) -> None:
        found.nodes += 1
        if depth > _MAX_DEPTH or found.nodes > _MAX_NODES:
            return
        visit = self._visits.get(node.type)
        if visit is not None:
            visit(self, node, found, depth)
            return
        for child in node.named_children:
            self._visit(child, found, depth + 1)

    def name(self, node: Node, found: _Found, _depth: int) -> None:
        """Add a name."""
        found.refs.append(Ref(name=text(node), line=line_of(node)))

    def member(self, node: Node, found: _Found, depth: int) -> None:
        """Add a dotted name, and what is called or indexed on the way to its last part."""
        forms = self._forms
        name = self.name_of(node)
        if name:
            found.refs.append(Ref(name=name, line=end_line_of(node)))
        inner: Node | None = node
        for _ in range(_MAX_CHAIN):
            if inner is None or inner.type not in forms.members:
                break
            inner = inner.child_by_field_name(forms.members[inner.type][0])
        if inner is not None and not (name and inner.type in forms.names):
            self._visit(inner, found, depth + 1)

    def call(self, node: Node, found: _Found, depth: int) -> None:
        """Add a call, what its method is called on, and its arguments."""
        forms = self._forms
        callee_field, arguments_field = forms.calls[node.type]
        callee = node.child_by_field_name(callee_field)
        given = node.child_by_field_name(arguments_field)
        place = _place(found)
        if callee is not None and callee.type not in forms.names:
            inner: Node | None = callee
            if callee.type in forms.members:
                inner = callee.child_by_field_name(forms.members[callee.type][0])
            if inner is not None:
                self._visit(inner, found, depth + 1)
        values = given.named_children if given is not None else []
        if given is not None and given.type in forms.strings:  # a tagged template
            values = [given]
        found.calls[place] = CallFlow(
            name=self.name_of(callee) if callee is not None else "",
            line=line_of(node),
            end_line=end_line_of(node),
            arguments=tuple(
                self._argument(value, found, depth) for value in values if value.type != "comment"
            ),
        )

    def conversion(self, node: Node, found: _Found, depth: int) -> None:
        """Add the conversion of a value to a type as a call."""
        type_field, value_field = self._forms.conversions[node.type]
        of_type = node.child_by_field_name(type_field)
        value = node.child_by_field_name(value_field)
        place = _place(found)
        found.calls[place] = CallFlow(
            name=self._type_name(of_type),
            line=line_of(node),
            end_line=end_line_of(node),
            arguments=(self._argument(value, found, depth),) if value is not None else (),
        )

    def literal(self, node: Node, found: _Found, depth: int) -> None:
        """Add a literal with fields, or with elements, as a call."""
        typed = self._forms.literals[node.type]
        of_type = node.child_by_field_name(typed) if typed else None
        place = _place(found)
        inner = [node] if not typed else [c for c in node.named_children if c != of_type]
        found.calls[place] = CallFlow(
            name=self._type_name(of_type),
            line=line_of(node),
            end_line=end_line_of(node),
            arguments=tuple(
                self._argument(child, found, depth)
                for part in inner
                for child in part.named_children
                if child.type != "comment"
            ),
            literal=True,
        )

    def function(self, node: Node, found: _Found, depth: int) -> None:
        """Keep the body of a function without a name; one of an expression is part of this one."""
        body = node.child_by_field_name(self._forms.functions[node.type])
        if body is None:
            return
        if body.type.endswith("block"):
            found.bodies.append(body)
        else:
            self._visit(body, found, depth + 1)

    def string(self, node: Node, found: _Found, depth: int) -> None:
        """Visit what is put into a string."""
        for child in node.named_children:
            if child.type in self._forms.strings or _is_put_in(child):
                self._visit(child, found, depth + 1)

    def nothing(self, node: Node, found: _Found, depth: int) -> None:
        """Leave out what is no value."""

    def _argument(self, node: Node, found: _Found, depth: int) -> Argument:
        forms, kind = self._forms, node.type
        keyword, value = "", node
        if kind in forms.keywords:
            key_field, value_field = forms.keywords[kind]
            keyword = field_text(node, key_field)
            value = node.child_by_field_name(value_field) or node
        elif kind in forms.pairs:
            key, value = self._pair(node)
            keyword = _unquoted(text(key)) if key != value else ""
        elif kind in forms.shorthands:
            keyword = text(node)
        return Argument(value=self._part(value, found, depth), keyword=keyword)

    def _part(self, node: Node, found: _Found, depth: int) -> Expression:
        """Return a part of an expression, whose names and calls are also those of the whole."""
        own = _Found(nodes=found.nodes)
        self._visit(node, own, depth + _ARGUMENT_DEPTH)
        found.nodes = own.nodes
        found.refs += own.refs
        found.calls += own.calls
        found.bodies += own.bodies
        return self._expression(node, own)

    def _pair(self, node: Node) -> tuple[Node, Node]:
        key_field, value_field = self._forms.pairs[node.type]
        key = node.child_by_field_name(key_field)
        value = node.child_by_field_name(value_field)
        return key or node, value or node

    def _type_name(self, node: Node | None) -> str:
        if node is None:
            return ""
        return self.name_of(node) or one_line(text(node))


_Visit = Callable[[ExpressionReader, Node, _Found, int], None]


@cache
def _visits_by_type(forms: Forms) -> dict[str, _Visit]:
    """Return how each type of node is visited; all others are by their children."""
    by_type: dict[str, _Visit] = {}
    for kinds, visit in (
        (forms.strings, ExpressionReader.string),
        (forms.functions, ExpressionReader.function),
        (forms.literals, ExpressionReader.literal),
        (forms.conversions, ExpressionReader.conversion),
        (forms.calls, ExpressionReader.call),
        (forms.members, ExpressionReader.member),
        (forms.names, ExpressionReader.name),
        (forms.left_out, ExpressionReader.nothing),
    ):
        by_type.update(dict.fromkeys(kinds, visit))
    return by_type


def _place(found: _Found) -> int:
    """Return the place for a call, before those inside it."""
    found.calls.append(_UNREAD)
    return len(found.calls) - 1


_UNREAD = CallFlow(name="", line=0, end_line=0)


def _literal(node: Node, forms: Forms) -> str | None:
    """Return the value of a plain string or number, None of anything else."""
    kind = node.type
    while kind in forms.wrappers and kind.startswith(("parenthesized", "literal")):
        inner = first_child(node)
        if inner is None:
            return None
        node, kind = inner, inner.type
    if kind in forms.numbers:
        return text(node)
    if kind not in forms.strings:
        return None
    parts = node.named_children
    if any(part.type in forms.strings for part in parts):  # "one" "after the other"
        values = [_literal(part, forms) for part in parts if part.type != "comment"]
        return "".join(filter(None, values)) if None not in values else None
    return _unquoted(text(node)) if not any(map(_is_put_in, parts)) else None


def _is_put_in(node: Node) -> bool:
    """Return whether a part of a string is a value put into it."""
    return "interpolation" in node.type or "substitution" in node.type


def _unquoted(source: str) -> str:
    """Return what is between the quotes of a string; other source as it is."""
    quoted = _QUOTED.fullmatch(source)
    return quoted[2] if quoted else source


_QUOTED = regex(r"[A-Za-z]{0,2}(\"\"\"|\'\'\'|[\"'`])(.*)\1", re.DOTALL)


def leaves(node: Node, inner: Container[str]) -> Iterator[Node]:
    """Yield the nodes below one, in order, that those of the types `inner` hold."""
    pending = [node]
    while pending:
        node = pending.pop()
        if node.type in inner:
            pending += reversed(node.named_children)
        else:
            yield node


def one_line(source: str) -> str:
    """Return source with its white space folded, cut at `MAX_TEXT` characters."""
    folded = " ".join(source[: 4 * MAX_TEXT].split())
    if len(folded) <= MAX_TEXT and len(source) <= 4 * MAX_TEXT:
        return folded
    return folded[: MAX_TEXT - 1].rstrip() + "…"
