"""Reads of settings in Python: `dify_config.X`, environment variables, credentials of plugins.

`queries/python/config_use.scm` decides what is a use, and names its parts. A read of names that are
put together is a read of a pattern: `*` is what is filled in (`HOSTED_*_PAID_ENABLED`,
`OPENDAL_*`). What `getattr` takes from any object by an upper-case name is a setting only if one of
that name is declared: whoever asks decides. Where a function asks for a name that it holds in a
variable, the names that the function spells out are its reads. Not here: what declares settings
(`settings.py`) and reads under another name (`copies.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from tree_sitter import Node

from ctxkit.extract.literals import shorten
from ctxkit.extract.python.arguments import arguments_of
from ctxkit.extract.python.copies import copied_uses
from ctxkit.extract.python.defaults import plain_value
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.variables import Variables
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of
from ctxkit.model import HOLE, ConfigUse, Fact, Role, Via

_SPELLED_OUT = re.compile(rb"[\"']([A-Z][A-Z0-9]*_[A-Z0-9_]*)[\"']")
_LOOKED_UP = re.compile(rb"(?:\w\[|\.get\()\s{0,40}[\"']([A-Z][A-Z0-9]*_[A-Z0-9_]*)[\"']")
_NAME = re.compile(r"^[\w.*-]{2,80}$")
_VIA_BY_HOLDER: dict[str, Via] = {"settings": "settings", "config": "config"}
_OF_ALL_VARIABLES = frozenset(("items", "keys", "copy"))
"""Methods of `os.environ` that name no variable."""
_PROGRAM_SETTINGS = ("dify_config", "getenv")
"""How the settings of the program itself are reached, which a file may copy to names of its own."""

_Use = tuple[QueryMatch, ConfigUse | None]
"""A match with its use, None if the name is not known."""
_Known = set[tuple[str, int]]
"""(name, line) of the reads that are facts already."""


def config_uses(
    file: PythonFile, matches: list[QueryMatch], variables: Variables
) -> Iterator[Fact]:
    """Yield the uses of settings in a file."""
    matches = [match for match in matches if not _is_own_environ(file, match)]
    uses = [(match, _use(file, match, variables)) for match in matches]
    named = _one_a_statement(uses)
    for use, _ in named:
        yield use
    for use, statement in named:
        if use.role == "reads" and use.via in _PROGRAM_SETTINGS:
            yield from copied_uses(file, use, statement)
    known = {(use.name, use.line) for use, _ in named}
    for function, via in _functions_that_ask(file, uses).items():
        yield from _spelled_out(file, function, via, known)
    # The settings sources hand each other dictionaries of settings.
    if "/configs/" in file.source.path:
        for lookup in _LOOKED_UP.finditer(file.source.data):
            yield from _found_in_text(file, lookup, "config", known)


def _is_own_environ(file: PythonFile, match: QueryMatch) -> bool:
    """Return whether a bare `environ` or `getenv` is not that of `os`: a WSGI environ, a function
    of the file's own.
    """
    name = match.text("environ") or match.text("getenv")
    return name.isidentifier() and file.full_name(name) != f"os:{name}"


def _one_a_statement(uses: list[_Use]) -> list[tuple[ConfigUse, Node]]:
    """Return the uses whose name is known with their statements, one for each."""
    found: dict[int, tuple[ConfigUse, Node]] = {}
    for match, use in uses:
        if use is None:
            continue
        statement = match.node("statement")
        # `os.environ["TZ"] = "UTC"` matches as a read, too.
        if use.role == "sets":
            found[statement.start_byte] = use, statement
        else:
            found.setdefault(statement.start_byte, (use, statement))
    return list(found.values())


def _functions_that_ask(file: PythonFile, uses: list[_Use]) -> dict[str, Via]:
    """Return the functions that hold the name they ask for in a variable, and how they ask."""
    found: dict[str, Via] = {}
    for match, use in uses:
        via, function = _via(match), file.at(match.node("statement"))
        if use is None and via in _PROGRAM_SETTINGS and function in file.functions:
            found[function] = via
    return found


def _via(match: QueryMatch) -> Via:
    via = match.pattern.settings.get("via")
    if via:
        return cast(Via, via)  # as the query says
    return _VIA_BY_HOLDER.get(match.text("holder"), "credential")


def _use(file: PythonFile, match: QueryMatch, variables: Variables) -> ConfigUse | None:
    """Return the use that a match is, None if it has no name that is known."""
    named, value, role = _access(match)
    name, via = match.text("name") or _name(named, variables), _via(match)
    if not _NAME.match(name):
        return None
    if via == "config" and not name.isupper():
        return None  # `config` may be any dictionary
    statement = match.node("statement")
    return ConfigUse(
        name=name,
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=file.at(statement),
        role=role,
        via=via,
        value=_value(file, value),
    )


def _access(match: QueryMatch) -> tuple[Node | None, Node | None, Role]:
    """Return the expressions of a name and of the value or fallback, and what is done to it."""
    if "arguments" in match:
        arguments = arguments_of(match.node("arguments"))
        named, value = arguments.get(0, "key"), arguments.get(1, "default")
        method = match.text("method")
        if method in _OF_ALL_VARIABLES:
            return None, value, "reads"
        role: Role = "sets" if method == "setdefault" else "reads"
        return named, value, role
    if "set" in match:
        return match.node("named"), match.node("set"), "sets"
    return match.find("named"), match.find("fallback"), "reads"


def _name(node: Node | None, variables: Variables) -> str:
    """Return the name that an expression gives, `*` for each value in it; empty if it is a value
    altogether.
    """
    if node is None:
        return ""
    message = variables.message(node)
    if not message.text.replace(HOLE, "").strip("_.- "):
        return ""
    if message.is_literal:
        return message.text
    return shorten(message.text.replace(HOLE, "*"))


def _value(file: PythonFile, node: Node | None) -> str | None:
    if node is None or node.type == "comment":
        return None
    value, _ = plain_value(file, node)
    return value


def _spelled_out(file: PythonFile, function: str, via: Via, known: _Known) -> Iterator[ConfigUse]:
    """Yield the names that are spelled out in a function, in the one around it, and in the calls of
    it in this file.
    """
    outer = _outermost(file, function)
    node, data = file.functions[outer], file.source.data
    name = function.rpartition(".")[2].encode()
    call = re.compile(rb"\b" + re.escape(name) + rb"\(\s{0,80}" + _SPELLED_OUT.pattern)
    for match in _SPELLED_OUT.finditer(data, node.start_byte, node.end_byte):
        yield from _found_in_text(file, match, via, known)
    for match in call.finditer(data):
        yield from _found_in_text(file, match, via, known)


def _outermost(file: PythonFile, function: str) -> str:
    """Return the outermost function around one, which may be itself."""
    parts = function.split(".")
    around = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return next(name for name in around if name in file.functions)


def _found_in_text(
    file: PythonFile, match: re.Match[bytes], via: Via, known: _Known
) -> Iterator[ConfigUse]:
    """Yield the read that a match's first group names, unless it is in a comment or known."""
    data, start = file.source.data, match.start(1)
    if b"#" in data[data.rfind(b"\n", 0, start) + 1 : start]:
        return
    name = match[1].decode()
    if name.endswith("_"):
        name += "*"
    line = file.line_at(start)
    if (name, line) in known:
        return
    known.add((name, line))
    yield ConfigUse(
        name=name, line=line, end_line=line, symbol=file.scopes.at(start), role="reads", via=via
    )
