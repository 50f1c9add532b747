"""`explain TABLE`, over a small program with migrations and a daemon without."""

# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

import pytest

from ctxkit.ask.explain.explain import explain
from ctxkit.ask.explain.several import together
from ctxkit.model import Finding
from ctxkit.model.tables import TableAnswer
from tests.ask.literal import Asked
from tests.database.letters import TEXTS, VERSIONS
from tests.settings.sources import source_index


def answer(asked: Asked, key: str) -> TableAnswer:
    found = explain(asked.index, asked.sources, key)
    [table] = found.tables
    assert (found.confidence, found.query, found.keys) == ("high", key, ())
    return table


def nothing(asked: Asked, key: str) -> Finding:
    found = explain(asked.index, asked.sources, key)
    assert found.tables == ()
    return found


@pytest.mark.parametrize("key", ["letters", " letters", "Letter", "letters.body", "public.letters"])
def test_a_table_by_its_names(letters: Asked, key: str) -> None:
    table = answer(letters, key)
    assert (table.name, table.model, table.database) == ("letters", "Letter", "dify")


@pytest.mark.parametrize(
    "key", ["letter", "letters.text", "LetterService", "letters.body.x", "x y"]
)
def test_names_of_no_table(letters: Asked, key: str) -> None:
    nothing(letters, key)


def test_its_columns_with_what_the_model_says(letters: Asked) -> None:
    columns = {column.name: column for column in answer(letters, "letters").columns}
    assert list(columns) == ["id", "box_id", "body", "status"]
    status = columns["status"]
    assert (status.type, status.null, status.default) == ("character varying(9)", False, "'sent'")
    assert (status.values, status.revision) == (("sent", "lost"), "bbb222")
    body = columns["body"]
    assert (body.type, body.attribute, body.hint) == ("text", "_body", "str | None")
    assert (body.revision, body.changed) == ("aaa111", ("bbb222",))
    assert body.location is not None
    assert body.location.path == "api/models/letter.py"


def test_the_column_that_was_asked_for_comes_first(letters: Asked) -> None:
    assert [c.name for c in answer(letters, "letters.status").columns][:2] == ["status", "id"]


def test_its_migrations(letters: Asked) -> None:
    first, second = answer(letters, "letters").migrations
    assert (first.revision, first.date, first.since) == ("aaa111", "2025-02-03", "")
    assert first.did == ("creates the table with 3 columns",)
    assert second.title == "letters have a state"
    assert second.did == (
        "adds status character varying(9)",
        "renames text to body",
        "changes body: type text",
        "adds the index letter_status_idx",
        "updates rows (status)",
    )


def test_whose_rows_they_are_and_how_to_look_at_them(letters: Asked) -> None:
    table = answer(letters, "letters")
    assert table.scope is not None
    assert (table.scope.steps, table.scope.by_name) == ((("letters.box_id", "boxes.id"),), True)
    assert table.query == (
        "SELECT letters.id, letters.status FROM letters JOIN boxes ON boxes.id = letters.box_id"
        " WHERE boxes.tenant_id = '<tenant id>' LIMIT 50"
    )
    assert answer(letters, "boxes").query == (
        "SELECT id FROM boxes WHERE tenant_id = '<tenant id>' LIMIT 50"
    )


def test_who_reads_and_writes(letters: Asked) -> None:
    table = answer(letters, "letters")
    used = (table.readers, table.writers, table.others)
    assert [[place.symbol for place in places] for places in used] == [
        ["LetterService.last"],
        ["LetterService.send"],
        ["LetterService.show"],
    ]


def test_indexes_and_constraints_in_words(letters: Asked) -> None:
    table = answer(letters, "letters")
    assert table.indexes == ("(status) letter_status_idx",)
    assert table.constraints == ("primary key (id) letter_pkey",)


def test_a_model_that_differs_from_the_database(letters: Asked) -> None:
    assert answer(letters, "boxes").notes == (
        "Box declares columns that no migration makes: colour",
    )
    assert answer(letters, "letters").notes == ()


