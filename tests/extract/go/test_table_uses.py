# ruff: noqa: E501 - sources stay whole

from __future__ import annotations

import pytest

from ctxkit.model import TableUse
from tests.extract.literal import facts


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("p, err := db.GetOne[models.Plugin](x)", [("Plugin", "reads", "GetOne")]),
        ("n, err := db.GetCount[models.Plugin](x)", [("Plugin", "reads", "GetCount")]),
        ("db.Model(&models.Plugin{}),", [("Plugin", "reads", "Model")]),
        ("err := db.DeleteByCondition(models.Plugin{ID: x})", [("Plugin", "writes", "DeleteByCondition")]),
        ("err := db.Create(\n\t\t&models.Plugin{ID: x})", [("Plugin", "writes", "Create")]),
        ("plugin := &models.Plugin{", [("Plugin", "writes", "")]),
        ("plugin = models.Plugin{", [("Plugin", "writes", "")]),
        ("db.Transform(models.Plugin{})", [("Plugin", "other", "Transform")]),
        ("DB.AutoMigrate(models.Plugin{})", []),
        ("cache.AutoDelete[models.Plugin](key)", []),
        ("var plugin *models.Plugin", []),
        ("// plugin := &models.Plugin{", []),
        ("plugin := &entities.Plugin{", []),
    ],
)  # fmt: skip
def test_uses(line: str, found: list[tuple[str, str, str]]) -> None:
    uses = facts("internal/a.go", f"package a\n\nfunc work() {{\n\t{line}\n}}\n", TableUse)
    assert [(use.name, use.how, use.via) for use in uses] == found
    assert all(use.symbol == "work" for use in uses)


def test_each_function_is_told_once_a_way() -> None:
    code = "package a\n\nfunc work() {\n\tdb.GetOne[models.A](x)\n\tdb.GetAll[models.A](x)\n\tdb.Create(&models.A{})\n}\n"
    assert [(use.how, use.line) for use in facts("internal/a.go", code, TableUse)] == [
        ("reads", 4),
        ("writes", 6),
    ]
