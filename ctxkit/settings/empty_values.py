"""What an empty value does where it is not the same as none: notes for who would clear a line.

Not here: what a program accepts otherwise (`constraints.py`, `ask/check/validation.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.dify.programs import scope_name
from ctxkit.regex import regex
from ctxkit.settings.chain import Chain
from ctxkit.settings.names import Name
from ctxkit.settings.records import DeclarationRecord, Record, declarations_among, uses_among

_PARSED = regex(r"(?i)\b(u?int\w*|float\w*|bool\w*|positive\w+|nonnegative\w+|literal)\b")
"""Types to which pydantic and envconfig convert a text: they refuse an empty one."""

_TEXT = regex(r"(?i)\b(str|string|any)\b")
_PARSING = frozenset({"pydantic", "envconfig"})


def notes_on_empty_values(chain: Chain, records: Sequence[Record]) -> Iterator[str]:
    """Yield what an empty line of docker/.env does to each program that declares the setting."""
    for key in declarations_among(records):
        if key.is_computed or key.about in chain.related:
            continue
        name = Name(key.scope, key.name)
        if not _reaches_empty(name, chain, records):
            continue
        others = [alias for alias in key.aliases if alias != key.name]
        if key.origin == "pydantic" and others:
            yield (
                f"an empty {key.name} in docker/.env counts as set: {scope_name(key.scope)} then "
                f"takes it, not {' or '.join(others)}"
            )
        if key.origin in _PARSING and _is_parsed(key):
            yield (
                f"an empty {key.name} in docker/.env is passed on, and {scope_name(key.scope)} "
                "does not start with it; delete the line to get the default"
            )


def _is_parsed(key: DeclarationRecord) -> bool:
    return bool(_PARSED.search(key.type)) and not _TEXT.search(key.type)


def _reaches_empty(name: Name, chain: Chain, records: Sequence[Record]) -> bool:
    """Return whether an empty line of docker/.env reaches the program, as an empty variable."""
    if name in chain.handed_over:
        return True
    passing = [use for use in uses_among(records) if use.is_in_compose and use.via == "compose"]
    lines = [use for use in passing if use.role != "reads" and "template" not in use.path]
    here = [use for use in lines if any(each == name for _, each in use.received)]
    return bool(here) and not any(use.value for use in here)
