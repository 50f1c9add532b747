"""What an empty value does."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.empty_values import notes_on_empty_values
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import COMPOSE, line

ENV_FILE = used(".env", 9, role="sets", via="compose-env-file", services=("api",))
REFUSED = (
    "an empty K in docker/.env is passed on, and dify api does not start with it; "
    "delete the line to get the default"
)
FIRST = "an empty K in docker/.env counts as set: dify api then takes it, not OLD or OLDER"


def notes(folder: Path, key: Fact, *in_compose: Fact, start: str = "api K") -> list[str]:
    facts: dict[str, list[Fact]] = {"dify api/x.py": [key], COMPOSE: list(in_compose)}
    found = study(fact_index(folder, facts), "env K", start)
    return list(notes_on_empty_values(found.chain, found.records))


@pytest.mark.parametrize(
    ("in_compose", "expected"),
    [
        ([ENV_FILE], [REFUSED]),
        ([line("K", "K", 1, "api", value="")], [REFUSED]),
        ([line("K", "K", 1, "api", value=None)], [REFUSED]),
        ([line("K", "K", 1, "api", value="15")], []),  # ${K:-15}: empty is as good as none
        ([ENV_FILE, line("K", "K", 1, "api", value="15")], []),
        ([line("K", "K", 1, "web", value="")], []),
        ([used("K", 1, via="compose", services=("api",), value="")], []),  # of a port
        ([], []),
    ],
)
def test_an_empty_value_that_is_passed_on_is_refused(
    tmp_path: Path, in_compose: list[Fact], expected: list[str]
) -> None:
    key = declared("K", type="PositiveInt", default="15")
    assert notes(tmp_path, key, *in_compose) == expected


@pytest.mark.parametrize(
    ("type_", "refused"),
    [
        ("int", True), ("uint16", True), ("bool", True), ("NonNegativeFloat", True),
        ('Literal["a", "b"]', True), ("int | None", True),
        ("str", False), ("str | None", False), ("int | str", False), ("string", False),
        ("HttpUrl", False), ("Pointer", False),
    ],
)  # fmt: skip
def test_texts_may_be_empty(tmp_path: Path, type_: str, refused: bool) -> None:
    assert notes(tmp_path, declared("K", type=type_), ENV_FILE) == [REFUSED] * refused


@pytest.mark.parametrize("origin", ["getenv", "zod", "computed"])
def test_only_what_pydantic_and_envconfig_parse_is_refused(tmp_path: Path, origin: str) -> None:
    assert notes(tmp_path, declared("K", type="int", origin=origin), ENV_FILE) == []


def test_an_empty_name_comes_before_the_others(tmp_path: Path) -> None:
    key = declared("K", type="str", aliases=("K", "OLD", "OLDER"))
    assert notes(tmp_path, key, ENV_FILE) == [FIRST]
    assert notes(tmp_path / "b", key, line("K", "K", 1, "api", value="x")) == []
    go = declared("K", type="string", origin="envconfig", aliases=("K", "OLD"))
    assert notes(tmp_path / "c", go, ENV_FILE) == []


def test_a_fallback_has_its_own_note(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("NEW", 1, aliases=("NEW", "K")), declared("K", 2, type="int")],
        COMPOSE: [ENV_FILE],
    }
    found = study(fact_index(tmp_path, facts), "api NEW")
    assert all(
        "K in docker" not in note for note in notes_on_empty_values(found.chain, found.records)
    )
