"""The statements of TypeScript and JavaScript.

Not here: its functions and imports (`typescript_definitions.py`), the forms of expressions that all
languages share (`expressions.py`).
"""

from __future__ import annotations

import tree_sitter_typescript
from tree_sitter import Node

from ctxkit.extract.treesitter import Grammar, first_child, text, without_comments
from ctxkit.flow.definitions import LanguageFlow
from ctxkit.flow.expressions import Forms, leaves
from ctxkit.flow.statements import ReadNode, StatementList, read_jump, read_nested
from ctxkit.flow.typescript_definitions import (
    definitions_in_elements,
    definitions_in_types,
    function_of,
    imports,
    parameters,
)

_FORMS = Forms(
    names=frozenset(
        (
            "identifier",
            "this",
            "super",
            "import",
            "shorthand_property_identifier",
            "shorthand_property_identifier_pattern",
        )
    ),
    members={"member_expression": ("object", "property")},
    calls={
        "call_expression": ("function", "arguments"),
        "new_expression": ("constructor", "arguments"),
    },
    keywords={"method_definition": ("name", "none")},
    pairs={"pair": ("key", "value")},
    shorthands=frozenset(("shorthand_property_identifier",)),
    literals={"object": ""},
    indexed={"subscript_expression": "object"},
    strings=frozenset(("string", "template_string")),
    numbers=frozenset(("number", "true", "false", "null", "undefined")),
    wrappers=frozenset(
        (
            "await_expression",
            "parenthesized_expression",
            "non_null_expression",
            "as_expression",
            "satisfies_expression",
        )
    ),
    functions={
        "arrow_function": "body",
        "function_expression": "body",
        "generator_function": "body",
        "method_definition": "body",
    },
    left_out=frozenset(
        (
            "array_type",
            "class",
            "conditional_type",
            "function_type",
            "generic_type",
            "index_type_query",
            "intersection_type",
            "jsx_closing_element",
            "literal_type",
            "lookup_type",
            "nested_type_identifier",
            "object_type",
            "predefined_type",
            "readonly_type",
            "template_literal_type",
            "tuple_type",
            "type_annotation",
            "type_arguments",
            "type_identifier",
            "type_parameters",
            "type_query",
            "union_type",
        )
    ),
)

_BLOCKS = frozenset(("program", "statement_block", "class_body"))
_MAX_SHARED = 20
"""Of the cases that share what the next one does, the last."""

_NO_EXPRESSION = ("_statement", "_declaration", "_signature", "ERROR", "comment")


