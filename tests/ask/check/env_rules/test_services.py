"""Hosts that containers call."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_rules import services
from ctxkit.ask.check.rule import DeploymentBreach
from tests.ask.check.literal_view import LiteralView


def breaches(view: LiteralView) -> list[tuple[str, DeploymentBreach]]:
    return [(rule.id, breach) for rule in services.RULES for breach in rule.look(view)]


SHIPPED = {"DB_HOST": "db_postgres", "A_URL": "http://api:5001", "MY_URL": "https://my.example"}


def local(caller: str = "api", on_host: tuple[str, ...] = (), **variables: str) -> LiteralView:
    return LiteralView(
        {caller: variables, "db_postgres": {}}, shipped_values=SHIPPED, on_host=on_host
    )


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0.0.0.0", "http://LocalHost:5432"])
def test_a_container_that_calls_itself(host: str) -> None:
    ((rule, breach),) = breaches(local(DB_HOST=host))
    assert (rule, breach.at) == ("localhost-in-container", (("api", "DB_HOST"),))
    assert breach.message == (
        "DB_HOST points to the api container itself: inside a container localhost is neither "
        "db_postgres nor the host"
    )


@pytest.mark.parametrize("caller", ["api", "plugin_daemon", "sandbox"])
def test_each_program_that_calls_others(caller: str) -> None:
    ((_, breach),) = breaches(local(caller, DB_HOST="localhost"))
    assert breach.at[0].service == caller


@pytest.mark.parametrize(
    "view",
    [
        local(DB_HOST="db.example"),
        local(DB_NAME="localhost"),
        local(A_URL="http://localhost:5001"),  # that is itself
        local(MY_URL="http://localhost"),  # Dify calls no service here
        local(OTHER_HOST="localhost"),
        local("web", DB_HOST="localhost"),
        local(on_host=("api",), DB_HOST="localhost"),
    ],
)
def test_a_container_that_does_not_call_itself(view: LiteralView) -> None:
    assert breaches(view) == []


def test_a_variable_of_several_containers_is_reported_once() -> None:
    containers = {"api": {"DB_HOST": "localhost"}, "plugin_daemon": {"DB_HOST": "localhost"}}
    view = LiteralView({**containers, "db_postgres": {}}, shipped_values=SHIPPED)
    assert len(breaches(view)) == 1
