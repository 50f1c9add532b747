from __future__ import annotations

import pytest

from ctxkit.model import Column, Mixin, Table
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "internal/a.go"
COLUMN = '  ID string `gorm:"index"`\n'


def test_models_with_their_columns() -> None:
    check("go/internal/models.go", Table, Column, Mixin)


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
    ("field", "column"),
    [
        ('TenantID string `gorm:"index"`', ("tenant_id", "text", True, None)),
        ('TenantID string `gorm:"column:tenant;index"`', ("tenant", "text", True, None)),
        ('A string `gorm:"size:63"`', ("a", "character varying(63)", True, None)),
        ('A string `gorm:"type:varchar(9);not null"`', ("a", "character varying(9)", False, None)),
        ('A string `gorm:"type:uuid;primaryKey"`', ("a", "uuid", False, None)),
        ('A int `gorm:"default:0"`', ("a", "bigint", True, "0")),
        ("A string `gorm:\"default:'x'\"`", ("a", "text", True, "'x'")),
        ('A int64 `gorm:"index"`', ("a", "bigint", True, None)),
        ('A bool `gorm:"index"`', ("a", "boolean", True, None)),
        ('A *time.Time `gorm:"index"`', ("a", "timestamp with time zone", True, None)),
        ('A map[string]any `gorm:"serializer:json"`', ("a", "text", True, None)),
        ('A Status `gorm:"size:50"`', ("a", "character varying(50)", True, None)),
        ('A Status `gorm:"index"`', ("a", "", True, None)),
    ],
)
def test_columns(field: str, column: tuple[str, str, bool, str | None]) -> None:
    [found] = facts(PATH, f"type A struct {{\n  {field}\n}}\n", Column)
    assert (found.name, found.type, found.null, found.default) == column


@pytest.mark.parametrize(
    "field", ['Cached any `gorm:"-"`', 'Name string `json:"name"`', "Name string"]
)
def test_fields_that_are_no_columns(field: str) -> None:
    assert facts(PATH, f"type A struct {{\n  {field}\n}}\n", Column) == []
    assert facts(PATH, f"type A struct {{\n  {field}\n}}\n", Table) == []


def test_a_field_without_a_tag_is_a_column_of_a_model() -> None:
    code = f"type A struct {{\n{COLUMN}  CreatedAt time.Time\n}}\n"
    assert [each.name for each in facts(PATH, code, Column)] == ["id", "created_at"]


@pytest.mark.parametrize("embedded", ["Model", "*Model", "models.Model"])
def test_a_model_takes_over_the_columns_of_another(embedded: str) -> None:
    code = f'type A struct {{\n  {embedded}\n  B string `gorm:"-"`\n}}\n'
    assert [(each.name, each.symbol) for each in facts(PATH, code, Mixin)] == [("Model", "A")]
    assert [each.name for each in facts(PATH, code, Table)] == ["as"]


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
