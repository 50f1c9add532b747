"""The functions, classes and imports of TypeScript and JavaScript.

They stand anywhere in the tree, also in functions without a name, so a query finds them. Not here:
their statements (`typescript.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache

import tree_sitter_typescript
from tree_sitter import Language, Node, Query, QueryCursor

from ctxkit.extract.treesitter import (
    TooCostlyError,
    field_text,
    line_of,
    raw,
    text,
    without_comments,
)
from ctxkit.flow.definitions import FlowDefinition
from ctxkit.flow.expressions import ExpressionReader, one_line
from ctxkit.model.flow import Parameter
from ctxkit.regex import regex

_DEFINITIONS = """
[
  (function_declaration)
  (generator_function_declaration)
  (class_declaration)
  (abstract_class_declaration)
  (variable_declarator
    name: (identifier)
    value: [(arrow_function) (function_expression) (generator_function) (call_expression)])
] @definition
(class_body (method_definition) @definition)
(class_body
  (public_field_definition value: [(arrow_function) (function_expression)]) @definition)
"""
_FUNCTIONS = frozenset(("arrow_function", "function_expression", "generator_function"))
_SAME_FUNCTION = frozenset(("memo", "forwardRef", "useCallback"))
"""Of React: what they return is called as the function that they get."""

_CLASS = regex(rb"\bclass\b")
_MAX_LOOKS = 300_000_000
"""Of the search at nodes: a hostile file with deep brackets takes what grows with its square."""

_MAX_NESTING = 20
"""Of names: a function in a function in a function makes a name of quadratic length."""


def definitions_in_types(root: Node) -> Iterator[FlowDefinition]:
    """Yield the functions and classes of a file in which angle brackets are types."""
    return _definitions(root, _query(tree_sitter_typescript.language_typescript))


def definitions_in_elements(root: Node) -> Iterator[FlowDefinition]:
    """Yield the functions and classes of a file in which angle brackets are elements."""
    return _definitions(root, _query(tree_sitter_typescript.language_tsx))


@cache
def _query(load: Callable[[], object]) -> Query:
    return Query(Language(load()), _DEFINITIONS)


def _definitions(root: Node, query: Query) -> Iterator[FlowDefinition]:
    """Yield the functions and classes of a file, an outer one before those in it."""
    if _looks(root) > _MAX_LOOKS:
        raise TooCostlyError("too many classes in classes, or brackets that do not close")
    nodes = QueryCursor(query).captures(root).get("definition", [])
    around: list[tuple[int, str, bool]] = []  # end, qualified name, is a class
    for node in sorted(nodes, key=lambda each: (each.start_byte, -each.end_byte)):
        is_class = node.type in ("class_declaration", "abstract_class_declaration")
        function = node if is_class else function_of(node)
        if function is None:
            continue
        while around and around[-1][0] <= node.start_byte:
            around.pop()
        _, outer, in_class = around[-1] if around else (0, "", False)
        name = field_text(node, "name")
        qualified = f"{outer}.{name}" if outer and len(around) < _MAX_NESTING else name
        is_member = node.type in ("method_definition", "public_field_definition")
        owner = outer if in_class and is_member else ""
        yield FlowDefinition(
            node=node,
            name=qualified,
            owner=qualified if is_class else owner,
            body=function.child_by_field_name("body"),
            is_class=is_class,
            start=line_of(node),
        )
        around.append((node.end_byte, qualified, is_class))


def _looks(root: Node) -> int:
    """Return how often the search of a file looks at a node, at most: at each for all classes
    around it, and in what the parser made no sense of at all later ones from each.
    """
    looks = len(_CLASS.findall(raw(root))) * root.descendant_count
    unread = [root] if root.has_error else []
    while unread:
        node = unread.pop()
        if node.is_error:
            looks += node.child_count**2
        unread.extend(child for child in node.children if child.has_error)
    return looks


def function_of(node: Node) -> Node | None:
    """Return the function that a definition is or gives a name to, None if it is another value."""
    if node.type not in ("variable_declarator", "public_field_definition"):
        return node
    value = node.child_by_field_name("value")
    if value is None or value.type in _FUNCTIONS:
        return value
    name = node.child_by_field_name("name")
    if value.type != "call_expression" or name is None or name.type != "identifier":
        return None
    if field_text(value, "function").removeprefix("React.") not in _SAME_FUNCTION:
        return None
    first = _first_argument(value)
    return first if first is not None and first.type in _FUNCTIONS else None


def _first_argument(call: Node) -> Node | None:
    given = call.child_by_field_name("arguments")
    return None if given is None else next(iter(without_comments(given)), None)


def parameters(node: Node, reader: ExpressionReader) -> list[Parameter]:
    """Return the parameters of a function; the name of one that is taken apart is its pattern."""
    function = function_of(node)
    if function is None:
        return []
    only = function.child_by_field_name("parameter")
    if only is not None:  # x => x.id
        return [Parameter(name=text(only))]
    given = function.child_by_field_name("parameters")
    if given is None:
        return []
    return [
        _parameter(child, reader)
        for child in given.named_children
        if child.type in ("required_parameter", "optional_parameter")
    ]


def _parameter(node: Node, reader: ExpressionReader) -> Parameter:
    value = node.child_by_field_name("value")
    pattern = node.child_by_field_name("pattern")
    return Parameter(
        name=one_line(text(pattern)).removeprefix("...") if pattern is not None else "",
        type=one_line(field_text(node, "type").removeprefix(":").strip()),
        default=reader.read(value) if value is not None else None,
    )


def imports(root: Node) -> Mapping[str, str]:
    """Return the module that a name is from, with the name that it has there if it has one."""
    found: dict[str, str] = {}
    for node in root.named_children:
        if node.type == "import_statement":
            found.update(_imported(node))
        elif node.type in ("lexical_declaration", "variable_declaration"):
            for child in node.named_children:
                found.update(_required(child))
    return found


def _imported(node: Node) -> Iterator[tuple[str, str]]:
    module = field_text(node, "source").strip("\"'`")
    for clause in node.named_children:
        for part in clause.named_children if clause.type == "import_clause" else ():
            if part.type == "identifier":
                yield text(part), module
            elif part.type == "namespace_import":
                yield from ((text(name), module) for name in part.named_children)
            for item in part.named_children if part.type == "named_imports" else ():
                name = field_text(item, "name")
                yield field_text(item, "alias") or name, f"{module}.{name}"


def _required(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the names of `const a = require('b')` and `const { a } = require('b')`."""
    value, name = node.child_by_field_name("value"), node.child_by_field_name("name")
    if value is None or name is None or field_text(value, "function") != "require":
        return
    first = _first_argument(value)
    if first is None or first.type != "string":
        return
    module = text(first).strip("\"'`")
    if name.type == "identifier":
        yield text(name), module
        return
    for part in name.named_children:
        key = field_text(part, "key") or text(part)
        yield field_text(part, "value") or key, f"{module}.{key}"
