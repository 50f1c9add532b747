"""Reads of a setting under the name to which a Python file copied it: a constant, an attribute, a
field; one step.

`MAX_RETRIES = dify_config.SSRF_DEFAULT_MAX_RETRIES` at the head of a file says little; the line
that reads MAX_RETRIES is where the setting acts. Followed are constants of a module or class,
`self.x = ...`, and keyword arguments of classes (`MilvusConfig(uri=dify_config.MILVUS_URI)`, read
as `config.uri` of a `config: MilvusConfig`); the first read of each function. Not here: the reads
of settings themselves (`settings_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.treesitter import field_text, raw, text
from ctxkit.extract.whole_words import whole_word
from ctxkit.model import ConfigUse

_HANDING_ON = frozenset(
    (
        "call",
        "argument_list",
        "boolean_operator",
        "parenthesized_expression",
        "conditional_expression",
    )
)
"""Nodes around a setting in an assignment that hand on its value: `int(dify_config.X or 3)`."""

_CLASS = re.compile(r"_?[A-Z]\w*")
_SELF = whole_word(b"self")
_SELF_OR_CLASS = rb"(?:" + _SELF + rb"|" + whole_word(b"cls") + rb")\."
_LAST_NAME = re.compile(rb"\b(\w{1,60})\s{0,4}\Z")
_MAX_NAME_BYTES = 66  # what that may match, and enough to tell a longer name
_MAX_HANDING_ON = 6  # nodes between a read and the assignment that it is in
_MIN_NAME_CHARS = 3
_MAX_READS = 8  # of one copy


class _Copy(NamedTuple):
    """A name that holds a setting: what its reads look like, and the part of the file in which it
    is visible.
    """

    name: str
    pattern: bytes
    start: int
    end: int


def copied_uses(file: PythonFile, read: ConfigUse, statement: Node) -> Iterator[ConfigUse]:
    """Yield the reads, in the same file, of what the value that `statement` reads is copied to."""
    copy = _copy(file, statement)
    if copy is None:
        return
    scopes: set[str] = set()
    for match in re.finditer(copy.pattern, file.source.data[: copy.end]):
        if match.start() < copy.start:
            continue
        line, scope = file.line_at(match.start()), file.scopes.at(match.start())
        if line == read.line or scope in scopes or not _is_read(file, scope, match):
            continue
        scopes.add(scope)
        yield ConfigUse(
            name=read.name,
            line=line,
            end_line=line,
            symbol=scope,
            role="reads",
            via="copy",
            group=copy.name,
        )
        if len(scopes) == _MAX_READS:
            return


def _copy(file: PythonFile, statement: Node) -> _Copy | None:
    """Return what the value of `statement` is copied to, None if to nothing that is followed."""
    value, parent = statement, statement.parent
    for _ in range(_MAX_HANDING_ON):
        if parent is None or parent.type not in _HANDING_ON:
            break
        value, parent = parent, parent.parent
    if parent is None:
        return None
    if parent.type == "keyword_argument":
        return _field_of_class(file, parent)
    if parent.type == "assignment" and parent.child_by_field_name("right") == value:
        return _assigned(file, statement, parent)
    return None


def _assigned(file: PythonFile, statement: Node, assignment: Node) -> _Copy | None:
    """`MAX_RETRIES = ...`, `self.retries = ...`."""
    left = assignment.child_by_field_name("left")
    if left is None:
        return None
    name, scope = text(left), file.at(statement)
    owner, _, short_name = name.rpartition(".")
    if len(short_name) < _MIN_NAME_CHARS:
        return None
    escaped = re.escape(short_name.encode())
    if owner == "self":
        return _of_class(file, scope.rpartition(".")[0], name, _SELF + rb"\." + escaped + rb"\b")
    if left.type != "identifier":
        return None
    if scope in file.classes:
        return _of_class(file, scope, name, _SELF_OR_CLASS + escaped + rb"\b")
    if scope:
        return None  # a variable of a function, which is shown whole
    pattern = escaped + rb"(?<![\w.]" + escaped + rb")\b"
    return _Copy(name, pattern, assignment.end_byte, len(file.source.data))


def _of_class(file: PythonFile, owner: str, name: str, pattern: bytes) -> _Copy | None:
    node = file.classes.get(owner)
    if node is None:
        return None
    return _Copy(name, pattern, node.start_byte, node.end_byte)


def _field_of_class(file: PythonFile, argument: Node) -> _Copy | None:
    """Return the field that a keyword argument of a class fills, None if the file has no variables
    of that class.
    """
    data, field = file.source.data, field_text(argument, "name")
    class_ = _class_of_call(argument)
    holders = b"|".join(whole_word(name) for name in sorted(_variables_of(class_, data)))
    if not holders:
        return None
    pattern = rb"(?:" + holders + rb")\." + re.escape(field.encode()) + rb"\b"
    return _Copy(field, pattern, 0, len(data))


def _class_of_call(argument: Node) -> str:
    """Return the class to whose call an argument belongs, empty if a function is called."""
    node = argument.parent
    while node is not None and node.type == "argument_list":
        node = node.parent
    name = field_text(node, "function") if node is not None else ""
    return name if _CLASS.fullmatch(name) else ""


def _variables_of(class_: str, data: bytes) -> set[bytes]:
    """Return the variables of a class (`config: Config`), and the attributes to which they are
    assigned (`self._config = config`).
    """
    if not class_:
        return set()
    declared = rb":\s{0,4}" + re.escape(class_.encode()) + rb"\b"
    names = set[bytes]()
    for colon in re.finditer(declared, data):
        before = data[max(0, colon.start() - _MAX_NAME_BYTES) : colon.start()]
        if found := _LAST_NAME.search(before):
            names.add(found[1])
    attributes: set[bytes] = set()
    for name in names:
        assigned = rb"(" + _SELF + rb"\.\w{1,60}) = " + re.escape(name) + rb"\b"
        attributes.update(match[1] for match in re.finditer(assigned, data))
    return names | attributes


def _is_read(file: PythonFile, scope: str, match: re.Match[bytes]) -> bool:
    """Return whether a match is code that reads, and not a comment, a text, or an assignment of the
    same name.
    """
    definition = file.functions.get(scope) or file.classes.get(scope)
    if definition is None:
        return _is_read_of_module(file.source.data, match)
    node = definition.descendant_for_byte_range(match.start(), match.end())
    if node is None or node.type not in ("identifier", "attribute"):
        return False
    if node.end_byte != match.end():
        return False
    parent = node.parent
    if parent is None:
        return True
    if node.type == "attribute":
        return parent.type != "assignment" or parent.child_by_field_name("left") != node
    is_keyword = parent.child_by_field_name("name") == node
    return not is_keyword and not _is_bound(definition, match[0])


def _is_read_of_module(data: bytes, match: re.Match[bytes]) -> bool:
    line_start = data.rfind(b"\n", 0, match.start()) + 1
    if b"#" in data[line_start : match.start()]:
        return False
    return not re.match(rb"\s*[=:,)]", data[match.end() : match.end() + 8])


def _is_bound(function: Node, name: bytes) -> bool:
    """Return whether a function has a variable or parameter of its own called `name`."""
    escaped = re.escape(name)
    variable = rb"\n[ \t]+" + escaped + rb"\s{0,4}(?::[^=\n]{0,80})?=[^=]"
    if re.search(variable, raw(function)):
        return True
    parameter = rb"[(,\n*]\s*\b" + escaped + rb"\s{0,4}[:=,)]"
    return bool(re.search(parameter, field_text(function, "parameters").encode()))
