"""A fact as the row that stores it, and back; how names and words are folded so that they can be
looked up.

Not here: the tables (`builder.py`) and the questions asked of them (`reader.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import MISSING, fields
from typing import Any, NamedTuple

from ctxkit.model import KINDS, ConfigKey, ConfigUse, Fact, Message
from ctxkit.text.template import template_words

SCHEMA_VERSION = 3

KIND_NAMES = tuple(KINDS)
KIND_NUMBERS = {name: number for number, name in enumerate(KIND_NAMES)}
_BASE_FIELDS = frozenset(f.name for f in fields(Fact))
_NOT_ALNUM = re.compile(r"[\W_]+")

SHOWN = "~"
"""Stands before the words of texts that a user sees, which are looked up apart from those of
statements.
"""


class FactRow(NamedTuple):
    """A fact as it is stored; plain enough to be marshalled from a worker process."""

    kind: int
    name: str
    line: int
    end_line: int
    symbol: str
    data: str
    keys: tuple[str, ...]
    words: tuple[str, ...]


def fold_key(name: str) -> str:
    """Return `name` as all its spellings fold: `LOG_LEVEL`, `log-level` and `logLevel` are
    `loglevel`.
    """
    return _NOT_ALNUM.sub("", name).lower()


OWN_FIELDS: dict[str, tuple[tuple[str, Any], ...]] = {
    name: tuple(
        (f.name, None if f.default is MISSING else f.default)
        for f in fields(kind)
        if f.name not in _BASE_FIELDS
    )
    for name, kind in KINDS.items()
}
"""The fields that a kind has beyond those of every fact, with their defaults; by the name of the
kind.
"""


def field_position(kind: str, name: str) -> int:
    """Return at which place of the stored list a field of a kind stands."""
    return next(i for i, (own, _) in enumerate(OWN_FIELDS[kind]) if own == name)


def encode(fact: Fact) -> FactRow:
    """Return the row that stores `fact`, trailing defaults left out."""
    values = [(getattr(fact, name), default) for name, default in OWN_FIELDS[fact.kind]]
    while values and values[-1][0] == values[-1][1]:
        values.pop()
    keys: set[str] = set()
    if isinstance(fact, ConfigKey):
        keys = {fold_key(n) for n in (fact.name, fact.attribute, *fact.aliases) if n}
    elif isinstance(fact, ConfigUse):
        keys = {fold_key(n) for n in (fact.name, fact.target) if n}
        if "*" in fact.name:
            keys.add("*")  # a pattern, which no name folds to
    return FactRow(
        KIND_NUMBERS[fact.kind],
        fact.name,
        fact.line,
        fact.end_line,
        fact.symbol,
        json.dumps([v for v, _ in values], ensure_ascii=False, separators=(",", ":"))
        if values
        else "",
        tuple(keys),
        (
            tuple(SHOWN + word for word in template_words(fact.text))
            if isinstance(fact, Message)
            else tuple(template_words(getattr(fact, "template", "")))
        ),
    )


def decode(row: Sequence[Any]) -> Fact:
    """Return the fact of a row: the first six columns of `encode`, then repository, path and test
    of its file.
    """
    kind = KINDS[KIND_NAMES[row[0]]]
    values: dict[str, Any] = {}
    if row[5]:
        for (name, default), value in zip(OWN_FIELDS[kind.kind], json.loads(row[5])):  # noqa: B905 - trailing defaults are not stored
            values[name] = (
                tuple(value) if isinstance(default, tuple) and isinstance(value, list) else value
            )
    return kind(
        name=row[1],
        line=row[2],
        end_line=row[3],
        symbol=row[4],
        repo=row[6],
        path=row[7],
        test=bool(row[8]),
        **values,
    )
