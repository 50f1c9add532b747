"""The facts of an index with those of the user's compose files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.deployment.overlaid_facts import OverlaidFacts
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.extract.compose import extract
from ctxkit.extract.source import Source
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.reader import Index
from ctxkit.model import ConfigKey, ConfigUse, Fact
from tests.ask.literal import literal_index

DIFYS = "services:\n  api:\n    environment:\n      LOG_LEVEL: ${LOG_LEVEL:-INFO}\n      OLD: 1\n"
OWN = "services:\n  api:\n    environment:\n      LOG_LEVEL: DEBUG\n      NEW: ${SOURCE}\n"
API = "api/configs/app.py"


def facts_of(text: str) -> list[Fact]:
    return list(extract(Source(repo="dify", path=COMPOSE_FILE, data=text.encode())))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    key = ConfigKey(name="LOG_LEVEL", line=1, end_line=1, origin="pydantic")
    pattern = ConfigUse(name="S3_*", line=1, end_line=1, role="reads", via="os.environ")
    files = {COMPOSE_FILE: (DIFYS, facts_of(DIFYS)), API: ("\n", [key, pattern])}
    asked = literal_index(tmp_path, {"dify": files})
    with asked.index as opened:
        yield opened


def overlaid(index: Index, *paths: str) -> OverlaidFacts:
    return OverlaidFacts(index, [CustomerFile(path=path, data=OWN.encode()) for path in paths])


def places(
    facts: list[Fact] | list[ConfigUse] | list[ConfigKey | ConfigUse],
) -> list[tuple[str, str]]:
    return [(fact.path, fact.name) for fact in facts]


SECOND = "docker/docker-compose.1.yaml"
FIRST = "docker/docker-compose.0.yaml"


def test_a_whole_file_replaces_difys(index: Index) -> None:
    facts = overlaid(index, "compose.yaml")
    assert places(facts.keyed("log-level")) == [(API, "LOG_LEVEL"), (COMPOSE_FILE, "LOG_LEVEL")]
    assert facts.keyed("OLD") == []
    assert places(facts.keyed("new")) == [(COMPOSE_FILE, "SOURCE")]  # by the name of its target
    assert places(facts.named(ConfigUse, "LOG_LEVEL", "OLD", "SOURCE")) == [
        (COMPOSE_FILE, "LOG_LEVEL"),
        (COMPOSE_FILE, "SOURCE"),
    ]
    assert {fact.name for fact in facts.in_file("dify", COMPOSE_FILE)} == {"LOG_LEVEL", "SOURCE"}


def test_an_override_is_beside_difys(index: Index) -> None:
    facts = overlaid(index, "compose.override.yaml")
    assert places(facts.named(ConfigUse, "LOG_LEVEL", "OLD")) == [
        (COMPOSE_FILE, "LOG_LEVEL"),
        (COMPOSE_FILE, "OLD"),
        (FIRST, "LOG_LEVEL"),
    ]
    assert {fact.name for fact in facts.in_file("dify", COMPOSE_FILE)} == {"LOG_LEVEL", "OLD"}
    assert {fact.name for fact in facts.in_file("dify", FIRST)} == {"LOG_LEVEL", "SOURCE"}


def test_each_file_has_a_path_of_its_own(index: Index) -> None:
    facts = overlaid(index, "compose.yaml", "compose.override.yaml")
    assert places(facts.named(ConfigUse, "SOURCE")) == [
        (COMPOSE_FILE, "SOURCE"),
        (SECOND, "SOURCE"),
    ]
    assert [fact.repo for fact in facts.named(ConfigUse, "SOURCE")] == ["dify", "dify"]


def test_kinds_that_compose_files_do_not_have_come_from_the_index(index: Index) -> None:
    facts = overlaid(index, "compose.yaml")
    assert places(facts.named(ConfigKey, "LOG_LEVEL")) == [(API, "LOG_LEVEL")]
    assert facts.in_file("dify", COMPOSE_FILE, ConfigKey) == []
    assert places(facts.in_file("dify", API, ConfigKey)) == [(API, "LOG_LEVEL")]
    assert facts.in_file("dify-helm", COMPOSE_FILE) == []


def test_patterns_are_those_of_the_index_without_the_replaced_file(index: Index) -> None:
    assert "S3_*" in {use.name for use in overlaid(index, "compose.yaml").patterns()}
    assert all(use.path != COMPOSE_FILE for use in overlaid(index, "compose.yaml").patterns())


def test_without_files_the_index_answers_alone(index: Index) -> None:
    facts = overlaid(index)
    assert facts.keyed("LOG_LEVEL", "OLD") == index.keyed("LOG_LEVEL", "OLD")
    assert facts.named(ConfigUse, "OLD") == index.named(ConfigUse, "OLD")
    assert facts.patterns() == index.patterns()
    assert facts.in_file("dify", COMPOSE_FILE) == index.in_file("dify", COMPOSE_FILE)
