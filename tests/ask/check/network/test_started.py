"""Services that no profile starts."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.network.started import NO_DATABASE, NOT_STARTED
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked


@pytest.mark.parametrize(
    ("env", "line", "severity", "fix"),
    [
        ("DB_HOST=db_postgres\n", 1, "warning", "postgresql"),
        ("DB_HOST=db_postgres\nCOMPOSE_PROFILES=weaviate\n", 1, "error", "postgresql"),
        ("COMPOSE_PROFILES=weaviate\n", 1, "error", "postgresql"),
        ("VECTOR_STORE=qdrant\nCOMPOSE_PROFILES=postgresql\n", 2, "error", "qdrant"),
        (
            "WEAVIATE_ENDPOINT=https://w.example\nCOMPOSE_PROFILES=postgresql\n",
            2,
            "warning",  # WEAVIATE_GRPC_ENDPOINT
            "weaviate",
        ),
        ("DB_HOST=db_mysql\nDB_TYPE=mysql\nCOMPOSE_PROFILES=weaviate\n", 1, "error", "mysql"),
    ],
)
def test_a_service_that_no_profile_starts(
    asked: Asked, env: str, line: int, severity: str, fix: str
) -> None:
    (problem,) = problems(asked, NOT_STARTED.id, env=env)
    assert (problem.line, problem.severity) == (line, severity)
    assert problem.fix == f"add {fix} to COMPOSE_PROFILES"


@pytest.mark.parametrize(
    "env",
    [
        "LOG_LEVEL=INFO\n",
        "COMPOSE_PROFILES=weaviate,postgresql\n",
        "COMPOSE_PROFILES=*\n",
        "DB_HOST=db.example\nCOMPOSE_PROFILES=weaviate\n",
        "QDRANT_URL=http://qdrant:6333\nCOMPOSE_PROFILES=weaviate,postgresql\n",
        # The database of the other type: DB_HOST is wrong, not the profile.
        "DB_TYPE=mysql\nDB_HOST=db_postgres\nCOMPOSE_PROFILES=weaviate,mysql\n",
    ],
)
def test_a_service_that_is_started_or_not_needed(asked: Asked, env: str) -> None:
    assert lines(asked, NOT_STARTED.id, env=env) == []


def test_one_of_several_profiles_starts_a_service(asked: Asked) -> None:
    compose = "services:\n  db_postgres:\n    profiles: [all, '']\n"
    (problem,) = problems(
        asked, NOT_STARTED.id, env="DB_HOST=db_postgres\nCOMPOSE_PROFILES=x,weaviate\n",
        override=compose,
    )  # fmt: skip
    assert problem.fix == "add postgresql or all to COMPOSE_PROFILES"


def test_another_project_may_run_a_service(asked: Asked) -> None:
    compose = "services: {}\nnetworks:\n  default:\n    external: true\n"
    env = "COMPOSE_PROFILES=weaviate\n"
    assert lines(asked, NOT_STARTED.id, env=env, override=compose) == []


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ("DB_HOST=db\nCOMPOSE_PROFILES=weaviate\n", [2]),
        ("DB_HOST=db\nCOMPOSE_PROFILES=weaviate,postgresql\n", []),
        ("DB_HOST=db\nDB_TYPE=mysql\nCOMPOSE_PROFILES=weaviate,postgresql\n", [3]),
        ("DB_HOST=db\n", []),
        ("DB_HOST=db.example\nCOMPOSE_PROFILES=weaviate\n", []),
        ("DB_HOST=db\nDB_TYPE=other\nCOMPOSE_PROFILES=weaviate\n", []),
    ],
)
def test_no_database_is_started(asked: Asked, env: str, found: list[int]) -> None:
    assert lines(asked, NO_DATABASE.id, env=env) == found


PROFILES = "COMPOSE_PROFILES=postgresql,weaviate"


@pytest.mark.parametrize(
    ("env", "found"),
    [
        (f"{PROFILES}\n", [1]),
        (f"{PROFILES}\nENABLE_COLLABORATION_MODE=true\n", [1]),
        (f"{PROFILES}\nENABLE_COLLABORATION_MODE=false\n", []),
        (f"{PROFILES},collaboration\n", []),
        ("LOG_LEVEL=INFO\n", []),
    ],
)
def test_a_service_that_a_switch_makes_needless(later: Asked, env: str, found: list[int]) -> None:
    compose = "services:\n  api:\n    environment:\n      ENABLE_COLLABORATION_MODE:\n"
    assert lines(later, NOT_STARTED.id, env=env, override=compose) == found


def test_what_to_do_about_a_service_that_is_not_needed(later: Asked) -> None:
    (problem,) = problems(later, NOT_STARTED.id, env=f"{PROFILES}\n")
    assert problem.message == (
        "NGINX_SOCKET_IO_UPSTREAM points to the service api_websocket, which COMPOSE_PROFILES "
        "(line 1) does not start"
    )
    assert problem.severity == "warning"
    assert problem.fix == (
        "add collaboration to COMPOSE_PROFILES, or set ENABLE_COLLABORATION_MODE=false"
    )
