"""The setting as each program has it: its name, type and default there.

Not here: the one default that comes first in an answer (`defaults.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ctxkit.dify.programs import is_program
from ctxkit.model import ProgramSetting, Via
from ctxkit.settings.layers import Layer
from ctxkit.settings.records import DeclarationRecord, Record, UseRecord

_OWN_LAYERS = frozenset({Layer.DECLARED, Layer.CODE_DEFAULT, Layer.READ, Layer.ENTRYPOINT})
_FROM_ENVIRONMENT: frozenset[Via] = frozenset({"shell", "getenv", "env", "template", "config"})
"""Reads that take the setting in from outside of the program."""


def programs_of(records: Iterable[Record]) -> tuple[ProgramSetting, ...]:
    """Return the setting once for each program that declares it or reads it from outside."""
    found: dict[str, ProgramSetting] = {}
    for record in records:
        if record.layer not in _OWN_LAYERS or not is_program(record.scope):
            continue
        if isinstance(record, DeclarationRecord):
            _add_declaration(found, record)
        else:
            _add_use(found, record)
    return tuple(found.values())


def _add_declaration(found: dict[str, ProgramSetting], key: DeclarationRecord) -> None:
    known = found.get(key.scope)
    if known is not None and (known.default is not None or key.default is None):
        return  # a later declaration counts only for the default that the first one lacks
    found[key.scope] = ProgramSetting(
        program=key.scope,
        name=key.name,
        type=key.type,
        default=key.default,
        location=key.location,
    )


def _add_use(found: dict[str, ProgramSetting], use: UseRecord) -> None:
    known = found.get(use.scope)
    if known is not None:
        # Go declares a field with envconfig and sets its default in another place.
        if known.default is None and use.via == "code-default":
            found[use.scope] = replace(known, default=use.value)
    elif use.via in _FROM_ENVIRONMENT and use.role in ("reads", "renames"):
        found[use.scope] = ProgramSetting(
            program=use.scope, name=use.name, type="", default=use.value, location=use.location
        )
