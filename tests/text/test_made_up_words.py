"""Words that nobody says, and names, numbers, versions, places and hashes."""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import pytest

from ctxkit.text.made_up_words import is_code, is_made_up, is_unknown, is_weakly_made_up


@pytest.mark.parametrize("word", ["Harbor6467*x", "4599Harbor", "aB3xY9kQ7m", "fiGuDKRzveMqjB"])
def test_a_password_by_itself(word: str) -> None:
    assert is_made_up(word)
    assert is_weakly_made_up(word)


@pytest.mark.parametrize(
    "word",
    [
        *("gpt-4o-2024-08-06", "text-embedding-3-large", "1Password", "v1.11.4-fix1", "OPS-20431"),
        *("dify-api-7f9c6d5b8-x2k9q", "3f2a9c0d1e5b7a68", "InvalidTokenError", "PBKDF2", "python312"),
        *("https://x.example/a1b2c3d4", "/etc/dify/secret2/x1", "ops2@corp.example", "2026-05-01T10"),
        *("3e8a9b1c-0d2f-4a6b-8c7d-9e0f1a2b3c4d", "pg-0.dify.svc", "10.0.0.12:5432", "get_key2(x)"),
    ],
)  # fmt: skip
def test_what_has_letters_and_digits_and_is_no_password(word: str) -> None:
    assert not is_made_up(word)


@pytest.mark.parametrize(
    "word", ["hunter2", "s3cret", "p@ss!word", "hjznbkeqw", "redis01x", "xaBABenADt"]
)
def test_a_password_where_one_is_said_to_stand(word: str) -> None:
    assert is_weakly_made_up(word)


@pytest.mark.parametrize(
    "word",
    [
        "16",
        "128k",
        "10m",
        "2026-05-01",
        "md5",
        "required",
        "W&B",
        "${X1}",
        "PostgreSQL",
        "OpenAPIs",
        "detectIsUsedByApp",
    ],
)
def test_what_is_none_even_there(word: str) -> None:
    assert not is_weakly_made_up(word)


@pytest.mark.parametrize("word", ["hjznbkeq", "goeygcnc", "tbvmfiqypqxsfmur"])
def test_letters_of_no_language(word: str) -> None:
    assert is_unknown(word)


@pytest.mark.parametrize(
    "word",
    ["required", "kubernetes", "elasticsearch", "passwort", "langgenius", "zhangsan", "kurz"],
)
def test_letters_of_a_word(word: str) -> None:
    assert not is_unknown(word)


@pytest.mark.parametrize(("word", "is_one"), [("772506", True), ("12-3456", True), ("12", False)])
def test_a_code_that_is_valid_once(word: str, is_one: bool) -> None:
    assert is_code(word) is is_one
