"""What a classified fact says of itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.settings.layers import Layer
from ctxkit.settings.names import Edge
from ctxkit.settings.records import (
    DeclarationRecord,
    UseRecord,
    declarations_among,
    fields_of_key,
    fields_of_use,
    has_form,
    place_of,
    role_of,
    uses_among,
)
from tests.settings.sources import declared, name, used


def key_record(scope: str = "api", **more: object) -> DeclarationRecord:
    key = replace(declared("X", **more), repo="dify", path="api/x.py")
    return DeclarationRecord(
        **fields_of_key(key), about=name(f"{scope} X"), scope=scope, layer=Layer.DECLARED
    )


def use_record(scope: str = "api", *edges: Edge, **more: object) -> UseRecord:
    use = replace(used("X", **more), repo="dify", path="api/x.py")
    return UseRecord(
        **fields_of_use(use),
        about=name(f"{scope} X"),
        scope=scope,
        layer=Layer.READ,
        edges=edges,
        containers=(),
        scopes=(),
    )


def test_a_record_has_every_field_of_its_fact() -> None:
    use = replace(used("X", 7, value="v", services=("api",), until=9), repo="r", path="p")
    record = UseRecord(
        **fields_of_use(use), about=name("a X"), scope="a", layer=Layer.READ, edges=(),
        containers=(), scopes=(),
    )  # fmt: skip
    assert all(getattr(record, field) == value for field, value in fields_of_use(use).items())
    assert record.location == use.location


@pytest.mark.parametrize(
    ("origin", "computed"),
    [("pydantic", False), ("getenv", False), ("computed", True), ("property", True)],
)
def test_a_computed_declaration(origin: str, computed: bool) -> None:
    assert key_record(origin=origin).is_computed is computed


@pytest.mark.parametrize(
    ("scope", "compose", "chart", "middleware", "program"),
    [
        ("env", True, False, False, False),
        ("values", False, True, False, False),
        ("middleware", False, False, True, False),
        ("api", False, False, False, True),
        ("plugin:tools/x", False, False, False, True),
        ("image:redis", False, False, False, False),
    ],
)
def test_where_a_use_is(
    scope: str, compose: bool, chart: bool, middleware: bool, program: bool
) -> None:
    use = use_record(scope)
    assert (use.is_in_compose, use.is_in_chart, use.is_in_middleware, use.is_in_program) == (
        compose,
        chart,
        middleware,
        program,
    )


@pytest.mark.parametrize(
    ("scope", "role", "expected"),
    [("env", "reads", True), ("env", "renames", False), ("api", "reads", False)],
)
def test_a_read_by_compose_itself(scope: str, role: str, expected: bool) -> None:
    assert use_record(scope, role=role).is_compose_read is expected


def test_the_sources_of_a_use_are_those_of_its_edges_else_its_own_name() -> None:
    edge = Edge(name("literal:x:1 X"), name("api X"))
    assert use_record("env", edge).sources == (name("literal:x:1 X"),)
    assert use_record("env").sources == (name("env X"),)


def test_a_container_receives_the_target_else_the_name() -> None:
    assert use_record(target="Y").target_name == "Y"
    assert use_record().target_name == "X"


def test_roles_of_places() -> None:
    assert role_of(key_record()) == "declares"
    assert role_of(use_record(role="sets", via="env-example-commented")) == "documents"
    assert role_of(use_record(role="sets", via="env-example")) == "sets"


def test_records_are_told_apart_and_tests_left_out() -> None:
    tested = [replace(key_record(), test=True), replace(use_record(), test=True)]
    records = [key_record(), *tested, use_record()]
    assert declarations_among(records) == [records[0]]
    assert uses_among(records) == [records[-1]]


def test_the_form_of_a_record() -> None:
    assert has_form(use_record(via="getenv"), "getenv")
    assert not has_form(use_record(via="getenv"), "copy")
    assert not has_form(key_record(origin="getenv"), "getenv")


def test_a_place_in_a_sentence() -> None:
    assert place_of(use_record(line=7, end_line=7)) == "api/x.py:7"
