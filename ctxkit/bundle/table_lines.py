"""The lines of a table of the database in the head of a bundle.

Not here: the words (`output/table_words.py`), the source (`packing.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.model.tables import TableAnswer
from ctxkit.output.table_words import (
    column_words,
    facts_of,
    history_words,
    migration_words,
    title_words,
)
from ctxkit.text.code import in_backticks
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.locations import named_place, place_name


def table_lines(answer: TableAnswer, lang: Language = DEFAULT_LANGUAGE) -> Iterator[str]:
    """Yield what is known of a table, most needed first."""
    where = answer.location
    place = f" - {named_place(where)}" if where else ""
    yield f"- {title_words(answer)}{place}"
    for label, words in facts_of(answer):
        if words:
            yield f"- {label}: {in_backticks(words) if label == 'query' else words}"
    yield f"- columns ({len(answer.columns)}):"
    for column in answer.columns:
        history = history_words(column, answer, lang)
        more = f"; {history}" if history else ""
        yield f"  - {in_backticks(column.name)} {column_words(column, lang)}{more}"
    if answer.migrations:
        yield f"- migrations ({len(answer.migrations)}), the oldest first:"
        for migration in answer.migrations:
            yield f"  - {migration_words(migration, lang)} - {place_name(migration.location)}"
    for note in answer.notes:
        yield f"- note: {note}"
