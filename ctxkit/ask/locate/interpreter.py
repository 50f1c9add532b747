"""Errors that Python or a library words (`'X' object has no attribute 'y'`) -> the definitions and
settings they name.

No source has such a text, but some have its names. Not here: messages that a statement makes
(`messages.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    around,
    at_line,
    definitions,
    in_order,
    limited,
    point_at,
    without_tests,
)
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import ConfigKey, ConfigUse, Symbol
from ctxkit.regex import regex

_MAX_MESSAGE_CHARS = 6_000
_MAX_HEAD_CHARS = 2_000
_MAX_ERROR_CHARS = 4_000
_MAX_LINE_CHARS = 2_000
_MAX_SETTINGS = 3
_MAX_USES = 12  # of a name that is looked for: one with more is used everywhere
_MAX_OWNERS = 12
_MAX_READS = 12
_NAME = r"([A-Za-z_][\w.]{0,120})"
_SHAPES: tuple[LazyPattern, ...] = (
    LazyPattern(rf"type object '{_NAME}' has no attribute '(\w{{1,120}})'", hint="type object"),
    LazyPattern(
        rf"'{_NAME}' object has no attribute '(\w{{1,120}})'", hint="object has no attribute"
    ),
    LazyPattern(rf"module '{_NAME}' has no attribute '(\w{{1,120}})'", hint="has no attribute"),
    LazyPattern(rf"cannot import name '()(\w{{1,120}})' from '{_NAME}'", hint="cannot import name"),
    LazyPattern(
        rf"\b{_NAME}\(\) (?:missing \d{{1,2}} required|got an unexpected|takes \d{{1,2}}|got multiple)",
        hint="() ",
    ),
    LazyPattern(rf"Can't instantiate abstract class {_NAME}", hint="abstract class"),
)
"""Of each the first group is an object's class, module or function, the second an attribute."""

_SETTINGS: tuple[re.Pattern[str] | LazyPattern, ...] = (
    # pydantic: the name is alone in a line.
    regex(r"^([A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,12})$"),
    LazyPattern(r"required key ([A-Z][A-Z0-9_]{1,100}) missing value", hint="required key "),
    LazyPattern(r"assigning ([A-Z][A-Z0-9_]{1,100}) to \w{1,100}: converting", hint="assigning "),
)
"""How pydantic and envconfig name the setting whose value they reject."""

_REFUSED = LazyPattern(
    r"^([A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,12})\n {2,8}[A-Z][^\n]{1,300}\[type=\w{1,40}, input_value=",
    hint="input_value=",
    flags=re.MULTILINE,
)
"""The same in the middle of a text whose beginning was cut."""

_FIELD = LazyPattern(
    r"Key: '(?:\w{1,60}\.){1,4}(\w{1,100})' Error:Field validation for ",
    hint="Error:Field validation",
)
"""How Go's validator names the field of the configuration that it rejects."""

_KEY = regex(r"^'([A-Za-z_]\w{2,80})'$")
_SEVERAL_WORDS = regex(r"[A-Za-z]\w{2,80}_\w{2,80}$")
"""A name of several words: of the one-word ones (`get`, `name`) there are too many to look for."""

_BUILT_IN = frozenset(
    (
        "NoneType",
        "str",
        "dict",
        "list",
        "int",
        "float",
        "tuple",
        "set",
        "bytes",
        "bool",
        "function",
        "module",
    )
)


class _Attribute(NamedTuple):
    """An attribute, and the object that lacks it; either may be empty."""

    owner: str
    name: str


def resolve_interpreter(context: LocateContext) -> Resolution:
    """Return where the names in an error of Python's own are defined and used."""
    head = context.line.message[:_MAX_HEAD_CHARS]
    setting = _first_group(_SETTINGS, head)
    if not setting:
        setting = _first_group((_REFUSED,), context.pasted[:_MAX_MESSAGE_CHARS])
    if setting:
        return Resolution(candidates=_setting(context, setting))
    field = _FIELD.search(context.event.text[:_MAX_HEAD_CHARS])  # perhaps an attribute of the line
    if field:
        return Resolution(candidates=_setting_of_field(context, field[1]))
    attribute = _attribute(context)
    if attribute is not None:
        found = _owners(context, attribute)
        if not any(c.score >= weights.CLASS_BESIDE_USE for c in found):
            found += _uses(context, f".{attribute.name}")
        return Resolution(candidates=found)
    return Resolution(candidates=_uses_of_key(context))


def _uses_of_key(context: LocateContext) -> list[Candidate]:
    """Return the lines that look up the key that a dictionary lacks."""
    if context.error is None or context.error.error != "KeyError":
        return []
    key = _KEY.match(context.error.message)
    return _uses(context, f'["{key[1]}"]') if key else []


def _first_group(patterns: tuple[re.Pattern[str] | LazyPattern, ...], text: str) -> str:
    found = (pattern.search(text) for pattern in patterns)
    return next((match[1] for match in found if match), "")


