"""Errors of the database -> the model of the table that they name. Not here: the statement that asked the database."""

from __future__ import annotations

from ctxkit.ask.locating.leads import Asked, Lead
from ctxkit.logline.lazy import LazyPattern
from ctxkit.model import Table

_NAME = r"\"?(?:public\.)?([a-z][a-z0-9_]{1,80})\"?"
_TABLES: tuple[LazyPattern, ...] = (
    LazyPattern(rf"column {_NAME}\.{_NAME} does not exist"),
    LazyPattern(rf"relation {_NAME} (?:does not exist|already exists)"),
    LazyPattern(rf"column {_NAME} of relation {_NAME}"),
    LazyPattern(rf"(?:on|of|in|into|from) (?:table|relation) {_NAME}"),
    LazyPattern(rf"[Tt]able '(?:\w{{1,60}}\.)?{_NAME}' doesn't exist"),
    LazyPattern(r"\b(?:INSERT INTO|UPDATE|DELETE FROM|FROM) \"?([a-z][a-z0-9_]{1,80})\"?"),
)
_CONSTRAINT = LazyPattern(r"unique constraint \"([a-z0-9_]{2,120})\"", hint="unique constraint")
_ERRORS = (
    "does not exist",
    "already exists",
    "constraint",
    "null value",
    "doesn't exist",
    "psycopg2.",
    "deadlock",
    "[SQL:",
)


def resolve_table(asked: Asked) -> list[Lead]:
    """Return the models of the tables that a database error names."""
    line = asked.event.line
    text = " ".join((line.message, *(e.message for e in asked.event.errors[-1:]), asked.event.text))[:6_000]
    if not any(sign in text for sign in _ERRORS):
        return []
    names = [name for pattern in _TABLES for found in [pattern.search(text)] if found for name in found.groups()]
    constraint = _CONSTRAINT.search(text)
    if constraint:
        parts = constraint[1].split("_")
        names += ["_".join(parts[:n]) + s for n in range(len(parts), 0, -1) for s in ("", "s")]
    tables = {t.name: t for t in asked.index.named(Table, *dict.fromkeys(names)) if not t.test} if names else {}
    found = [tables[name] for name in dict.fromkeys(names) if name in tables]
    return [
        Lead(fact=t, score=24.0 - n, sure="medium", why=(f"{t.model} is the model of table {t.name}",))
        for n, t in enumerate(found[:3])
    ]
