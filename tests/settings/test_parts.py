"""Settings that a program computes from others."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.parts import has_many_parts, parts_of
from tests.settings.sources import declared, fact_index, name, source_index, used

DATABASE = """
class DatabaseConfig(BaseSettings):
    DB_HOST: str = Field(default="localhost")
    DB_PORT: int = Field(default=5432)
    DB_NAME: str = Field(default="dify")

    @computed_field
    def DB_SERVER(self) -> str:
        return self.DB_HOST + str(self.DB_PORT)

    @computed_field
    def DB_URI(self) -> str:
        return self.DB_SERVER + self.DB_NAME
"""


@pytest.fixture
def graph(tmp_path: Path) -> SettingsGraph:
    return SettingsGraph(source_index(tmp_path, {"dify api/configs/x.py": DATABASE}).index)


def test_parts_are_followed_through_computed_settings_direct_ones_first(
    graph: SettingsGraph,
) -> None:
    found = [part.name for part in parts_of(graph, name("api DB_URI"))]
    assert set(found[:2]) == {"DB_SERVER", "DB_NAME"}
    assert set(found[2:]) == {"DB_HOST", "DB_PORT"}


def test_a_setting_that_is_not_computed_has_no_parts(graph: SettingsGraph) -> None:
    assert parts_of(graph, name("api DB_HOST")) == ()


def test_another_program_does_not_compute_it(graph: SettingsGraph) -> None:
    assert parts_of(graph, name("web DB_URI")) == ()


@pytest.mark.parametrize(("asked", "many"), [("DB_SERVER", False), ("DB_URI", True)])
def test_more_than_two_parts_are_many(graph: SettingsGraph, asked: str, many: bool) -> None:
    assert has_many_parts(graph, name(f"api {asked}")) is many


def test_settings_that_are_computed_from_each_other_end(tmp_path: Path) -> None:
    facts = [
        declared("A", 1, origin="computed"),
        declared("B", 2, origin="computed"),
        used("B", 3, via="field", target="A"),
        used("A", 4, via="field", target="B"),
    ]
    graph = SettingsGraph(fact_index(tmp_path, {"dify api/x.py": facts}).index)
    assert parts_of(graph, name("api A")) == (name("api B"),)


def test_tests_compute_nothing(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [declared("A", 1, origin="computed"), declared("B", 2)],
        "dify api/tests/test_x.py": [used("B", 3, via="field", target="A")],
    }
    assert parts_of(SettingsGraph(fact_index(tmp_path, facts).index), name("api A")) == ()
