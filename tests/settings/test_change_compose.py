"""How to change a setting with docker compose."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.change_compose import (
    step_in_own_file,
    step_with_compose,
    step_with_middleware,
)
from tests.settings.sources import Study, declared, fact_index, study, used
from tests.settings.test_status_evidence import COMPOSE, MIDDLEWARE, line

EXAMPLE = "dify docker/.env.example"
PREFIX = "to change it with compose: "


def step(folder: Path, facts: dict[str, list[Fact]], *start: str) -> str:
    found = study(fact_index(folder, facts), *start)
    text = step_with_compose(found.chain, found.graph, found.records, found.effect).text
    assert text == "" or text.startswith(PREFIX)
    return text.removeprefix(PREFIX)


def env(name: str, number: int = 1, **more: object) -> Fact:
    return used(name, number, role="sets", via="env-example", **more)


def test_the_line_of_docker_env_and_the_services_that_use_it(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [used("K", 1)],
        EXAMPLE: [env("K")],
        COMPOSE: [line("K", "K", 2, "api", "web", "db")],
    }
    assert step(tmp_path, facts, "env K") == (
        "set `K` in docker/.env (docker/.env.example:1), then `docker compose up -d api db`"
    )


def test_a_name_without_a_line_in_the_example_file(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [used("K", 1)],
        COMPOSE: [line("K", "K", 2, "api")],
    }
    assert step(tmp_path, facts, "env K") == (
        "set `K` in docker/.env, then `docker compose up -d api`"
    )


def test_a_name_with_a_line_is_preferred(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [used("K", 1)],
        EXAMPLE: [env("NEW", 7)],
        COMPOSE: [line("OLD", "K", 2, "api"), line("NEW", "K", 3, "api")],
    }
    assert step(tmp_path, facts, "api K").startswith(
        "set `NEW` in docker/.env (docker/.env.example:7)"
    )


def test_services_that_take_it_from_different_lines(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("DSN", 3), used("DSN", 5)],
        EXAMPLE: [env("DSN", 1), env("API_DSN", 2)],
        COMPOSE: [
            line("DSN", "DSN", 3, "worker_beat"),
            line("API_DSN", "DSN", 4, "api", "worker"),
            line("API_DSN", "UNKNOWN", 5, "web"),
        ],
    }
    assert step(tmp_path, facts, "api DSN") == (
        "set `DSN` in docker/.env (docker/.env.example:1) for worker_beat; "
        "`API_DSN` in docker/.env (docker/.env.example:2) for api, worker, "
        "then `docker compose up -d worker_beat api worker`"
    )


def test_lines_for_services_that_do_not_use_it_are_left_out(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 3), used("K", 5)],
        EXAMPLE: [env("A", 1), env("B", 2), env("C", 3)],
        COMPOSE: [
            line("A", "K", 3, "api"),
            line("B", "K", 4, "worker"),
            line("C", "X", 5, "web"),
            line("C", "K", 6),
        ],
    }
    found = step(tmp_path, facts, "api K", "env A", "env B", "env C")
    assert "`C`" not in found
    assert found.endswith("then `docker compose up -d api worker`")


def test_three_lines_are_named_and_every_service_restarted(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 3), used("K", 5)],
        EXAMPLE: [env(f"K{n}", n) for n in range(1, 5)],
        COMPOSE: [
            line(f"K{n}", "K", n, service)
            for n, service in enumerate(("api", "worker", "worker_beat", "migration"), 1)
        ],
    }
    found = step(tmp_path, facts, "api K")
    assert found.count(" for ") == 3
    assert found.endswith("up -d api worker worker_beat migration`")


def test_what_compose_reads_for_a_service_restarts_it(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        EXAMPLE: [env("K", 1)],
        COMPOSE: [line("K", "X", 2, "web"), used("K", 9, via="compose", services=("db",),
                  target="y")],
    }  # fmt: skip
    assert step(tmp_path, facts, "env K").endswith("up -d db`")


def test_if_nobody_uses_it_those_that_receive_it_are_restarted(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 1)],
        EXAMPLE: [env("PORT", 1)],
        COMPOSE: [
            line("PORT", "X", 2, "web"),
            used("PORT", 9, via="compose", services=("nginx",), symbol="nginx.ports"),
        ],
    }
    assert step(tmp_path, facts, "env PORT").endswith("then `docker compose up -d nginx`")


@pytest.mark.parametrize("count", [1, 4])
def test_a_value_that_compose_fixes_is_edited_in_compose(tmp_path: Path, count: int) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 1), used("K", 2)],
        COMPOSE: [
            used("K", n, target="K", role="sets", via="compose-literal", services=("api",))
            for n in range(1, count + 1)
        ],
    }
    places = ", ".join(f"docker/docker-compose.yaml:{n}" for n in range(1, min(count, 3) + 1))
    assert step(tmp_path, facts, "api K") == (
        f"edit {places}, then `docker compose up -d api`; docker/.env does not set it"
    )


def test_a_fixed_value_beside_an_interpolated_one_is_set_in_docker_env(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 1), used("K", 2)],
        COMPOSE: [
            used("K", 1, target="K", role="sets", via="compose-literal", services=("worker",)),
            line("K", "K", 2, "api"),
        ],
    }
    assert step(tmp_path, facts, "api K").endswith(
        "set `K` in docker/.env, then `docker compose up -d api`"
    )


NOT_PASSED = (
    "in a docker-compose.override.yaml; a line in docker/.env alone does not reach the container"
)


@pytest.mark.parametrize(
    ("default", "entry"),
    [
        ("3", "K: ${K:-3}"),
        ("http://x:1/y", "K: ${K:-http://x:1/y}"),
        (None, "K: <value>"),
        ("", "K: <value>"),
        ("None", "K: <value>"),
        ("NoneOf", "K: ${K:-NoneOf}"),
        ("a b", "K: <value>"),
        ("x" * 40, f"K: ${{K:-{'x' * 40}}}"),
        ("x" * 41, "K: <value>"),
    ],
)
def test_what_compose_does_not_pass_is_added_with_its_default(
    tmp_path: Path, default: str | None, entry: str
) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 1, default=default), used("K", 2)],
    }
    assert step(tmp_path, facts, "api K") == (
        f"add `{entry}` to `environment` of api, worker, worker_beat {NOT_PASSED}"
    )


def test_what_compose_does_not_pass_keeps_the_value_of_the_image(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 1, default="development"), used("K", 2)],
        "dify api/Dockerfile": [
            used("K", 3, role="sets", via="dockerfile", value="build"),
            used("K", 9, role="sets", via="dockerfile", value="production"),
        ],
        "dify web/Dockerfile": [used("K", 3, role="sets", via="dockerfile", value="of another")],
    }
    assert step(tmp_path, facts, "api K").startswith("add `K: ${K:-production}` to")


@pytest.mark.parametrize(
    ("services", "text"),
    [
        (("api", "worker"), "add `K: <value>` to `environment` of api, worker in"),
        (("web",), ""),  # a version whose compose file does not run that program yet
    ],
)
def test_it_is_added_to_the_services_that_the_version_has(
    tmp_path: Path, services: tuple[str, ...], text: str
) -> None:
    images: list[Fact] = [
        used(
            f"services.{each}.image",
            n,
            role="sets",
            via="compose-image",
            value="x",
            services=(each,),
        )
        for n, each in enumerate(services, 1)
    ]
    facts: dict[str, list[Fact]] = {"dify api/x.py": [declared("K", 1)], COMPOSE: images}
    assert step(tmp_path, facts, "api K").partition(" a docker-compose")[0] == text


def test_it_is_added_even_if_other_containers_get_it(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", 1), used("K", 2)],
        COMPOSE: [line("K", "K", 2, "db")],
    }
    assert step(tmp_path, facts, "env K", "api K").startswith("add `K: <value>`")


@pytest.mark.parametrize(
    ("place", "start"),
    [
        ("dify-official-plugins tools/x/x.py", "plugin:tools/x K"),
        ("dify api/x.py", "api OTHER"),
    ],
)
def test_without_a_service_that_reads_it_there_is_nothing_to_add(
    tmp_path: Path, place: str, start: str
) -> None:
    assert step(tmp_path, {place: [used("K", 1, via="getenv")]}, start) == ""


def test_what_docker_compose_yaml_is_generated_from_is_not_edited(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify docker/docker-compose-template.yaml": [line("K", "K", 2, "api")],
        "dify api/x.py": [declared("K", 1), used("K", 2)],
    }
    assert step(tmp_path, facts, "env K").startswith("add `K: <value>`")


def own_file(folder: Path, facts: dict[str, list[Fact]]) -> str:
    return step_in_own_file(study(fact_index(folder, facts), "sandbox k").records).text


FILE = "docker/volumes/sandbox/conf/config.yaml"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, f"add `k` to {FILE}, then `docker compose restart sandbox`"),
        (
            {f"dify {FILE}": [used("k", 7, role="sets", via="sandbox-config")]},
            f"edit {FILE}:7, then `docker compose restart sandbox`",
        ),
        (
            {"dify-sandbox y.go": [used("K", 7, via="getenv", target="k")]},
            f"add `k` to {FILE}, then `docker compose restart sandbox`; "
            "an environment variable takes precedence",
        ),
        (
            {"dify-sandbox y.go": [used("K", 7, via="field", target="k")]},
            f"add `k` to {FILE}, then `docker compose restart sandbox`",
        ),
    ],
)
def test_a_key_of_a_mounted_file(
    tmp_path: Path, more: dict[str, list[Fact]], expected: str
) -> None:
    facts = {"dify-sandbox x.go": [declared("k", 1, origin="yaml")], **more}
    assert own_file(tmp_path, facts) == PREFIX + expected


def test_what_is_no_key_of_a_file_is_not_edited_there(tmp_path: Path) -> None:
    assert own_file(tmp_path, {"dify-sandbox x.go": [declared("k", origin="getenv")]}) == ""


def middleware(folder: Path, facts: dict[str, list[Fact]]) -> Study:
    return study(fact_index(folder, facts), "middleware K")


def test_the_middleware_s_line(tmp_path: Path) -> None:
    example = used("K", 4, role="sets", via="env-example")
    path = "dify docker/middleware.env.example"
    alone = middleware(tmp_path / "a", {path: [example]})
    assert step_with_middleware(alone.records).text == (
        "to change it with compose: set `K` in docker/middleware.env "
        "(docker/middleware.env.example:4)"
    )
    unset = middleware(tmp_path / "b", {MIDDLEWARE: [line("K", "K", 1, "db")]})
    assert step_with_middleware(unset.records).text == ""


def test_what_decides_which_services_start_names_none(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [used("STORE", 1)],
        EXAMPLE: [env("STORE"), env("COMPOSE_PROFILES", 2, value="${STORE:-weaviate},extra")],
        COMPOSE: [line("STORE", "STORE", 2, "api")],
    }
    expected = "set `STORE` in docker/.env (docker/.env.example:1), then `docker compose up -d`"
    assert step(tmp_path, facts, "env STORE") == expected


def test_those_that_take_another_setting_from_the_same_line_are_restarted(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [used("DAEMON_KEY", 1)],
        "dify-plugin-daemon x.go": [used("SERVER_KEY", 1, via="getenv")],
        EXAMPLE: [env("KEY")],
        COMPOSE: [
            line("KEY", "DAEMON_KEY", 2, "api"),
            line("KEY", "SERVER_KEY", 3, "plugin_daemon"),
        ],
    }
    assert step(tmp_path, facts, "plugin_daemon SERVER_KEY").endswith(
        "then `docker compose up -d plugin_daemon api`"
    )


def test_a_variable_of_docker_compose_itself(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        EXAMPLE: [env("COMPOSE_PROFILES", 4, value="weaviate"), env("NOT_ITS_OWN", 5)],
        COMPOSE: [line("K", "K", 2, "api")],
    }
    assert step(tmp_path, facts, "env COMPOSE_PROFILES") == (
        "set `COMPOSE_PROFILES` in docker/.env (docker/.env.example:4), then `docker compose up -d`"
    )
    assert step(tmp_path / "b", facts, "env NOT_ITS_OWN") == ""
