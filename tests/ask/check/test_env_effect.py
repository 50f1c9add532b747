"""Keys of a `.env` that have no effect, and near misses that have one."""

from __future__ import annotations

import pytest

from tests.ask.check.running import checked, problems
from tests.ask.literal import Asked


def found(asked: Asked, line: str, **more: str) -> list[tuple[str, str]]:
    """Return the rule and severity of what is reported for the key of a line."""
    key = line.partition("=")[0]
    report = checked(asked, env=f"{line}\n", **more)
    return [(each.id, each.severity) for each in report.problems if each.key == key]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("LOG_LEVL=INFO", "misspelt-key"),
        ("log_level=INFO", "misspelt-key"),
        ("QUITE_ANOTHER_THING=1", "unknown-key"),
        ("OLD_SWITCH=true", "dead-key"),
        ("DECLARED_ONLY=1", "unread-key"),
        ("SQLALCHEMY_DATABASE_URI=postgresql://x", "computed-key"),
        ("SSRF_DEFAULT_MAX_RETRIES=1", "key-not-passed"),
        ("DB_EXTRAS=x", "key-not-passed"),
        ("SERVER_KEY=abcdefghij", "key-fed-by-another"),
        ("EXPOSE_REDIS_PORT=1", "middleware-only-key"),
    ],
)
def test_a_key_without_effect(asked: Asked, line: str, rule: str) -> None:
    assert found(asked, line)[0][0] == rule


@pytest.mark.parametrize(
    "line",
    [
        "LOG_LEVEL=INFO",
        "SANDBOX_WORKER_TIMEOUT=20",
        "PLUGIN_DAEMON_PORT=5002",
        "EXPOSE_NGINX_PORT=80",
        "POSTGRES_MAX_CONNECTIONS=200",
        "COMPOSE_PROJECT_NAME=dify",
        "DOCKER_HOST=x",
        "FLASK_DEBUG=false",
    ],
)
def test_a_key_with_effect(asked: Asked, line: str) -> None:
    assert found(asked, line) == []


def test_what_begins_almost_like_a_variable_of_compose_is_none(asked: Asked) -> None:
    assert found(asked, "DOCKERS_HOST=x") == [("unknown-key", "warning")]


def test_a_key_that_another_line_puts_in(asked: Asked) -> None:
    assert found(asked, "MY_LEVEL=INFO\nLOG_LEVEL=${MY_LEVEL}") == []


@pytest.mark.parametrize(
    ("line", "severity"), [("OLD_SWITCH=false", "note"), ("OLD_SWITCH=true", "warning")]
)
def test_what_the_example_sets_too_is_a_note(asked: Asked, line: str, severity: str) -> None:
    (problem,) = problems(asked, "dead-key", env=f"{line}\n")
    assert problem.severity == severity
    assert problem.message.endswith("as in Dify's own example file") is (severity == "note")
    assert [place.path for place in problem.places] == ["docker/.env.example"]


def test_a_key_that_the_example_alone_sets(asked: Asked) -> None:
    compose = "services:\n  api:\n    environment:\n      LOG_LEVEL: ${LOG_LEVEL:-INFO}\n"
    (shipped,) = problems(asked, "dead-key", env="OLD_SWITCH=false\n", compose=compose)
    assert "but no compose file uses it" in shipped.message
    assert (shipped.severity, shipped.places[0].path) == ("note", "docker/.env.example")
    (changed,) = problems(asked, "dead-key", env="OLD_SWITCH=true\n", compose=compose)
    assert changed.severity == "warning"


def test_a_key_that_is_not_passed_names_the_way_in(asked: Asked) -> None:
    (problem,) = problems(asked, "key-not-passed", env="SSRF_DEFAULT_MAX_RETRIES=1\n")
    assert problem.fix == (
        "add `SSRF_DEFAULT_MAX_RETRIES: ${SSRF_DEFAULT_MAX_RETRIES}` to `environment` of api, "
        "worker, worker_beat in a docker-compose.override.yaml"
    )
    assert problem.places[0].path == "api/configs/app_config.py"


