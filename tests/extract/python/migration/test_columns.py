"""Columns and constraints, with their types as PostgreSQL names them."""

from __future__ import annotations

import pytest

from tests.extract.python.migration.literal import changes, told


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        ("sa.String(length=255)", "character varying(255)"),
        ("sa.String(40)", "character varying(40)"),
        ("sa.String()", "character varying"),
        ("sa.String", "character varying"),
        ("sa.VARCHAR(length=8)", "character varying(8)"),
        ("sa.Text()", "text"),
        ("models.types.LongText()", "text"),
        ("models.types.StringUUID()", "uuid"),
        ("models.StringUUID()", "uuid"),
        ("postgresql.UUID()", "uuid"),
        ("models.types.EnumText(Mode, length=30)", "character varying(30)"),
        ("models.types.EnumText(Mode)", "character varying(20)"),
        ("models.types.BinaryData()", "bytea"),
        ("models.types.AdjustedJSON()", "jsonb"),
        ("sa.JSON()", "json"),
        ("postgresql.JSONB(astext_type=Text())", "jsonb"),
        ("sa.DateTime()", "timestamp without time zone"),
        ("sa.DateTime(timezone=True)", "timestamp with time zone"),
        ("postgresql.TIMESTAMP()", "timestamp without time zone"),
        ("sa.Float()", "double precision"),
        ("sa.Float(precision=24)", "real"),
        ("sa.Numeric(precision=10, scale=7)", "numeric(10,7)"),
        ("sa.Numeric(10)", "numeric(10)"),
        ("sa.Numeric()", "numeric"),
        ("sa.BigInteger()", "bigint"),
        ("sa.Integer()", "integer"),
        ("sa.SmallInteger()", "smallint"),
        ("sa.Boolean()", "boolean"),
        ("sa.LargeBinary()", "bytea"),
        ("sa.ARRAY(sa.String(length=9))", "character varying(9)[]"),
        ("sa.CHAR(36)", "character(36)"),
        ("mine.Point()", "Point"),
        ("", ""),
    ],
)
def test_types(written: str, type_: str) -> None:
    [found] = changes(f"op.add_column('a', sa.Column('b', {written}))")
    assert found.type == type_


@pytest.mark.parametrize(
    ("written", "default"),
    [
        ("sa.text('uuid_generate_v4()')", "uuid_generate_v4()"),
        ("sa.text(\"'x'::character varying\")", "'x'::character varying"),
        ("'it\\'s'", "'it''s'"),
        ("sa.func.current_timestamp()", "CURRENT_TIMESTAMP"),
        ("sa.func.now()", "now()"),
        ("sa.false()", "false"),
        ("'0'", "'0'"),
        ("None", None),
        ("unknown()", "unknown()"),
    ],
)
def test_defaults(written: str, default: str | None) -> None:
    [found] = changes(f"op.add_column('a', sa.Column('b', sa.Text(), server_default={written}))")
    assert found.default == default


@pytest.mark.parametrize(
    ("written", "null"),
    [("", True), ("nullable=False", False), ("primary_key=True", False), ("nullable=x", None)],
)
def test_null(written: str, null: bool | None) -> None:
    [found, *_] = changes(f"op.add_column('a', sa.Column('b', sa.Text(), {written}))")
    assert found.null is null


def test_what_a_table_is_created_with() -> None:
    found = changes(
        """
        op.create_table(
            'a',
            sa.Column('id', sa.Uuid()),
            sa.Column('b', sa.Uuid(), unique=True, index=True, nullable=False),
            sa.Column('c', sa.Uuid(), sa.ForeignKey('d.id')),
            sa.PrimaryKeyConstraint('id', name=op.f('a_pkey')),
            sa.UniqueConstraint('b', 'c', name='a_b_c'),
            sa.ForeignKeyConstraint(['b'], ['e.id'], name='a_b_fk'),
            sa.CheckConstraint('b > 0'),
            sa.Index('a_idx', 'b', 'c'),
        )
        """
    )
    assert [(c.action, c.name, c.detail, c.columns, c.parent) for c in found] == [
        ("create_table", "a", "", (), ""),
        ("add_column", "a.id", "", (), ""),
        ("add_column", "a.b", "", (), ""),
        ("add_constraint", "a", "unique", ("b",), ""),
        ("create_index", "ix_a_b", "", ("b",), ""),
        ("add_column", "a.c", "", (), ""),
        ("add_constraint", "a", "foreign key", ("c",), "d"),
        ("add_constraint", "a_pkey", "primary key", ("id",), ""),
        ("add_constraint", "a_b_c", "unique", ("b", "c"), ""),
        ("add_constraint", "a_b_fk", "foreign key", ("b",), "e"),
        ("add_constraint", "a", "check", ("b > 0",), ""),
        ("create_index", "a_idx", "", ("b", "c"), ""),
    ]
    assert [c.null for c in found if c.action == "add_column"] == [False, False, True]
    assert [c.in_table for c in found] == [False] + [True] * 11


@pytest.mark.parametrize(
    ("columns", "default"),
    [
        ("sa.Column('id', sa.Integer()), sa.PrimaryKeyConstraint('id')", "nextval('a_id_seq')"),
        ("sa.Column('id', sa.BigInteger(), primary_key=True)", "nextval('a_id_seq')"),
        ("sa.Column('id', sa.Integer(), primary_key=True, autoincrement=False)", None),
        ("sa.Column('id', sa.Text(), primary_key=True)", None),
        ("sa.Column('id', sa.Integer())", None),
        ("sa.Column('id', sa.Integer()), sa.PrimaryKeyConstraint('id', 'b')", None),
        ("sa.Column('id', sa.Integer(), sa.ForeignKey('b.id'), primary_key=True)", None),
        ("sa.Column('id', sa.Integer(), primary_key=True, server_default='7')", "'7'"),
    ],
)
def test_a_primary_key_that_counts_by_itself(columns: str, default: str | None) -> None:
    found = changes(f"op.create_table('a', {columns})")
    assert [c.default for c in found if c.name == "a.id"] == [default]


def test_computed_columns() -> None:
    [found] = changes("op.add_column('a', sa.Column('b', sa.Text(), sa.Computed('c || d')))")
    assert found.default == "generated always as (c || d)"


def test_a_column_that_is_not_known_is_told() -> None:
    assert told("op.add_column('a', column)") == ["add_column a"]
