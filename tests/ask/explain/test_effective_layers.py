"""Layers of effective values, masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.explain.effective_layers import effective_layer, shipped_layer, variables_of
from ctxkit.model import EffectiveLayer, KeyAnswer, Location, Place, Role
from tests.ask.explain.deployed import answer, deployed


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("LOG_LEVEL", "INFO", "INFO"),
        ("SECRET_KEY", "hunter2hunter2", "<REDACTED:SECRET_KEY>"),
        ("SECRET_KEY", "", ""),
        (
            "CELERY_BROKER_URL",
            "redis://:hunter22@redis:6379/1",
            "redis://:<REDACTED:PASSWORD#1>@redis:6379/1",
        ),
    ],
)
def test_a_layer_is_masked(name: str, value: str, shown: str) -> None:
    layer = effective_layer(".env", "my.env", 7, name, value)
    assert layer == EffectiveLayer(layer=".env", path="my.env", line=7, value=shown)


def test_a_layer_in_a_repository_names_it() -> None:
    where = Location(repo="dify", path="api/x.py", line=3, end_line=4)
    assert shipped_layer("code", where, "A", "1") == EffectiveLayer(
        layer="code", path="dify api/x.py", line=3, value="1"
    )


def test_the_variables_of_a_setting(tmp_path: Path) -> None:
    found = variables_of(answer(deployed(tmp_path), "LOG_LEVEL"))
    assert found == {
        ("api", "LOG_LEVEL"): EffectiveLayer(
            layer="code", path="dify api/configs/x.py", line=3, value="INFO"
        )
    }


def place(role: Role, path: str, name: str = "A", value: str | None = None) -> Place:
    where = Location(repo="dify", path=path, line=1, end_line=1)
    return Place(role=role, location=where, name=name, value=value)


@pytest.mark.parametrize(
    ("places", "variables"),
    [
        ([place("declares", "api/x.py", value="1")], {("api", "A"): "1"}),
        ([place("declares", "api/x.py")], {("api", "A"): None}),
        ([place("reads", "api/x.py", value="1")], {("api", "A"): None}),
        ([place("renames", "web/x.sh", "A -> B")], {("web", "A"): None}),
        ([place("sets", "web/x.sh")], {("web", "A"): None}),
        ([place("renders", "api/x.py")], {}),
        ([place("documents", "api/x.py")], {}),
        ([place("sets", "docker/.env.example")], {}),
        (
            [place("reads", "api/y.py"), place("declares", "api/x.py", value="1")],
            {("api", "A"): "1"},
        ),
        (
            [place("declares", "api/x.py", value="1"), place("declares", "api/y.py", value="2")],
            {("api", "A"): "1"},
        ),
    ],
)
def test_variables_are_those_of_programs_with_their_first_default(
    places: list[Place], variables: dict[tuple[str, str], str | None]
) -> None:
    found = variables_of(KeyAnswer(name="A", places=tuple(places)))
    assert {key: layer.value if layer else None for key, layer in found.items()} == variables