def test_a_key_that_an_own_compose_file_does_not_pass(asked: Asked) -> None:
    compose = "services:\n  api:\n    environment:\n      LOG_LEVEL: ${LOG_LEVEL:-INFO}\n"
    (changed,) = problems(asked, "key-not-passed", env="DB_HOST=x\n", compose=compose)
    assert changed.severity == "warning"
    (shipped,) = problems(asked, "key-not-passed", env="DB_HOST=db_postgres\n", compose=compose)
    assert shipped.severity == "note"
    assert shipped.message.endswith(", as in Dify's own example file")


def test_a_key_of_a_program_that_nobody_runs_here(asked: Asked) -> None:
    compose = "services:\n  web:\n    environment:\n      CONSOLE_API_URL: x\n"
    env = "SSRF_DEFAULT_MAX_RETRIES=1\n"
    (problem,) = problems(asked, "key-not-passed", env=env, compose=compose)
    assert (problem.message, problem.fix) == (
        "SSRF_DEFAULT_MAX_RETRIES has no effect: dify api reads it, which no container here runs",
        "",
    )


def test_a_variable_that_an_own_compose_file_sets_from_another_key(asked: Asked) -> None:
    compose = "services:\n  db:\n    image: x\n    environment:\n      LOG_FILE: ${MY_FILE:-x}\n"
    (problem,) = problems(asked, "key-fed-by-another", env="LOG_FILE=y\n", compose=compose)
    assert problem.fix == "set MY_FILE instead"
    assert problem.places == ()  # a line of the user's


def test_a_variable_that_difys_compose_file_sets_from_another_key(asked: Asked) -> None:
    (problem,) = problems(asked, "key-fed-by-another", env="SERVER_KEY=abcdefghij\n")
    (place,) = problem.places
    assert (place.repo, place.path) == ("dify", "docker/docker-compose.yaml")


@pytest.mark.parametrize(
    ("name", "service"), [("LOG_TZ", "sandbox"), ("SERVER_KEY", "web"), ("LOG_TZ", "nginx")]
)
def test_a_key_that_only_another_program_gets(asked: Asked, name: str, service: str) -> None:
    compose = (
        f"services:\n  {service}:\n    image: x\n    environment:\n"
        f"      {name}: ${{{name}:-abcdefgh}}\n"
    )
    assert found(asked, f"{name}=abcdefghi", compose=compose) == [("key-not-passed", "warning")]


def test_an_env_file_reaches_the_service_that_names_it(asked: Asked) -> None:
    compose = "services:\n  api:\n    image: x\n    env_file: .env\n"
    assert found(asked, "SSRF_DEFAULT_MAX_RETRIES=1", compose=compose) == []
    assert found(asked, "OLD_SWITCH=true", compose=compose) == [("dead-key", "warning")]


def test_an_env_file_of_another_service_is_not_enough(asked: Asked) -> None:
    compose = "services:\n  web:\n    image: x\n    env_file: .env\n"
    assert found(asked, "SSRF_DEFAULT_MAX_RETRIES=1", compose=compose) == [
        ("key-not-passed", "warning")
    ]


def test_a_misspelt_key_beside_the_right_one(asked: Asked) -> None:
    (problem,) = problems(asked, "misspelt-key", env="LOG_LEVL=INFO\nLOG_LEVEL=INFO\n")
    assert problem.message == (
        "unknown setting LOG_LEVL; did you mean LOG_LEVEL (also set in this file)?"
    )
    assert [place.path for place in problem.places] == ["api/configs/app_config.py"]


def test_an_unknown_key_names_the_nearest(asked: Asked) -> None:
    (problem,) = problems(asked, "unknown-key", env="DATABASE_PASSWORD=abcdefghij\n")
    assert "; nearest: " in problem.message
    assert "DB_PASSWORD" in problem.message


def test_a_key_without_effect_is_not_looked_at_as_a_secret(asked: Asked) -> None:
    report = checked(asked, env="QUITE_ANOTHER_SECRET=changeme\n")
    assert [each.id for each in report.problems if each.line == 1 and each.key] == [
        "default-secret",
        "unknown-key",
    ]


LAYOUT = """services:
  api:
    image: langgenius/dify-api:1.14.0
    env_file: [./.env]
    environment:
      LOG_LEVEL: ${API_LOG_LEVEL:-INFO}
      SECRET_KEY: fixed-in-the-file
  worker:
    image: langgenius/dify-api:1.14.0
    env_file: [./.env]
  sandbox:
    env_file: [./.env]
    environment:
      WORKER_TIMEOUT: ${SANDBOX_WORKER_TIMEOUT:-15}
"""


