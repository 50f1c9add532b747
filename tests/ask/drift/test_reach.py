"""Where the names of docker/.env go."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.drift.reach import BY_COMPOSE, Reach, reach_of
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.extract.compose import extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name
from tests.ask.literal import literal_index


def reach(tmp_path: Path, compose: str, names: list[str]) -> Reach:
    """Return where `names` go if the api declares A, reads PRE_* and makes A of OLD."""
    facts = list(extract(Source(repo="dify", path=COMPOSE_FILE, data=compose.encode())))
    declared = ConfigKey(name="A", line=1, end_line=1, origin="pydantic")
    pattern = ConfigUse(name="PRE_*", line=1, end_line=1, role="reads", via="getenv")
    renamed = ConfigUse(name="OLD", line=1, end_line=1, role="renames", via="shell", target="A")
    files = {
        COMPOSE_FILE: (compose, facts),
        "api/configs/app.py": ("\n", [declared, pattern]),
        "api/docker/entrypoint.sh": ("\n", [renamed]),
    }
    asked = literal_index(tmp_path, {"dify": files})
    uses = [use for use in asked.index.all(ConfigUse) if not use.test]
    return reach_of(asked.index, asked.sources, SettingsGraph(asked.index), names, uses)


@pytest.mark.parametrize(
    ("service", "name", "expected"),
    [
        ("api:\n    environment: {A: '${X}'}", "X", {("api", "A")}),
        ("api:\n    environment: {A: '${B:-${X}}'}", "X", {("api", "A")}),
        ("api:\n    environment: {A: fixed}\n    env_file: .env", "A", set()),
        ("api:\n    env_file: .env", "A", {("api", "A")}),
        ("api:\n    env_file: other.env", "A", set()),
        ("api:\n    env_file: .env", "UNKNOWN", set()),
        ("api:\n    env_file: .env", "PRE_X", {("api", "PRE_X")}),
        ("api:\n    env_file: .env", "OLD", {("api", "OLD")}),
        ("web:\n    env_file: .env", "OLD", set()),
        ("api:\n    env_file: .env", "OTEL_SDK_DISABLED", {("api", "OTEL_SDK_DISABLED")}),
        ("api:\n    env_file: .env", "no.variable", set()),
        ("api:\n    environment: {UNKNOWN: '${X}'}", "X", set()),
        ("postgres:\n    environment: {PGX: '${X}'}", "X", {("image:postgres", "PGX")}),
        ("postgres:\n    env_file: .env", "PGX", set()),
        ("postgres:\n    ports: ['${X}:1']", "X", {(BY_COMPOSE, "postgres")}),
        ("api:\n    image: x", "COMPOSE_PROFILES", {(BY_COMPOSE, "")}),
    ],
)
def test_where_a_name_goes(
    tmp_path: Path, service: str, name: str, expected: set[tuple[str, str]]
) -> None:
    found = reach(tmp_path, f"services:\n  {service}\n", [name, "B"])
    assert found.of(name) == {Name(*each) for each in expected}
    for end in expected:
        assert name in found.sources_of([Name(*end)])


def test_nothing_goes_anywhere_without_a_compose_file(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {"dify": {"api/a.py": ("\n", [])}})
    found = reach_of(asked.index, asked.sources, SettingsGraph(asked.index), ["A"], [])
    assert found == Reach()
    assert found.sources_of([Name("api", "A")]) == set()
