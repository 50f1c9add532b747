"""Secrets that are none."""

from __future__ import annotations

from hashlib import sha256

import pytest

from ctxkit.dify import secrets
from ctxkit.dify.secrets import (
    PublishedSecret,
    is_placeholder,
    is_published,
    is_weak,
    is_well_known,
    placeholder_of,
)


@pytest.mark.parametrize(
    "value",
    [
        *("#REPLACE_ME#", "x#replace_me#y", "your-bucket-name", "YOUR EMAIL", "your_key"),
        *("xxxx", "XXX", "https://your-endpoint", "https://<your_account>.example"),
        *("<your-name>", "you-secret", "replace-me", "REPLACE_ME", "changeme", "change-me-now"),
        " your-key ",
    ],
)
def test_a_placeholder(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value",
    [
        *("", "x", "xx", "xxxy", "dify", "#channel", "yours", "young", "https://xxx.example"),
        *("changed", "do-changeme", "my-your-key", "your", "irreplace-me", "https://yours"),
    ],
)
def test_not_a_placeholder(value: str) -> None:
    assert not is_placeholder(value)


def test_only_one_placeholder_is_certain() -> None:
    certain = placeholder_of("#REPLACE_ME#")
    likely = placeholder_of("your-key")
    assert certain is not None
    assert certain.certain
    assert likely is not None
    assert not likely.certain


def test_secrets_of_the_examples() -> None:
    assert is_well_known("difyai123456")
    assert not is_well_known("difyai1234567")
    assert not is_well_known("DIFYAI123456")


def test_a_secret_that_a_chart_publishes(monkeypatch: pytest.MonkeyPatch) -> None:
    row = PublishedSecret(
        digest=sha256(b"of-a-test").hexdigest()[:16],
        value="key",
        since="1.0",
        reference="https://x.example/a",
        sample="x",
    )
    assert not is_published("of-a-test")
    monkeypatch.setattr(secrets, "PUBLISHED_SECRETS", (row,))
    assert is_published("of-a-test")
    assert not is_published("of-another-test")


def test_digests_have_one_length_and_are_no_secrets() -> None:
    assert {len(row.digest) for row in secrets.PUBLISHED_SECRETS} == {16}


@pytest.mark.parametrize(
    "value", ["a", "1234567", "aaaaaaaaaaaa", "Password123", "LETMEIN1"[:7], "mysecretkey"]
)
def test_a_weak_secret(value: str) -> None:
    assert is_weak(value)


@pytest.mark.parametrize("value", ["", "12345679", "aaaaaaab", "password1234", "mysecretkeys"])
def test_not_a_weak_secret(value: str) -> None:
    assert not is_weak(value)
