"""Who declares, reads and receives a setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.status_evidence import (
    StatusEvidence,
    asked_declarations,
    evidence_of,
    foreign_containers,
    interpolating_services,
    is_middleware_only,
    is_set_in_file,
    middleware_services,
    no_services,
    reading_flask_libraries,
    reading_libraries,
    receiving_services,
    services_of_all_readers,
    start_script,
)
from tests.settings.sources import declared, fact_index, source_index, study, used

COMPOSE = "dify docker/docker-compose.yaml"
MIDDLEWARE = "dify docker/docker-compose.middleware.yaml"
CHART = "dify-helm charts/dify/templates/api.yaml"


def evidence(
    folder: Path, facts: Mapping[str, Iterable[Fact]], *start: str, compose: bool = True
) -> StatusEvidence:
    return evidence_of(study(fact_index(folder, facts), *start).chain, with_compose=compose)


def line(name: str, target: str, number: int, *services: str, **more: object) -> Fact:
    values = {"role": "renames", "via": "compose", **more}
    return used(name, number, target=target, services=services, **values)


def test_readers_receivers_and_declarers_are_programs(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [declared("A", 1), used("A", 2)],
        "dify web/x.ts": [declared("A", 1, origin="zod")],
        COMPOSE: [line("A", "A", 3, "web"), line("A", "A", 4, "db")],
        CHART: [line("a.b", "A", 5, "api", role="renders", via="helm-template")],
    }
    found = evidence(tmp_path, facts, "env A", "api A")
    assert found.declared == {"api", "web"}
    assert found.readers == {"api"}
    assert found.compose_receivers == {"web", "image:db"}
    assert found.receivers == {"web", "image:db", "api"}
    assert found.services == ("web", "db")


def test_a_computed_setting_is_not_declared(tmp_path: Path) -> None:
    found = evidence(tmp_path, {"dify api/x.py": [declared("A", origin="computed")]}, "api A")
    assert (found.declared, len(found.declarations)) == (set(), 1)


@pytest.mark.parametrize(
    ("origin", "reads"), [("getenv", True), ("credential", True), ("pydantic", False)]
)
def test_some_declarations_read_at_once(tmp_path: Path, origin: str, reads: bool) -> None:
    found = evidence(tmp_path, {"dify-sandbox x.go": [declared("A", origin=origin)]}, "sandbox A")
    assert (found.readers == {"sandbox"}) is reads


def test_a_read_by_compose_is_an_interpolation_and_no_reader(tmp_path: Path) -> None:
    facts = {COMPOSE: [used("A", 3, via="compose", services=("nginx",), symbol="nginx.ports")]}
    found = evidence(tmp_path, facts, "env A")
    assert found.readers == set()
    assert [use.symbol for use in found.interpolations] == ["nginx.ports"]
    assert interpolating_services(found) == ("nginx",)


def test_without_compose_s_services_those_of_the_chart_are_meant(tmp_path: Path) -> None:
    facts = {CHART: [line("a.b", "A", 5, "api", role="renders", via="helm-template")]}
    assert evidence(tmp_path, facts, "values a.b").services == ("api",)


def test_services_of_another_source_do_not_count(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("A", 2)],
        COMPOSE: [line("A", "A", 3, "api"), line("B", "A", 4, "worker")],
    }
    assert evidence(tmp_path, facts, "env A").services == ("api",)


@pytest.mark.parametrize(
    ("facts", "start", "expected"),
    [
        ({MIDDLEWARE: [line("A", "B", 1, "db")]}, "middleware A", True),
        ({MIDDLEWARE: [line("A", "B", 1, "db")], COMPOSE: [line("A", "B", 1, "db")]},
         "middleware A", False),
        ({MIDDLEWARE: [line("A", "B", 1, "api")], "dify api/x.py": [declared("B")]},
         "middleware A", True),
        ({MIDDLEWARE: [line("A", "A", 1, "api")], "dify api/x.py": [declared("A")]},
         "middleware A", False),
        ({"dify docker/x.py": [used("A", 1, via="getenv")]}, "env B", False),
    ],
)  # fmt: skip
def test_only_the_middleware_names_it(
    tmp_path: Path, facts: dict[str, list[Fact]], start: str, expected: bool
) -> None:
    starts = [start]
    if COMPOSE in facts:
        starts.append("env A")
    chain = study(fact_index(tmp_path, facts), *starts).chain
    assert is_middleware_only(chain) is expected


def test_the_middleware_is_kept_apart(tmp_path: Path) -> None:
    facts = {
        MIDDLEWARE: [line("A", "B", 1, "db"), used("A", 2, via="compose", services=("redis",))],
        "dify docker/middleware.env.example": [used("A", 1, role="sets", via="env-example")],
    }
    found = evidence(tmp_path, facts, "middleware A")
    assert found.uses == []
    assert [use.line for use in found.middleware] == [1, 2]
    assert middleware_services(found) == ("db", "redis")


def test_asked_declarations_are_those_of_the_names_asked_for(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [declared("A", 1), declared("ALL", 2, origin="computed"),
                          used("A", 3, via="field", target="ALL")],
    }  # fmt: skip
    found = evidence(tmp_path, facts, "api A")
    assert len(found.declarations) == 2
    assert [key.name for key in asked_declarations(found)] == ["A"]


def test_foreign_containers_are_those_whose_code_is_not_here(tmp_path: Path) -> None:
    facts = {COMPOSE: [line("A", "A", 3, "weaviate", "api"), line("A", "A", 4, "db")]}
    assert foreign_containers(evidence(tmp_path, facts, "env A")) == ["db", "weaviate"]


SET = "#!/bin/bash\nexport PORT_LINE=80\n"
DEFAULTED = "#!/bin/bash\nexport PORT_LINE=${PORT_LINE:-80}\n"
SCRIPT = "dify docker/nginx/docker-entrypoint.sh"


@pytest.mark.parametrize(
    ("sources", "start", "line"),
    [
        ({SCRIPT: SET}, "nginx PORT_LINE", 2),
        ({SCRIPT: DEFAULTED}, "nginx PORT_LINE", None),
        ({SCRIPT: SET, "dify docker/.env.example": "PORT_LINE=1\n"}, "nginx PORT_LINE", 2),
        ({SCRIPT: SET}, "env PORT_LINE", None),
    ],
)
def test_a_start_script_that_overwrites(
    tmp_path: Path, sources: dict[str, str], start: str, line: int | None
) -> None:
    chain = study(source_index(tmp_path, sources), start).chain
    script = start_script(evidence_of(chain, with_compose=True))
    assert (script.line if script else None) == line


def test_a_start_script_does_not_decide_over_a_deployment(tmp_path: Path) -> None:
    facts = {
        SCRIPT: [used("A", 2, role="sets", via="shell")],
        COMPOSE: [line("A", "A", 3, "nginx")],
    }
    assert start_script(evidence(tmp_path, facts, "nginx A")) is None


def test_a_start_script_does_not_decide_over_a_chart(tmp_path: Path) -> None:
    facts = {
        SCRIPT: [used("A", 2, role="sets", via="shell")],
        CHART: [line("a.b", "A", 5, "nginx", role="renders", via="helm-template")],
    }
    assert start_script(evidence(tmp_path, facts, "nginx A")) is None


def test_a_declared_setting_is_left_to_its_declaration(tmp_path: Path) -> None:
    facts = {
        "dify api/docker/entrypoint.sh": [used("A", 2, role="sets", via="shell")],
        "dify api/x.py": [declared("A")],
    }
    assert start_script(evidence(tmp_path, facts, "api A")) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([declared("A", origin="yaml"), used("A", 2, via="field")], True),
        ([declared("A", origin="credential")], True),
        ([used("A", 2, via="credential")], True),
        ([used("A", 2, via="credential"), used("A", 3, via="getenv")], False),
        ([declared("A", origin="pydantic"), used("A", 2)], False),
        ([declared("A", origin="getenv")], True),
    ],
)
def test_settings_of_files_and_consoles(tmp_path: Path, facts: list[Fact], expected: bool) -> None:
    assert is_set_in_file(evidence(tmp_path, {"dify api/x.py": facts}, "api A")) is expected


@pytest.mark.parametrize(
    ("facts", "start", "readers"),
    [
        ({COMPOSE: [line("TZ", "TZ", 1, "api")]}, "env TZ", ["the C library (time zone)"] * 2),
        ({COMPOSE: [line("X", "TZ", 1, "db")]}, "env X", []),
        ({"dify api/x.py": [declared("PIP_X")]}, "api PIP_X", []),
        ({"dify api/x.py": [declared("UV_X")]}, "api UV_X", ["uv"]),
        ({COMPOSE: [line("PIP_X", "PIP_X", 1, "api")]}, "env PIP_X", ["pip"] * 2),
    ],
)
def test_libraries_that_read_it(
    tmp_path: Path, facts: dict[str, list[Fact]], start: str, readers: list[str]
) -> None:
    assert reading_libraries(evidence(tmp_path, facts, start)) == readers


@pytest.mark.parametrize(
    ("place", "key", "readers"),
    [
        ("dify api/x.py", declared("SECRET_KEY"), ["Flask"]),
        ("dify api/x.py", declared("SECRET_KEY", origin="computed"), []),
        ("dify api/x.py", declared("HTTP_KEY"), []),
        ("dify web/x.ts", declared("SECRET_KEY", origin="zod"), []),
    ],
)
def test_libraries_that_take_it_from_flask(
    tmp_path: Path, place: str, key: Fact, readers: list[str]
) -> None:
    found = evidence(tmp_path, {place: [key]}, f"{'web' if 'web' in place else 'api'} {key.name}")
    assert reading_flask_libraries(found) == readers


def test_services_of_all_readers_are_those_of_programs_then_those_of_compose(
    tmp_path: Path,
) -> None:
    facts = {
        "dify api/x.py": [used("A", 2)],
        COMPOSE: [
            line("A", "A", 3, "api"),
            used("A", 4, via="compose", services=("nginx", "api")),
        ],
    }
    found = evidence(tmp_path, facts, "env A")
    assert services_of_all_readers(found) == ("api", "nginx")
    assert interpolating_services(found) == ("nginx", "api")
    assert receiving_services(found) == ("api",)
    assert no_services(found) == ()


def test_what_compose_reads_for_no_service_goes_to_those_that_receive_it(tmp_path: Path) -> None:
    facts = {COMPOSE: [line("A", "A", 3, "api"), used("A", 4, via="compose")]}
    assert interpolating_services(evidence(tmp_path, facts, "env A")) == ("api",)
