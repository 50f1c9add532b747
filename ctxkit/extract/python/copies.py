"""Reads of a setting under the name that a Python file copied it to: a constant, an attribute, a
field; one hop.

`MAX_RETRIES = dify_config.SSRF_DEFAULT_MAX_RETRIES` at the head of a file says little; the line
that reads MAX_RETRIES is where the setting acts. Followed are constants of a module or class,
`self.x = ...`, and keyword arguments of classes (`MilvusConfig(uri=dify_config.MILVUS_URI)`, read
as `config.uri` of a `config: MilvusConfig`); the first read of each function. Not here: the reads
of settings themselves (`config_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.treesitter import text
from ctxkit.model import ConfigUse

_THROUGH = frozenset(
    (
        "call",
        "argument_list",
        "boolean_operator",
        "parenthesized_expression",
        "conditional_expression",
    )
)
"""What may stand around a setting in an assignment that still hands on its value:
`int(dify_config.X or 3)`.
"""

_CLASS = re.compile(r"_?[A-Z]\w*")
_HIGHEST = 6  # nodes between a read and the assignment that it is in
_SHORTEST = 3  # letters of a name that is followed
_MOST = 8  # reads of one copy


class _Copy(NamedTuple):
    """A name that holds a setting: what its reads look like, and the part of the file in which it
    is known.
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
    data = file.source.data
    shown: set[str] = set()
    for match in re.finditer(copy.pattern, data[: copy.end]):
        line, scope = file.line_at(match.start()), file.scopes.at(match.start())
        if (
            match.start() < copy.start
            or line == read.line
            or scope in shown
            or not _is_read(file, scope, match)
        ):
            continue
        shown.add(scope)
        yield ConfigUse(
            name=read.name,
            line=line,
            end_line=line,
            symbol=scope,
            role="reads",
            via="copy",
            group=copy.name,
        )
        if len(shown) == _MOST:
            return


def _copy(file: PythonFile, statement: Node) -> _Copy | None:
    child, parent = statement, statement.parent
    for _ in range(_HIGHEST):
        if parent is None or parent.type not in _THROUGH:
            break
        child, parent = parent, parent.parent
    if parent is None:
        return None
    if parent.type == "keyword_argument":
        return _field_of_class(file, parent)
    left = parent.child_by_field_name("left")
    if parent.type != "assignment" or left is None or parent.child_by_field_name("right") != child:
        return None
    name, scope = text(left), file.at(statement)
    if len(name.rpartition(".")[2]) < _SHORTEST:
        return None
    escaped = re.escape(name.rpartition(".")[2].encode())
    if name.startswith("self.") and name.count(".") == 1:
        owner = file.classes.get(scope.rpartition(".")[0])
        return (
            _Copy(name, rb"\bself\." + escaped + rb"\b", owner.start_byte, owner.end_byte)
            if owner
            else None
        )
    if "." in name or left.type != "identifier":
        return None
    if scope in file.classes:
        owner = file.classes[scope]
        return _Copy(
            name, rb"\b(?:self|cls)\." + escaped + rb"\b", owner.start_byte, owner.end_byte
        )
    if scope:
        return None  # a variable of a function, which is shown whole
    return _Copy(name, rb"(?<![\w.])" + escaped + rb"\b", parent.end_byte, len(file.source.data))


def _field_of_class(file: PythonFile, argument: Node) -> _Copy | None:
    """Return the field that a keyword argument of a class fills, if the file has variables of that
    class, else None.
    """
    call = argument.parent.parent if argument.parent is not None else None
    function = call.child_by_field_name("function") if call is not None else None
    field = argument.child_by_field_name("name")
    if function is None or field is None or not _CLASS.fullmatch(text(function)):
        return None
    data, owner = file.source.data, re.escape(function.text or b"")
    holders = {
        match[1] for match in re.finditer(rb"\b(\w{1,60})\s{0,4}:\s{0,4}" + owner + rb"\b", data)
    }
    kept = {
        m[1]
        for h in holders
        for m in re.finditer(rb"\b(self\.\w{1,60}) = " + re.escape(h) + rb"\b", data)
    }
    names = b"|".join(re.escape(holder) for holder in sorted(holders | kept))
    if not names:
        return None
    return _Copy(
        text(field),
        rb"\b(?:" + names + rb")\." + re.escape(field.text or b"") + rb"\b",
        0,
        len(data),
    )


def _is_read(file: PythonFile, scope: str, match: re.Match[bytes]) -> bool:
    """Tell whether a match is code that reads, and not a comment, a text, or an assignment of the
    same name.
    """
    function = file.functions.get(scope) or file.classes.get(scope)
    if function is None:
        line = file.source.data[file.source.data.rfind(b"\n", 0, match.start()) + 1 : match.start()]
        return b"#" not in line and not re.match(
            rb"\s*[=:,)]", file.source.data[match.end() : match.end() + 8]
        )
    node = function.descendant_for_byte_range(match.start(), match.end())
    if node is None or node.type not in ("identifier", "attribute") or node.end_byte != match.end():
        return False
    parent = node.parent
    if node.type == "attribute" or parent is None:
        return (
            parent is None
            or parent.type != "assignment"
            or parent.child_by_field_name("left") != node
        )
    return not _is_bound(function, match[0]) and parent.child_by_field_name("name") != node


def _is_bound(function: Node, name: bytes) -> bool:
    """Tell whether a function has a variable or parameter of its own called `name`."""
    source = function.text or b""
    body = function.child_by_field_name("parameters")
    parameters = rb"\b" + re.escape(name) + rb"\s{0,4}[:=,)]"
    own = rb"\n[ \t]+" + re.escape(name) + rb"\s{0,4}(?::[^=\n]{0,80})?=[^=]"
    return bool(
        re.search(own, source)
        or (body is not None and re.search(rb"[(,\n*]\s*" + parameters, body.text or b""))
    )
