"""What the code says of the values of a setting beyond its type: enumerations, validators.

It reads few places of few source files. Not here: the types themselves (`validation.py`).
"""

from __future__ import annotations

import re

from ctxkit.ask.check.env_rules.allowed_values import ENUMERATED, ONE_OF
from ctxkit.ask.check.rules import At
from ctxkit.dify.programs import ENV, SERVICES_OF, scope_of_file
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Symbol

# CHROMA = "chroma"
_MEMBER = re.compile(
    r"[ \t]+[A-Z][A-Z0-9_]*[ \t]*(?::[ \t]*str[ \t]*)?=[ \t]*[\"']([^\"'\\]*)[\"']"
)
_BUILT_IN = frozenset({"str", "int", "float", "bool", "None", "dict", "list", "Any"})


class Enumerations:
    """Looks up what a setting may be, each file once."""

    def __init__(self, index: Index, sources: Sources) -> None:
        self._index = index
        self._sources = sources
        self._members: dict[str, tuple[str, ...]] = {}
        self._declared: dict[str, set[str]] = {}

    def members(self, program: str, key: ConfigKey) -> tuple[str, ...]:
        """Return the values that a setting of a program can have, none where that is unknown."""
        at = At(program, key.name)
        if at in ONE_OF:
            return ONE_OF[at]
        arms = [each.strip() for each in key.type.split("|")] if key.origin == "pydantic" else []
        enumerated = [each for each in arms if each.isidentifier() and each not in _BUILT_IN]
        if at not in ENUMERATED and (len(enumerated) != 1 or "str" in arms):
            return ()
        name = ENUMERATED[at] if at in ENUMERATED else enumerated[0]
        if name not in self._members:
            self._members[name] = self._read(name)
        return self._members[name]

    def _read(self, name: str) -> tuple[str, ...]:
        """Return the values of an enumeration of the code."""
        for symbol in self._index.named(Symbol, name):
            if (
                symbol.what == "class"
                and not symbol.test
                and any(base.endswith("Enum") for base in symbol.bases)
            ):
                rows = self._sources.lines(symbol.repo, symbol.path)[symbol.line : symbol.end_line]
                return tuple(match[1] for row in rows if (match := _MEMBER.match(row[:300])))
        return ()

    def is_validated(self, key: ConfigKey) -> bool:
        """Tell whether the code changes a value before the type is looked at, so that the type
        alone says nothing.
        """
        text = "\n".join(self._sources.lines(key.repo, key.path))
        names = (f'"{key.attribute or key.name}"', f"'{key.attribute or key.name}'")
        validated = [part.partition(")")[0] for part in text.split("field_validator(")[1:]]
        return any(name in part for part in validated for name in names)

    def example_names(self) -> set[str]:
        """Return the names that the example files of the deployment set, and those that its
        programs declare.
        """
        found: set[str] = set()
        for entry in self._index.files(repo="dify"):
            if entry.path.endswith(".example") and scope_of_file("dify", entry.path) == ENV:
                found |= {fact.name for fact in self._index.in_file("dify", entry.path, ConfigUse)}
        return found.union(*(self.declared_names(program) for program in SERVICES_OF))

    def declared_names(self, program: str) -> set[str]:
        """Return the names that a program declares."""
        if not self._declared:
            self._declared = {each: set() for each in SERVICES_OF}
            for key in self._index.all(ConfigKey):
                scope = scope_of_file(key.repo, key.path)
                if not key.test and key.origin != "credential" and scope in self._declared:
                    self._declared[scope].add(key.name)
        return self._declared[program]
