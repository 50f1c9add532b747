"""Names that hold secrets and words that are secrets: each row of the tables with near misses."""

from __future__ import annotations

import pytest

from ctxkit.text.secrets import SHAPES, Shape, secret_class, shape_class

FILLER = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"

KINDS = {
    "sk-": ("API_KEY", 20), "AIza": ("API_KEY", 30), "app-": ("API_KEY", 24),
    "dataset-": ("API_KEY", 24), "ghp_": ("TOKEN", 20), "gho_": ("TOKEN", 20),
    "ghs_": ("TOKEN", 20), "github_pat_": ("TOKEN", 20), "glpat-": ("TOKEN", 20),
    "xoxb-": ("TOKEN", 20), "xoxp-": ("TOKEN", 20), "hf_": ("TOKEN", 20),
}  # fmt: skip


@pytest.mark.parametrize("prefix", KINDS)
def test_a_word_of_a_known_shape(prefix: str) -> None:
    kind, length = KINDS[prefix]
    word = (prefix + FILLER)[:length]
    assert shape_class(word) == kind
    assert shape_class(word + "more-of_it") == kind
    assert shape_class(word[:-1]) == ""  # too short
    assert shape_class("x" + word) == ""
    assert shape_class(prefix + "abcdefghij" * 4) == ""  # no digit: words of a name
    assert shape_class(prefix[:-1] + "=" + word[len(prefix) :]) == ""


@pytest.mark.parametrize("prefix", ["AKIA", "ASIA"])
def test_a_key_of_aws_is_exactly_so_long(prefix: str) -> None:
    word = (prefix + FILLER.upper())[:20]
    assert shape_class(word) == "AWS_KEY"
    assert shape_class(word + "X") == ""
    assert shape_class(word[:-1]) == ""
    assert shape_class(word[:-1] + "x") == ""
    assert shape_class(word[:-1] + "-") == ""
    assert shape_class(prefix + "ABCDEFGHIJKLMNOP") == ""


def test_every_shape_is_tested() -> None:
    assert {shape.prefix for shape in SHAPES} == {*KINDS, "AKIA", "ASIA"}
    assert Shape("x", 1, "TOKEN").exact is False


@pytest.mark.parametrize(
    ("word", "is_jwt"),
    [
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2", True),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWI.c2", True),  # 31 characters
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdW.c2", False),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx", False),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2.x", False),
        ("xyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2", False),
    ],
)
def test_a_jwt(word: str, is_jwt: bool) -> None:
    assert shape_class(word) == ("JWT" if is_jwt else "")


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
     "days", "interval", "type", "name", "enabled", "enable", "mode", "policy", "prefix", "id",
     "file", "path", "url", "endpoint", "header", "field", "column"],
)  # fmt: skip
def test_names_that_only_say_something_of_a_secret(word: str) -> None:
    assert secret_class(f"{word}_token") == ""
    assert secret_class(f"TOKEN_{word.upper()}") == ""
    assert secret_class(f"{word}.token") == "TOKEN"  # of the last part of a name alone


@pytest.mark.parametrize("name", ["", "key", "KEY", "keys", "tokens", "monkey", "secretary", "42"])
def test_near_misses(name: str) -> None:
    assert secret_class(name) == ""
