"""The variable by which a program takes a setting in."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.readers import reading_variable
from tests.settings.sources import declared, fact_index, name, study, used


def reader(folder: Path, facts: list[Fact], start: str = "api A") -> str | None:
    found = study(fact_index(folder, {"dify api/x.py": facts}), start)
    variable = reading_variable(found.chain, found.records)
    return " ".join(variable) if variable else None


@pytest.mark.parametrize(
    ("fact", "variable"),
    [
        (declared("A"), "api A"),
        (declared("A", origin="envconfig"), "api A"),
        (declared("A", origin="zod"), "api A"),
        (declared("A", origin="getenv"), "api A"),
        (declared("A", origin="yaml"), None),
        (declared("A", origin="credential"), None),
        (declared("A", origin="computed"), None),
        (used("A", via="getenv"), "api A"),
        (used("A", via="env"), "api A"),
        (used("A", via="shell"), "api A"),
        (used("A", via="template"), "api A"),
        (used("A", via="dify_config"), None),
        (used("A", via="getenv", role="sets"), None),
    ],
)
def test_what_takes_a_variable_in(tmp_path: Path, fact: Fact, variable: str | None) -> None:
    assert reader(tmp_path, [fact]) == variable


def test_a_declaration_comes_before_a_read(tmp_path: Path) -> None:
    key = declared("URL", 9, attribute="A")
    assert reader(tmp_path, [used("A", 1, via="getenv"), key]) == "api URL"


def test_a_read_of_a_pattern_is_one_of_the_name_asked_for(tmp_path: Path) -> None:
    facts: list[Fact] = [used("OPENDAL_*", 3, via="getenv")]
    assert reader(tmp_path, facts, "api OPENDAL_ROOT") == "api OPENDAL_ROOT"


@pytest.mark.parametrize(
    ("exported", "variable"),
    [
        (used("OUT", 3, target="A", role="renames", via="shell"), "api OUT"),
        (used("A", 3, target="A", role="renames", via="shell"), "api A"),
        (used("OUT", 3, target="A", role="renames", via="compose"), "api A"),
        (used("A", 3, target="B", role="renames", via="shell"), "api A"),
        (used("OUT", 3, target="B", role="renames", via="shell"), "api A"),
    ],
)
def test_the_variable_that_a_script_exports_is_the_one_to_set(
    tmp_path: Path, exported: Fact, variable: str
) -> None:
    found = study(
        fact_index(
            tmp_path,
            {"dify api/x.py": [declared("A", 1)], "dify api/docker/entrypoint.sh": [exported]},
        ),
        "api A",
    )
    assert reading_variable(found.chain, found.records) == name(variable)


def test_a_script_that_exports_it_under_its_own_name_changes_nothing(tmp_path: Path) -> None:
    exports: list[Fact] = [
        used("A", 3, target="A", role="renames", via="shell"),
        used("OUT", 4, target="A", role="renames", via="shell"),
    ]
    facts = {"dify api/x.py": [declared("A", 1)], "dify api/docker/entrypoint.sh": exports}
    found = study(fact_index(tmp_path, facts), "api A")
    assert reading_variable(found.chain, found.records) == name("api OUT")
