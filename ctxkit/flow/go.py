"""The statements and functions of Go.

Not here: the forms of expressions that all languages share (`expressions.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import tree_sitter_go
from tree_sitter import Node

from ctxkit.extract.go.file import bare_type
from ctxkit.extract.treesitter import Grammar, field_text, line_of, text, without_comments
from ctxkit.flow.definitions import FlowDefinition, LanguageFlow
from ctxkit.flow.expressions import ExpressionReader, Forms
from ctxkit.flow.statements import ReadNode, StatementList, read_jump, read_nested, read_plain
from ctxkit.model.flow import Parameter, StatementKind
from ctxkit.regex import regex

_FORMS = Forms(
    names=frozenset(("identifier",)),
    members={
        "selector_expression": ("operand", "field"),
        "qualified_type": ("package", "name"),
    },
    calls={"call_expression": ("function", "arguments")},
    conversions={"type_conversion_expression": ("type", "operand")},
    keywords={},
    pairs={"keyed_element": ("key", "value")},
    literals={"composite_literal": "type", "literal_value": ""},
    indexed={
        "index_expression": "operand",
        "slice_expression": "operand",
        "type_assertion_expression": "operand",
        "type_instantiation_expression": "type",
        "generic_type": "type",
    },
    strings=frozenset(("interpreted_string_literal", "raw_string_literal")),
    numbers=frozenset(("int_literal", "float_literal", "true", "false", "nil")),
    wrappers=frozenset(
        (
            "unary_expression",
            "parenthesized_expression",
            "literal_element",
            "variadic_argument",
            "parenthesized_type",
            "pointer_type",
        )
    ),
    functions={"func_literal": "body"},
    left_out=frozenset(
        (
            "type_identifier",
            "package_identifier",
            "qualified_type",
            "generic_type",
            "pointer_type",
            "slice_type",
            "array_type",
            "map_type",
            "channel_type",
            "function_type",
            "struct_type",
            "interface_type",
            "implicit_length_array_type",
            "parenthesized_type",
        )
    ),
)

_VERSION = regex(r"/v\d{1,3}$|\.v\d{1,3}$")


def _block(found: StatementList, node: Node, parent: int, depth: int) -> None:
    for child in node.named_children:
        if child.type == "statement_list":
            for inner in child.named_children:
                found.statement(inner, parent, depth)
        else:
            found.statement(child, parent, depth)


def _expression(found: StatementList, node: Node, parent: int, depth: int) -> None:
    value = next(iter(without_comments(node)), None)
    kind: StatementKind = "expression"
    if value is not None and value.type == "call_expression":
        callee, given = value.child_by_field_name("function"), None
        if callee is not None and callee.type == "identifier" and text(callee) == "panic":
            kind, given = "raise", value.child_by_field_name("arguments")
        if callee is not None and callee.type == "func_literal":
            _given(found, node, parent, depth, (callee, value))
        value = next(iter(given.named_children), None) if given is not None else value
    found.add(kind, node, parent, value=value, depth=depth)


def _given(
    found: StatementList, node: Node, parent: int, depth: int, called: tuple[Node, Node]
) -> None:
    """Read what a function that is called where it stands gets: `func(n int) { ... }(size)`."""
    literal, call = called
    arguments = call.child_by_field_name("arguments")
    values = without_comments(arguments) if arguments is not None else []
    for parameter, value in zip(_parameters(literal, found.reader), values, strict=False):
        found.add("assign", node, parent, value=value, targets=(parameter.name,), depth=depth)


def _assignment(found: StatementList, node: Node, parent: int, depth: int) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and right is not None:
        _assign(found, node, parent, depth, (_parts(left), _parts(right)))


def _step(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read `x++`."""
    found.add("assign", node, parent, value=node, targets=_names(found, node), depth=depth)


def _assign(
    found: StatementList,
    node: Node,
    parent: int,
    depth: int,
    sides: tuple[list[Node], list[Node]],
) -> None:
    """Add a statement for each name and its value, one for all names that a call gives values."""
    names, values = sides
    targets = [found.reader.name_of(name) for name in names]
    if len(targets) == len(values):
        for target, each in zip(targets, values, strict=True):
            found.add("assign", node, parent, value=each, targets=(target,), depth=depth)
        return
    value = values[0] if len(values) == 1 else None
    found.add("assign", node, parent, value=value, targets=targets, depth=depth)