def _block(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read a block, a statement without braces, or the expression that an arrow points to."""
    if node.type in _BLOCKS:
        for child in node.named_children:
            found.statement(child, parent, depth)
    elif node.type in _READERS:
        found.statement(node, parent, depth)
    elif not node.type.endswith(_NO_EXPRESSION):
        found.add("return", node, parent, value=node, depth=depth)


def _holder(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read what an `export` or a label is before."""
    inner = node.child_by_field_name("declaration") or node.child_by_field_name("body")
    value = node.child_by_field_name("value")
    if inner is not None:
        found.block(inner, parent, depth + 1)
    elif value is not None:
        _evaluate(found, node, parent, depth, value)


def _expression(found: StatementList, node: Node, parent: int, depth: int) -> None:
    value = first_child(node)
    if value is not None:
        _evaluate(found, node, parent, depth, value)


def _evaluate(found: StatementList, node: Node, parent: int, depth: int, value: Node) -> None:
    """Read the expression of a statement, which may be an assignment."""
    for part in leaves(value, ("parenthesized_expression", "sequence_expression")):
        if part.type in _ASSIGNMENTS:
            _assignment(found, node, parent, depth, part)
        elif part.type == "update_expression":
            targets = [found.reader.name_of(child) for child in part.named_children]
            found.add("assign", node, parent, value=part, targets=targets, depth=depth)
        elif part.type in ("internal_module", "module"):
            body = part.child_by_field_name("body")
            if body is not None:
                found.block(body, parent, depth + 1)
        elif part.type not in ("string", "comment"):  # 'use client'
            found.add("expression", node, parent, value=part, depth=depth)


_ASSIGNMENTS = frozenset(("assignment_expression", "augmented_assignment_expression"))


def _assignment(found: StatementList, node: Node, parent: int, depth: int, part: Node) -> None:
    lefts: list[Node] = []
    right: Node | None = part
    while right is not None and right.type in _ASSIGNMENTS:  # a = b = value
        left = right.child_by_field_name("left")
        lefts += [left] if left is not None else []
        right = right.child_by_field_name("right")
    if right is None:
        return
    value = found.reader.read(right)
    for left in reversed(lefts):
        found.add("assign", node, parent, value=value, targets=_names(found, left), depth=depth)


def _declaration(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read `const`, `let` and `var`; a function that gets a name by one is a definition."""
    for child in node.named_children:
        if child.type != "variable_declarator" or function_of(child) is not None:
            continue
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if name is not None and value is not None:
            targets = _names(found, name)
            found.add("assign", child, parent, value=value, targets=targets, depth=depth)


def _field(found: StatementList, node: Node, parent: int, depth: int) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is not None and value is not None and function_of(node) is None:
        targets = (text(name),)
        found.add("assign", node, parent, value=value, targets=targets, depth=depth)


_TARGETS = frozenset(
    ("array_pattern", "object_pattern", "rest_pattern", "parenthesized_expression")
)
_TARGETS_WITH_MORE = {
    "pair_pattern": "value",
    "assignment_pattern": "left",
    "object_assignment_pattern": "left",
}


def _names(found: StatementList, node: Node) -> list[str]:
    """Return the names that a pattern gives a value to."""
    names: list[str] = []
    pending: list[Node] = [node]
    while pending:
        node = pending.pop()
        if node.type in _TARGETS:
            pending += reversed(node.named_children)
        elif node.type in _TARGETS_WITH_MORE:
            inner = node.child_by_field_name(_TARGETS_WITH_MORE[node.type])
            pending += [inner] if inner is not None else []
        elif node.type != "comment":
            names.append(found.reader.name_of(node))
    return names


def _if(found: StatementList, node: Node, parent: int, depth: int) -> None:
    branches: list[int] = []
    branch: Node | None = node
    while branch is not None and branch.type == "if_statement":
        number = found.add(
            "if",
            branch,
            parent,
            value=branch.child_by_field_name("condition"),
            body=branch.child_by_field_name("consequence"),
            after=branches,
            depth=depth,
        )
        branches.append(number)
        clause = branch.child_by_field_name("alternative")
        branch = _last(clause) if clause is not None else None
        if branch is not None and branch.type != "if_statement" and clause is not None:
            found.add("else", clause, parent, body=branch, after=branches, depth=depth)


def _last(node: Node) -> Node | None:
    return next(reversed(without_comments(node)), None)


def _loop(found: StatementList, node: Node, parent: int, depth: int) -> None:
    initializer = node.child_by_field_name("initializer")
    if initializer is not None and initializer.type in _READERS:
        found.statement(initializer, parent, depth)
    elif initializer is not None and initializer.type != "empty_statement":
        _evaluate(found, initializer, parent, depth, initializer)
    left = node.child_by_field_name("left")
    value = node.child_by_field_name("condition") or node.child_by_field_name("right")
    found.add(
        "loop",
        node,
        parent,
        value=value if value is not None and value.type != "empty_statement" else None,
        targets=_names(found, left) if left is not None else (),
        body=node.child_by_field_name("body"),
        depth=depth,
    )


def _switch(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read a `switch`; a case with nothing in it shares what the next one does."""
    subject, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    branches: list[int] = []
    patterns: list[Node] = []
    for clause in body.named_children if body is not None else ():
        if clause.type not in ("switch_case", "switch_default") or found.is_full:
            continue
        is_default = clause.type == "switch_default"
        own, inside = (clause.children_by_field_name(name) for name in ("value", "body"))
        patterns = [*patterns[-_MAX_SHARED:], *own]
        shown = patterns if inside else own
        number = found.add(
            "else" if is_default else "case",
            clause,
            parent,
            value=None if is_default else found.case_value(subject, shown),
            body=inside[0] if inside else None,
            after=branches,
            depth=depth,
        )
        for inner in inside[1:]:
            found.block(inner, number, depth + 1)
        if inside:
            branches.append(number)
            patterns = []


def _try(found: StatementList, node: Node, parent: int, depth: int) -> None:
    number = found.add("try", node, parent, body=node.child_by_field_name("body"), depth=depth)
    handler = node.child_by_field_name("handler")
    if handler is not None:
        caught = handler.child_by_field_name("parameter")
        found.add(
            "except",
            handler,
            parent,
            targets=_names(found, caught) if caught is not None else (),
            body=handler.child_by_field_name("body"),
            after=(number,),
            depth=depth,
        )
    last = node.child_by_field_name("finalizer")
    body = last.child_by_field_name("body") if last is not None else None
    if body is not None:
        found.block(body, parent, depth + 1)


def _return(found: StatementList, node: Node, parent: int, depth: int) -> None:
    found.add("return", node, parent, value=_last(node), depth=depth)


def _throw(found: StatementList, node: Node, parent: int, depth: int) -> None:
    found.add("raise", node, parent, value=_last(node), depth=depth)


_READERS: dict[str, ReadNode] = {
    "export_statement": _holder,
    "labeled_statement": _holder,
    "class_static_block": _holder,
    "expression_statement": _expression,
    "lexical_declaration": _declaration,
    "variable_declaration": _declaration,
    "public_field_definition": _field,
    "if_statement": _if,
    "for_statement": _loop,
    "for_in_statement": _loop,
    "while_statement": _loop,
    "do_statement": _loop,
    "switch_statement": _switch,
    "try_statement": _try,
    "statement_block": read_nested,
    "return_statement": _return,
    "throw_statement": _throw,
    "break_statement": read_jump,
    "continue_statement": read_jump,
}


TYPESCRIPT = LanguageFlow(
    grammar=Grammar("typescript", tree_sitter_typescript.language_typescript),
    forms=_FORMS,
    read_block=_block,
    readers=_READERS,
    definitions=definitions_in_types,
    parameters=parameters,
    imports=imports,
    receiver="this",
)
ELEMENTS = LanguageFlow(
    grammar=Grammar("typescript", tree_sitter_typescript.language_tsx),
    forms=_FORMS,
    read_block=_block,
    readers=_READERS,
    definitions=definitions_in_elements,
    parameters=parameters,
    imports=imports,
    receiver="this",
)
