from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.database.catalog import catalog_of
from tests.ask.literal import Asked
from tests.settings.sources import source_index


def test_tables_are_those_that_the_migrations_leave(letters: Asked) -> None:
    catalog = catalog_of(letters.index, "dify")
    assert set(catalog.schema.tables) == {"boxes", "letters"}
    assert set(catalog.schema.dropped) == {"stamps"}
    columns = catalog.schema.tables["letters"].columns
    assert [(c.name, c.type, c.null, c.default) for c in columns.values()] == [
        ("id", "uuid", False, None),
        ("box_id", "uuid", False, None),
        ("body", "text", True, None),
        ("status", "character varying(9)", False, "'sent'"),
    ]


def test_without_migrations_they_are_those_of_the_models(letters: Asked) -> None:
    catalog = catalog_of(letters.index, "dify-plugin-daemon")
    assert catalog.steps == ()
    columns = catalog.schema.tables["install_tasks"].columns
    assert [(c.name, c.type, c.null) for c in columns.values()] == [
        ("id", "uuid", False),
        ("created_at", "timestamp with time zone", True),
        ("status", "character varying(50)", False),
        ("tenant_id", "uuid", False),
    ]


@pytest.mark.parametrize(
    ("line", "null"),
    [
        ("b: Mapped[str] = mapped_column(Text)", False),
        ("b: Mapped[str | None] = mapped_column(Text)", True),
        ("b: Mapped[Optional[str]] = mapped_column(Text)", True),
        ("b: Mapped[str | None] = mapped_column(Text, nullable=False)", False),
        ("b: Mapped[str] = mapped_column(Text, nullable=True)", True),
        ("b = mapped_column(Text)", True),
        ("b = mapped_column(Text, primary_key=True)", False),
    ],
)
def test_null_as_models_declare_it(tmp_path: Path, line: str, null: bool) -> None:
    model = f'class A(Base):\n    __tablename__ = "a"\n    {line}\n'
    asked = source_index(tmp_path, {"dify api/models/a.py": model})
    assert catalog_of(asked.index, "dify").schema.tables["a"].columns["b"].null is null
