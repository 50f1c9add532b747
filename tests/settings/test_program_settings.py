"""A setting as each program has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.program_settings import programs_of
from tests.settings.sources import declared, fact_index, study, used


def programs(
    folder: Path, facts: dict[str, list[Fact]], *start: str
) -> list[tuple[str, str, str, str | None, int]]:
    return [
        (each.program, each.name, each.type, each.default, each.location.line)
        for each in programs_of(study(fact_index(folder, facts), *start).records)
    ]


def test_each_program_that_declares_it_has_its_own(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [declared("A", 1, type="str", default="x"), used("A", 9)],
        "dify-plugin-daemon x.go": [declared("A", 2, type="string", origin="envconfig")],
    }
    assert programs(tmp_path, facts, "api A", "plugin_daemon A") == [
        ("api", "A", "str", "x", 1),
        ("plugin_daemon", "A", "string", None, 2),
    ]


@pytest.mark.parametrize(("second", "expected"), [("y", ("y", 2)), (None, (None, 1))])
def test_a_second_declaration_counts_for_the_default_that_the_first_lacks(
    tmp_path: Path, second: str | None, expected: tuple[str | None, int]
) -> None:
    facts = {"dify api/x.py": [declared("A", 1), declared("A", 2, default=second)]}
    assert [each[3:] for each in programs(tmp_path, facts, "api A")] == [expected]


def test_the_first_default_stays(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [declared("A", 1, default="x"), declared("A", 2, default="y")]}
    assert [each[3:] for each in programs(tmp_path, facts, "api A")] == [("x", 1)]


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (used("A", 3, via="getenv", value="7"), [("api", "A", "", "7", 3)]),
        (used("A", 3, via="env", value="7"), [("api", "A", "", "7", 3)]),
        (used("A", 3, via="config", value="7"), [("api", "A", "", "7", 3)]),
        (used("A", 3, via="template", value="7"), [("api", "A", "", "7", 3)]),
        (used("A", 3, via="shell", value="7"), [("api", "A", "", "7", 3)]),
        (
            used("A", 3, via="shell", role="renames", target="B", value="7"),
            [("api", "A", "", "7", 3)],
        ),
        (used("A", 3, via="dify_config", value="7"), []),
        (used("A", 3, via="shell", role="sets", value="7"), []),
        (used("A", 3, via="code-default", role="sets", value="7"), []),
    ],
)
def test_a_program_that_reads_it_from_outside_has_it(
    tmp_path: Path, use: Fact, expected: list[tuple[str, str, str, str, int]]
) -> None:
    assert programs(tmp_path, {"dify api/x.py": [use]}, "api A") == expected


@pytest.mark.parametrize(("own", "default"), [(None, "7"), ("5", "5")])
def test_a_default_set_elsewhere_in_the_code_fills_a_declaration(
    tmp_path: Path, own: str | None, default: str
) -> None:
    facts = {
        "dify-plugin-daemon x.go": [
            declared("A", 1, origin="envconfig", default=own),
            used("A", 2, via="code-default", role="sets", value="7"),
            used("A", 3, via="getenv", value="8"),
        ]
    }
    assert programs(tmp_path, facts, "plugin_daemon A") == [("plugin_daemon", "A", "", default, 1)]


def test_containers_of_others_and_derived_settings_are_no_programs_of_it(tmp_path: Path) -> None:
    facts = {
        "dify docker/certbot/x.sh": [used("A", 1, via="shell", value="1")],
        "dify api/x.py": [
            declared("ALL", 2, origin="computed"),
            used("A", 3, via="field", target="ALL"),
        ],
    }
    assert programs(tmp_path, facts, "image:certbot A", "api A") == []
