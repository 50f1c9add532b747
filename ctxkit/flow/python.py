"""The statements and functions of Python.

Not here: the forms of expressions that all languages share (`expressions.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import tree_sitter_python
from tree_sitter import Node

from ctxkit.extract.treesitter import Grammar, field_text, raw, text, without_comments
from ctxkit.flow.definitions import FlowDefinition, LanguageFlow
from ctxkit.flow.expressions import ExpressionReader, Forms, leaves
from ctxkit.flow.statements import ReadNode, StatementList, read_jump, read_plain
from ctxkit.model.flow import Parameter
from ctxkit.regex import regex

_FORMS = Forms(
    names=frozenset(("identifier",)),
    members={"attribute": ("object", "attribute")},
    calls={"call": ("function", "arguments")},
    keywords={"keyword_argument": ("name", "value")},
    pairs={"pair": ("key", "value")},
    literals={"dictionary": ""},
    indexed={"subscript": "value"},
    strings=frozenset(("string", "concatenated_string")),
    numbers=frozenset(("integer", "float", "true", "false", "none")),
    wrappers=frozenset(("await", "parenthesized_expression")),
    functions={"lambda": "body"},
)
_TARGETS = frozenset(
    (
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "tuple",
        "list",
        "list_splat_pattern",
        "as_pattern_target",
        "parenthesized_expression",
    )
)
_HOLDERS = frozenset(
    (
        "module",
        "block",
        "if_statement",
        "elif_clause",
        "else_clause",
        "for_statement",
        "while_statement",
        "try_statement",
        "except_clause",
        "except_group_clause",
        "finally_clause",
        "with_statement",
        "match_statement",
        "case_clause",
    )
)
"""Nodes that may hold a definition."""


def _block(found: StatementList, node: Node, parent: int, depth: int) -> None:
    for child in node.named_children:
        found.statement(child, parent, depth)


def _expression(found: StatementList, node: Node, parent: int, depth: int) -> None:
    for child in node.named_children:
        if child.type in ("assignment", "augmented_assignment"):
            _assignment(found, child, parent, depth)
        elif child.type not in ("string", "comment"):
            found.add("expression", child, parent, value=child, depth=depth)


def _assignment(found: StatementList, node: Node, parent: int, depth: int) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    lefts = [left]
    while right.type == "assignment":  # a = b = value
        left, inner = right.child_by_field_name("left"), right.child_by_field_name("right")
        if left is None or inner is None:
            return
        lefts.append(left)
        right = inner
    value = found.reader.read(right)
    for left in reversed(lefts):
        targets, entry = _names(found.reader, left), left.type in _FORMS.indexed
        found.add("assign", node, parent, value=value, targets=targets, entry=entry, depth=depth)


def _names(reader: ExpressionReader, node: Node) -> list[str]:
    """Return the names that a target of an assignment gives a value to."""
    return [reader.name_of(part) for part in leaves(node, _TARGETS)]


def _if(found: StatementList, node: Node, parent: int, depth: int) -> None:
    branches = [
        found.add(
            "if",
            node,
            parent,
            value=node.child_by_field_name("condition"),
            body=node.child_by_field_name("consequence"),
            depth=depth,
        )
    ]
    _alternatives(found, node, parent, branches, depth)


def _alternatives(
    found: StatementList, node: Node, parent: int, branches: list[int], depth: int
) -> None:
    for clause in node.children_by_field_name("alternative"):
        test = clause.child_by_field_name("condition")
        body = clause.child_by_field_name("consequence") or clause.child_by_field_name("body")
        number = found.add(
            "if" if test is not None else "else",
            clause,
            parent,
            value=test,
            body=body,
            after=branches,
            depth=depth,
        )
        branches.append(number)


def _loop(found: StatementList, node: Node, parent: int, depth: int) -> None:
    left = node.child_by_field_name("left")
    number = found.add(
        "loop",
        node,
        parent,
        value=node.child_by_field_name("condition") or node.child_by_field_name("right"),
        targets=_names(found.reader, left) if left is not None else (),
        body=node.child_by_field_name("body"),
        depth=depth,
    )
    _alternatives(found, node, parent, [number], depth)


def _try(found: StatementList, node: Node, parent: int, depth: int) -> None:
    number = found.add("try", node, parent, body=node.child_by_field_name("body"), depth=depth)
    for clause in node.named_children:
        if clause.type in ("except_clause", "except_group_clause"):
            _except(found, clause, parent, number, depth)
        elif clause.type in ("else_clause", "finally_clause"):
            body = clause.child_by_field_name("body") or _last_block(clause)
            if body is not None:
                found.block(body, parent, depth + 1)


def _except(found: StatementList, node: Node, parent: int, tried: int, depth: int) -> None:
    body = _last_block(node)
    handled = next((c for c in without_comments(node) if c != body), None)
    alias = node.child_by_field_name("alias")
    if handled is not None and handled.type == "as_pattern":
        alias = handled.child_by_field_name("alias") or alias
        handled = handled.named_children[0]
    found.add(
        "except",
        node,
        parent,
        value=handled,
        targets=_names(found.reader, alias) if alias is not None else (),
        body=body,
        after=(tried,),
        depth=depth,
    )


def _last_block(node: Node) -> Node | None:
    return next((child for child in reversed(node.named_children) if child.type == "block"), None)


def _with(found: StatementList, node: Node, parent: int, depth: int) -> None:
    clause = next((c for c in node.named_children if c.type == "with_clause"), None)
    body = node.child_by_field_name("body")
    items = clause.named_children if clause is not None else []
    for item in items:
        value = item.child_by_field_name("value") or item
        targets: list[str] = []
        if value.type == "as_pattern":
            alias = value.child_by_field_name("alias")
            targets = _names(found.reader, alias) if alias is not None else []
            value = value.named_children[0]
        last = item == items[-1]
        found.add(
            "with",
            node,
            parent,
            value=value,
            targets=targets,
            body=body if last else None,
            depth=depth,
        )


def _match(found: StatementList, node: Node, parent: int, depth: int) -> None:
    subject = node.child_by_field_name("subject")
    body = node.child_by_field_name("body")
    branches: list[int] = []
    for clause in body.named_children if body is not None else ():
        if clause.type != "case_clause":
            continue
        block = clause.child_by_field_name("consequence")
        patterns = [c for c in clause.named_children if c != block]
        number = found.add(
            "case",
            clause,
            parent,
            value=found.case_value(subject, patterns),
            body=block,
            after=branches,
            depth=depth,
        )
        branches.append(number)


def _return(found: StatementList, node: Node, parent: int, depth: int) -> None:
    value = next(iter(node.named_children), None)
    found.add("return", node, parent, value=value, depth=depth)


def _raise(found: StatementList, node: Node, parent: int, depth: int) -> None:
    value = next(iter(node.named_children), None)
    found.add("raise", node, parent, value=value, depth=depth)


_READERS: dict[str, ReadNode] = {
    "expression_statement": _expression,
    "if_statement": _if,
    "for_statement": _loop,
    "while_statement": _loop,
    "try_statement": _try,
    "with_statement": _with,
    "match_statement": _match,
    "return_statement": _return,
    "raise_statement": _raise,
    "break_statement": read_jump,
    "continue_statement": read_jump,
    "assert_statement": read_plain,
    "delete_statement": read_plain,
}


_DEFINES = regex(rb"\b(?:def|class)\b")


def _definitions(root: Node) -> Iterator[FlowDefinition]:
    """Yield the functions and classes of a file, an outer one before those in it."""
    source = raw(root)
    pending: list[tuple[Node, str, str, int]] = [(root, "", "", 0)]
    while pending:
        node, outer, owner, start = pending.pop()
        if node.type == "decorated_definition":
            inner = node.child_by_field_name("definition")
            if inner is not None:
                pending.append((inner, outer, owner, node.start_point[0] + 1))
            continue
        if node.type in ("function_definition", "class_definition"):
            name = field_text(node, "name")
            qualified = f"{outer}.{name}" if outer else name
            is_class = node.type == "class_definition"
            body = node.child_by_field_name("body")
            yield FlowDefinition(
                node=node,
                name=qualified,
                owner=qualified if is_class else owner,
                body=body,
                is_class=is_class,
                start=start or node.start_point[0] + 1,
            )
            outer, owner = qualified, qualified if is_class else ""
            # Few functions hold another one; to look at all statements for it takes long.
            if body is None or not _DEFINES.search(source, body.start_byte, body.end_byte):
                continue
        elif node.type not in _HOLDERS:
            continue
        pending += [(child, outer, owner, 0) for child in reversed(node.named_children)]


def _parameters(node: Node, reader: ExpressionReader) -> list[Parameter]:
    given = node.child_by_field_name("parameters")
    return [
        parameter
        for child in (given.named_children if given is not None else ())
        for parameter in _parameter(child, reader)
    ]


def _parameter(node: Node, reader: ExpressionReader) -> Iterator[Parameter]:
    if node.type == "identifier":
        yield Parameter(name=text(node))
        return
    named = node.child_by_field_name("name") or next(iter(node.named_children), None)
    if named is None or named.type != "identifier":
        if node.type in ("list_splat_pattern", "dictionary_splat_pattern", "typed_parameter"):
            yield Parameter(name=text(node).split(":")[0].strip())
        return
    name = text(named)
    value = node.child_by_field_name("value")
    yield Parameter(
        name=name,
        type=field_text(node, "type"),
        default=reader.read(value) if value is not None else None,
    )


def _imports(root: Node) -> Mapping[str, str]:
    """Return the full dotted name of what a file imports; a leading dot is its own package."""
    found: dict[str, str] = {}
    for node in _import_statements(root):
        module = field_text(node, "module_name")
        for item in node.children_by_field_name("name"):
            name = field_text(item, "name") or text(item)
            local = field_text(item, "alias") or name
            if node.type == "import_from_statement":
                found[local] = f"{module}.{name}" if not module.endswith(".") else module + name
            else:  # `import a.b` makes the name a
                found[local.partition(".")[0]] = name if local != name else name.partition(".")[0]
    return found


def _import_statements(root: Node) -> Iterator[Node]:
    """Yield the imports of a module, also those under an `if` or `try` of it."""
    pending = list(reversed(root.named_children))
    while pending:
        node = pending.pop()
        if node.type in ("import_statement", "import_from_statement"):
            yield node
        elif node.type in ("if_statement", "try_statement", "block"):
            pending += reversed(node.named_children)


PYTHON = LanguageFlow(
    grammar=Grammar("python", tree_sitter_python.language),
    forms=_FORMS,
    read_block=_block,
    readers=_READERS,
    definitions=_definitions,
    parameters=_parameters,
    imports=_imports,
    receiver="self",
)
