"""What an error of the database says of its version."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.database import resolve_table
from ctxkit.ask.locate.database_version import revision_note
from ctxkit.logline import parse_events
from tests.ask.literal import Asked


def context_of(letters: Asked, line: str) -> LocateContext:
    return LocateContext(event=parse_events(line)[0], index=letters.index, sources=letters.sources)


def notes(letters: Asked, line: str) -> str:
    return "; ".join(resolve_table(context_of(letters, line)).notes)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("psycopg2.errors.UndefinedColumn: column letters.status does not exist", "letters.status is made by the migration bbb222"),
        ('column "status" of relation "letters" does not exist', "letters.status is made by the migration bbb222"),
        ("column letters.body does not exist", "letters.body is made by the migration aaa111"),
        ('UndefinedTable: relation "letters" does not exist', "letters is made by the migration aaa111"),
        ("Table 'dify.letters' doesn't exist", "letters is made by the migration aaa111"),
        ("column letters.text does not exist", "leave no letters.text: the image that asks for it is of another version"),
        ('relation "stamps" does not exist', "leave no stamps: the image"),
        ("Can't locate revision identified by '0123abcd'", "the database was migrated by another version"),
    ],
)  # fmt: skip
def test_which_side_is_older(letters: Asked, line: str, told: str) -> None:
    assert told in notes(letters, line)


@pytest.mark.parametrize(
    "line",
    [
        'relation "letters" already exists',
        'null value in column "status" of relation "letters" violates not-null constraint',
        'constraint "letter_pkey" of relation "letters" does not exist',
        'relation "letter_status_idx" does not exist',
        "column l.status does not exist",
        'database "dify_plugin" does not exist',
        'relation "envelopes" does not exist',
    ],
)
def test_nothing_is_said_of_what_may_be_there(letters: Asked, line: str) -> None:
    assert notes(letters, line) == ""


@pytest.mark.parametrize(
    ("revision", "told"),
    [
        (
            "ccc333",
            "ccc333_stamps.py in dify 1.0.0, its head: the database is newer than the image",
        ),
        ("bbb222", "bbb222_states.py in dify 1.0.0: the database is newer than the image"),
    ],
)
def test_a_revision_of_this_version(letters: Asked, revision: str, told: str) -> None:
    assert told in revision_note(context_of(letters, "x"), revision)
