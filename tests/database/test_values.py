from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.database.models import columns_of, model_of
from ctxkit.database.values import values_of
from ctxkit.model import Column
from tests.ask.literal import Asked
from tests.database.letters import TEXTS
from tests.settings.sources import source_index


def column(asked: Asked, table: str) -> Column:
    model = model_of(asked.index, table)
    assert model is not None
    return next(each for each in columns_of(asked.index, model) if each.name == "status")


@pytest.mark.parametrize(
    ("table", "values"), [("letters", ("sent", "lost")), ("install_tasks", ("pending", "failed"))]
)
def test_the_words_that_a_class_lists(letters: Asked, table: str, values: tuple[str, ...]) -> None:
    assert values_of(letters.index, letters.sources, column(letters, table)) == values


def test_no_words_of_a_class_that_is_not_here(letters: Asked) -> None:
    for name in ("", "Elsewhere"):
        asked = replace(column(letters, "letters"), values=name)
        assert values_of(letters.index, letters.sources, asked) == ()


@pytest.mark.parametrize(("other", "values"), [("lost", ("sent", "lost")), ("found", ())])
def test_classes_of_one_name_must_agree(
    tmp_path: Path, other: str, values: tuple[str, ...]
) -> None:
    second = f'class LetterStatus(StrEnum):\n    SENT = "sent"\n    LOST = "{other}"\n'
    asked = source_index(tmp_path, {**TEXTS, "dify api/core/entities.py": second})
    assert values_of(asked.index, asked.sources, column(asked, "letters")) == values
