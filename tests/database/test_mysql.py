"""What MySQL 8 does for changes of the schema, by its manual."""

from __future__ import annotations

import pytest

from ctxkit.database.costs import Cost
from ctxkit.database.mysql import MySqlWork, mysql_cost, mysql_tables, mysql_work
from ctxkit.model import SchemaChange
from tests.database.changes import change
from tests.database.test_migration_range import between, column, drop, step


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (column("letters", "state"), "instant"),
        (drop("letters", "text"), "instant"),
        (change("rename_column", "letters", "text", new_name="body"), "instant"),
        (change("drop_index", "letters", "by_text"), "instant"),
        (change("create_index", "letters", "by_text"), "builds index"),
        (change("add_constraint", "letters", "one", detail="unique"), "builds index"),
        (change("add_constraint", "letters", "of", detail="foreign key"), "unknown"),
        (change("drop_constraint", "letters", "one"), "unknown"),
        (change("alter_column", "letters", "text", type="json"), "copies"),
        (change("alter_column", "letters", "text", type="json", null=False), "copies"),
        (change("alter_column", "letters", "text", type="character varying(99)"), "unknown"),
        (change("alter_column", "letters", "text", null=False), "rebuilds"),
        (change("alter_column", "letters", "text", default="''"), "instant"),
        (change("update", "letters"), None),
        (change("drop_table", "letters"), None),
        (column("letters", "state", in_table=True), None),
    ],
)
def test_the_work_of_a_change(made: SchemaChange, expected: MySqlWork | None) -> None:
    assert mysql_work(made) == expected


def test_the_tables_of_a_range() -> None:
    found = between(
        step("b", change("alter_column", "letters", "text", type="json")),
        step("c", change("alter_column", "letters", "text", null=False), column("boxes", "size")),
        step("d", change("create_table", "stamps"), change("create_index", "stamps", "by_id")),
    )
    tables = {work: names for work, names in mysql_tables(found).items() if names}
    assert tables == {"copies": ("letters",), "rebuilds": ("letters",), "instant": ("boxes",)}


def test_a_cost_has_no_lock_of_another_database() -> None:
    removed = Cost(
        table="letters",
        lock="ACCESS EXCLUSIVE",
        work="removes data",
        change=drop("letters", "text"),
    )
    assert (mysql_cost(removed).lock, mysql_cost(removed).work) == ("", "removes data")
    typed = change("alter_column", "letters", "text", type="json")
    rewritten = Cost(table="letters", lock="ACCESS EXCLUSIVE", change=typed)
    assert mysql_cost(rewritten).work == "rewrites"
