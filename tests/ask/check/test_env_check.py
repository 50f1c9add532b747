"""A `.env` with its compose files: values, rules about several settings, schedulers."""

from __future__ import annotations

import pytest

from tests.ask.check.running import checked, lines, problems
from tests.ask.check.test_ignore_comments import OWN
from tests.ask.literal import Asked


def test_a_value_is_reported_where_it_is_set(asked: Asked) -> None:
    (problem,) = problems(asked, "invalid-value", env=f"{OWN}LOG_LEVEL=loud\n")
    assert (problem.path, problem.line, problem.key) == (".env", 11, "LOG_LEVEL")
    assert [(place.repo, place.path) for place in problem.places] == [
        ("dify", "api/configs/app_config.py")
    ]


def test_a_value_that_several_services_get_is_reported_once(asked: Asked) -> None:
    assert len(problems(asked, "invalid-value", env="UPLOAD_FILE_SIZE_LIMIT=x\n")) == 1


def test_a_variable_under_another_name_is_named(asked: Asked) -> None:
    (problem,) = problems(asked, "invalid-value", env="PLUGIN_DAEMON_PORT=http\n")
    assert problem.message == (
        'invalid value for PLUGIN_DAEMON_PORT: "http" '
        "(dify-plugin-daemon accepts a whole number from 0 to 65535 for SERVER_PORT)"
    )


def test_a_default_of_dify_is_not_reported(asked: Asked) -> None:
    compose = "services:\n  api:\n    environment:\n      LOG_LEVEL: ${LOG_LEVEL:-loud}\n"
    assert lines(asked, "invalid-value", env="A=1\n", override=compose) == []


def test_a_value_in_an_own_compose_file_is_reported_there(asked: Asked) -> None:
    compose = "services:\n  api:\n    environment:\n      LOG_LEVEL: loud\n"
    (problem,) = problems(asked, "invalid-value", env="A=1\n", override=compose)
    assert (problem.path, problem.line) == ("docker-compose.override.yaml", 4)


def test_a_container_of_others_may_get_anything(asked: Asked) -> None:
    compose = "services:\n  postgres:\n    image: x\n    environment:\n      LOG_LEVEL: loud\n"
    assert lines(asked, "invalid-value", compose=compose) == []


def test_a_published_port(asked: Asked) -> None:
    (problem,) = problems(asked, "invalid-published-port", env="EXPOSE_NGINX_PORT=http\n")
    assert "docker compose accepts a port or address:port" in problem.message


def test_contradicting_lines_are_reported_on_the_first(asked: Asked) -> None:
    text = OWN.replace("SANDBOX_API_KEY=a-secret-of-my-own", "SANDBOX_API_KEY=another-of-my-own")
    (problem,) = problems(asked, "sandbox-key-mismatch", env=text)
    assert (problem.line, problem.key) == (7, "CODE_EXECUTION_API_KEY")
    assert problem.message.endswith("refuses to run code (see line 8)")


def test_a_contradiction_with_a_default_names_the_line_of_the_user(asked: Asked) -> None:
    (problem,) = problems(asked, "sandbox-key-mismatch", env="SANDBOX_API_KEY=mine-own-key\n")
    assert (problem.line, problem.key) == (1, "SANDBOX_API_KEY")
    assert "see line" not in problem.message


def test_a_line_of_another_file_is_not_referred_to(asked: Asked) -> None:
    compose = "services:\n  sandbox:\n    environment:\n      API_KEY: another\n"
    text = OWN.replace("SANDBOX_API_KEY=a-secret-of-my-own\n", "")
    (problem,) = problems(asked, "sandbox-key-mismatch", env=text, override=compose)
    assert (problem.path, problem.line) == (".env", 7)
    assert "see line" not in problem.message


def test_what_dify_ships_is_not_reported(asked: Asked) -> None:
    assert lines(asked, "required-setting-empty", env="LOG_LEVEL=INFO\n") == []


def test_what_the_user_took_over_from_dify_is_a_note(asked: Asked) -> None:
    text = "MAIL_TYPE=resend\nMAIL_DEFAULT_SEND_FROM=\nRESEND_API_KEY=your-resend-api-key\n"
    found = problems(asked, "required-setting-empty", env=text)
    assert [each.severity for each in found] == ["note", "note"]
    changed = problems(asked, "required-setting-empty", env=text.replace("your-resend", "your"))
    assert [each.severity for each in changed] == ["note", "warning"]


def test_a_rule_may_say_how_bad_it_is(asked: Asked) -> None:
    text = "MAIL_TYPE=smtp\nSMTP_SERVER=\nMAIL_DEFAULT_SEND_FROM=a@b.example\n"
    (problem,) = problems(asked, "required-setting-empty", env=text)
    assert (problem.key, problem.severity) == ("SMTP_SERVER", "error")


def test_a_url_that_its_type_refuses_is_reported_once(asked: Asked) -> None:
    text = "CONSOLE_API_URL=dify.example\nFILES_URL=dify.example\n"
    compose = (
        "services:\n  web:\n    environment:\n      NEXT_PUBLIC_API_PREFIX: ${CONSOLE_API_URL}\n"
    )
    ids = [each.id for each in checked(asked, env=text, override=compose).problems if each.line < 3]
    assert ids == ["default-secret", "invalid-value", "url-without-scheme"]


@pytest.mark.parametrize(
    ("service", "replicas", "found"),
    [
        ("worker_beat", "2", [4]),
        ("worker_beat", "${BEATS:-3}", [4]),
        ("beat", "2", [4]),
        ("worker_beat", "1", []),
        ("worker_beat", "${BEATS:-1}", []),
        ("worker", "2", []),
    ],
)
def test_schedulers(asked: Asked, service: str, replicas: str, found: list[int]) -> None:
    text = f"services:\n  {service}:\n    deploy:\n      replicas: {replicas}\n"
    assert lines(asked, "multiple-schedulers", override=text) == found
