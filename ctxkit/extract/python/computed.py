"""Computed settings of pydantic-settings classes, and the settings that they are computed from.

Not here: the fields that are set from outside (`settings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Literal

from tree_sitter import Node

from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import string_or_empty
from ctxkit.extract.treesitter import end_line_of, field_text, fields, first_child, line_of, raw
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.text.template import fold_space

# self.MAIL_HOST   defaults.MAIL_HOST   self.inner_MAIL_ADDRESS
_ATTRIBUTE = re.compile(rb"\b([a-z_]\w{0,40})\.((?:[a-z]{1,20}_|[A-Za-z]*)[A-Z][A-Z0-9_]*)\b")


def computed_setting(owner: str, node: Node) -> Iterator[ConfigKey]:
    """Yield the setting that a decorated method of a settings class computes, if it does."""
    origin = _origin([raw(child) for child in node.children if child.type == "decorator"])
    definition = node.child_by_field_name("definition")
    if origin is None or definition is None or definition.type != "function_definition":
        return
    name = field_text(definition, "name")
    yield ConfigKey(
        name=name,
        line=line_of(definition),
        end_line=end_line_of(definition),
        symbol=f"{owner}.{name}",
        origin=origin,
        attribute=name,
        type=fold_space(field_text(definition, "return_type")),
        description=_docstring(definition),
        owner=owner,
    )


def _origin(decorators: list[bytes]) -> Literal["computed", "property"] | None:
    if any(b"computed_field" in decorator for decorator in decorators):
        return "computed"
    if any(b"property" in decorator for decorator in decorators):
        return "property"
    return None


def _docstring(definition: Node) -> str:
    body = fields(definition, "body")
    first = first_child(body[0]) if body else None
    if first is None or first.type != "expression_statement":
        return ""
    return fold_space(string_or_empty(first_child(first)))


def own_reads(
    file: PythonFile, classes: Container[str], computed: Container[str]
) -> Iterator[ConfigUse]:
    """Yield `self.X` in the methods of settings classes: what their `computed` settings are made
    of.

    A method may read the same settings through a variable of another type: `defaults =
    redis_defaults(self)`. The reads of a helper go into the computed setting that calls it.
    """
    for name, function in file.functions.items():
        owner, _, method = name.rpartition(".")
        if owner not in classes:
            continue
        target = method if name in computed else _caller(file, owner, method, computed)
        for line, attribute in _attributes(file, function):
            yield ConfigUse(
                name=attribute,
                line=line,
                end_line=line,
                symbol=name,
                role="reads",
                via="field",
                target=target,
            )


def _attributes(file: PythonFile, function: Node) -> Iterator[tuple[int, str]]:
    """Yield line and name of the attributes in a function that may be settings."""
    for number, line in enumerate(raw(function).split(b"\n"), line_of(function)):
        for match in _ATTRIBUTE.finditer(line.partition(b" #")[0]):
            if _is_setting(file, match):
                yield number, match[2].decode()


def _is_setting(file: PythonFile, match: re.Match[bytes]) -> bool:
    """Return whether an attribute may be a setting: any of `self`; of other variables those with an
    underscore, unless the variable is a module or class (`Method.BASIC_AUTH`).
    """
    owner, name = match[1], match[2]
    if owner == b"self":
        return True
    return b"_" in name and not _is_imported(file, owner)


def _is_imported(file: PythonFile, name: bytes) -> bool:
    """Return whether a name is that of a module or of something imported from one."""
    if file.contains(b"import " + name):
        return True
    plain = name.decode()
    return file.full_name(plain) != f"{file.module}:{plain}"


def _caller(file: PythonFile, owner: str, method: str, computed: Container[str]) -> str:
    """Return the computed setting whose code calls a method of the same class, or an empty
    string.
    """
    call = f"self.{method}(".encode()
    of_class = [name for name in file.functions if name.startswith(f"{owner}.")]
    for name in of_class:
        if name in computed and call in raw(file.functions[name]):
            return name.rpartition(".")[2]
    return ""
