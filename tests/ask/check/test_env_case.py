"""The deployment of a `.env` as the rules see it, and which line decides a variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.reporting import Reporter
from ctxkit.ask.check.rule import Variable
from ctxkit.deployment.containers import deploy
from ctxkit.deployment.overlaid_facts import OverlaidFacts
from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.settings.graph import SettingsGraph
from tests.ask.check.conftest import UPSTREAMS, VERSION, facts_of, files_below
from tests.ask.literal import Asked, literal_index


def case_of(asked: Asked, env: str, override: str = "", program: str = "") -> EnvCase:
    given = read_env(CustomerFile(path=".env", data=env.encode()))
    compose = []
    if override:
        compose.append(CustomerFile(path="docker-compose.override.yaml", data=override.encode()))
    index = OverlaidFacts(asked.index, compose) if compose else asked.index
    return EnvCase(
        env=given,
        deployment=deploy(asked.sources, given.values(), compose),
        walker=SettingsGraph(index),
        sources=asked.sources,
        enumerations=Enumerations(asked.index, asked.sources),
        reporter=Reporter(),
        version="1.14.0",
        program=program,
    )


OVERRIDE = """services:
  api:
    network_mode: host
    environment:
      LOG_LEVEL: WARNING
      MY_OWN: 1
"""


def test_the_values_that_containers_get(asked: Asked) -> None:
    view = case_of(asked, "LOG_LEVEL=DEBUG\n").view
    assert view.value("api", "LOG_LEVEL") == "DEBUG"
    assert view.value("api", "DB_HOST") == "db_postgres"
    assert view.value("api", "NO_SUCH") == ""
    assert view.has("api", "LOG_LEVEL")
    assert not view.has("sandbox", "LOG_LEVEL")
    assert "LOG_LEVEL" in view.names("api")
    assert list(view.names("no_such")) == []


def test_the_services_of_a_deployment(asked: Asked) -> None:
    view = case_of(asked, "").view
    assert view.has_service("db_postgres")
    assert not view.has_service("no_such")


def test_a_container_with_the_network_of_its_host(asked: Asked) -> None:
    assert case_of(asked, "", OVERRIDE).view.shares_host("api")
    assert not case_of(asked, "").view.shares_host("api")


@pytest.mark.parametrize(
    ("env", "name", "shipped"),
    [
        ("LOG_LEVEL=INFO\n", "LOG_LEVEL", True),
        ("LOG_LEVEL=DEBUG\n", "LOG_LEVEL", False),
        ("", "LOG_LEVEL", True),
        ("CONSOLE_API_URL=\n", "CONSOLE_API_URL", True),
    ],
)
def test_a_value_that_dify_ships(asked: Asked, env: str, name: str, shipped: bool) -> None:
    case = case_of(asked, env)
    assert case.view.is_shipped("api", name) is shipped
    assert case.is_shipped(Variable("api", name)) is shipped


def test_what_a_variable_is_without_the_user(asked: Asked) -> None:
    view = case_of(asked, "DB_HOST=mine\n", OVERRIDE).view
    assert view.shipped("api", "DB_HOST") == "db_postgres"
    assert view.shipped("api", "MY_OWN") == ""  # a line of the user's alone
    assert view.shipped("api", "NO_SUCH") == ""


def test_a_key_of_the_file_itself_that_dify_ships(asked: Asked) -> None:
    variable = Variable("", "LOG_LEVEL")
    assert case_of(asked, "").is_shipped(variable)
    assert case_of(asked, "LOG_LEVEL=INFO\n").is_shipped(variable)
    assert not case_of(asked, "LOG_LEVEL=DEBUG\n").is_shipped(variable)


def test_the_line_that_decides_a_variable(asked: Asked) -> None:
    case = case_of(asked, "DB_HOST=mine\nLOG_LEVEL=\n", OVERRIDE)

    def line_of(name: str) -> tuple[str, int] | None:
        line = case.line_of_variable(Variable("api", name))
        return (line.path, line.setting.line) if line is not None else None

    assert line_of("DB_HOST") == (".env", 1)
    assert line_of("MY_OWN") == ("docker-compose.override.yaml", 6)
    assert line_of("DB_PORT") is None  # a default of Dify
    assert line_of("NO_SUCH") is None


def test_an_empty_value_decides_only_where_no_default_takes_its_place(asked: Asked) -> None:
    case = case_of(asked, "LOG_LEVEL=\nCONSOLE_API_URL=\n")
    assert case.line_of_variable(Variable("api", "LOG_LEVEL")) is None
    assert case.line_of_variable(Variable("api", "CONSOLE_API_URL")) is not None


def test_the_line_of_a_key_of_the_file_itself(asked: Asked) -> None:
    case = case_of(asked, "\nCOMPOSE_PROFILES=weaviate\n")
    line = case.line_of_variable(Variable("", "COMPOSE_PROFILES"))
    assert line is not None
    assert (line.spot.key, line.spot.path, line.spot.line) == ("COMPOSE_PROFILES", ".env", 2)
    assert case.line_of_variable(Variable("", "NO_SUCH")) is None


def test_the_line_of_a_value_over_several_lines(asked: Asked) -> None:
    case = case_of(asked, "LOG_LEVEL='a\nb'\n")
    spot = case.spot(case.env.settings["LOG_LEVEL"])
    assert (spot.line, spot.end_line) == (1, 2)


def test_what_the_example_gives_a_name(asked: Asked) -> None:
    case = case_of(asked, "")
    example = case.example("LOG_LEVEL")
    assert example is not None
    assert (example.path, example.value) == ("docker/.env.example", "INFO")
    assert case.example("NO_SUCH") is None
    assert case.is_example_value("LOG_LEVEL", "INFO")
    assert not case.is_example_value("LOG_LEVEL", "DEBUG")
    assert not case.is_example_value("NO_SUCH", "")


def test_a_value_that_all_examples_give(tmp_path: Path) -> None:
    files = files_below(UPSTREAMS)
    for name, mode in (("api", "api"), ("worker", "worker")):
        text, path = f"MODE={mode}\nPOOL=5\nLOG_LEVEL=ERROR\n", f"docker/envs/{name}.env.example"
        files["dify"][path] = text, facts_of("dify", path, text)
    case = case_of(literal_index(tmp_path, files, versions={"dify": VERSION}), "A=1\n")
    assert case.is_value_of_examples("POOL", "5")
    assert not case.is_value_of_examples("POOL", "6")
    assert case.is_example_value("MODE", "worker")
    assert not case.is_value_of_examples("MODE", "worker")
    assert case.is_value_of_examples("LOG_LEVEL", "INFO")  # the example of the .env counts first
    assert not case.is_value_of_examples("NO_SUCH", "")


def test_the_example_of_another_program_does_not_count(asked: Asked) -> None:
    assert case_of(asked, "", program="api").example("LOG_LEVEL") is None


def test_the_names_that_a_line_may_mean(asked: Asked) -> None:
    names = case_of(asked, "").names.known
    assert {"LOG_LEVEL", "SANDBOX_API_KEY", "OLD_SWITCH", "SERVER_KEY"} <= set(names)
    of_api = case_of(asked, "", program="api").names.known
    assert "LOG_LEVEL" in of_api
    assert "SERVER_KEY" not in of_api