def test_a_table_that_was_dropped(letters: Asked) -> None:
    table = answer(letters, "stamps")
    assert (table.dropped, table.query, table.scope) == ("ccc333", "", None)
    assert table.migrations[-1].did == ("drops the table",)
    assert table.notes == ("no model maps stamps: no code reads it by one",)


def test_a_table_by_a_name_that_it_had_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    renamed = """from alembic import op
import sqlalchemy as sa

revision = "ddd444"
down_revision = "ccc333"


def upgrade():
    op.create_table("tins", sa.Column("id", sa.Uuid(), nullable=False))
    op.rename_table("tins", "cans")
"""
    model = 'class Can(Base):\n    __tablename__ = "cans"\n'
    files = {
        **TEXTS,
        f"{VERSIONS}/ddd444_cans.py": renamed,
        "dify api/models/can.py": model,
    }
    asked = source_index(tmp_path_factory.mktemp("renamed"), files)
    for key in ("tins", "cans"):
        table = answer(asked, key)
        assert (table.name, table.model, table.dropped) == ("cans", "Can", "")
    assert table.migrations[0].did[-1] == "renames the table to cans"


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("letterz", ["letters"]),
        ("Leter", ["Letter"]),
        ("install_task", ["install_tasks"]),
        ("letters.boddy", ["letters.body"]),
        ("letters.text", []),
        ("let", []),
        ("lettr.body", []),
        ("LETTERZ", []),
    ],
)
def test_a_misspelt_name_is_near_to_tables(letters: Asked, key: str, near: list[str]) -> None:
    found = nothing(letters, key)
    assert (found.confidence, list(found.suggestions)) == ("none", near)


def test_a_model_whose_table_no_migration_makes(tmp_path_factory: pytest.TempPathFactory) -> None:
    model = {"dify api/models/can.py": 'class Can(Base):\n    __tablename__ = "cans"\n'}
    asked = source_index(tmp_path_factory.mktemp("alone"), {**TEXTS, **model})
    assert [nothing(asked, key).suggestions for key in ("cans.id", "cans", "can")] == [
        (),
        (),
        ("cans",),
    ]


def test_a_table_of_the_daemon(letters: Asked) -> None:
    table = answer(letters, "install_tasks")
    assert (table.database, table.model, table.migrations) == ("dify_plugin", "InstallTask", ())
    columns = {column.name: column for column in table.columns}
    assert columns["status"].values == ("pending", "failed")
    assert table.query == (
        "SELECT id, status, created_at FROM install_tasks WHERE tenant_id = '<tenant id>'"
        " ORDER BY created_at DESC LIMIT 50"
    )


def test_a_setting_of_just_this_name_comes_first(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    example = {"dify docker/.env.example": "letters=1\n"}
    asked = source_index(tmp_path_factory.mktemp("setting"), {**TEXTS, **example})
    assert [key.name for key in nothing(asked, "letters").keys] == ["letters"]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("enterprise", "enterprise is the database of the Enterprise service, a closed component"),
        ("audit", "audit is the database of the audit service, a closed component"),
        ("license_keys", "those of the databases enterprise and audit of Dify Enterprise are closed"),
        ("license", None),
        ("LICENSE_KEYS", None),
        ("api.license_keys", None),
    ],
)  # fmt: skip
def test_databases_that_are_closed(letters: Asked, key: str, words: str | None) -> None:
    notes = " ".join(nothing(letters, key).notes)
    assert (words in notes) if words else ("database" not in notes)


def test_tables_and_other_names_in_one_answer(letters: Asked) -> None:
    found = [explain(letters.index, letters.sources, key) for key in ("letters", "boxes", "LOST")]
    answer = together(found)
    assert [table.name for table in answer.tables] == ["letters", "boxes"]
    assert answer.confidence == "high"
    assert len(answer.hits) == sum(len(each.hits) for each in found)


def test_what_of_the_source_is_shown(letters: Asked) -> None:
    found = explain(letters.index, letters.sources, "letters")
    shown = [(hit.fact.path.rpartition("/")[2], hit.fact.symbol) for hit in found.hits]
    assert shown == [
        ("letter.py", "Letter"),
        ("letter_service.py", "LetterService.send"),
        ("letter_service.py", "LetterService.last"),
        ("aaa111_letters.py", ""),
    ]
