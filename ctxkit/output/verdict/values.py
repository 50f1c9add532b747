"""Values of settings for people: with their unit, and what is allowed, in words and not in the
types of a programming language.

Pure. Not here: whether a value is valid (`ask/check/validation.py`).
"""

from __future__ import annotations

import re

from ctxkit.dify.units import unit_of
from ctxkit.model import KeyAnswer
from ctxkit.regex import regex
from ctxkit.text.wording import short, with_unit

_MAX_VALUE_CHARS = 44
_NUMBER = regex(r"-?\d+(?:\.\d+)?")
_IN_WORDS = {"True": "true", "False": "false", "None": "not set", "nil": "not set", "": "(empty)"}
_SHORT_UNITS = {
    "milliseconds": "ms", "millisecond": "ms", "ms": "ms", "seconds": "s", "second": "s",
    "secs": "s", "minutes": "minutes", "minute": "minutes", "hours": "hours", "hour": "hours",
    "days": "days", "day": "days", "megabytes": "MB", "mb": "MB", "mib": "MB", "kilobytes": "kB",
    "gigabytes": "GB", "gb": "GB", "bytes": "bytes", "characters": "characters",
    "tokens": "tokens",
}  # fmt: skip
_UNITS = "|".join(_SHORT_UNITS)
_DESCRIBED_UNIT = regex(rf"\b(?:in|unit:|in the unit of) ({_UNITS})\b|\(({_UNITS})\)", re.I)
_NAMED_UNITS = {
    "_MS": "ms", "_MILLISECONDS": "ms", "_SECONDS": "s", "_SECS": "s", "_MINUTES": "minutes",
    "_HOURS": "hours", "_DAYS": "days", "_MB": "MB", "_BYTES": "bytes",
}  # fmt: skip

_TYPES = {
    "PositiveInt": "a whole number, 1 or more",
    "NonNegativeInt": "a whole number, 0 or more",
    "NegativeInt": "a whole number below 0",
    "NonPositiveInt": "a whole number, 0 or less",
    "PositiveFloat": "a number above 0",
    "NonNegativeFloat": "a number, 0 or more",
    "int": "a whole number",
    "integer": "a whole number",
    "float": "a number",
    "number": "a number",
    "bool": "true or false",
    "boolean": "true or false",
}
_GO_NUMBER = regex(r"u?int(?:8|16|32|64)?|float(?:32|64)")
_OPTIONAL = regex(r"Optional\[(.+)\]|(.+?) ?\| ?None")
_LITERAL = regex(r"Literal\[(.+)\]")
_MUST = "must be "
_AS_WRITTEN = regex(r" \([^()]*\)$")


def shown_value(key: KeyAnswer, value: str | None) -> str:
    """Return a value of a setting with its unit, on one line."""
    if value is None:
        return "no default"
    words = _IN_WORDS.get(value)
    if words is not None:
        return words
    if not _NUMBER.fullmatch(value):
        return short(value, _MAX_VALUE_CHARS)
    unit = _unit(key)
    return f"{value} {unit}" if unit else with_unit(value)


def _unit(key: KeyAnswer) -> str:
    described = _DESCRIBED_UNIT.search(key.description)
    if described:
        return _SHORT_UNITS[(described[1] or described[2]).lower()]
    for suffix, unit in _NAMED_UNITS.items():
        if key.name.upper().endswith(suffix):
            return unit
    known = unit_of(key.name)
    return _SHORT_UNITS.get(known.unit, known.unit) if known is not None else ""


def allowed_values(key: KeyAnswer) -> str:
    """Return what a setting may be set to, in words; nothing if that is any text."""
    words = _type_in_words(key.type)
    limits = [note.removeprefix(_MUST) for note in key.notes if note.startswith(_MUST)]
    limits = [limit for limit in limits if not limit.startswith("set ")]
    if not limits or _says_limit(key.type):
        return words
    # The note repeats the constraint as the code has it: `at least 0 (ge=0)`.
    limit = _AS_WRITTEN.sub("", limits[0])
    return f"{words}, {limit}" if words else limit


def _says_limit(name: str) -> bool:
    return _TYPES.get(_bare(name), "").endswith(("more", "less", "below 0", "above 0"))


def _bare(name: str) -> str:
    optional = _OPTIONAL.fullmatch(name)
    return (optional[1] or optional[2]).strip() if optional else name


def _type_in_words(name: str) -> str:
    bare = _bare(name)
    listed = _LITERAL.fullmatch(bare)
    if listed:
        return "one of " + ", ".join(part.strip(" \"'") for part in listed[1].split(","))
    if _GO_NUMBER.fullmatch(bare):
        return "a number" if bare.startswith("float") else "a whole number"
    return _TYPES.get(bare, "")
