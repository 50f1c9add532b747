"""Errors of the database -> the model of the table that they name, and the migration that makes
what they name.

Not here: the statement that asked the database.
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.locate.candidates import Candidate, LocateContext
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Migration, Table

_NAME = r"\"?(?:public\.)?([a-z][a-z0-9_]{1,80})\"?"
_TABLES: tuple[LazyPattern, ...] = (
    LazyPattern(rf"column {_NAME}\.{_NAME} does not exist", hint="column "),
    LazyPattern(rf"relation {_NAME} (?:does not exist|already exists)", hint="relation "),
    LazyPattern(rf"column {_NAME} of relation {_NAME}", hint="of relation "),
    LazyPattern(
        rf"(?:on|of|in|into|from|for) (?:table|relation) {_NAME}", hint=" table | relation "
    ),
    LazyPattern(rf"[Tt]able '(?:\w{{1,60}}\.)?{_NAME}' doesn't exist", hint="doesn't exist"),
    LazyPattern(
        r"\b(?:INSERT INTO|UPDATE|DELETE FROM|FROM|ALTER TABLE|CREATE TABLE) (?:IF NOT EXISTS )?\"?([a-z][a-z0-9_]{1,80})\"?",
        hint="INSERT|UPDATE|FROM|TABLE",
    ),
)
_CONSTRAINT = LazyPattern(
    r"(?:unique|check|foreign key|exclusion) constraint \"([a-z0-9_]{2,120})\"|constraint \"([a-z0-9_]{2,120})\" (?:of|for) relation"
    r"|relation \"([a-z0-9_]{2,120})\" already exists|for key '(?:\w{1,60}\.)?([a-z0-9_]{2,120})'",
    hint="constraint|already exists|for key",
)
_COLUMN = LazyPattern(
    rf"column {_NAME} of relation {_NAME}|column {_NAME}\.{_NAME} does not exist|null value in column {_NAME} (?:of|in) relation {_NAME}",
    hint="column ",
)
_REVISION = LazyPattern(
    r"Running (?:up|down)grade ?[\w, ]{0,120}-> ?([0-9a-f]{8,40})", hint="Running "
)
_ERRORS = (
    "does not exist",
    "already exists",
    "constraint",
    "null value",
    "doesn't exist",
    "psycopg2.",
    "deadlock",
    "[SQL:",
    "[rows:",
    "Duplicate entry",
    "must be owner of",
    "permission denied for",
)
_MARKS = ("uni", "idx", "fk", "uq", "ix", "unique", "chk", "pk")
_LONGEST = 6_000


def resolve_table(asked: LocateContext) -> list[Candidate]:
    """Return the models of the tables and the migrations of the parts that a database error names."""
    line = asked.event.line
    text = " ".join(
        (line.message, *(e.message for e in asked.event.errors[-1:]), asked.event.text)
    )[:_LONGEST]
    revision = _REVISION.search(text)
    if revision:
        return list(_migrations(asked, [revision[1]], 50.0, "the migration that Alembic runs here"))
    if not any(sign in text for sign in _ERRORS):
        return []
    names = [
        name
        for pattern in _TABLES
        for found in [pattern.search(text)]
        if found
        for name in found.groups()
    ]
    constraint = _CONSTRAINT.search(text)
    made = next((name for name in constraint.groups() if name), "") if constraint else ""
    own = (
        [m for m in asked.index.named(Migration, made) if m.what != "revision" and not m.test]
        if made
        else []
    )
    if made and own:
        names += [m.table for m in own]
    elif made:
        parts = made.split("_")
        if parts[0] in _MARKS and len(parts) > 2:
            parts = parts[1:]  # gorm puts the mark first: `uni_letters_body`, `idx_letters_body`
        names += ["_".join(parts[:n]) + s for n in range(len(parts), 0, -1) for s in ("", "s")]
    score = (
        24.0 if "[rows:" not in text else 9.0
    )  # gorm tells the place of the query before its text
    return [*_models(asked, names, score), *_changes(asked, text, names, made)]


def _models(asked: LocateContext, names: list[str], score: float) -> Iterator[Candidate]:
    tables = (
        {t.name: t for t in asked.index.named(Table, *dict.fromkeys(names)) if not t.test}
        if names
        else {}
    )
    found = [tables[name] for name in dict.fromkeys(names) if name in tables]
    for n, table in enumerate(found[:3]):
        why = f"{table.model} is the model of table {table.name}"
        yield Candidate(fact=table, score=score - n, sure="medium", why=(why,))


def _changes(asked: LocateContext, text: str, names: list[str], made: str) -> Iterator[Candidate]:
    """What exists already is made once more by the migration that fails, so that it comes before
    the model.
    """
    column = _COLUMN.search(text)
    parts = [name for name in column.groups() if name] if column else []
    if len(parts) == 2:
        table, name = parts if "." in column[0] else reversed(parts)  # type: ignore[index]
        wanted = [f"{table}.{name}"]
    else:
        wanted = [made] if made else names[:1]
    score = 26.0 if "already exists" in text else 23.5
    yield from _migrations(asked, wanted, score, "the migration that makes {}")


def _migrations(
    asked: LocateContext, names: list[str], score: float, why: str
) -> Iterator[Candidate]:
    found = [m for m in asked.index.named(Migration, *names) if not m.test] if names else []
    latest = sorted(found, key=lambda m: m.path, reverse=True)
    for n, migration in enumerate(latest[:2]):
        yield Candidate(
            fact=migration, score=score - n, sure="medium", why=(why.format(migration.name),)
        )
