# ruff: noqa: E501 - sources stay whole

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.model import Column, Table
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/models/a.py"


def test_models_with_their_columns() -> None:
    check("python/api/models/app.py", Table, Column)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('__tablename__ = "a"', ["a"]),
        ("__tablename__ = NAME; b = Column(x)", []),
        ('__tablename__ = ""', []),
        ('tablename = "a"', []),
        ("b = Column(x)", []),
    ],
)
def test_tables(code: str, found: list[str]) -> None:
    tables = facts(PATH, f"class A(Base): {code}", Table)
    assert [table.name for table in tables] == found
    assert all((table.model, table.symbol) == ("A", "A") for table in tables)


@pytest.mark.parametrize(
    "maker",
    ["mapped_column", "Column", "db.Column", "sa.Column", "db.mapped_column", "orm.mapped_column"],
)
def test_what_makes_a_column(maker: str) -> None:
    code = f"class A(Base):\n    b = {maker}(x)\n    c = x{maker}(x)\n    d: int\n    e: Unmapped[int]\n"
    assert [(each.name, each.symbol) for each in facts(PATH, code, Column)] == [("b", "A")]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            'b: Mapped[str | None] = mapped_column("c", sa.String(9))',
            {"name": "c", "attribute": "b", "hint": "str | None", "type": "character varying(9)"},
        ),
        ('b = mapped_column(name="c", type_=sa.Text)', {"name": "c", "type": "text"}),
        (
            "b: orm.Mapped[Mode] = mapped_column(EnumText(modes.Mode, length=9))",
            {"hint": "Mode", "values": "Mode", "type": "character varying(9)"},
        ),
        ("b = mapped_column(sa.Enum(Mode))", {"values": "Mode"}),
        ("b: Mapped[int] = mapped_column()", {"type": "", "hint": "int", "null": None}),
        ("b: Mapped[int | None]", {"name": "b", "attribute": "b", "hint": "int | None", "null": None}),
        ("b: orm.Mapped[int]", {"hint": "int", "default": None}),
        ("b = mapped_column(ForeignKey('c.id'))", {"type": ""}),
        ("b = mapped_column(Text, nullable=False)", {"null": False}),
        ("b = mapped_column(Text, nullable=True)", {"null": True}),
        ("b = mapped_column(Text, primary_key=True)", {"is_key": True}),
        ("b = mapped_column(Text, default=lambda: str(uuid4()))", {"default": "lambda: str(uuid4())"}),
        ("b = mapped_column(Text, default=(lambda: 1)())", {"default": "(lambda: 1)()"}),
        ("b = mapped_column(Text, server_default=text('1'))", {"default": "text('1')"}),
        ("b = mapped_column(Text, server_default='1', default=2)", {"default": "2"}),
        ("b = mapped_column(Text)", {"default": None, "is_key": False, "values": ""}),
        ("b: str = mapped_column(Text)", {"hint": ""}),
    ],
)  # fmt: skip
def test_what_a_column_says(line: str, fields: dict[str, Any]) -> None:
    [found] = facts(PATH, f"class A(Base):\n    {line}\n", Column)
    assert {name: getattr(found, name) for name in fields} == fields


def test_a_column_that_is_nested_too_deeply_is_none() -> None:
    code = f"class A(Base):\n    b = mapped_column({'(' * 150}x{')' * 150})\n    c = mapped_column(Text)\n"
    assert [each.name for each in facts(PATH, code, Column)] == ["c"]
