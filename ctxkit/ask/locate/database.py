"""Errors of the database -> the model of the table that they name, and the migration that creates
the table, column or constraint.

Not here: the statement that queried the database, what the error says of its version
(`database_version.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution, without_tests
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Migration, SchemaChange, Table

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
"""Words of which a text of the database, or of its driver, has at least one."""

_LACKED = LazyPattern(
    rf"column {_NAME}\.{_NAME} does not exist|column {_NAME} of relation {_NAME} does not exist"
    rf"|(?<!of )relation {_NAME} does not exist|[Tt]able '(?:\w{{1,60}}\.)?{_NAME}' doesn't exist",
    hint="does not exist|doesn't exist",
)
"""A column or a table that the database does not have."""
_UNKNOWN_REVISION = LazyPattern(
    r"Can't locate revision identified by '([0-9a-f]{8,40})'|No such revision or branch '([0-9a-f]{8,40})'",
    hint="revision",
)
_CONSTRAINT_MARKS = ("uni", "idx", "fk", "uq", "ix", "unique", "chk", "pk")
_QUERY_MARK = "[rows:"  # gorm tells the place of a query before its text
_MAKING = ("create_table", "add_column", "create_index", "add_constraint")
_MAX_CHARS = 6_000
_MAX_TABLES = 3
_MAX_MIGRATIONS = 2


class _Named(NamedTuple):
    """The names in an error: tables, the likeliest first, and a constraint or an index."""

    tables: list[str]
    constraint: str


def resolve_table(context: LocateContext) -> Resolution:
    """Return the models of the tables and the migrations of the parts that an error names."""
    last = [error.message for error in context.event.errors[-1:]]
    text = " ".join((context.line.message, *last, context.event.text))[:_MAX_CHARS]
    revision = _REVISION.search(text)
    if revision:
        why = "the migration that Alembic runs here"
        made = without_tests(context.index.named(Migration, revision[1]))
        found = _candidates(made, weights.REVISION, why)
        return Resolution(candidates=found)
    unknown = _UNKNOWN_REVISION.search(text)
    if unknown:
        revision_id = next(filter(None, unknown.groups()))
        from ctxkit.ask.locate.database_version import revision_note  # few lines speak of it

        return Resolution(notes=[revision_note(context, revision_id)])
    if not any(sign in text for sign in _ERRORS):
        return Resolution()
    named = _named(context, text)
    score = weights.TABLE_OF_QUERY if _QUERY_MARK in text else weights.TABLE
    models = _models(context, named.tables, score)
    notes = _missing(context, text)
    return Resolution(candidates=[*models, *_changes(context, text, named)], notes=notes)


def _missing(context: LocateContext, text: str) -> list[str]:
    """Say why the database lacks the column or the table that an error names."""
    found = _LACKED.search(text)
    if found is None:
        return []
    from ctxkit.ask.locate.database_version import missing_note  # few lines speak of it

    name = _column(found[0]) or next(filter(None, found.groups()), "")
    return [note for note in [missing_note(context, name)] if note]


def _named(context: LocateContext, text: str) -> _Named:
    matches = [pattern.search(text) for pattern in _TABLES]
    tables = [name for match in matches if match for name in match.groups()]
    found = _CONSTRAINT.search(text)
    if not found:
        return _Named(tables, "")
    constraint = next(filter(None, found.groups()))
    own = [change.table for change in _making(context, [constraint])]
    return _Named(tables + (own or _tables_of_constraint(constraint)), constraint)


def _tables_of_constraint(constraint: str) -> list[str]:
    """Return the tables that a constraint may be of by its name, the longest names first."""
    parts = constraint.split("_")
    if parts[0] in _CONSTRAINT_MARKS and len(parts) > 2:
        parts = parts[1:]  # gorm puts the mark first: `uni_letters_body`, `idx_letters_body`
    stems = ["_".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return [name for stem in stems for name in (stem, f"{stem}s")]


def _models(context: LocateContext, names: list[str], score: float) -> list[Candidate]:
    unique = list(dict.fromkeys(names))
    tables = {t.name: t for t in without_tests(context.index.named(Table, *unique))}
    found = [tables[name] for name in unique if name in tables][:_MAX_TABLES]
    return [
        Candidate(
            fact=table,
            score=score - weights.NEXT_TABLE * place,
            confidence="medium",
            why=(f"{table.model} is the model of table {table.name}",),
        )
        for place, table in enumerate(found)
    ]


def _changes(context: LocateContext, text: str, named: _Named) -> list[Candidate]:
    """Return the migrations that make what the error names.

    What exists already is made once more by the migration that fails, which then comes before the
    model.
    """
    column = _column(text)
    names = [named.constraint] if named.constraint else named.tables[:1]
    score = weights.CHANGE_AGAIN if "already exists" in text else weights.CHANGE
    made = _making(context, [column] if column else names)
    return _candidates(made, score, "the migration that creates {}")


def _column(text: str) -> str:
    """Return `table.column` of the column that an error names, or an empty string."""
    found = _COLUMN.search(text)
    if not found:
        return ""
    first, second = [name for name in found.groups() if name]
    return f"{first}.{second}" if "." in found[0] else f"{second}.{first}"


def _making(context: LocateContext, names: list[str]) -> list[SchemaChange]:
    """Return the changes of migrations that make a table, a column, an index or a constraint."""
    found = without_tests(context.index.named(SchemaChange, *names))
    return [change for change in found if change.action in _MAKING and not change.down]


def _candidates(
    found: Sequence[Migration | SchemaChange], score: float, why: str
) -> list[Candidate]:
    latest = sorted(found, key=lambda m: m.path, reverse=True)[:_MAX_MIGRATIONS]
    return [
        Candidate(
            fact=migration,
            score=score - weights.NEXT_TABLE * place,
            confidence="medium",
            why=(why.format(migration.name),),
        )
        for place, migration in enumerate(latest)
    ]
