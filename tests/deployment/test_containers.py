"""The variables of each container: merged, then interpolated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ctxkit.deployment.compose_files import ComposeLayer
from ctxkit.deployment.containers import Deployment, deploy, deploy_program, merge_layers
from ctxkit.deployment.service_network import ServiceNetwork
from ctxkit.deployment.services import ComposeService, EnvFileEntry, EnvironmentEntry
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.files.user_files import CustomerFile
from tests.ask.literal import literal_index

HOST = ServiceNetwork(mode="host")


def service(
    name: str = "api", environment: Mapping[str, str | None] | None = None, **more: object
) -> ComposeService:
    entries = {
        key: EnvironmentEntry(text, number)
        for number, (key, text) in enumerate((environment or {}).items(), 1)
    }
    return ComposeService(name=name, environment=entries, **more)  # type: ignore[arg-type]


def entries(*paths: str) -> tuple[EnvFileEntry, ...]:
    return tuple(map(EnvFileEntry, paths))


def layer(*services: ComposeService, path: str = "compose.yaml", own: bool = True) -> ComposeLayer:
    return ComposeLayer(path=path, services=services, is_own=own)


def merged(
    *layers: ComposeLayer, env: Mapping[str, str] | None = None, env_name: str = ".env"
) -> Deployment:
    return merge_layers(layers, env or {}, env_name=env_name)


@pytest.mark.parametrize(
    ("text", "env", "value", "sources"),
    [
        ("plain", {}, "plain", ()),
        ("${X:-d}", {}, "d", ("X",)),
        ("${X:-d}", {"X": "x"}, "x", ("X",)),
        ("${X:-${Y:-e}}-${X}", {"Y": "y"}, "y-", ("X", "Y")),
        (None, {"A": "a"}, "a", ("A",)),
        ("", {"A": "a"}, "", ()),
    ],
)
def test_a_variable_is_interpolated(
    text: str | None, env: dict[str, str], value: str, sources: tuple[str, ...]
) -> None:
    variable = merged(layer(service(environment={"A": text})), env=env).get("api", "A")
    assert variable is not None
    assert (variable.value, variable.sources, variable.line) == (value, sources, 1)
    assert variable.text == ("${A}" if text is None else text)


def test_a_variable_that_is_passed_on_and_not_set_is_not_there() -> None:
    assert merged(layer(service(environment={"A": None}))).get("api", "A") is None


def test_a_later_file_overrides_an_earlier_one() -> None:
    found = merged(
        layer(service(environment={"A": "1", "B": "1"}), path="one.yaml", own=False),
        layer(service(environment={"A": "2"}), service("web", {"C": "3"}), path="two.yaml"),
    )
    first, second = found.get("api", "A"), found.get("api", "B")
    assert first is not None
    assert second is not None
    assert (first.value, first.path) == ("2", "two.yaml")
    assert first.below is not None
    assert (first.below.value, first.below.path, first.below.below) == ("1", "one.yaml", None)
    assert (second.value, second.path, second.below) == ("1", "one.yaml", None)
    assert list(found.services) == ["api", "web"]
    assert found.own == {"two.yaml"}


@pytest.mark.parametrize(
    ("env_files", "env_name", "reached"),
    [
        ((), ".env", False),
        ((".env",), ".env", True),
        (("./.env",), ".env", True),
        (("other.env",), ".env", False),
        (("envs/api.env",), "api.env", True),
        ((".env",), "api.env", True),
        (("web.env",), "api.env", False),
    ],
)
def test_a_service_gets_all_of_its_env_file(
    env_files: tuple[str, ...], env_name: str, reached: bool
) -> None:
    found = merged(layer(service(env_files=entries(*env_files))), env={"X": "x"}, env_name=env_name)
    variable = found.get("api", "X")
    assert (variable is not None) is reached
    if variable is not None:
        assert (variable.value, variable.text, variable.line, variable.sources) == (
            "x",
            "",
            0,
            ("X",),
        )


def test_environment_overrides_env_file() -> None:
    found = merged(
        layer(service(environment={"X": "own"}, env_files=entries(".env"))),
        env={"X": "x", "Y": "y"},
    )
    assert (found.value("api", "X"), found.value("api", "Y")) == ("own", "y")


def test_what_is_not_set_is_empty() -> None:
    found = merged(layer(service(environment={"A": "1"})))
    assert [found.value(*place) for place in (("api", "A"), ("api", "B"), ("no", "A"))] == [
        "1",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("profiles", "asked", "runs"),
    [
        ((), "", True),
        ((), "x", True),
        (("x",), "", False),
        (("x",), "y, x", True),
        (("x", "y"), "y", True),
        (("x",), "xy", False),
        (("x",), "y,*", True),
        (("x",), "x*", False),
    ],
)
def test_a_service_with_a_profile_runs_when_asked_for(
    profiles: tuple[str, ...], asked: str, runs: bool
) -> None:
    found = merged(layer(service(profiles=profiles)), env={"COMPOSE_PROFILES": asked})
    assert found.runs("api") is runs
    assert not found.runs("none")


def test_profiles_are_those_of_all_files_and_replicas_of_the_last_that_has_them() -> None:
    found = merged(
        layer(service(profiles=("one",), replicas=EnvironmentEntry("1", 7))),
        layer(service(profiles=("two",), replicas=EnvironmentEntry("${N:-2}", 9)), path="two.yaml"),
        layer(service()),
        env={"N": "3"},
    )
    assert found.profiles == {"api": ("one", "two")}
    assert found.replicas == {"api": ("3", "two.yaml", 9)}


def test_services_on_the_network_of_the_host_are_the_users() -> None:
    found = merged(
        layer(service("a", network=HOST), own=False),
        layer(service("b", network=HOST), service("c")),
    )
    assert found.on_host == {"b"}


def test_where_a_name_of_the_env_goes() -> None:
    found = merged(
        layer(service(environment={"A": "${X}", "B": "${X}${Y}"}), service("web", {"C": "${X}"}))
    )
    assert [(v.service, v.name) for v in found.uses_of("X")] == [
        ("api", "A"),
        ("api", "B"),
        ("web", "C"),
    ]
    assert [v.name for v in found.uses_of("Y")] == ["B"]
    assert list(found.uses_of("Z")) == []


def test_the_deployment_of_difys_own_file(tmp_path: Path) -> None:
    text = "services:\n  api:\n    environment:\n      A: ${A:-1}\n"
    asked = literal_index(tmp_path, {"dify": {COMPOSE_FILE: (text, [])}})
    variable = deploy(asked.sources, {"A": "2"}).get("api", "A")
    assert variable is not None
    assert (variable.value, variable.path, variable.line) == ("2", COMPOSE_FILE, 4)


def test_a_program_that_runs_from_source_gets_the_file_itself() -> None:
    found = deploy_program("api", CustomerFile(path="api/.env", data=b""), {"A": "1"})
    variable = found.get("api", "A")
    assert variable is not None
    assert (variable.value, variable.sources, variable.path, variable.line) == (
        "1",
        ("A",),
        "api/.env",
        0,
    )
    assert found.on_host == {"api"}
    assert found.runs("api")
