"""What is said of a table of the database: its columns, whose rows they are, its migrations, in
words that a terminal, a bundle and a verdict share.

Not here: how the answer is found (`ask/explain/table.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.model import Location
from ctxkit.model.tables import TableAnswer, TableColumn, TableMigration
from ctxkit.output.translation import labelled, translated
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.locations import place_name
from ctxkit.text.wording import short

_MAX_PLACES = 6
_MAX_VALUES = 12
_MAX_DEFAULT_CHARS = 60


def column_words(column: TableColumn, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return type, null, default and values of a column."""
    return labelled(", ", lang).join(translated(word, lang) for word in column_facts(column))


def column_facts(column: TableColumn) -> list[str]:
    """Return what is said of a column, one fact an item."""
    words = [column.type or column.hint or "type unknown"]
    words.append("null" if column.null else "not null")
    if column.default is not None:
        words.append(f"default {short(column.default, _MAX_DEFAULT_CHARS)}")
    elif column.code_default and column.code_default != "None":  # null is said already
        words.append(f"the code sets {short(column.code_default, _MAX_DEFAULT_CHARS)}")
    if column.values:
        more = len(column.values) - _MAX_VALUES
        shown = " | ".join(column.values[:_MAX_VALUES])
        words.append(f"{shown}{f' | {more} more' if more > 0 else ''}")
    elif column.values_class:
        words.append(f"values of {column.values_class}")
    if column.attribute and column.attribute != column.name:
        words.append(f"in the code {column.attribute}")
    return words


def history_words(
    column: TableColumn, answer: TableAnswer, lang: Language = DEFAULT_LANGUAGE
) -> str:
    """Return since when a column is there, and what changed it; nothing for one that came with the
    table.
    """
    by_name = {migration.revision: migration for migration in answer.migrations}
    first = answer.migrations[0].revision if answer.migrations else ""
    words: list[str] = []
    if column.revision and column.revision != first and column.revision in by_name:
        words.append(f"since {when_words(by_name[column.revision])}")
    if column.changed:
        words.append(f"changed by {', '.join(column.changed)}")
    return "; ".join(translated(word, lang) for word in words)


def when_words(migration: TableMigration, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return with which version and on which day a migration came: `1.16.0, 2026-06-15, a7c4`."""
    since = translated(migration.since, lang)
    return ", ".join(filter(None, (since, migration.date, migration.revision)))


def scope_words(answer: TableAnswer) -> str:
    """Return to which tenant the rows belong."""
    scope = answer.scope
    if scope is None:
        return ""
    if scope.kind == "own":
        return f"by {scope.column}"
    if scope.kind == "global":
        return "none found: no foreign key and no column named after a table leads to a tenant"
    path = f"{' -> '.join(start for start, _ in scope.steps)} -> {scope.column}"
    reason = ", by the names of the columns: no foreign key says so" if scope.by_name else ""
    return f"by {path}{reason}"


def place_words(places: Sequence[Location]) -> str:
    """Return the functions that use a table, with their places."""
    shown = [_place(place) for place in places[:_MAX_PLACES]]
    more = len(places) - _MAX_PLACES
    return "; ".join(shown) + (f"; {more} more" if more > 0 else "")


def _place(place: Location) -> str:
    return " ".join(filter(None, (place.symbol, place_name(place))))


def title_words(answer: TableAnswer) -> str:
    """Return what the answer is about, in one line."""
    database = f" of the database {answer.database}" if answer.database else ""
    model = f", model {answer.model}" if answer.model else ""
    return f"table {answer.name}{database}{model}"


def facts_of(answer: TableAnswer) -> Iterator[tuple[str, str]]:
    """Yield (label, words) of all but columns and migrations."""
    if answer.dropped:
        yield "dropped", f"by the migration {answer.dropped}"
    yield "tenant", scope_words(answer)
    yield "states", ", ".join(answer.states)
    yield "errors", ", ".join(answer.errors)
    yield "query", answer.query
    yield "indexes", "; ".join(answer.indexes)
    yield "constraints", "; ".join(answer.constraints)
    yield "writers", place_words(answer.writers)
    yield "readers", place_words(answer.readers)
    yield "other uses", place_words(answer.others)


def migration_words(migration: TableMigration, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return when a migration came and what it did to the table."""
    return f"{when_words(migration, lang)}: {did_words(migration, lang)}"


def did_words(migration: TableMigration, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return what a migration did to the table."""
    return "; ".join(translated(did, lang) for did in migration.did)
