"""Names, and what a single fact says of them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.settings.names import (
    Name,
    declared_names,
    is_commented,
    is_in_vault,
    is_placeholder,
    is_shipped_value,
    name_of,
    scope_of,
    written_names,
)
from tests.settings.sources import declared, used


def test_a_name_has_the_scope_of_its_file() -> None:
    use = replace(used("X"), repo="dify", path="web/env.ts")
    assert scope_of(use) == "web"
    assert name_of(use) == Name("web", "X")


def test_a_declaration_has_all_its_names() -> None:
    key = replace(
        declared("DB", attribute="db", aliases=("DATABASE", "db")), repo="dify", path="api/x.py"
    )
    assert written_names(key) == ["DB", "db", "DATABASE", "db"]
    assert declared_names(key) == {Name("api", n) for n in ("DB", "db", "DATABASE")}


def test_a_use_has_its_target_as_a_second_name() -> None:
    assert written_names(used("A", target="B")) == ["A", "B"]
    assert written_names(used("A")) == ["A"]


@pytest.mark.parametrize(
    ("role", "via", "commented"),
    [
        ("documents", "docs", True),
        ("sets", "env-example-commented", True),
        ("sets", "env-example", False),
        ("reads", "getenv", False),
    ],
)
def test_a_comment_sets_nothing(role: str, via: str, commented: bool) -> None:
    assert is_commented(used("X", role=role, via=via)) is commented


@pytest.mark.parametrize(
    ("name", "in_vault"), [("externalSecret.api.key", True), ("api.externalSecret", False)]
)
def test_a_value_that_names_a_vault(name: str, in_vault: bool) -> None:
    assert is_in_vault(used(name)) is in_vault


@pytest.mark.parametrize(
    ("via", "value", "placeholder"),
    [
        ("helm-computed", "{{ `{{ .KEY }}` }}", True),
        ("helm-computed", '{{ include "x" . }}', False),
        ("helm-computed", None, False),
        ("helm-literal", "{{ `{{ .KEY }}` }}", False),
    ],
)
def test_a_placeholder_is_filled_in_by_a_vault(
    via: str, value: str | None, placeholder: bool
) -> None:
    assert is_placeholder(used("KEY", via=via, value=value)) is placeholder


@pytest.mark.parametrize(
    ("via", "path", "shipped"),
    [
        ("helm-values", "charts/dify/values.yaml", True),
        ("helm-values", "charts/dify/values-gke.yaml", False),
        ("helm-env", "charts/dify/values.yaml", False),
    ],
)
def test_only_values_yaml_is_the_chart_s_own(via: str, path: str, shipped: bool) -> None:
    assert is_shipped_value(replace(used("api.x", via=via), path=path)) is shipped
