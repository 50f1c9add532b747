"""Who can end a failure, by the class of its error and its words."""

from __future__ import annotations

import pytest

from ctxkit.dify.levels import LEVELS, LevelRow, error_in, level_of

STACK = 'Traceback (most recent call last):\n  File "/app/api/a.py", line 3, in f\n'


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"{STACK}KeyError: 'id'", "KeyError"),
        (
            f"{STACK}redis.exceptions.ConnectionError: x\n\nOther\n{STACK}a.b.MyException",
            "a.b.MyException",
        ),
        ("panic: runtime error: index out of range [3]", "panic"),
        ("2026-05-04 ERROR it failed: KeyError: 'id'", ""),
        ("", ""),
    ],
)
def test_the_error_that_a_text_ends_with(text: str, error: str) -> None:
    assert error_in(text) == error


@pytest.mark.parametrize(
    ("text", "own", "settings", "level"),
    [
        ("KeyError: 'id'", True, False, "product"),
        ("KeyError: 'id'", False, False, "undecided"),
        ("KeyError: 'id'", False, True, "environment"),
        ("sqlalchemy.exc.InvalidRequestError: closed transaction", True, True, "product"),
        ("panic: runtime error: index out of range [3] with length 2", True, False, "product"),
        ("RuntimeError: dial tcp: lookup redis: no such host", True, False, "environment"),
        ("KeyError: certificate", True, False, "product"),
        ("x.InvokeRateLimitError: Rate limit, timed out", True, False, "use"),
        ("werkzeug.exceptions.NotFound: 404 Not Found", True, False, "use"),
        ("redis.exceptions.ConnectionError: Error 111", True, False, "environment"),
        ("psycopg2.OperationalError: FATAL", True, False, "environment"),
        ("it failed", True, True, "environment"),
        ("it failed", True, False, "undecided"),
    ],
)
def test_the_level(text: str, own: bool, settings: bool, level: str) -> None:
    found = level_of(text, error_in(text), is_own_code=own, has_settings=settings)
    assert found.level == level
    assert bool(found.missing) == (level == "undecided")


@pytest.mark.parametrize("row", LEVELS, ids=lambda row: row.sample[:20])
def test_a_near_miss_has_another_level(row: LevelRow) -> None:
    assert not row.tells(row.near_miss, error_in(row.near_miss).rpartition(".")[2])
    # Each word and class counts.
    assert all(row.tells("", error) for error in row.errors)


def test_why_names_the_error() -> None:
    found = level_of("KeyError: 'id'", "KeyError", is_own_code=True, has_settings=False)
    assert found.why == "the interpreter raised KeyError in Dify's own code"