def _declaration(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read `var` and `const`; a constant without a value repeats the one above it, so has none."""
    for child in node.named_children:
        if child.type == "var_spec_list":
            _declaration(found, child, parent, depth)
        elif child.type in ("var_spec", "const_spec"):
            value = child.child_by_field_name("value")
            names = [n for n in child.children_by_field_name("name") if n.type == "identifier"]
            if value is not None or child.type == "var_spec":
                values = _parts(value) if value is not None else []
                _assign(found, child, parent, depth, (names, values))


def _parts(node: Node) -> list[Node]:
    """Return the expressions of a list of them."""
    if node.type != "expression_list":
        return [node]
    return without_comments(node)


def _names(found: StatementList, node: Node) -> list[str]:
    return [found.reader.name_of(part) for part in node.named_children]


def _if(found: StatementList, node: Node, parent: int, depth: int) -> None:
    branches: list[int] = []
    branch: Node | None = node
    while branch is not None and branch.type == "if_statement":
        _initializer(found, branch, parent, depth)
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
        branch = branch.child_by_field_name("alternative")
    if branch is not None:
        found.add("else", branch, parent, body=branch, after=branches, depth=depth)


def _initializer(found: StatementList, node: Node, parent: int, depth: int) -> None:
    """Read what is done before a branch or a loop as the statement before it."""
    initializer = node.child_by_field_name("initializer")
    if initializer is not None:
        found.statement(initializer, parent, depth)


def _loop(found: StatementList, node: Node, parent: int, depth: int) -> None:
    body = node.child_by_field_name("body")
    clause = next((c for c in without_comments(node) if c != body), None)
    value, targets = clause, []
    if clause is not None and clause.type == "for_clause":
        _initializer(found, clause, parent, depth)
        value = clause.child_by_field_name("condition")
    elif clause is not None and clause.type == "range_clause":
        left = clause.child_by_field_name("left")
        targets = _names(found, left) if left is not None else []
        value = clause.child_by_field_name("right")
    found.add("loop", node, parent, value=value, targets=targets, body=body, depth=depth)


def _switch(found: StatementList, node: Node, parent: int, depth: int) -> None:
    _initializer(found, node, parent, depth)
    subject = node.child_by_field_name("value")
    alias = node.child_by_field_name("alias")
    targets = _names(found, alias) if alias is not None else []
    branches: list[int] = []
    for clause in node.named_children:
        if clause.type in _CASES and not found.is_full:
            _case(found, clause, parent, depth, (subject, targets, branches))


def _case(
    found: StatementList,
    node: Node,
    parent: int,
    depth: int,
    switch: tuple[Node | None, list[str], list[int]],
) -> None:
    subject, targets, branches = switch
    parts = without_comments(node)
    body = parts.pop() if parts and parts[-1].type == "statement_list" else None
    is_default = node.type == "default_case"
    if node.type == "communication_case" and parts and parts[0].type == "receive_statement":
        left = parts[0].child_by_field_name("left")
        targets = _names(found, left) if left is not None else []
        parts = parts[0].children_by_field_name("right")
    number = found.add(
        "else" if is_default else "case",
        node,
        parent,
        value=None if is_default else found.case_value(subject, parts),
        targets=targets,
        body=body,
        after=branches,
        depth=depth,
    )
    branches.append(number)


_CASES = frozenset(("expression_case", "type_case", "communication_case", "default_case"))


def _return(found: StatementList, node: Node, parent: int, depth: int) -> None:
    values = next(iter(without_comments(node)), None)
    if values is not None and values.named_child_count == 1:
        values = next(iter(_parts(values)), None)
    found.add("return", node, parent, value=values, depth=depth)


_READERS: dict[str, ReadNode] = {
    "expression_statement": _expression,
    "go_statement": _expression,
    "defer_statement": _expression,
    "send_statement": read_plain,
    "short_var_declaration": _assignment,
    "assignment_statement": _assignment,
    "inc_statement": _step,
    "dec_statement": _step,
    "var_declaration": _declaration,
    "const_declaration": _declaration,
    "if_statement": _if,
    "for_statement": _loop,
    "expression_switch_statement": _switch,
    "type_switch_statement": _switch,
    "select_statement": _switch,
    "labeled_statement": read_nested,
    "block": read_nested,
    "return_statement": _return,
    "break_statement": read_jump,
    "continue_statement": read_jump,
    "goto_statement": read_jump,
}


def _definitions(root: Node) -> Iterator[FlowDefinition]:
    """Yield the functions and methods of a file; those without a name are part of another."""
    for node in root.named_children:
        if node.type not in ("function_declaration", "method_declaration"):
            continue
        name, owner, receiver = field_text(node, "name"), "", ""
        of = node.child_by_field_name("receiver")
        first = next(iter(without_comments(of)), None) if of is not None else None
        if first is not None:
            receiver = field_text(first, "name")
            of_type = first.child_by_field_name("type")
            owner = bare_type(of_type) if of_type is not None else ""
        yield FlowDefinition(
            node=node,
            name=f"{owner}.{name}" if owner else name,
            owner=owner,
            body=node.child_by_field_name("body"),
            start=line_of(node),
            receiver=receiver,
        )


def _parameters(node: Node, _reader: ExpressionReader) -> list[Parameter]:
    given = node.child_by_field_name("parameters")
    return [
        Parameter(name=text(name), type=field_text(child, "type"))
        for child in (given.named_children if given is not None else ())
        for name in child.children_by_field_name("name")
        if name.type == "identifier"
    ]


def _imports(root: Node) -> Mapping[str, str]:
    """Return the paths of the packages by their local names, the last part if none is given."""
    found: dict[str, str] = {}
    for node in root.named_children:
        if node.type != "import_declaration":
            continue
        for spec in _import_specs(node):
            path = field_text(spec, "path").strip('"`')
            local = field_text(spec, "name") or _VERSION.sub("", path).rpartition("/")[2]
            if local not in ("_", "."):
                found[local] = path
    return found


def _import_specs(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == "import_spec":
            yield child
        elif child.type == "import_spec_list":
            yield from (spec for spec in child.named_children if spec.type == "import_spec")


GO = LanguageFlow(
    grammar=Grammar("go", tree_sitter_go.language),
    forms=_FORMS,
    read_block=_block,
    readers=_READERS,
    definitions=_definitions,
    parameters=_parameters,
    imports=_imports,
)
