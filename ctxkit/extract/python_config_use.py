"""Reads of settings in Python: `dify_config.X`, environment variables, credentials of plugins.

A read of names that are put together is a read of a pattern: `*` stands for what is filled in (`HOSTED_*_PAID_ENABLED`,
`OPENDAL_*`). Where a function asks the environment for a name that it holds in a variable, the names that the
function spells out are what it reads. Not here: what declares settings (`pydantic_settings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import shorten
from ctxkit.extract.pydantic_settings import plain_value
from ctxkit.extract.python_file import PythonFile, end_line_of, last_name, line_of
from ctxkit.extract.python_text import arguments_of, message_of
from ctxkit.extract.treesitter import Captures, text
from ctxkit.model import HOLE, ConfigUse, Fact, Role

_SPELLED = re.compile(rb"[\"']([A-Z][A-Z0-9]*_[A-Z0-9_]*)[\"']")
_NAME = re.compile(r"^[\w.*-]{2,80}$")
_VIA_HOLDER = {"settings": "settings", "config": "config"}
_WHOLE = frozenset(("items", "keys", "copy"))


def config_uses(file: PythonFile, matches: list[Captures]) -> Iterator[Fact]:
    """Yield the uses of settings in a file."""
    found: dict[int, ConfigUse] = {}
    scanned: dict[str, Node] = {}
    for captures in matches:
        statement = captures["statement"][0]
        use = _use(file, captures, statement)
        if use is not None and (use.role == "sets" or statement.start_byte not in found):
            found[statement.start_byte] = use
        elif use is None and ("environ" in captures or "getenv" in captures):
            outer = _outermost(file, file.at(statement))
            scanned.setdefault(outer, statement)
    yield from found.values()
    known = {(use.name, use.line) for use in found.values()}
    for outer in scanned:
        if outer in file.functions:
            yield from _spelled(file, outer, file.functions[outer], known)


def _outermost(file: PythonFile, symbol: str) -> str:
    """Return the outermost function around a place: a helper inside reads what the function around it asks for."""
    parts = symbol.split(".")
    names = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
    return next((name for name in names if name in file.functions), symbol)


def _spelled(file: PythonFile, symbol: str, node: Node, known: set[tuple[str, int]]) -> Iterator[ConfigUse]:
    for offset, line in enumerate((node.text or b"").split(b"\n")):
        for match in _SPELLED.finditer(line.partition(b" # ")[0]):
            name = match[1].decode()
            name = f"{name}*" if name.endswith("_") else name
            number = line_of(node) + offset
            if (name, number) not in known:
                known.add((name, number))
                yield ConfigUse(name=name, line=number, end_line=number, symbol=symbol, role="reads", via="getenv")


def _use(file: PythonFile, captures: Captures, statement: Node) -> ConfigUse | None:
    role: Role = "reads"
    value: Node | None = None
    if "settings" in captures:
        via = "dify_config"
        name = text(captures["name"][0]) if "name" in captures else _name(captures["named"][0])
        value = captures["fallback"][0] if "fallback" in captures else None
        if name is not None and name.startswith(("model_", "_")):  # pydantic's own
            return None
    elif "holder" in captures:
        name = _name(captures["named"][0])
        holder = last_name(captures["holder"][0])
        via = _VIA_HOLDER.get(holder, "credential")
        value = captures["fallback"][0] if "fallback" in captures else None
        if name and (via == "config" and not name.isupper()):
            return None
    else:
        via = "getenv"
        if "arguments" in captures:
            arguments = arguments_of(captures["arguments"][0])
            method = text(captures["method"][0]) if "method" in captures else "get"
            named, value = arguments.get(0, "key"), arguments.get(1, "default")
            name = _name(named) if named is not None and method not in _WHOLE else None
            role = "sets" if method == "setdefault" else "reads"
        else:
            name = _name(captures["named"][0])
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
        value=plain_value(file, value)[0] if value is not None and value.type != "comment" else None,
    )


def _name(node: Node) -> str | None:
    """Return the name that an expression gives, `*` for each value in it; None if it is a value altogether."""
    message = message_of(node)
    if not message.text.replace(HOLE, "").strip("_.- "):
        return None
    return shorten(message.text.replace(HOLE, "*")) if message.args else message.text
