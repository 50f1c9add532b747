from __future__ import annotations

import pytest

from ctxkit.model import Table
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "internal/a.go"
COLUMN = '  ID string `gorm:"index"`\n'


def test_models_with_their_columns() -> None:
    check("go/internal/models.go", Table)


@pytest.mark.parametrize(
    ("model", "table"),
    [
        ("Plugin", "plugins"),
        ("PluginEntry", "plugin_entries"),
        ("APIKey", "api_keys"),
        ("Box", "boxes"),
        ("Class", "classes"),
        ("Match", "matches"),
        ("Dish", "dishes"),
        ("UserID2Map", "user_id2_maps"),
    ],
)
def test_names_are_snake_case_and_plural(model: str, table: str) -> None:
    [found] = facts(PATH, f"type {model} struct {{\n{COLUMN}}}\n", Table)
    assert (found.name, found.model, found.symbol) == (table, model, model)


@pytest.mark.parametrize(
    ("field", "columns"),
    [
        ('TenantID string `gorm:"index"`', ("tenant_id",)),
        ('TenantID string `gorm:"column:tenant;index"`', ("tenant",)),
        ('Cached any `gorm:"-"`', None),
        ('Name string `json:"name"`', None),
    ],
)
def test_columns(field: str, columns: tuple[str, ...] | None) -> None:
    found = facts(PATH, f"type A struct {{\n  {field}\n}}\n", Table)
    assert [each.columns for each in found] == ([columns] if columns else [])


def test_a_name_that_is_given() -> None:
    code = 'type A struct {}\nfunc (*A) TableName() string { return "b" }\n'
    assert [each.name for each in facts(PATH, code, Table)] == ["b"]
    assert facts(PATH, code.replace("TableName", "Name"), Table) == []


def test_what_has_the_name_of_a_model_is_not_one() -> None:
    code = f"type A struct {{\n{COLUMN}}}\nfunc (b B) A() {{}}\nconst A = 3\n"
    assert [(each.name, each.line) for each in facts(PATH, code, Table)] == [("as", 1)]


@pytest.mark.parametrize("model", ["Model", "BaseModel"])
def test_columns_that_others_take_over_are_not_a_table(model: str) -> None:
    assert facts(PATH, f"type {model} struct {{\n{COLUMN}}}\n", Table) == []
