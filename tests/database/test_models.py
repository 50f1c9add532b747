from __future__ import annotations

import pytest

from ctxkit.database.models import columns_of, model_of
from tests.ask.literal import Asked


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("letters", "letters"),
        ("Letter", "letters"),
        ("InstallTask", "install_tasks"),
        ("Identified", None),
        ("LetterService", None),
        ("stamps", None),
        ("letter", None),
    ],
)
def test_the_model_of_a_table(letters: Asked, name: str, table: str | None) -> None:
    found = model_of(letters.index, name)
    assert (found.name if found else None) == table


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("letters", ["id", "box_id", "body", "status"]),
        ("boxes", ["id", "tenant_id", "colour"]),
        ("install_tasks", ["id", "created_at", "status", "tenant_id"]),
    ],
)
def test_columns_that_are_taken_over_come_first(
    letters: Asked, name: str, columns: list[str]
) -> None:
    model = model_of(letters.index, name)
    assert model is not None
    assert [column.name for column in columns_of(letters.index, model)] == columns
