"""The variable by which a program takes a setting in from outside.

Not here: which programs use the setting (`usage.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.model import Origin, Via
from ctxkit.settings.chain import Chain
from ctxkit.settings.names import Name
from ctxkit.settings.records import Record, declarations_among, uses_among

_FROM_VARIABLE: frozenset[Origin] = frozenset({"pydantic", "envconfig", "zod", "getenv"})
_READS_VARIABLE: frozenset[Via] = frozenset({"getenv", "env", "shell", "template"})


def reading_variable(chain: Chain, records: Sequence[Record]) -> Name | None:
    """Return the variable by which the first program takes the setting in, or None."""
    # A declaration is the better source: code may read a field of it under another name.
    declared = declared_variables(records)
    if declared:
        return declared[0]
    reads = [use for use in uses_among(records) if use.role == "reads"]
    for use in reads:
        if use.via in _READS_VARIABLE:
            # A read of all names of a pattern is a read of the one that was asked for.
            return Name(use.scope, chain.start[0].name if "*" in use.name else use.name)
    return None


def declared_variables(records: Sequence[Record]) -> list[Name]:
    """Return the variable of each program that declares the setting, the first program first."""
    first: dict[str, Name] = {}
    for key in declarations_among(records):
        if key.origin in _FROM_VARIABLE:
            first.setdefault(key.scope, Name(key.scope, key.name))
    return [_outermost(name, records) for name in first.values()]


def _outermost(name: Name, records: Sequence[Record]) -> Name:
    """Return the variable that an entrypoint exports as `name`, which overwrites `name` itself."""
    exports = [use for use in uses_among(records) if use.via == "shell"]
    exported = [use.name for use in exports if use.target == name.name]
    others = [Name(name.scope, other) for other in exported if other != name.name]
    return others[0] if others else name