def _setting(context: LocateContext, name: str) -> list[Candidate]:
    keys = without_tests(context.index.named(ConfigKey, name))
    return in_order(
        keys[:_MAX_SETTINGS],
        score=weights.REFUSED_SETTING,
        step=0.0,
        confidence="medium",
        why=f"the setting {name} is declared here",
    )


def _setting_of_field(context: LocateContext, field: str) -> list[Candidate]:
    keys = [
        key
        for key in without_tests(context.index.all(ConfigKey))
        if key.attribute == field and key.origin == "envconfig"
    ]
    return in_order(
        keys[:_MAX_SETTINGS],
        score=weights.REFUSED_FIELD,
        step=0.0,
        confidence="medium",
        why=f"the setting of the field {field} is declared here",
    )


def _attribute(context: LocateContext) -> _Attribute | None:
    """Return the attribute that an error of Python's own is about, or None."""
    text = context.line.message[:_MAX_MESSAGE_CHARS]
    if context.error:
        text = f"{text} {context.error.message[:_MAX_ERROR_CHARS]}"
    for shape in _SHAPES:
        found = shape.search(text)
        if found:
            name = found[2] if shape.groups > 1 else ""
            return _Attribute(found[1].removesuffix(".__init__"), name)
    return None


def _uses(context: LocateContext, text: str) -> list[Candidate]:
    """Return the few lines of the API that use a name which an object of Python's own lacked."""
    if context.event.frames or not _SEVERAL_WORDS.match(text.strip('.["]')):
        return []
    files = without_tests(context.index.files_like("api/%.py"))
    places = list(islice(context.sources.lines_with(files, text), _MAX_USES + 1))
    if len(places) > _MAX_USES:
        return []
    return in_order(
        (at_line(context.index, file, number) for file, number in places),
        score=weights.NAME_USED,
        step=weights.NEXT_NAME_USED,
        confidence="low",
        why=f"{text} is used here",
    )


def _owners(context: LocateContext, attribute: _Attribute) -> list[Candidate]:
    """Return where the object that lacks an attribute is defined, and where its file uses it."""
    plain = attribute.owner.rpartition(".")[2]
    if plain in ("", *_BUILT_IN):
        return []
    reads = _reads(context, attribute.name)
    if attribute.name.isupper() and reads:
        return reads  # the configuration lacks a setting: whoever reads it fails
    owners = [
        symbol
        for symbol in without_tests(context.index.named(Symbol, plain, attribute.owner))
        if symbol.path.endswith(".py")
    ]
    candidates: list[Candidate] = []
    for owner in owners[:_MAX_OWNERS]:
        candidates += _owner(context, owner, plain, attribute.name)
    uses = sum(candidate.score >= weights.ATTRIBUTE_USED for candidate in candidates)
    if uses > 1 or len(owners) > _MAX_OWNERS:
        return limited(candidates, "low")
    return candidates


def _reads(context: LocateContext, name: str) -> list[Candidate]:
    """Return the code that reads a setting, the first with a confidence of its own."""
    reads = without_tests(context.index.named(ConfigUse, name))
    found = in_order(
        [use for use in reads if use.path.endswith(".py")][:_MAX_READS],
        score=weights.MISSING_SETTING,
        step=weights.NEXT_MISSING_SETTING,
        confidence="low",
        why=f"{name} is read here",
    )
    return [replace(c, confidence="medium") for c in found[:1]] + found[1:]


def _owner(context: LocateContext, owner: Symbol, plain: str, attribute: str) -> list[Candidate]:
    candidates: list[Candidate] = []
    use = _first_use(context, owner, attribute) if attribute else None
    if use is not None:
        candidates.append(
            Candidate(
                fact=use,
                score=weights.ATTRIBUTE_USED,
                confidence="medium",
                why=(f"{plain} and {attribute} are used together here",),
            )
        )
    for own in context.index.named(Symbol, f"{plain}.{attribute}"):
        if (own.repo, own.path) == (owner.repo, owner.path):
            why = f"in this version {plain} has {attribute}"
            candidates.append(
                Candidate(fact=own, score=weights.ATTRIBUTE_DEFINED, confidence="low", why=(why,))
            )
            break
    candidates.append(
        Candidate(
            fact=owner,
            score=weights.CLASS_BESIDE_USE if use else weights.CLASS_OF_OBJECT,
            confidence="low",
            why=(f"{plain} is defined here",),
        )
    )
    return candidates


def _first_use(context: LocateContext, owner: Symbol, attribute: str) -> Symbol | None:
    """Return the first line of the owner's file that reads the attribute."""
    pattern = re.compile(rf"\.{re.escape(attribute)}\b")
    for number, line in enumerate(context.sources.lines(owner.repo, owner.path), 1):
        if pattern.search(line[:_MAX_LINE_CHARS]):
            symbols = definitions(context.index, owner.repo, owner.path)
            return point_at(around(symbols, number), owner.repo, owner.path, number)
    return None
