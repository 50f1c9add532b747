"""The default, the type and the description of a setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.defaults import default_of, description_of, own_declarations, type_of
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import CHART, COMPOSE, line

EXAMPLE = "dify docker/.env.example"
VALUES = "dify-helm charts/dify/values.yaml"


def default(folder: Path, facts: dict[str, list[Fact]], *start: str) -> str | None:
    found = study(fact_index(folder, facts), *start)
    return default_of(found.chain, found.records)


DEPLOYED: dict[str, list[Fact]] = {
    EXAMPLE: [used("K", 1, role="sets", via="env-example", value="example")],
    COMPOSE: [line("K", "K", 2, "api", value="compose")],
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([declared("K", default="own")], "own"),
        ([declared("K", default='cast(_KIND, "own")')], "own"),
        ([declared("K", default='cast(_KIND, make("own"))')], 'cast(_KIND, make("own"))'),
        ([declared("K"), declared("K", 2, default="second")], "second"),
        ([declared("K"), used("K", 2, via="getenv", value="fallback")], "fallback"),
        ([used("K", 2, via="getenv", value="fallback")], "fallback"),
        ([used("K", 2, via="shell", role="renames", target="X", value="fallback")], "fallback"),
        ([used("K", 1, via="code-default", role="sets", value="late"),
          used("K", 2, via="getenv", value="fallback")], "fallback"),
        ([declared("K"), used("K", 2, via="code-default", role="sets", value="late")], "late"),
        ([used("K", 2, via="sandbox-config", role="sets", value="file")], "file"),
        ([used("K", 2, via="dockerfile", role="sets", value="image")], "image"),
        ([declared("K")], None),
        ([used("K", 2, via="getenv")], None),
        ([used("K", 2, via="credential", value="no")], None),
        ([declared("K", origin="computed", default="no")], None),
        ([used("K", 2, via="template")], "example"),
        ([used("K", 2, via="shell", role="sets", value="script")], "example"),
        ([], "example"),
    ],
)  # fmt: skip
def test_the_default_is_the_program_s_own_else_the_deployment_s(
    tmp_path: Path, facts: list[Fact], expected: str | None
) -> None:
    assert default(tmp_path, {"dify api/x.py": facts, **DEPLOYED}, "api K", "env K") == expected


def test_what_compose_itself_falls_back_to_is_no_program_s_default(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {COMPOSE: [used("K", 1, via="compose", value="80")]}
    assert default(tmp_path, facts, "env K") is None


CHARTED: dict[str, list[Fact]] = {
    VALUES: [used("a.k", 4, role="sets", via="helm-values", value="charted")],
    CHART: [line("a.k", "K", 9, "api", role="renders", via="helm-template", value="other")],
    "dify api/x.py": [declared("K", default="own")],
}


def test_the_default_of_a_chart_s_value_is_its_line(tmp_path: Path) -> None:
    assert default(tmp_path / "a", CHARTED, "values a.k") == "charted"
    assert default(tmp_path / "b", CHARTED, "api K") == "own"


def test_a_value_without_a_line_has_the_program_s_default(tmp_path: Path) -> None:
    facts = {place: found for place, found in CHARTED.items() if place != VALUES}
    assert default(tmp_path, facts, "values a.k") == "own"


def test_own_declarations_are_those_asked_for_else_those_that_they_become(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 1), declared("L", 2)],
        "dify api/docker/x.sh": [used("K", 1, target="L", role="renames", via="shell")],
        COMPOSE: [line("TOP", "K", 1, "api")],
    }
    asked = fact_index(tmp_path, facts)
    own = study(asked, "api K")
    assert [key.name for key in own_declarations(own.chain, own.records)] == ["K"]
    top = study(asked, "env TOP")
    assert [key.name for key in own_declarations(top.chain, top.records)] == ["K", "L"]


def test_the_type_is_that_of_the_first_declaration_that_has_one(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [
            declared("K", 1),
            declared("K", 2, type="int"),
            declared("K", 3, type="str"),
        ]
    }
    found = study(fact_index(tmp_path, facts), "api K")
    assert type_of(found.chain, found.records) == "int"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"dify api/x.py": [declared("K", description="of the code")]}, "of the code"),
        ({"dify api/x.py": [declared("K")]}, "of the file"),
        ({"dify api/x.py": [used("K", description="of a read")]}, "of the file"),
        ({"dify api/x.py": [declared("O", 1, aliases=("K",), description="of another"),
                            declared("K", 2)]}, "of the file"),
    ],
)  # fmt: skip
def test_the_description_is_the_code_s_else_the_example_file_s(
    tmp_path: Path, facts: dict[str, list[Fact]], expected: str
) -> None:
    example = used("K", 1, role="sets", via="env-example", description="of the file")
    found = study(fact_index(tmp_path, {**facts, EXAMPLE: [example]}), "api K", "env K")
    assert description_of(found.chain, found.records) == expected


@pytest.mark.parametrize(
    ("start", "expected"), [("values redis", "a subchart"), ("values redis.host", "")]
)
def test_the_description_of_a_subchart_is_not_that_of_its_values(
    tmp_path: Path, start: str, expected: str
) -> None:
    facts: dict[str, list[Fact]] = {
        "dify-helm charts/dify/Chart.yaml": [
            used("redis", 1, role="renders", via="helm-subchart", description="a subchart")
        ],
        VALUES: [used("redis.host", 4, role="sets", via="helm-values", value="x")],
    }
    found = study(fact_index(tmp_path, facts), start)
    assert description_of(found.chain, found.records) == expected
