"""The environment variables of the fields of a pydantic-settings class: prefix, case, nesting.

Not here: aliases, which are written at the field (`settings.py`).
"""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from ctxkit.extract.python.arguments import base_classes
from ctxkit.extract.python.file import PythonFile, last_name
from ctxkit.extract.treesitter import fields, raw, text

_IS = r"[\"']?\s{0,9}[=:]\s{0,9}"
_PREFIX = re.compile(rf"\benv_prefix{_IS}[\"'](\w*)[\"']")
_DELIMITER = re.compile(rf"\benv_nested_delimiter{_IS}[\"'](\w{{1,9}})[\"']")
_CASE_SENSITIVE = re.compile(rf"\bcase_sensitive{_IS}True\b")
_CONFIGURATIONS = (b"model_config", b"class Config")
_MAX_DEPTH = 5


class Naming(Struct, frozen=True, kw_only=True):
    """How the variables of a class are named; `delimiter` joins a field and one of its model."""

    prefix: str = ""
    delimiter: str = ""
    is_case_sensitive: bool = False

    def variable(self, field: str) -> str:
        """Return the environment variable of a field.

        Pydantic ignores the case of variables unless told otherwise, and people write them in
        capitals.
        """
        name = self.prefix + field
        if self.is_case_sensitive or not (self.prefix or self.delimiter):
            return name
        return name.upper()

    def of_model(self, field: str) -> Naming:
        """Return how the fields of the model of a field are named; without a delimiter no variable
        sets them one by one, and they have a path (`redis.host`).
        """
        if not self.delimiter:
            return Naming(prefix=f"{field}.", is_case_sensitive=True)
        return Naming(
            prefix=f"{self.prefix}{field}{self.delimiter}",
            delimiter=self.delimiter,
            is_case_sensitive=self.is_case_sensitive,
        )


def naming_of(file: PythonFile, owner: str, depth: int = _MAX_DEPTH) -> Naming:
    """Return how the variables of a class are named: `SettingsConfigDict(env_prefix="...")`, a
    `class Config`, keywords of the class, or what a class of the same file hands down.
    """
    node = file.classes[owner]
    written = " ".join(_configurations(node))
    inherited = [Naming()]
    if depth:
        bases = [last_name(base) for base in base_classes(node)]
        inherited = [naming_of(file, base, depth - 1) for base in bases if base in file.classes]
    from_base = next((each for each in inherited if each != Naming()), Naming())
    prefix, delimiter = _PREFIX.search(written), _DELIMITER.search(written)
    return Naming(
        prefix=prefix[1] if prefix else from_base.prefix,
        delimiter=delimiter[1] if delimiter else from_base.delimiter,
        is_case_sensitive=bool(_CASE_SENSITIVE.search(written)) or from_base.is_case_sensitive,
    )


def _configurations(definition: Node) -> list[str]:
    """Return the source of all that configures a class."""
    found = [text(each) for each in definition.children if each.type == "argument_list"]
    body = fields(definition, "body")
    children = body[0].children if body else []
    return found + [text(child) for child in children if raw(child).startswith(_CONFIGURATIONS)]
