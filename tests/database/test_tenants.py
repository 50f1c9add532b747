# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

import pytest

from ctxkit.database.schema import SchemaColumn, SchemaPart, SchemaTable
from ctxkit.database.tenants import scope_of
from tests.database.changes import change


def tables(**columns: str) -> dict[str, SchemaTable]:
    return {
        name: SchemaTable(
            name=name,
            columns={
                each: SchemaColumn(name=each, type="uuid", null=True, default=None, changes=[])
                for each in text.split()
            },
        )
        for name, text in columns.items()
    }


@pytest.mark.parametrize(
    ("all_columns", "kind", "column", "steps"),
    [
        ({"a": "id tenant_id"}, "own", "a.tenant_id", ()),
        ({"a": "id"}, "global", "", ()),
        ({"tenants": "id"}, "own", "tenants.id", ()),
        ({"a": "id box_id", "boxes": "id tenant_id"}, "path", "boxes.tenant_id", (("a.box_id", "boxes.id"),)),
        ({"a": "id entry_id", "entries": "id tenant_id"}, "path", "entries.tenant_id", (("a.entry_id", "entries.id"),)),
        (
            {"a": "id b_id c_id", "bs": "id c_id", "cs": "id tenant_id"},
            "path",
            "cs.tenant_id",
            (("a.c_id", "cs.id"),),
        ),
        (
            {"a": "id b_id", "bs": "id c_id", "cs": "id tenant_id"},
            "path",
            "cs.tenant_id",
            (("a.b_id", "bs.id"), ("bs.c_id", "cs.id")),
        ),
        ({"a": "id b_id", "bs": "tenant_id"}, "global", "", ()),
        ({"a": "id b_id", "bs": "id a_id"}, "global", "", ()),
        ({"a": "id _id", "s": "id tenant_id"}, "global", "", ()),
    ],
)  # fmt: skip
def test_to_whom_rows_belong(
    all_columns: dict[str, str], kind: str, column: str, steps: tuple[tuple[str, str], ...]
) -> None:
    name = next(iter(all_columns))
    scope = scope_of(name, tables(**all_columns))
    assert (scope.kind, scope.column, scope.steps) == (kind, column, steps)
    assert scope.by_name is bool(steps)


def test_a_foreign_key_says_more_than_a_name() -> None:
    found = tables(a="id box_id", boxes="id", cases="id tenant_id")
    key = SchemaPart(
        name="f",
        columns=("box_id",),
        detail="foreign key",
        parent="cases",
        change=change("add_constraint", "a", "f"),
    )
    found["a"].constraints["f"] = key
    scope = scope_of("a", found)
    assert (scope.steps, scope.by_name) == ((("a.box_id", "cases.id"),), False)


def test_a_column_that_may_be_null_leads_there_only_where_no_other_does() -> None:
    found = tables(
        a="id file_id box_id", files="id tenant_id", boxes="id case_id", cases="id tenant_id"
    )
    near, far = (
        (("a.file_id", "files.id"),),
        (("a.box_id", "boxes.id"), ("boxes.case_id", "cases.id")),
    )
    assert scope_of("a", found).steps == near
    found["a"].columns["box_id"].null = False
    assert scope_of("a", found).steps == near
    found["boxes"].columns["case_id"].null = False
    assert scope_of("a", found).steps == far
    found["a"].columns["file_id"].null = False
    assert scope_of("a", found).steps == near
