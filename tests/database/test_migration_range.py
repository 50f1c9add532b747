"""What the migrations between two versions do, and what taking them back does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.database.chain import MigrationStep
from ctxkit.database.downgrade import downgrade_of, lost_rows, refused_writes
from ctxkit.database.migration_range import (
    MigrationRange,
    direction,
    heads_of,
    migration_range,
)
from ctxkit.model import Migration, SchemaChange
from tests.database.changes import change


def step(
    name: str, *up: SchemaChange, after: str = "", down: tuple[SchemaChange, ...] = ()
) -> MigrationStep:
    """Return a migration, which follows the one before it in the alphabet."""
    before = after or (chr(ord(name) - 1) if name > "a" else "")
    migration = Migration(name=name, line=1, end_line=1, after=(before,) if before else ())
    return MigrationStep(migration=migration, up=up, down=down)


def column(table: str, name: str, **more: object) -> SchemaChange:
    return change("add_column", table, name, **{"type": "text", "null": True, **more})  # type: ignore[arg-type]


def drop(table: str, name: str) -> SchemaChange:
    return change("drop_column", table, name)


FIRST = step(
    "a",
    change("create_table", "boxes"),
    column("boxes", "id", in_table=True),
    change("create_table", "letters"),
    column("letters", "text", in_table=True, type="character varying(9)"),
)


def between(*steps: MigrationStep) -> MigrationRange:
    return migration_range([FIRST], [FIRST, *steps])


def test_only_tables_of_the_older_version_cost() -> None:
    found = between(
        step("b", change("create_table", "stamps"), column("stamps", "id", in_table=True)),
        step("c", column("stamps", "price"), column("letters", "state")),
    )
    assert [s.revision for s in found.steps] == ["b", "c"]
    assert found.created == ("stamps",)
    costs = [[(c.table, c.lock) for c in each.costs] for each in found.migrations]
    assert costs == [[], [("letters", "ACCESS EXCLUSIVE")]]
    assert found.tables_with("ACCESS EXCLUSIVE") == ("letters",)


def test_a_table_that_is_made_and_dropped_is_neither_new_nor_gone() -> None:
    found = between(
        step("b", change("create_table", "stamps")), step("c", change("drop_table", "stamps"))
    )
    assert (found.created, found.dropped, found.short_lived) == ((), (), {"stamps"})


def test_a_renamed_table_costs_under_its_old_name() -> None:
    found = between(
        step("b", change("rename_table", "letters", new_name="posts")),
        step("c", column("posts", "state", default="random()"), change("update", "posts")),
    )
    assert found.tables_with("rewrites", "writes") == ("letters",)
    assert (found.created, found.dropped) == ((), ())


def test_a_new_table_of_an_old_name_costs_nothing() -> None:
    found = between(
        step("b", change("drop_table", "letters")),
        step("c", change("create_table", "letters"), change("update", "letters")),
    )
    assert [c.work for c in found.migrations[0].costs] == ["removes data"]
    assert found.migrations[1].costs == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("ab", "abc", "forward"),
        ("ab", "ab", "same"),
        ("abc", "ab", "backward"),
        ("abx", "abc", "apart"),
        ("", "ab", "forward"),
    ],
)
def test_where_the_migrations_lead(old: str, new: str, expected: str) -> None:
    assert direction([step(n) for n in old], [step(n) for n in new]) == expected


def test_heads() -> None:
    assert heads_of([step("a"), step("b"), step("c", after="a")]) == ("b", "c")
    assert heads_of([]) == ()


def test_what_a_downgrade_drops_and_leaves() -> None:
    found = between(
        step(
            "b",
            change("create_table", "stamps"),
            column("letters", "state"),
            change("alter_column", "letters", "text", type="text"),
            down=(change("drop_table", "stamps"), drop("letters", "state")),
        ),
        step("c", drop("boxes", "id"), change("delete", "letters")),
    )
    back = downgrade_of(found)
    assert (back.tables, back.columns) == (("stamps",), ("letters.state",))
    assert back.differences == ("boxes.id: missing", "letters.text: text null")
    assert [s.revision for s in back.without] == ["c"]
    assert lost_rows(found) == ("boxes.id", "letters")


def test_a_downgrade_loses_what_is_there_after_the_upgrade() -> None:
    stamps = change("create_table", "stamps")
    inside = column("stamps", "id", in_table=True)
    found = between(
        step("b", stamps, inside, down=(change("drop_table", "stamps"),)),
        step("c", column("stamps", "price"), down=(drop("stamps", "price"),)),
        step("d", column("letters", "state"), down=(drop("letters", "state"),)),
        step("e", drop("letters", "state"), down=(column("letters", "state"),)),
        step("f", column("letters", "colour"), down=(drop("letters", "shade"),)),
        step(
            "g",
            change("rename_column", "letters", "colour", new_name="shade"),
            change("rename_table", "stamps", new_name="marks"),
            down=(change("rename_table", "marks", new_name="stamps"),),
        ),
    )
    back = downgrade_of(found)
    assert (back.tables, back.columns, back.differences) == (("marks",), ("letters.shade",), ())


def test_the_older_version_has_its_migrations_as_they_were() -> None:
    edited = step("a", change("create_table", "boxes"))
    found = migration_range([FIRST], [edited, step("b", column("letters", "state"))])
    assert found.locked == ("letters",)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (column("letters", "state"), ()),
        (column("letters", "state", null=False, default="'sent'"), ()),
        (column("letters", "state", null=False), ("letters.state is new and must not be null",)),
        (drop("letters", "text"), ("letters.text is gone",)),
        (change("drop_table", "letters"), ("letters is gone",)),
        (change("rename_table", "letters", new_name="x"), ("letters is gone",)),
        (change("rename_column", "letters", "text", new_name="x"), ("letters.text is gone",)),
        (change("alter_column", "letters", "text", type="text"), ()),
        (change("alter_column", "letters", "text", type="json"), ("letters.text is now json",)),
        (
            change("alter_column", "letters", "text", null=False),
            ("letters.text must not be null any more",),
        ),
        (change("alter_column", "letters", "text", null=False, default="''"), ()),
    ],
)
def test_whether_the_older_program_may_write(made: SchemaChange, expected: tuple[str, ...]) -> None:
    assert refused_writes(between(step("b", made))) == expected


NAMES = st.sampled_from(["boxes", "letters", "stamps"])


@given(st.lists(st.tuples(st.booleans(), NAMES), max_size=12))
def test_made_dropped_and_kept_tables_are_all(moves: list[tuple[bool, str]]) -> None:
    steps = [
        step(chr(ord("b") + n), change("create_table" if makes else "drop_table", name))
        for n, (makes, name) in enumerate(moves)
    ]
    found = between(*steps)
    before, after = set(found.before.tables), set(found.after.tables)
    assert set(found.created) == after - before
    assert set(found.dropped) == before - after
    assert not found.short_lived & after
    assert {c.table for each in found.migrations for c in each.costs} <= before
