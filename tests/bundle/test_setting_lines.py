"""A setting in the summary of a bundle."""

from __future__ import annotations

import pytest

from ctxkit.bundle.setting_lines import key_lines, place_cell
from ctxkit.model import ChainLink, ChainNode, KeyAnswer, LayerValue, ProgramSetting
from tests.bundle.literal import at, place


def lines(in_full: bool = False, **fields: object) -> list[str]:
    return list(key_lines(KeyAnswer(**{"name": "KEY", **fields}), in_full=in_full))


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "- `KEY`: no default."),
        ({"type": "int"}, "- `KEY`: int, no default."),
        ({"default": "3"}, "- `KEY`: default `3`."),
        ({"type": "int", "default": ""}, "- `KEY`: int, default (empty)."),
        ({"description": "The limit"}, "- `KEY`: no default. The limit"),
        ({"description": "x" * 500}, f"- `KEY`: no default. {'x' * 399}…"),
    ],
)
def test_a_setting_begins_with_its_type_and_default(fields: dict[str, str], line: str) -> None:
    assert lines(**fields)[0] == line


@pytest.mark.parametrize(
    ("status", "why", "line"),
    [
        ("live", "", "  - status: live"),
        ("undelivered", "", "  - status: not passed to the container"),
        ("dead", "nothing reads it", "  - status: dead - nothing reads it"),
        ("dead", "x" * 400, f"  - status: dead - {'x' * 299}…"),
    ],
)
def test_the_status_has_its_reason(status: str, why: str, line: str) -> None:
    assert lines(status=status, status_why=why)[1] == line


@pytest.mark.parametrize(
    ("services", "idle", "text"),
    [
        (("api", "worker"), (), "api, worker"),
        (
            ("api", "worker", "web"),
            ("worker", "web"),
            "api (also to worker, web, where it is unused)",
        ),
        (("web",), ("web",), "web, where it is unused"),
    ],
)
def test_services_that_do_not_use_a_setting_are_named_apart(
    services: tuple[str, ...], idle: tuple[str, ...], text: str
) -> None:
    assert f"  - passed to: {text}" in lines(services=services, idle_services=idle)


def program(name: str, type: str = "", default: str | None = None) -> ProgramSetting:
    return ProgramSetting(
        program=name, name="KEY", type=type, default=default, location=at("a.py", 1)
    )


def test_several_programs_that_declare_a_setting_are_told_apart() -> None:
    both = (program("api", "int", "3"), program("plugin_daemon"), program("web", default="x"))
    assert "  - declared by: api `int` default `3`; plugin_daemon no default; web default `x`" in (
        lines(programs=both)
    )
    assert not any("declared by" in line for line in lines(programs=both[:1]))


def test_notes_and_places_follow() -> None:
    assert lines(notes=("careful",), places=(place("a.py", 3, value="x" * 99),))[2:] == [
        "  - note: careful",
        f"  - reads `KEY` = `{'x' * 79}…` - dify a.py:3",
    ]
    assert lines(places=(place("a.py", 3),))[-1] == "  - reads `KEY` - dify a.py:3"


A, B, C = (ChainNode(scope="api", name=name) for name in "ABC")
CHAIN = (
    ChainLink(source=A, target=B, how="compose"),
    ChainLink(source=B, target=C, how="declared"),
)


def layer(number: int, name: str = "KEY", **more: object) -> LayerValue:
    given = {"layer": "code", "value": "3", "location": at("a.py", number), **more}
    return LayerValue(name=name, **given)


def test_the_chain_is_a_line_and_in_full_a_diagram() -> None:
    assert lines(chain=CHAIN)[2:] == ["  - chain: A (api) -> B (api) -> C (api)"]
    graph = lines(in_full=True, chain=CHAIN)[3]
    assert graph.startswith("\n```mermaid\nflowchart LR\n")
    assert graph.endswith("\n```")


def test_in_full_the_layers_are_a_table() -> None:
    rows = (
        layer(1, program="api"),
        layer(2, "OTHER", layer="compose", services=("api", "web"), value="a|`b", differs=True),
        layer(3, value=""),
        layer(4, value="52428800"),
    )
    assert lines(in_full=True, layers=rows)[2].splitlines() == [
        "",
        "| layer | value | where |",
        "|---|---|---|",
        "| code (api) | `3` | dify a.py:1 |",
        "| compose (api, web) as `OTHER` | `a\\|'b` ≠ | dify a.py:2 |",
        "| code | (empty) | dify a.py:3 |",
        "| code | `52428800 (50 MiB)` | dify a.py:4 |",
    ]
    assert len(lines(layers=rows)) == 2


def test_a_single_layer_is_no_table() -> None:
    assert len(lines(in_full=True, layers=(layer(1),))) == 2


def test_a_place_in_the_table_is_not_listed_again() -> None:
    places = (place("a.py", 1), place("a.py", 9))
    two = (layer(1), layer(2))
    assert lines(in_full=True, layers=two, places=places)[3:] == ["  - reads `KEY` - dify a.py:9"]
    assert len(lines(layers=two, places=places)) == 4
    assert len(lines(in_full=True, layers=two[:1], places=places)) == 4


def test_the_table_has_16_rows() -> None:
    full = lines(in_full=True, layers=tuple(map(layer, range(1, 17))))[2]
    assert len(full.splitlines()) == 3 + 16
    rows = tuple(map(layer, range(1, 20)))
    found = lines(in_full=True, layers=rows, places=(place("a.py", 16), place("a.py", 17)))
    assert found[2].splitlines()[-1] == "| … 3 more | | |"
    assert found[3:] == ["  - reads `KEY` - dify a.py:17"]


def test_a_place_is_safe_in_a_table() -> None:
    assert place_cell(at("a|b.py", 3, 4)) == "dify a\\|b.py:3-4"
