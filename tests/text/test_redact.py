"""Secrets in pasted text: what is masked, what is not, and that lines stay lines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.text.redact import Redactor, secret_class

JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"


def mask(text: str) -> str:
    return Redactor().mask(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("SECRET_KEY=abc def", "SECRET_KEY=<REDACTED:SECRET_KEY#1>"),
        ("export DB_PASSWORD='difyai123456'", "export DB_PASSWORD='<REDACTED:PASSWORD#1>'"),
        ("  password: my pass phrase # rotate", "  password: <REDACTED:PASSWORD#1> # rotate"),
        ("  - apiKey: abc", "  - apiKey: <REDACTED:API_KEY#1>"),
        ("DB_PASSWORD: 123456", "DB_PASSWORD: <REDACTED:PASSWORD#1>"),
        ('{"api_key": "abc", "model": "m"}', '{"api_key": "<REDACTED:API_KEY#1>", "model": "m"}'),
        (r"body {\"api_key\": \"abc\"} sent", r"body {\"api_key\": \"<REDACTED:API_KEY#1>\"} sent"),
        (
            "kwargs {'password': 'x1', 'n': 1}",
            "kwargs {'password': '<REDACTED:PASSWORD#1>', 'n': 1}",
        ),
        ("GET /f?token=abc&x=1 200", "GET /f?token=<REDACTED:TOKEN#1>&x=1 200"),
        ("postgresql://u:p@ss@db:5432/dify", "postgresql://u:<REDACTED:PASSWORD#1>@db:5432/dify"),
        (
            "https://ghp_abcdefghij0123456789@github.com/a",
            "https://<REDACTED:TOKEN#1>@github.com/a",
        ),
        ("SENTRY_DSN=https://k@sentry.example/1", "SENTRY_DSN=<REDACTED:DSN#1>"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer <REDACTED:AUTHORIZATION#1>"),
        ("curl -H 'x: bearer abcdefghijklmnop1'", "curl -H 'x: bearer <REDACTED:TOKEN#1>'"),
        (f"session {JWT} expired", "session <REDACTED:JWT#1> expired"),
        ("key AKIAIOSFODNN7EXAMPLE used", "key <REDACTED:AWS_KEY#1> used"),
        ("invalid key sk-abcdefghij0123456789", "invalid key <REDACTED:API_KEY#1>"),
        ("SECRET_KEY: ${SECRET_KEY:-x}", "SECRET_KEY: ${SECRET_KEY:-<REDACTED:SECRET_KEY#1>}"),
        ("-----BEGIN PRIVATE KEY-----", "<REDACTED:PRIVATE_KEY#1>"),
    ],
)
def test_secrets_are_masked_in_place(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "MAX_TOKENS=4096",
        "ACCESS_TOKEN_EXPIRE_MINUTES=60",
        "PASSWORD_MIN_LENGTH: 8",
        "token: 42",
        "ENABLE_SECRET=true",
        "SECRET_KEY=",
        "SECRET_KEY: ${SECRET_KEY}",
        "password: {{ .Values.password }}",
        "invalid token: expired",
        "Key (id)=(5) already exists",
        "primary_key=5 cache_key=app-info",
        "task-mail-1234567890-abcdefgh received",
        "user@example.com wrote to http://host/path@v1",
        "File /app/api/core/helper/ssrf_proxy.py:27",
        "-----BEGIN CERTIFICATE-----",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


def test_a_private_key_is_masked_line_by_line() -> None:
    text = "before\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIEow\n  -----END RSA PRIVATE KEY-----\nafter"
    assert mask(text) == (
        "before\n  <REDACTED:PRIVATE_KEY#1>\n  <REDACTED:PRIVATE_KEY#2>\n  <REDACTED:PRIVATE_KEY#3>\nafter"
    )


def test_equal_values_get_equal_placeholders_wherever_they_stand() -> None:
    redactor = Redactor()
    assert redactor.mask("SECRET_KEY=abc1\nSESSION_SECRET=abc1\nOTHER_SECRET=abc2") == (
        "SECRET_KEY=<REDACTED:SECRET_KEY#1>\nSESSION_SECRET=<REDACTED:SECRET_KEY#1>\nOTHER_SECRET=<REDACTED:SECRET#1>"
    )
    assert redactor.mask("password=abc1") == "password=<REDACTED:SECRET_KEY#1>"


@given(st.text(alphabet=st.sampled_from("aK=:\"' \n\\@/?&-.{}<") | st.characters(codec="utf-8")))
def test_lines_stay_lines_and_masking_again_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert masked.count("\n") == text.count("\n")
    assert mask(masked).count("\n") == text.count("\n")


@given(
    st.sampled_from(["SECRET_KEY", "db.password", "X-Api-Token", "PLUGIN_DAEMON_KEY", "apiKey"]),
    st.sampled_from(["{}={}", "{}: {}", '"{}": "{}"', "a {}='{}' b", "/p?{}={}&c=d"]),
    st.text(alphabet="abcdefXYZ0189_-", min_size=4, max_size=30).filter(
        lambda v: any(c.isdigit() for c in v)
    ),
)
def test_no_value_of_a_secret_name_survives(name: str, form: str, value: str) -> None:
    # A number alone may be a count of tokens.
    secret = value + "x"
    assert secret not in mask(form.format(name, secret))


@pytest.mark.parametrize(
    "line",
    [
        "eyJ" * 300_000,
        "password=a " * 90_000,
        "://a:b@" * 140_000,
        "=" * 1_000_000,
        "'" * 1_000_000,
        " -" * 500_000,
    ],
)
@pytest.mark.no_cover
def test_hostile_lines_of_a_megabyte_take_linear_time(line: str) -> None:
    start = time.process_time()
    mask(line)
    whole = time.process_time() - start
    start = time.process_time()
    mask(line[: len(line) // 4])
    assert whole < 10 * (time.process_time() - start) + 0.5


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SECRET_KEY", "SECRET_KEY"),
        ("apiKey", "API_KEY"),
        ("SERVER_KEY", "SECRET_KEY"),
        ("key", ""),
        ("MAX_TOKEN", ""),
    ],
)
def test_the_class_of_a_name(name: str, kind: str) -> None:
    assert secret_class(name) == kind
