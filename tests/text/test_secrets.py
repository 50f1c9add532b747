"""Names that hold secrets, with near misses, and what speaks of secrets at all."""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import pytest

from ctxkit.text.secret_commands import COMMANDS
from ctxkit.text.secret_phrases import PHRASES
from ctxkit.text.secrets import (
    hidden_class,
    is_vague,
    may_be_secret,
    secret_class,
    speaks_of_secrets,
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("DB_PASSWORD", "PASSWORD"), ("passwd", "PASSWORD"), ("db.pwd", "PASSWORD"),
        ("SMTP_PASS", "PASSWORD"), ("sshPassphrase", "PASSWORD"), ("requirepass", "PASSWORD"),
        ("CLIENT_SECRET", "SECRET"), ("adminAPIsSecretKeySalt", "SECRET"),
        ("secretkey", "SECRET_KEY"), ("accesskey", "ACCESS_KEY"),
        ("apikey", "API_KEY"), ("privatekey", "PRIVATE_KEY"), ("csrf_token", "TOKEN"),
        ("jwt", "TOKEN"), ("connect.sid", "TOKEN"), ("credential", "CREDENTIAL"),
        ("googleCredentials", "CREDENTIAL"), ("Authorization", "AUTHORIZATION"),
        ("Set-Cookie", "COOKIE"), ("x_signature", "SIGNATURE"), ("sign", "SIGNATURE"),
        ("sig", "SIGNATURE"), ("SENTRY_DSN", "DSN"), ("connectionString", "DSN"),
        ("CONNECTION_STRING", "DSN"), ("api.secretKey", "SECRET_KEY"), ("apiKey", "API_KEY"),
        ("AWS_ACCESS_KEY", "ACCESS_KEY"), ("PRIVATE_KEY", "PRIVATE_KEY"),
        ("SERVER_KEY", "SECRET_KEY"), ("PLUGIN_DAEMON_KEY", "SECRET_KEY"),
        ("APISecret", "SECRET"), ("idToken", "TOKEN"), ("id_token", "TOKEN"), ("PGPASSWORD", "PASSWORD"),
        ("XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY", "SECRET_KEY"), ("LDAP_BIND_PW", "PASSWORD"),
        ("AWS_BEARER_TOKEN_BEDROCK", "TOKEN"), ("MY_TOKEN_2", "TOKEN"), ("masterauth", "PASSWORD"),
    ],
)  # fmt: skip
def test_names_that_hold_a_secret(name: str, kind: str) -> None:
    assert secret_class(name) == kind


@pytest.mark.parametrize(
    "word",
    ["primary", "foreign", "unique", "public", "cache", "sort", "partition", "group", "routing",
     "lock", "redis", "topology", "annotation", "label", "a", "the"],
)  # fmt: skip
def test_keys_that_are_no_secrets(word: str) -> None:
    assert secret_class(f"{word}_key") == ""
    assert secret_class(f"{word}_token") == "TOKEN"


@pytest.mark.parametrize(
    "word",
    ["max", "min", "limit", "count", "length", "size", "num", "number", "total", "usage", "used",
     "timeout", "ttl", "expire", "expires", "expiry", "expiration", "minutes", "seconds", "hours",
     "days", "interval", "type", "name", "enabled", "enable", "mode", "policy", "prefix",
     "file", "path", "url", "endpoint", "header", "field", "column"],
)  # fmt: skip
def test_names_that_only_say_something_of_a_secret(word: str) -> None:
    assert secret_class(f"{word}_token") == ""
    assert secret_class(f"TOKEN_{word.upper()}") == ""
    assert secret_class(f"{word}.token") == "TOKEN"  # of the last part of a name alone


@pytest.mark.parametrize(
    "name",
    ["existingSecret", "existingSecretPasswordKey", "certificatesSecret", "extraEnvVarsSecret",
     "automountServiceAccountToken", "FORCE_VERIFYING_SIGNATURE", "next_token", "nextPageToken",
     "eos_token", "storage_key", "imagePullSecret"],
)  # fmt: skip
def test_names_of_secrets_of_kubernetes_switches_and_other_tokens(name: str) -> None:
    assert secret_class(name) == ""
    assert hidden_class(name) == ""


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("INNER_API_KEY_FOR_PLUGIN", "API_KEY"),
        ("WEAVIATE_AUTHENTICATION_APIKEY_ALLOWED_KEYS", "API_KEY"),
        ("api_keys", "API_KEY"),
        ("AWS_ACCESS_KEY_ID", "ACCESS_KEY"),
        ("accessKeyId", "ACCESS_KEY"),
        ("TENCENT_COS_SECRET_ID", "ACCESS_KEY"),
        ("api_key_value", "API_KEY"),
        ("SSL_CLIENT_KEY_DATA", "SECRET_KEY"),
    ],
)
def test_what_is_masked_though_no_rule_is_about_it(name: str, kind: str) -> None:
    assert secret_class(name) == ""
    assert hidden_class(name) == kind


@pytest.mark.parametrize("name", ["keys", "for_plugin", "allowed_keys", "client_id", "MAX_KEYS"])
def test_what_is_not_masked_by_its_name(name: str) -> None:
    assert hidden_class(name) == ""


def test_names_that_say_little() -> None:
    assert is_vague("key")
    assert is_vague("auth")
    assert not is_vague("cache_key")
    assert not is_vague("value")


def test_a_text_that_speaks_of_secrets() -> None:
    for phrase in (*PHRASES, *COMMANDS):
        assert speaks_of_secrets(phrase.sample)
    for name in ("DB_PASSWORD", "SMTP_PW", "x.salt", "SENTRY_DSN", "connect.sid", "SID", "state"):
        assert speaks_of_secrets(f"{name}=1")
    assert speaks_of_secrets("root:X1x@unix(/run/db.sock)/dify")
    for name in ("connectionString", "connection-string", "CONNECTION__STRING", "Conn. string"):
        assert speaks_of_secrets(f"{name}=1")
    assert not speaks_of_secrets("Request to http://a/ failed at attempt 2: timed out")
    assert not speaks_of_secrets("full message match inside the line, the statement is on line 7")
    assert not speaks_of_secrets("connection refused by the other side")


def test_a_switch_and_a_reference_are_no_secrets() -> None:
    assert may_be_secret("abc")
    assert not may_be_secret("True")
    assert not may_be_secret("${SECRET_KEY}")


@pytest.mark.parametrize("name", ["", "key", "KEY", "keys", "tokens", "monkey", "secretary", "42"])
def test_near_misses(name: str) -> None:
    assert secret_class(name) == ""
