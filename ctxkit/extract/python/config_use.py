"""Reads of settings in Python: `dify_config.X`, environment variables, credentials of plugins.

A read of names that are put together is a read of a pattern: `*` stands for what is filled in
(`HOSTED_*_PAID_ENABLED`, `OPENDAL_*`). What `getattr` takes from any object by an upper-case name
is a setting only if one of it is declared: whoever asks decides. Where a function asks the
environment for a name that it holds in a variable, the names that the function spells out are what
it reads. Not here: what declares settings (`pydantic_settings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import shorten
from ctxkit.extract.python.copies import copied_uses
from ctxkit.extract.python.file import PythonFile, end_line_of, last_name, line_of
from ctxkit.extract.python.messages import Variables
from ctxkit.extract.python.pydantic_settings import plain_value
from ctxkit.extract.python.text import arguments_of
from ctxkit.extract.treesitter import Captures, text
from ctxkit.model import HOLE, ConfigUse, Fact, Role, Via

_SPELLED = re.compile(rb"[\"']([A-Z][A-Z0-9]*_[A-Z0-9_]*)[\"']")
_LOOKED_UP = re.compile(rb"(?:\w\[|\.get\()\s{0,40}[\"']([A-Z][A-Z0-9]*_[A-Z0-9_]*)[\"']")
_NAME = re.compile(r"^[\w.*-]{2,80}$")
_VIA_HOLDER: dict[str, Via] = {"settings": "settings", "config": "config"}
_WHOLE = frozenset(("items", "keys", "copy"))


def config_uses(file: PythonFile, matches: list[Captures], variables: Variables) -> Iterator[Fact]:
    """Yield the uses of settings in a file."""
    found: dict[int, ConfigUse] = {}
    statements: list[Node] = []
    unnamed: dict[
        str, Via
    ] = {}  # function that asks for a name it holds in a variable: how it asks
    for captures in matches:
        statement = captures["statement"][0]
        if _is_foreign(file, captures):
            continue
        use = _use(file, captures, statement, variables)
        if use is not None and (use.role == "sets" or statement.start_byte not in found):
            found[statement.start_byte] = use
            statements.append(statement)
        elif use is None and not captures.keys() & {"holder", "object"}:
            unnamed[file.at(statement)] = "dify_config" if "settings" in captures else "getenv"
    yield from found.values()
    for statement in statements:
        if (use := found[statement.start_byte]).via in (
            "dify_config",
            "getenv",
        ) and use.role == "reads":
            yield from copied_uses(file, use, statement)
    known = {(use.name, use.line) for use in found.values()}
    for function, via in unnamed.items():
        if function in file.functions:
            yield from _spelled(file, function, via, known)
    if (
        "/configs/" in file.source.path
    ):  # the settings sources hand each other dictionaries of settings
        for match in _LOOKED_UP.finditer(file.source.data):
            yield from _found_in_text(file, match, "config", known)


def _is_foreign(file: PythonFile, captures: Captures) -> bool:
    """Tell whether what is read is no setting: a WSGI environ, somebody's own `getenv`, pydantic's
    methods.
    """
    if "name" in captures and text(captures["name"][0]).startswith(("model_", "_")):
        return True
    nodes = captures.get("environ") or captures.get("getenv")
    source = text(nodes[0]) if nodes else "os."
    return "." not in source and file.full_name(source) != f"os:{source}"


def _spelled(
    file: PythonFile, function: str, via: Via, known: set[tuple[str, int]]
) -> Iterator[ConfigUse]:
    """Yield the names that are spelled out in a function, in the one around it, and in the calls of
    it in this file.
    """
    parts = function.split(".")
    outer = next(
        ".".join(parts[:n])
        for n in range(1, len(parts) + 1)
        if ".".join(parts[:n]) in file.functions
    )
    node, data = file.functions[outer], file.source.data
    called = re.compile(rb"\b" + re.escape(parts[-1].encode()) + rb"\(\s{0,80}" + _SPELLED.pattern)
    for match in (*_SPELLED.finditer(data, node.start_byte, node.end_byte), *called.finditer(data)):
        yield from _found_in_text(file, match, via, known)


def _found_in_text(
    file: PythonFile, match: re.Match[bytes], via: Via, known: set[tuple[str, int]]
) -> Iterator[ConfigUse]:
    """Yield the read that a match's first group names, unless it stands in a comment or is known
    already.
    """
    data, start = file.source.data, match.start(1)
    if b"#" in data[data.rfind(b"\n", 0, start) + 1 : start]:
        return
    name = match[1].decode()
    name = f"{name}*" if name.endswith("_") else name
    line = file.line_at(start)
    if (name, line) not in known:
        known.add((name, line))
        yield ConfigUse(
            name=name, line=line, end_line=line, symbol=file.scopes.at(start), role="reads", via=via
        )


def _use(
    file: PythonFile, captures: Captures, statement: Node, variables: Variables
) -> ConfigUse | None:
    role: Role = "reads"
    via: Via
    value: Node | None = None
    if "settings" in captures:
        via = "dify_config"
        name = (
            text(captures["name"][0])
            if "name" in captures
            else _name(captures["named"][0], variables)
        )
        value = captures["fallback"][0] if "fallback" in captures else None
    elif "object" in captures:
        via = "getattr"
        name = _name(captures["named"][0], variables)
        value = captures["fallback"][0] if "fallback" in captures else None
    elif "holder" in captures:
        name = _name(captures["named"][0], variables)
        holder = last_name(captures["holder"][0])
        via = _VIA_HOLDER.get(holder, "credential")
        given = captures.get("fallback") or captures.get("set")
        value = given[0] if given else None
        role = "sets" if "set" in captures else "reads"
        if name and (via == "config" and not name.isupper()):
            return None
    else:
        via = "getenv"
        if "arguments" in captures:
            arguments = arguments_of(captures["arguments"][0])
            method = text(captures["method"][0]) if "method" in captures else "get"
            named, value = arguments.get(0, "key"), arguments.get(1, "default")
            name = _name(named, variables) if named is not None and method not in _WHOLE else None
            role = "sets" if method == "setdefault" else "reads"
        else:
            name = _name(captures["named"][0], variables)
            value = captures["set"][0] if "set" in captures else None
            role = "sets" if "set" in captures else "reads"
    if name is None or not _NAME.match(name):
        return None
    return ConfigUse(
        name=name,
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=file.at(statement),
        role=role,
        via=via,
        value=plain_value(file, value)[0]
        if value is not None and value.type != "comment"
        else None,
    )


def _name(node: Node, variables: Variables) -> str | None:
    """Return the name that an expression gives, `*` for each value in it; None if it is a value
    altogether.
    """
    message = variables.message(node)
    if not message.text.replace(HOLE, "").strip("_.- "):
        return None
    return shorten(message.text.replace(HOLE, "*")) if message.args else message.text
