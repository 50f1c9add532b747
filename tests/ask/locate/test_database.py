"""Errors of the database lead to models and migrations."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.database import resolve_table
from ctxkit.logline import parse_events
from ctxkit.model import SchemaChange, Table
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, ContextOf, place, places

MIGRATION = "api/migrations/versions/9f1d2c3b4a5e_add_letters.py"


@pytest.mark.parametrize(
    "error",
    ['relation "letters" does not exist', 'null value in column "body" of relation "letters"'],
)
def test_errors_of_the_database_lead_to_the_model(ask: Ask, error: str) -> None:
    finding = ask(f"psycopg2.errors.UndefinedTable: {error}")
    assert places(finding)[0] == place("api/models/letter.py", "class Letter")


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ('relation "letters" already exists', "create_table('letters'"),
        ('column "body" of relation "letters" already exists', "'body', sa.Text"),
        (
            "INFO  [alembic.runtime.migration] Running upgrade 0a1b2c3d4e5f -> 9f1d2c3b4a5e, add letters",
            "add letters",
        ),
    ],
)
def test_what_a_migration_failed_to_make_leads_to_the_migration(
    ask: Ask, line: str, fragment: str
) -> None:
    assert places(ask(line))[0] == place(MIGRATION, fragment)


def test_a_constraint_leads_to_its_table_and_its_migration(ask: Ask) -> None:
    finding = ask(
        'psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "unique_body"'
    )
    wanted = [place("api/models/letter.py", "class Letter"), place(MIGRATION, "UniqueConstraint")]
    assert places(finding)[:2] == wanted


@pytest.mark.parametrize(
    "line",
    [
        "INFO  [alembic.runtime.migration] Running upgrade 0a1b2c3d4e5f -> 5e4d3c2b1a0f, of another program",
        "Error: Can't locate revision identified by '5e4d3c2b1a0f'",
        'relation "envelopes" already exists',
        'duplicate key value violates unique constraint "unique_envelope"',
    ],
)
def test_parts_of_another_database_lead_nowhere(ask: Ask, line: str) -> None:
    finding = ask(line)
    assert finding.confidence in ("none", "low")
    assert not any(path == MIGRATION for path, _ in places(finding))


def resolved(context_of: ContextOf, line: str) -> list[tuple[str, float]]:
    found = resolve_table(context_of(line)).candidates
    assert all(c.confidence == "medium" for c in found)
    return [(f"{type(c.fact).__name__} {c.fact.name}", c.score) for c in found]


TABLE = ("Table letters", 24.0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('relation "letters" does not exist', [TABLE, ("SchemaChange letters", 23.5)]),
        ('relation "public.letters" does not exist', [TABLE, ("SchemaChange letters", 23.5)]),
        ('relation "letters" already exists', [TABLE, ("SchemaChange letters", 26.0)]),
        ("column letters.body does not exist", [TABLE, ("SchemaChange letters.body", 23.5)]),
        ('column "body" of relation "letters" does not exist', [TABLE, ("SchemaChange letters.body", 23.5)]),
        ('column "body" of relation "letters" already exists', [TABLE, ("SchemaChange letters.body", 26.0)]),
        ('null value in column "body" of relation "letters"', [TABLE, ("SchemaChange letters.body", 23.5)]),
        ("must be owner of table letters", [TABLE, ("SchemaChange letters", 23.5)]),
        ("permission denied for table letters", [TABLE, ("SchemaChange letters", 23.5)]),
        ("deadlock detected in relation letters", [TABLE, ("SchemaChange letters", 23.5)]),
        ("Table 'dify.letters' doesn't exist", [TABLE, ("SchemaChange letters", 23.5)]),
        ("psycopg2.Error: INSERT INTO letters", [TABLE, ("SchemaChange letters", 23.5)]),
        ("[SQL: UPDATE letters SET x", [TABLE, ("SchemaChange letters", 23.5)]),
        ("[1ms] [rows:1] DELETE FROM letters", [("Table letters", 9.0), ("SchemaChange letters", 23.5)]),
        ('violates unique constraint "unique_body"', [TABLE, ("SchemaChange unique_body", 23.5)]),
        ('constraint "unique_body" of relation "x" does not exist', [TABLE, ("SchemaChange unique_body", 23.5)]),
        ('relation "unique_body" already exists', [TABLE, ("SchemaChange unique_body", 26.0)]),
        ("Duplicate entry 'x' for key 'letters.unique_body'", [TABLE, ("SchemaChange unique_body", 23.5)]),
        ('violates unique constraint "uni_letters_stamp"', [TABLE]),
        ('violates unique constraint "letters_stamp_key"', [TABLE]),
        ('violates unique constraint "letter_stamp_key"', [TABLE]),
        ('violates unique constraint "stamp_letters"', []),
        ("INSERT INTO letters", []),
        ("relation letters is nice", []),
        ("Running upgrade 0a1b2c3d4e5f -> 9f1d2c3b4a5e, add letters", [("Migration 9f1d2c3b4a5e", 50.0)]),
        ("Running downgrade 0a1b2c3d4e5f -> 9f1d2c3b4a5e, x", [("Migration 9f1d2c3b4a5e", 50.0)]),
        ("Running upgrade  -> 9f1d2c3b4a5e", [("Migration 9f1d2c3b4a5e", 50.0)]),
    ],
)  # fmt: skip
def test_models_and_migrations(
    context_of: ContextOf, line: str, expected: list[tuple[str, float]]
) -> None:
    assert resolved(context_of, line) == expected


def test_the_message_of_the_error_is_read_as_well(context_of: ContextOf) -> None:
    frame = 'Traceback (most recent call last):\n  File "/app/x.py", line 1, in f\n    g()'
    line = f'{frame}\npsycopg2.errors.UndefinedTable: relation "letters" does not exist'
    assert resolved(context_of, line)[0] == TABLE


@pytest.mark.parametrize("mark", ["uni", "idx", "fk", "uq", "ix", "unique", "chk", "pk"])
def test_marks_in_front_of_constraints(service_context: ContextOf, mark: str) -> None:
    line = f'violates unique constraint "{mark}_postal_letters_body"'
    found = resolve_table(service_context(line)).candidates
    assert [c.fact.name for c in found] == ["postal_letters"]
    assert found[0].why == ("PostalLetter is the model of table postal_letters",)


def test_three_tables_are_shown(tmp_path: Path) -> None:
    tables = [Table(name=f"{x}{x}", model="M", line=5, end_line=5) for x in "abcd"]
    asked = literal_index(tmp_path, {"dify": {"api/models.py": ("x\n" * 9, tables)}})  # type: ignore[dict-item]
    line = 'relation "aa" does not exist; column bb of relation cc; on table dd'
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    found = resolve_table(context).candidates
    assert [(c.fact.name, c.score) for c in found] == [("aa", 24.0), ("bb", 23.0), ("cc", 22.0)]


def test_the_latest_two_migrations_are_shown(tmp_path: Path) -> None:
    made = SchemaChange(
        name="ab", action="create_table", revision="r", table="ab", line=1, end_line=1
    )
    others = [
        replace(made, action="drop_table"),
        replace(made, down=True),
    ]
    files = {
        **{f"api/migrations/{n}.py": ("x\n", [made]) for n in (1, 2, 3)},
        "api/migrations/4.py": ("x\n", others),
    }
    asked = literal_index(tmp_path, {"dify": files})  # type: ignore[dict-item]
    event = parse_events('relation "ab" does not exist')[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    found = resolve_table(context).candidates
    assert [(c.fact.path, c.score) for c in found] == [
        ("api/migrations/3.py", 23.5),
        ("api/migrations/2.py", 22.5),
    ]
    assert found[0].why == ("the migration that creates ab",)


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        ("9f1d2c3b4a5e", f"the migration 9f1d2c3b4a5e is {MIGRATION} in dify"),
        ("5e4d3c2b1a0f", "no migration of this version has the revision 5e4d3c2b1a0f"),
    ],
)
def test_a_revision_that_the_image_lacks_is_named_but_no_place(
    ask: Ask, revision: str, words: str
) -> None:
    finding = ask(f"ERROR [flask_migrate] Error: Can't locate revision identified by '{revision}'")
    assert not finding.hits
    assert any(note.startswith(words) for note in finding.notes)
