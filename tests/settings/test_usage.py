"""Who uses a setting and who receives it in vain."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.model import Fact
from ctxkit.settings.usage import (
    concerned_services,
    idle_services,
    may_use,
    names_in_use,
    programs_reached,
)
from tests.settings.sources import declared, fact_index, name, study, used
from tests.settings.test_records import use_record
from tests.settings.test_status_evidence import CHART, COMPOSE, line


def test_a_program_uses_what_it_declares_reads_or_renames(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [declared("A", 1, attribute="a")],
        "dify-plugin-daemon x.go": [used("B", 1, via="getenv")],
        "dify web/docker/entrypoint.sh": [used("C", 1, target="D", role="renames", via="shell")],
        COMPOSE: [line("A", "B", 1, "plugin_daemon"), line("A", "C", 2, "web"),
                  line("A", "E", 3, "web"), line("A", "A", 4, "api")],
    }  # fmt: skip
    records = study(fact_index(tmp_path, facts), "env A").records
    assert names_in_use(records) == {
        name(each) for each in ("api A", "api a", "plugin_daemon B", "web C")
    }


def test_a_read_by_compose_or_in_a_test_is_no_use_by_a_program(tmp_path: Path) -> None:
    facts = {
        COMPOSE: [used("A", 1, via="compose")],
        "dify api/tests/test_x.py": [used("A", 1), declared("A", 2)],
    }
    records = study(fact_index(tmp_path, facts), "env A", "api A").records
    assert names_in_use(records) == set()


def test_a_pattern_uses_the_name_that_it_covers(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [declared("AB_C", 1), used("AB_*", 2, via="getenv")]}
    records = study(fact_index(tmp_path, facts), "api AB_C").records
    assert name("api AB_C") in names_in_use(records)


@pytest.mark.parametrize(
    ("facts", "idle"),
    [
        ({"dify api/x.py": [used("A", 1)]}, ["web"]),
        ({"dify api/x.py": [used("A", 1)], "dify web/x.ts": [used("A", 1, via="env")]}, []),
        ({}, []),
        ({COMPOSE: [used("A", 9, via="compose", services=("web",))]}, ["api", "worker"]),
    ],
)
def test_a_service_that_receives_it_in_vain_is_idle(
    tmp_path: Path, facts: dict[str, list[Fact]], idle: list[str]
) -> None:
    lines = [line("A", "A", 3, "api", "worker", "web"), *facts.get(COMPOSE, [])]
    found = study(fact_index(tmp_path, {**facts, COMPOSE: lines}), "env A")
    assert idle_services(found.chain, found.records, ("api", "worker", "web")) == idle


def test_what_a_library_reads_is_idle_nowhere(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [used("TZ", 1)], COMPOSE: [line("TZ", "TZ", 3, "api", "web")]}
    found = study(fact_index(tmp_path, facts), "env TZ")
    assert idle_services(found.chain, found.records, ("web",)) == []


@pytest.mark.parametrize(("target", "idle"), [("replicas", []), ("A", ["web"])])
def test_a_field_of_an_object_is_used_by_its_containers(
    tmp_path: Path, target: str, idle: list[str]
) -> None:
    rendered = line("a.b", target, 3, "web", role="renders", via="helm-template")
    facts = {
        CHART: [rendered, line("a.b", "A", 4, "api", role="renders", via="helm-template")],
        "dify api/x.py": [used("A", 1)],
    }
    found = study(fact_index(tmp_path, facts), "values a.b")
    assert idle_services(found.chain, found.records, ("api", "web")) == idle


@pytest.mark.parametrize(
    ("scope", "expected"), [("api", True), ("web", False), ("image:weaviate", True)]
)
def test_foreign_containers_may_use_anything(scope: str, expected: bool) -> None:
    assert may_use(name(f"{scope} A"), {name("api A")}) is expected


def test_the_programs_that_a_value_reaches(tmp_path: Path) -> None:
    facts = {
        COMPOSE: [line("TOP", "MID", 1, "web", "db")],
        "dify web/docker/entrypoint.sh": [
            used("MID", 1, target="END", role="renames", via="shell")
        ],
    }
    chain = study(fact_index(tmp_path, facts), "env TOP").chain
    assert programs_reached(chain) == {
        name("env TOP"): ["web"],
        name("web MID"): ["web"],
        name("image:db MID"): [],
        name("web END"): ["web"],
    }


def test_values_that_go_in_a_circle_end(tmp_path: Path) -> None:
    facts = [
        used("A", 1, target="B", role="renames", via="shell"),
        used("B", 2, target="A", role="renames", via="shell"),
    ]
    chain = study(fact_index(tmp_path, {"dify web/docker/entrypoint.sh": facts}), "web A").chain
    assert programs_reached(chain)[name("web A")] == ["web"]


@pytest.mark.parametrize(
    ("known", "concerned"),
    [({name("api A")}, ("api", "worker")), (set(), ("api", "worker", "web"))],
)
def test_the_services_concerned_are_those_that_use_it_else_all(
    known: set[object], concerned: tuple[str, ...]
) -> None:
    services = ("api", "worker", "web")
    record = replace(use_record(), name="A", containers=services, scopes=("api", "api", "web"))
    assert concerned_services(record, known) == concerned  # type: ignore[arg-type]
