"""How the comment on a secret says to make it."""

from __future__ import annotations

import time

import pytest

from ctxkit.values.recipes import recipe_in, set_your_own


@pytest.mark.parametrize(
    ("comment", "recipe"),
    [
        (
            "You can generate a strong key using `openssl rand -base64 42`.",
            "openssl rand -base64 42",
        ),
        (
            "Generate one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
            "python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        ),
        ("Create it by: openssl rand -hex 32", "openssl rand -hex 32"),
        ("made by `uuidgen`", "uuidgen"),
        ("Key of the `sandbox` and of `python`", ""),
        ("The same as `SECRET_KEY`.", ""),
        ("generate: something", ""),
        ("", ""),
    ],
)
def test_a_recipe_is_a_command(comment: str, recipe: str) -> None:
    assert recipe_in(comment) == recipe


def test_without_a_recipe_none_is_given() -> None:
    assert set_your_own("A key.") == "set your own value"
    said = set_your_own("use `openssl rand -hex 8`", adjective="a longer")
    assert said == "set a longer value, for example the output of `openssl rand -hex 8`"


def test_a_long_comment_takes_no_time() -> None:
    began = time.process_time()
    recipe_in("generate generate: `openssl " * 100_000)
    assert time.process_time() - began < 1
