"""What must be on, or chosen, for a setting to be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import ConfigUse, Fact, LineChange
from ctxkit.model.openings import BEFORE_CHANGE
from ctxkit.settings.step import Step
from ctxkit.settings.switches import (
    notes_on_chart_parts,
    notes_on_choices,
    switches_of_chart,
)
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import CHART

Facts = dict[str, list[Fact]]
VALUES = "dify-helm charts/dify/values.yaml"


def choices(folder: Path, facts: Facts, *start: str) -> list[str]:
    found = study(fact_index(folder, facts), *start)
    return list(notes_on_choices(found.chain, found.graph))


def parts(folder: Path, facts: Facts, start: str, *steps: Step) -> list[str]:
    found = study(fact_index(folder, facts), start)
    notes = list(notes_on_chart_parts(found.chain, found.graph, steps))
    return [note.removeprefix(BEFORE_CHANGE + "the chart uses ") for note in notes]


def value(path: str, line: int, value: str = "x") -> ConfigUse:
    return used(path, line, role="sets", via="helm-values", value=value)


def condition(path: str, line: int, until: int = 9) -> ConfigUse:
    return used(path, line, via="helm-condition", until=until)


def rendered(path: str, line: int, target: str = "KEY") -> ConfigUse:
    return used(path, line, role="renders", via="helm-template", target=target)


def test_what_a_choice_must_be(tmp_path: Path) -> None:
    facts: Facts = {
        "dify api/x.py": [
            declared("QDRANT_URL"),
            declared("VECTOR_STORE", 2),
            declared("SMTP_SERVER", 3),
            declared("BAIDU_VECTOR_DB_SHARD", 4),
        ],
        "dify docker/docker-compose.yaml": [
            used("services.qdrant.profiles", 4, role="sets", via="compose-profiles",
                 value="qdrant", services=("qdrant",)),
        ],
        "dify docker/.env.example": [
            used("COMPOSE_PROFILES", 9, role="sets", via="env-example", value="${VECTOR_STORE:-a}")
        ],
    }  # fmt: skip
    assert choices(tmp_path, facts, "api QDRANT_URL") == [
        "before you change it: used only where VECTOR_STORE is qdrant; COMPOSE_PROFILES, which "
        "starts its container, follows unless it is set"
    ]
    # A service of a cloud: no container is to be started.
    assert choices(tmp_path / "b", facts, "api BAIDU_VECTOR_DB_SHARD") == [
        "before you change it: used only where VECTOR_STORE is baidu"
    ]
    assert choices(tmp_path / "c", facts, "api SMTP_SERVER") == []  # no MAIL_TYPE is known here


def test_a_store_does_not_read_the_settings_of_its_namesake(tmp_path: Path) -> None:
    facts: Facts = {
        "dify api/x.py": [
            declared("TIDB_VECTOR_HOST"),
            declared("VECTOR_STORE", 2),
            declared("TIDB_SERVERLESS_NUMBER", 3),
        ]
    }
    assert choices(tmp_path, facts, "api TIDB_VECTOR_HOST") == [
        "before you change it: used only where VECTOR_STORE is tidb_vector"
    ]
    assert choices(tmp_path / "b", facts, "api TIDB_SERVERLESS_NUMBER") == []


@pytest.mark.parametrize(
    ("shipped", "around", "is_said"),
    [
        ("false", "store.enabled", True),
        ("true", "store.enabled", False),
        ("false", "other.enabled", False),
    ],
)
def test_a_part_of_the_chart_that_is_off(
    tmp_path: Path, shipped: str, around: str, is_said: bool
) -> None:
    facts: Facts = {
        VALUES: [value("store.enabled", 2, shipped), value("store.key", 3)],
        CHART: [condition(around, 2, 5), rendered("store.key", 3)],
    }
    said = ["it only where store.enabled is true, and ships false"]
    assert parts(tmp_path, facts, "values store.key") == (said if is_said else [])


def test_a_part_of_a_value_that_is_rendered_whole(tmp_path: Path) -> None:
    facts: Facts = {
        VALUES: [value("web.enabled", 2, "false"), value("web.probe.timeout", 3, "5")],
        CHART: [condition("web.enabled", 2), rendered("web.probe", 3, "livenessProbe")],
    }
    assert parts(tmp_path, facts, "values web.probe.timeout") == [
        "it only where web.enabled is true, and ships false"
    ]


def test_a_switch_beside_which_the_chart_asks_for_another(tmp_path: Path) -> None:
    """`if and .Values.vault.enabled .Values.vault.api.enabled`"""
    facts: Facts = {
        VALUES: [value("vault.enabled", 2, "false"), value("vault.api.enabled", 3, "false")],
        CHART: [condition("vault.enabled", 1), condition("vault.api.enabled", 1)],
    }
    assert parts(tmp_path, facts, "values vault.api.enabled") == [
        "it only where vault.enabled is true, and ships false"
    ]


def test_a_value_of_a_chart_below_whose_templates_are_not_here(tmp_path: Path) -> None:
    facts: Facts = {
        "dify-helm charts/dify/Chart.yaml": [
            used("redis", 3, role="renders", via="helm-subchart", target="redis")
        ],
        VALUES: [
            value("redis.replica.scaling.enabled", 2, "false"),
            value("redis.replica.scaling.cpu", 3),
            value("redis.replica.count", 4),
        ],
        CHART: [rendered("redis", 3)],
    }
    assert parts(tmp_path, facts, "values redis.replica.scaling.cpu") == [
        "it only where redis.replica.scaling.enabled is true, and ships false"
    ]
    assert parts(tmp_path / "b", facts, "values redis.replica.scaling.enabled") == []
    assert parts(tmp_path / "c", facts, "values redis.replica.count") == []


@pytest.mark.parametrize("is_for_several", [False, True])
def test_a_value_that_feeds_a_variable(tmp_path: Path, is_for_several: bool) -> None:
    facts: Facts = {
        "dify api/x.py": [declared("URL")],
        VALUES: [value("store.enabled", 2, "false"), value("store.url", 3)],
        CHART: [condition("store.enabled", 2), rendered("store.url", 3, "URL")],
    }
    step = Step(
        "to change it with Helm: ...",
        (LineChange(deployment="helm", path="store.url"),),
        is_for_several,
    )
    said = ["store.url only where store.enabled is true, and ships false"]
    assert parts(tmp_path, facts, "api URL", step) == ([] if is_for_several else said)


def test_all_parts_around_a_value_that_are_off_are_in_one_note(tmp_path: Path) -> None:
    facts: Facts = {
        VALUES: [
            value("store.enabled", 2, "false"),
            value("store.guard.create", 3, "false"),
            value("store.guard.count", 4),
        ],
        CHART: [
            condition("store.enabled", 1),
            condition("store.guard.create", 2),
            rendered("store.guard.count", 3),
        ],
    }
    assert parts(tmp_path, facts, "values store.guard.count") == [
        "it only where store.guard.create and store.enabled are true, and ships false"
    ]


def test_the_switches_that_a_note_names() -> None:
    note = "before you change it: the chart uses {} only where {} true, and ships false"
    assert switches_of_chart(note.format("it", "a.b.enabled is")) == ["a.b.enabled"]
    assert switches_of_chart(note.format("a.b", "a.b.on and a.on are")) == ["a.b.on", "a.on"]
    assert switches_of_chart("before you change it: used only where VECTOR_STORE is qdrant") == []
