"""How the comment on a secret says to make it."""

from __future__ import annotations

import re

import pytest

from ctxkit.values.recipes import Recipe, recipe_in, recipe_of, set_your_own
from tests.pace import at_most


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
    with at_most(1):
        recipe_in("generate generate: `openssl " * 100_000)


def counting(size: int) -> bytes:
    """Return bytes whose base64 has `+` and `/`."""
    return (b"\xfb\xff\xfe" * size)[:size]


@pytest.mark.parametrize(
    ("comment", "form", "size"),
    [
        ("You can generate a strong key using `openssl rand -base64 42`.", "base64", 42),
        ("Base64 encoded 32-byte AES-256 key. Use `openssl rand -base64 32`.", "base64", 32),
        ("A password: `openssl rand -hex 16`", "hex", 16),
        (
            "Generate one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
            "base64url",
            32,
        ),
        ("Unpadded base64url, 32 bytes", "base64url", 32),
        ("Must be base64url without padding", "base64url", 32),
        ("Base64 encoded 32-byte key", "base64", 32),
        ("A 16-byte key in hex", "hex", 16),
        ("Make one with `uuidgen`", "uuid", 16),
    ],
)
def test_the_form_that_a_comment_asks_for(comment: str, form: str, size: int) -> None:
    recipe = recipe_of(comment)
    assert recipe is not None
    assert (recipe.form, recipe.size) == (form, size)


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "The password of Redis",
        "Sets the base64 mode",
        "`openssl rand -base64 4`",
        "`openssl rand -base64 9999`",
        "`pwgen -s 40 1`",
        "a 4-byte key, base64url",
    ],
)
def test_a_comment_that_asks_for_no_form_that_is_known(comment: str) -> None:
    assert recipe_of(comment) is None


@pytest.mark.parametrize(
    ("form", "secret"),
    [
        ("base64", "+//++//++/8="),
        ("base64url", "-__--__--_8"),
        ("hex", "fbfffefbfffefbff"),
    ],
)
def test_a_secret_is_made_in_its_form(form: str, secret: str) -> None:
    assert Recipe(form=form, size=8, words="").made(counting) == secret


def test_an_identifier_is_made() -> None:
    made = Recipe(form="uuid", size=16, words="").made(counting)
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made
    )
