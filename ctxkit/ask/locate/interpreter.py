"""Errors that Python or a library words (`'X' object has no attribute 'y'`) -> the definitions and
settings they name.

Such a text stands in no source, but its names do. Not here: messages that a statement makes.
"""

from __future__ import annotations

import re
from itertools import islice

from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    around,
    at_line,
    definitions,
    point_at,
)
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import ConfigKey, ConfigUse, Symbol

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
    LazyPattern(rf"\d{{1,4}} validation errors? for {_NAME}", hint="validation error"),
)
_SETTINGS: tuple[LazyPattern, ...] = (
    LazyPattern(
        r"^([A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,12})$"
    ),  # pydantic: the name stands in a line of its own
    LazyPattern(r"required key ([A-Z][A-Z0-9_]{1,100}) missing value", hint="required key "),
    LazyPattern(r"assigning ([A-Z][A-Z0-9_]{1,100}) to \w{1,100}: converting", hint="assigning "),
)
"""How pydantic and envconfig name the setting whose value they refuse."""

_KEY = LazyPattern(r"^'([A-Za-z_]\w{2,80})'$")
_TELLING = re.compile(r"[A-Za-z]\w{2,80}_\w{2,80}")
"""A name of several words: of the one-word ones (`get`, `name`) there are too many to look for."""

_MET, _USED = (
    30.0,
    24.0,
)  # bits of a place where class and attribute meet, and where a name is used somewhere
_MOST_USES = 12
_FIELD = LazyPattern(
    r"Key: '(?:\w{1,60}\.){1,4}(\w{1,100})' Error:Field validation for ",
    hint="Error:Field validation",
)
"""How Go's validator names the field of the configuration that it refuses."""

_MOST = 12
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


def resolve_interpreter(asked: LocateContext) -> list[Candidate]:
    """Return where the names in an error of Python's own are defined and used."""
    text = asked.event.line.message[:6_000]
    if asked.event.errors:
        text = f"{text} {asked.event.errors[-1].message[:4_000]}"
    setting = next(
        (m[1] for m in (p.search(asked.event.line.message[:2_000]) for p in _SETTINGS) if m), ""
    )
    if setting:
        keys = [k for k in asked.index.named(ConfigKey, setting) if not k.test]
        why = f"the setting {setting} is declared here"
        return [Candidate(fact=k, score=44.0, sure="medium", why=(why,)) for k in keys[:3]]
    field = _FIELD.search(asked.event.line.message[:2_000])
    if field:
        fields = [
            k
            for k in asked.index.all(ConfigKey)
            if k.attribute == field[1] and k.origin == "envconfig"
        ]
        why = f"the setting of the field {field[1]} is declared here"
        return [
            Candidate(fact=k, score=26.0, sure="medium", why=(why,))
            for k in fields[:3]
            if not k.test
        ]
    for shape in _SHAPES:
        found = shape.search(text)
        if found:
            attribute = found[2] if shape.groups > 1 else ""
            name = found[1].removesuffix(".__init__")
            leads = _named(asked, name, attribute)
            return (
                leads
                if any(x.score > _MET for x in leads)
                else leads + _uses(asked, f".{attribute}")
            )
    error = asked.event.errors[-1] if asked.event.errors else None
    key = _KEY.match(error.message) if error and error.error == "KeyError" else None
    return _uses(asked, f'["{key[1]}"]') if key else []


def _uses(asked: LocateContext, text: str) -> list[Candidate]:
    """Return the few lines of the API that use a name that an object of Python's own did not have."""
    if asked.event.frames or not _TELLING.fullmatch(text.strip('.["]')):
        return []
    files = [
        f
        for f in asked.index.files(repo="dify")
        if f.path.startswith("api/") and f.path.endswith(".py")
    ]
    places = list(
        islice(asked.sources.lines_with((f for f in files if not f.test), text), _MOST_USES + 1)
    )
    if len(places) > _MOST_USES:
        return []
    leads: list[Candidate] = []
    for n, (file, number) in enumerate(places):
        fact = at_line(asked.index, file, number)
        leads.append(
            Candidate(fact=fact, score=_USED - n / 10, sure="low", why=(f"{text} is used here",))
        )
    return leads


def _named(asked: LocateContext, name: str, attribute: str) -> list[Candidate]:
    plain = name.rpartition(".")[2]
    if not plain or plain in _BUILT_IN:
        return []
    reads = [
        u for u in asked.index.named(ConfigUse, attribute) if u.path.endswith(".py") and not u.test
    ]
    if attribute.isupper() and reads:  # the configuration lacks a setting: whoever reads it fails
        why = (f"{attribute} is read here",)
        return [
            Candidate(fact=u, score=40.0 - n / 10, sure="low" if n else "medium", why=why)
            for n, u in enumerate(reads[:_MOST])
        ]
    owners = [
        s for s in asked.index.named(Symbol, plain, name) if not s.test and s.path.endswith(".py")
    ][: 3 * _MOST]
    leads: list[Candidate] = []
    for owner in owners[:_MOST]:
        use = _use_of(asked, owner, attribute) if attribute else None
        if use is not None:
            leads.append(
                Candidate(
                    fact=use, score=40.0, sure="medium", why=(f"{plain} and {attribute} meet here",)
                )
            )
        own = [
            s
            for s in asked.index.named(Symbol, f"{plain}.{attribute}")
            if (s.repo, s.path) == (owner.repo, owner.path)
        ]
        why = (f"in this version {plain} has {attribute}",)
        leads += [Candidate(fact=s, score=_USED + 2.0, sure="low", why=why) for s in own[:1]]
        leads.append(
            Candidate(
                fact=owner,
                score=38.0 if use else 22.0,
                sure="low",
                why=(f"{plain} is defined here",),
            )
        )
    if sum(lead.score > 39 for lead in leads) > 1 or len(owners) > _MOST:
        leads = [Candidate(fact=x.fact, score=x.score, sure="low", why=x.why) for x in leads]
    return leads


def _use_of(asked: LocateContext, owner: Symbol, attribute: str) -> Symbol | None:
    """Return the first line of the owner's file that reads the attribute."""
    pattern = re.compile(rf"\.{re.escape(attribute)}\b")
    for number, line in enumerate(asked.sources.lines(owner.repo, owner.path), 1):
        if pattern.search(line[:2_000]):
            symbols = definitions(asked.index, owner.repo, owner.path)
            return point_at(around(symbols, number), owner.repo, owner.path, number)
    return None