@pytest.mark.parametrize(
    ("line", "rule", "message", "fix"),
    [
        (
            "WORKER_TIMEOUT=60",
            "key-fed-by-another",
            "WORKER_TIMEOUT has no effect: the compose file sets WORKER_TIMEOUT of sandbox from "
            "SANDBOX_WORKER_TIMEOUT",
            "set SANDBOX_WORKER_TIMEOUT instead",
        ),
        (
            "LOG_LEVEL=DEBUG",
            "key-fed-by-another",
            "LOG_LEVEL reaches worker, but not api: the compose file sets LOG_LEVEL of api from "
            "API_LOG_LEVEL",
            "set API_LOG_LEVEL instead",
        ),
        (
            "SECRET_KEY=a-secret-of-my-own",
            "key-fed-by-another",
            "SECRET_KEY reaches worker, but not api: the compose file sets SECRET_KEY of api "
            "itself (docker-compose.yaml:7)",
            "change it in `environment` of api in a docker-compose.override.yaml",
        ),
    ],
)
def test_a_name_that_the_compose_file_sets_itself(
    asked: Asked, line: str, rule: str, message: str, fix: str
) -> None:
    (problem,) = problems(asked, rule, env=f"{line}\n", compose=LAYOUT)
    assert (problem.message, problem.fix) == (message, fix)


def test_a_name_that_all_of_the_env_hands_over_has_an_effect(asked: Asked) -> None:
    env = "SSRF_DEFAULT_MAX_RETRIES=9\n"
    for rule in ("key-not-passed", "key-fed-by-another", "unknown-key", "dead-key"):
        assert problems(asked, rule, env=env, compose=LAYOUT) == []


def test_images_of_another_version_may_know_a_key(asked: Asked) -> None:
    compose = LAYOUT.replace("1.14.0", "1.13.3")
    (problem,) = problems(asked, "unknown-key", env="QUITE_ANOTHER_THING=1\n", compose=compose)
    assert problem.message.startswith(
        "unknown setting QUITE_ANOTHER_THING: not at 1.14.0, but the images are of 1.13.3"
    )
    assert problem.fix == ""
    (problem,) = problems(asked, "dead-key", env="OLD_SWITCH=true\n", compose=compose)
    assert problem.message.startswith(
        "OLD_SWITCH has no effect at 1.14.0, but the images are of 1.13.3: "
    )
    assert problem.fix == ""


def test_a_name_of_which_several_words_are_misspelt(asked: Asked) -> None:
    compose = "services:\n  api:\n    ports: ['${EXPOSE_API_PORT:-5001}:5001']\n"
    (problem,) = problems(asked, "unknown-key", env="EXPORT_API_PORT=1\n", compose=compose)
    assert problem.message.endswith("reads it; did you mean EXPOSE_API_PORT?")
    assert problem.fix == "set EXPOSE_API_PORT instead if you mean it"


def test_what_tells_services_apart_is_not_to_be_changed(asked: Asked) -> None:
    (problem,) = problems(asked, "key-fed-by-another", env="MODE=worker\n")
    assert problem.fix == "remove MODE"
    (problem,) = problems(asked, "key-fed-by-another", env="SECRET_KEY=x\n", compose=LAYOUT)
    assert problem.fix.startswith("change it in `environment` of api")


@pytest.mark.parametrize(
    ("service", "image", "variables", "expected"),
    [
        ("dify-api", "langgenius/dify-api:1.14.0", "", []),  # pydantic-settings ignores case
        ("dify-api", "langgenius/dify-api:1.14.0", "LOG_LEVEL: INFO", ["misspelt-key"]),
        ("sandbox", "langgenius/dify-sandbox:0.2.15", "", ["misspelt-key"]),
    ],
)
def test_a_name_in_small_letters(
    asked: Asked, service: str, image: str, variables: str, expected: list[str]
) -> None:
    text = f"services:\n  {service}:\n    image: {image}\n    env_file: .env\n"
    text += f"    environment: {{{variables}}}\n"
    assert [rule for rule, _ in found(asked, "log_level=INFO", compose=text)] == expected
