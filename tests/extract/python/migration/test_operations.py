"""What the operations of Alembic change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extract.python.migration.literal import changes, told

BATCH = "with op.batch_alter_table('a', schema=None) as batch_op:\n    batch_op."


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("op.create_table('a', x)", "create_table a"),
        ("op.create_table(\n    'a', x)", "create_table a"),
        ("op.drop_table('a')", "drop_table a"),
        ("op.rename_table('a', 'b')", "rename_table a"),
        ("op.add_column('a', sa.Column('b', x))", "add_column a.b"),
        ("op.drop_column('a', 'b')", "drop_column a.b"),
        ("op.create_index('i', 'a', ['b'])", "create_index i"),
        ("op.create_index(op.f('i'), 'a', ['b'])", "create_index i"),
        ("op.drop_index('i', table_name='a')", "drop_index i"),
        ("op.drop_index('i')", "drop_index i"),
        ("op.create_unique_constraint('u', 'a', ['b'])", "add_constraint u"),
        ("op.create_foreign_key('f', 'a', 'c', ['b'], ['id'])", "add_constraint f"),
        ("op.drop_constraint('u', 'a', type_='unique')", "drop_constraint u"),
        (BATCH + "add_column(sa.Column('b', x))", "add_column a.b"),
        (BATCH + "drop_column('b')", "drop_column a.b"),
        (BATCH + "alter_column('b', nullable=False)", "alter_column a.b"),
        (BATCH + "create_index(batch_op.f('i'), ['b'])", "create_index i"),
        (BATCH + "create_index(index_name='i', columns=['b'])", "create_index i"),
        (BATCH + "drop_index('i')", "drop_index i"),
        (BATCH + "create_unique_constraint('u', ['b'])", "add_constraint u"),
        (BATCH + "create_foreign_key('f', 'c', ['b'], ['id'])", "add_constraint f"),
        (BATCH + "drop_constraint('u', type_='unique')", "drop_constraint u"),
        ("op.bulk_insert(sa.table('a'), [{}])", "insert a"),
        ("op.execute(\"UPDATE a SET b = 'x'\")", "update a"),
        ("op.execute(sa.text('DELETE FROM a'))", "delete a"),
        ("op.get_bind().execute(sa.text('INSERT INTO a (b) VALUES (1)'))", "insert a"),
        ("op.execute(sa.update(sa.table('a')).values(b=1))", "update a"),
        ("conn.execute(table('a').insert().values(b=1))", "insert a"),
        ("conn.execute(table('a').delete().where(x))", "delete a"),
        ("op.execute(unknown())", "other "),
    ],
)  # fmt: skip
def test_calls(call: str, found: str) -> None:
    assert told(call) == [found]
    [change] = changes(call)
    assert change.table == ("a" if change.action not in ("other", "drop_index") else change.table)


@pytest.mark.parametrize(
    "call",
    [
        "op.batch_alter_table('a')",
        "sa.Column('b', x)",
        "op.get_bind().execute(sa.text('SELECT * FROM a')).fetchall()",
        "conn.execute(sa.select(table('a').c.id))",
        "op.execute('-- nothing')",
        "op.alter_column('a', 'b', existing_type=sa.Text())",
        "print('op.drop_table')",
        "cache.drop_table('a')",
        "op.get_context()",
    ],
)
def test_calls_that_change_nothing(call: str) -> None:
    assert told(call) == []


@pytest.mark.parametrize(
    ("call", "fields"),
    [
        ("op.alter_column('a', 'b', type_=sa.Text())", {"type": "text", "null": None}),
        ("op.alter_column('a', 'b', nullable=True)", {"type": "", "null": True}),
        ("op.alter_column('a', 'b', server_default=None)", {"drops_default": True}),
        ("op.alter_column('a', 'b', server_default='x')", {"default": "'x'"}),
        (
            "op.alter_column('a', 'b', new_column_name='c')",
            {"action": "rename_column", "new_name": "c"},
        ),
        ("op.rename_table('a', 'b')", {"new_name": "b"}),
        ("op.create_index('i', 'a', ['b', sa.text('c DESC')])", {"columns": ("b", "c DESC")}),
        ("op.create_index('i', 'a', ['b'], unique=True)", {"detail": "unique"}),
        (
            "op.create_index('i', 'a', ['b'], postgresql_concurrently=True)",
            {"detail": "concurrently"},
        ),
        ("op.create_foreign_key('f', 'a', 'c', ['b'], ['id'])", {"columns": ("b",), "parent": "c"}),
        (BATCH + "create_foreign_key('f', 'c', ['b'], ['id'])", {"columns": ("b",), "parent": "c"}),
        ("op.drop_constraint('u', 'a', type_='foreignkey')", {"detail": "foreign key"}),
        ("conn.execute(table('a').update().values(b=1, c=2))", {"columns": ("b", "c")}),
        ("op.execute('UPDATE a SET b = 1, c = 2 WHERE d = 3')", {"columns": ("b", "c")}),
    ],
)
def test_what_a_call_says(call: str, fields: dict[str, Any]) -> None:
    [found] = changes(call)
    assert {name: getattr(found, name) for name in fields} == fields


def test_a_change_of_all_and_a_new_name_are_two() -> None:
    call = "op.alter_column('a', 'b', nullable=True, new_column_name='c')"
    assert told(call) == ["alter_column a.b", "rename_column a.b"]
