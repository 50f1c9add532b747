from __future__ import annotations

import pytest

from ctxkit.model import Table
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/models/a.py"


def test_models_with_their_columns() -> None:
    check("python/api/models/app.py", Table)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('__tablename__ = "a"', [("a", ())]),
        ('__tablename__ = "a"; b = Column(x); b = Column(y)', [("a", ("b",))]),
        ('__tablename__ = "a"; b = db.mapped_column(x); c = other(y)', [("a", ("b",))]),
        ('__tablename__ = "a"; b = orm.mapped_column(x)', [("a", ("b",))]),
        ("__tablename__ = NAME; b = Column(x)", []),
        ('__tablename__ = ""', []),
        ('tablename = "a"', []),
        ("b = Column(x)", []),
    ],
)
def test_tables(code: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    tables = facts(PATH, f"class A(Base): {code}", Table)
    assert [(table.name, table.columns) for table in tables] == found
    assert all((table.model, table.symbol) == ("A", "A") for table in tables)


@pytest.mark.parametrize(
    "maker",
    ["mapped_column", "Column", "db.Column", "sa.Column", "db.mapped_column", "orm.mapped_column"],
)
def test_what_makes_a_column(maker: str) -> None:
    code = f'class A(Base):\n    __tablename__ = "a"\n    b = {maker}(x)\n    c = x{maker}(x)\n'
    [table] = facts(PATH, code, Table)
    assert table.columns == ("b",)
