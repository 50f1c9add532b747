"""TLS at both ends of a connection."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_rules import tls
from tests.ask.check.literal_view import LiteralView


def found(api: dict[str, str], **others: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Return the rules that are broken, each with the variables that it names."""
    view = LiteralView({"api": api, **others})
    return [
        (rule.id, [variable.name for variable in breach.at])
        for rule in tls.RULES
        for breach in rule.look(view)
    ]


def smtp(
    port: str, use_tls: str, starttls: str | None = None, kind: str = "smtp"
) -> dict[str, str]:
    api = {"MAIL_TYPE": kind, "SMTP_PORT": port, "SMTP_USE_TLS": use_tls}
    return api if starttls is None else {**api, "SMTP_OPPORTUNISTIC_TLS": starttls}


@pytest.mark.parametrize(
    ("api", "rules"),
    [
        (smtp("465", "false"), ["smtp-port-465-without-tls"]),
        (smtp("465", "true"), []),
        (smtp("465", "false", kind="resend"), []),
        (smtp("587", "true", "false"), ["smtp-port-587-with-tls"]),
        (smtp("587", "true", "true"), []),
        (smtp("587", "true"), []),
        (smtp("587", "false", "false"), []),
        (smtp("587", "true", "false", kind="resend"), []),
        (smtp("25", "false"), []),
        (smtp("25", "true", "false"), []),
        (smtp("25", "false", "true"), ["starttls-without-tls"]),
        (smtp("25", "true", "true"), []),
        (smtp("25", "false", "true", kind="resend"), []),
        ({"MAIL_TYPE": "smtp", "SMTP_PORT": "465", "SMTP_OPPORTUNISTIC_TLS": "true"}, []),
    ],
)
def test_mail(api: dict[str, str], rules: list[str]) -> None:
    assert [rule for rule, _ in found(api)] == rules


@pytest.mark.parametrize(
    ("url", "use_ssl", "broken"),
    [
        ("redis://redis/1", "true", True),
        ("rediss://redis/1", "false", True),
        ("rediss://redis/1", "", True),
        ("redis://redis/1", "false", False),
        ("rediss://redis/1", "true", False),
        ("redis://other/1", "true", False),
        ("sentinel://redis/1", "true", False),
        ("", "true", False),
    ],
)
def test_redis_and_its_broker(url: str, use_ssl: str, broken: bool) -> None:
    api = {"CELERY_BROKER_URL": url, "REDIS_HOST": "redis", "REDIS_USE_SSL": use_ssl}
    names = ["CELERY_BROKER_URL", "REDIS_USE_SSL"]
    assert found(api) == ([("redis-tls-mismatch", names)] if broken else [])


def test_the_way_to_use_tls_for_redis() -> None:
    api = {"CELERY_BROKER_URL": "rediss://redis/1", "REDIS_HOST": "redis", "REDIS_USE_SSL": "false"}
    rule = next(rule for rule in tls.RULES if rule.id == "redis-tls-mismatch")
    (breach,) = rule.look(LiteralView({"api": api}))
    assert breach.fix == "use REDIS_USE_SSL=true, or turn TLS off in both"


@pytest.mark.parametrize(
    ("api", "expected"),
    [
        (
            {"CONSOLE_WEB_URL": "https://d", "CONSOLE_API_URL": "http://d"},
            [("mixed-content-url", ["CONSOLE_API_URL", "CONSOLE_WEB_URL"])],
        ),
        (
            {"APP_WEB_URL": "HTTPS://d", "APP_API_URL": "HTTP://d"},
            [("mixed-content-url", ["APP_API_URL", "APP_WEB_URL"])],
        ),
        (
            {"CONSOLE_WEB_URL": "http://d", "CONSOLE_API_URL": "https://d"},
            [("insecure-console-cookies", ["CONSOLE_WEB_URL", "CONSOLE_API_URL"])],
        ),
        ({"APP_WEB_URL": "http://d", "APP_API_URL": "https://d"}, []),
        ({"CONSOLE_WEB_URL": "https://d", "CONSOLE_API_URL": "https://d"}, []),
        ({"CONSOLE_WEB_URL": "http://d", "CONSOLE_API_URL": "http://d"}, []),
        ({"CONSOLE_WEB_URL": "https://d", "CONSOLE_API_URL": ""}, []),
        ({"CONSOLE_WEB_URL": "", "CONSOLE_API_URL": "https://d"}, []),
        ({"CONSOLE_WEB_URL": "https://d", "APP_API_URL": "http://d"}, []),
    ],
)
def test_pages_and_the_addresses_that_they_call(
    api: dict[str, str], expected: list[tuple[str, list[str]]]
) -> None:
    assert found(api) == expected


@pytest.mark.parametrize(
    ("name", "url", "https", "broken"),
    [
        ("FILES_URL", "http://d.example", "true", True),
        ("SERVICE_API_URL", "http://d.example", "true", True),
        ("FILES_URL", "http://d.example", "false", False),
        ("FILES_URL", "https://d.example", "true", False),
        ("FILES_URL", "http://api:5001", "true", False),
        ("INTERNAL_FILES_URL", "http://d.example", "true", False),
        ("CHECK_UPDATE_URL", "http://d.example", "true", False),
    ],
)
def test_addresses_behind_an_nginx_with_https(
    name: str, url: str, https: str, broken: bool
) -> None:
    expected = [("http-url-behind-https", [name, "NGINX_HTTPS_ENABLED"])] if broken else []
    assert found({name: url}, nginx={"NGINX_HTTPS_ENABLED": https}) == expected
