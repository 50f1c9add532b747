"""The values that code allows for a setting beyond its type: enumerations, validators.

It reads few lines of few source files. Not here: the types themselves (`validation.py`), values
that no line of the sources lists (`dify/allowed_values.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ctxkit.ask.check.fact_kinds import uses_in
from ctxkit.dify.allowed_values import allowed_values, enumeration_of
from ctxkit.dify.programs import ENV, SERVICES_OF, scope_of_file
from ctxkit.dify.secrets import is_placeholder
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Symbol, Via
from ctxkit.regex import regex
from ctxkit.text.redact import secret_class

# CHROMA = "chroma"
_MEMBER = regex(r"[ \t]+[A-Z][A-Z0-9_]*[ \t]*(?::[ \t]*str[ \t]*)?=[ \t]*[\"']([^\"'\\]*)[\"']")
_MAX_MEMBER_CHARS = 300
_EXAMPLE = ".example"
_READ_BY_NAME: tuple[Via, ...] = ("getenv", "shell")
_MIN_PUBLIC_CHARS = 12  # of a secret that is recognized under another name
_BUILT_IN = frozenset({"str", "int", "float", "bool", "None", "dict", "list", "Any"})


class Enumerations:
    """Looks up the values that a setting may have, each file once."""

    def __init__(self, index: Index, sources: Sources) -> None:
        self._index = index
        self._sources = sources
        self._members: dict[str, tuple[str, ...]] = {}
        self._declared: dict[str, set[str]] = {}
        self._public: frozenset[str] | None = None

    def members(self, program: str, key: ConfigKey) -> tuple[str, ...]:
        """Return the values that a setting of a program can have, none where that is unknown."""
        if allowed := allowed_values(program, key.name):
            return allowed
        name = enumeration_of(program, key.name) or _enumeration_in_type(key)
        if not name:
            return ()
        if name not in self._members:
            self._members[name] = self._read_members(name)
        return self._members[name]

    def _read_members(self, name: str) -> tuple[str, ...]:
        """Return the values of an enumeration of the code."""
        for symbol in self._index.named(Symbol, name):
            if _is_enumeration(symbol):
                lines = self._sources.lines(symbol.repo, symbol.path)
                return tuple(_members_in(lines[symbol.line : symbol.end_line]))
        return ()

    def is_validated(self, key: ConfigKey) -> bool:
        """Return whether the code changes a value before its type is looked at, so that the type
        alone does not decide.
        """
        text = "\n".join(self._sources.lines(key.repo, key.path))
        name = re.escape(key.attribute or key.name)
        # @field_validator("LOG_LEVEL", mode="before")
        validated = [part.partition(")")[0] for part in text.split("field_validator(")[1:]]
        return any(re.search(rf"\"{name}\"|'{name}'", part) for part in validated)

    def example_names(self) -> set[str]:
        """Return the names that the example files of the deployment set, and those that its
        programs declare.
        """
        found = {use.name for use in self._examples}
        return found.union(*(self.declared_names(program) for program in SERVICES_OF))

    @cached_property
    def _examples(self) -> list[ConfigUse]:
        """What the example files of the deployment set."""
        return [
            use
            for entry in self._index.files_like(f"%{_EXAMPLE}")
            if entry.repo == "dify" and entry.path.endswith(_EXAMPLE)
            if scope_of_file("dify", entry.path) == ENV
            for use in uses_in(self._index.in_file("dify", entry.path, ConfigUse))
        ]

    def public_secrets(self) -> frozenset[str]:
        """Return the secrets that the example files of the deployment publish."""
        if self._public is None:
            found = {use.value or "" for use in self._examples if secret_class(use.name)}
            self._public = frozenset(
                each
                for each in found
                if len(each) >= _MIN_PUBLIC_CHARS and not is_placeholder(each)
            )
        return self._public

    def read_names(self) -> set[str]:
        """Return the variables that code and scripts of the programs read without declaring
        them.
        """
        return {
            use.name
            for use in self._index.uses_by_form("reads", *_READ_BY_NAME)
            if not use.test and scope_of_file(use.repo, use.path) in SERVICES_OF
        }

    def declared_names(self, program: str) -> set[str]:
        """Return the names that a program declares."""
        if not self._declared:
            self._declared = {each: set() for each in SERVICES_OF}
            for key in self._index.all(ConfigKey):
                # Credentials are what a plugin asks its users for.
                if key.test or key.origin == "credential":
                    continue
                scope = scope_of_file(key.repo, key.path)
                if scope in self._declared:
                    self._declared[scope].add(key.name)
        return self._declared[program]


def _enumeration_in_type(key: ConfigKey) -> str:
    """Return the one class that a declared type names, or "" where it also allows any text."""
    if key.origin != "pydantic":
        return ""
    members = [each.strip() for each in key.type.split("|")]
    if "str" in members:
        return ""
    classes = [each for each in members if each.isidentifier() and each not in _BUILT_IN]
    return classes[0] if len(classes) == 1 else ""


def _is_enumeration(symbol: Symbol) -> bool:
    if symbol.what != "class" or symbol.test:
        return False
    return any(base.endswith("Enum") for base in symbol.bases)


def _members_in(rows: list[str]) -> Iterator[str]:
    for row in rows:
        if match := _MEMBER.match(row[:_MAX_MEMBER_CHARS]):
            yield match[1]
