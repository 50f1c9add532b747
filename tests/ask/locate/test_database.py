"""Errors of the database lead to models and migrations."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from tests.ask.locate_workspace import Ask, place, places

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
