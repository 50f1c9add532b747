"""A setting in the summary of a bundle."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ctxkit.bundle.setting_lines import key_lines, related_line
from ctxkit.model import ChainLink, ChainNode, KeyAnswer, LineChange, Location, ProgramSetting
from ctxkit.model.cause import CausePlace
from tests.bundle.literal import at, place


def lines(diagram: bool = False, **fields: object) -> list[str]:
    key = KeyAnswer(**{"name": "KEY", **fields})
    return list(key_lines(key, {}, {}, diagram=diagram))


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
        ("live", "", "- status: live"),
        ("undelivered", "", "- status: not passed to the container"),
        ("dead", "nothing reads it", "- status: dead - nothing reads it"),
        ("dead", "x" * 400, f"- status: dead - {'x' * 299}…"),
    ],
)
def test_the_status_has_its_reason(status: str, why: str, line: str) -> None:
    assert lines(status=status, status_why=why)[1] == line


def test_what_would_do_harm_comes_before_how_to_change_it() -> None:
    notes = ("to change it with Helm: set `a`", "before you change it: look", "other")
    assert lines(notes=notes)[2:] == [
        "- before you change it: look",
        "- Helm: set `a`",
        "- note: other",
    ]


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
    assert f"- passed to: {text}" in lines(services=services, idle_services=idle)


def beyond(repo: str, line: int, text: str) -> CausePlace:
    location = Location(repo=repo, path="a.py", line=line, end_line=line)
    return CausePlace(location=location, text=text, why="beyond KEY")


@pytest.mark.parametrize(
    ("places", "line"),
    [
        ((beyond("dify", 3, "raise A"),), "- beyond it: dify a.py:3: `raise A`"),
        (
            (beyond("dify", 3, "raise A"), beyond("dify", 9, "raise B")),
            "- beyond it: dify a.py:3: `raise A`; a.py:9: `raise B`",
        ),
        (
            (beyond("dify", 3, "raise A"), beyond("dify-sandbox", 9, "panic(B)")),
            "- beyond it: dify a.py:3: `raise A`; dify-sandbox a.py:9: `panic(B)`",
        ),
        ((), None),
    ],
)
def test_what_is_beyond_a_setting_is_one_line(
    places: tuple[CausePlace, ...], line: str | None
) -> None:
    told = [each for each in lines(type="int", beyond=places) if each.startswith("- beyond it")]
    assert told == ([line] if line else [])


def program(name: str, type: str = "", default: str | None = None) -> ProgramSetting:
    return ProgramSetting(
        program=name, name="KEY", type=type, default=default, location=at("a.py", 1)
    )


def test_the_advice_does_not_repeat_the_line_that_a_place_names() -> None:
    notes = ("to change it with compose: set `KEY` in docker/.env (e:3), then `x`",)
    assert lines(notes=notes, places=(place("e", 3, "sets"),))[2] == (
        "- compose: set `KEY` in docker/.env, then `x`"
    )
    assert lines(notes=notes)[2] == "- compose: set `KEY` in docker/.env (e:3), then `x`"


def test_who_gets_it_is_said_where_no_advice_says_it() -> None:
    change = LineChange(deployment="compose", file="docker/.env", name="KEY", restart=("api",))
    assert lines(services=("api",))[2:] == ["- passed to: api"]
    assert lines(services=("api",), change=(change,))[2:] == []


def test_several_programs_that_declare_a_setting_are_told_apart() -> None:
    both = (program("api", "int", "3"), program("plugin_daemon"), program("web", default="x"))
    assert "- declared by: api `int` default `3`; plugin_daemon no default; web default `x`" in (
        lines(programs=both)
    )
    assert not any("declared by" in line for line in lines(programs=both[:1]))


def test_how_to_change_it_comes_before_its_places_and_other_notes_after_them() -> None:
    notes = ("careful", "to change it with compose: set `KEY` in docker/.env")
    assert lines(notes=notes, places=(place("a.py", 3, value="x" * 99),))[2:] == [
        "- compose: set `KEY` in docker/.env",
        f"- reads dify a.py:3 = `{'x' * 39}…`",
        "- note: careful",
    ]


A, B, C = (ChainNode(scope="api", name=name) for name in "ABC")
CHAIN = (
    ChainLink(source=A, target=B, how="compose"),
    ChainLink(source=B, target=C, how="declared"),
)


def test_a_chain_with_renames_is_a_line_and_on_demand_a_diagram() -> None:
    assert lines(chain=CHAIN)[2:] == ["- chain: A (api) -> B (api) -> C (api)"]
    assert list(key_lines(KeyAnswer(name="KEY", chain=CHAIN), {}, {}, chains=False))[2:] == []
    graph = lines(diagram=True, chain=CHAIN)[3]
    assert graph.startswith("\n```mermaid\nflowchart LR\n")
    assert graph.endswith("\n```")


def test_a_chain_of_one_name_says_nothing_that_the_services_do_not() -> None:
    nodes = [ChainNode(scope=scope, name=name) for scope, name in SAME_NAME]
    links = tuple(
        ChainLink(source=source, target=target, how="compose") for source, target in pairwise(nodes)
    )
    assert lines(chain=links, services=("api",))[2:] == ["- passed to: api"]


SAME_NAME = ((".env", "KEY"), ("api", "KEY"), ("dify api", "dify_config.KEY"))


def test_a_related_setting_is_one_line() -> None:
    places = (place("c.py", 1, "declares"), place("e", 2, "sets", value="3"), place("a.py", 3))
    key = KeyAnswer(
        name="KEY", default="3", status="undelivered", description="The limit.", places=places
    )
    assert related_line(key, {}) == (
        "- `KEY`: default `3`, not passed to the container. The limit"
        " - declares dify c.py:1; reads dify a.py:3"
    )
    assert related_line(KeyAnswer(name="KEY"), {}) == "- `KEY`: no default"


def test_a_layer_above_the_code_is_named_where_it_says_more_than_its_place() -> None:
    def line(value: str, quote: str = "") -> str:
        where = place("e", 2, "sets", value=value)
        key = KeyAnswer(name="KEY", default="3", places=(where,))
        return related_line(key, {where.location: quote} if quote else {})

    assert line("3") == "- `KEY`: default `3`"
    assert line("5") == "- `KEY`: default `3` - sets dify e:2"
    assert line("3", "KEY: 3") == "- `KEY`: default `3` - sets dify e:2 `KEY: 3`"
