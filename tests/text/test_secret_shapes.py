"""Words that are recognizably secrets: each row with a word made from it, and near misses."""

from __future__ import annotations

import random
import re

import pytest

from ctxkit.text.secret_forms import ALPHABETS, MIDDLES, SHAPES, Shape
from ctxkit.text.secret_shapes import find_shapes, is_random

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHARACTERS = {"hex": "0123456789abcdef", "capital": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"}


def found(text: str) -> list[tuple[str, str]]:
    return [(each.value, each.kind) for each in find_shapes(text)]


def word_of(shape: Shape, length: int) -> str:
    rng = random.Random(f"{shape.prefix}{length}")
    characters = CHARACTERS.get(shape.alphabet, LETTERS + "0123456789")
    return shape.prefix + "7" + "".join(rng.choice(characters) for _ in range(length - 1))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.prefix)
def test_a_word_of_each_shape(shape: Shape) -> None:
    least, most = word_of(shape, shape.least), word_of(shape, min(shape.most, 600))
    assert found(f"x {least}.") == [(least, shape.kind)]
    assert found(f"('{most}')") == [(most, shape.kind)]
    assert found(f"x={least}") == [(least, shape.kind)]
    assert found(f"/a/{least}/b") in ([(least, shape.kind)], [(f"{least}/b", shape.kind)])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.prefix)
def test_near_misses_of_each_shape(shape: Shape) -> None:
    # The rest is short, and in one kind of letters, so nothing else is said of it.
    rest = word_of(shape, shape.least)[len(shape.prefix) :][: min(shape.least - 1, 12)].lower()
    assert found(f"{shape.prefix}{rest}") == []
    assert found(f"x{shape.prefix}{rest}") == []
    assert found(f"{shape.prefix}of-some-words-in-a-name") == []


def test_a_row_says_where_it_is_from() -> None:
    for shape in SHAPES:
        assert shape.alphabet in ALPHABETS
        assert shape.least <= shape.most
        assert re.match(r"[a-z0-9-]+\Z|https://|dify ", shape.reference), shape
    assert len({shape.prefix for shape in SHAPES}) == len(SHAPES)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("abc1Q~" + "aB3_" * 8, "SECRET"),
        ("1234567890:AA" + "aB3" * 11, "TOKEN"),
        ("0123456789abcdef" * 2 + "-us12", "API_KEY"),
        ("aB3aB3aB3aB3aB.atlasv1." + "aB3_" * 16, "TOKEN"),
        ("4b1d" + "aB3x" * 9 + "a7", "SECRET_KEY"),
        ("aB3aB3_" + "aB3" * 9 + "aB_mmk", "API_KEY"),
        ("sha256~" + "aB3" * 14 + "a", "TOKEN"),
        ("M" + "aB3" * 8 + "a.aB3aB3." + "aB3" * 12, "TOKEN"),
        ("0123456789abcdef" * 2 + ".aB3aB3aB3aB3aB3a", "API_KEY"),
        ("1/0123456789012345:" + "0123456789abcdef" * 2, "TOKEN"),
        ("st.0123456789abcdef01234567" + ".0123456789abcdef0123456789abcdef" * 2, "TOKEN"),
    ],
)
def test_a_word_with_a_telling_middle(word: str, kind: str) -> None:
    assert found(f"x {word} y") == [(word, kind)]
    assert (word, kind) not in found(f"x{word}")


def test_every_middle_is_tested() -> None:
    assert len(MIDDLES) == 11


@pytest.mark.parametrize(
    "word",
    [
        "0123456789abcdef" * 4,
        "sha512-" + "aB3+" * 22,
        "SHA256:" + "aB3+" * 11,
        "h1:" + "aB3+" * 11 + "=",
        "data:image/png;base64," + "aB3+" * 22,
        "AppGenerateEntityConversationWorkflowNode2Handler",
        "api/core/model_runtime/model_providers/OpenAI2/LargeLanguageModel.py",
        "a1b2c3d4-0000-4000-8000-000000000000",
        "aB3" * 10,
        "sk-learn-1.4.2-py312-manylinux_2_17_x86_64",
        "app-frontend-5d8f7c9b6d-x2x4z",
        "dataset-processing-queue-2024-06-01",
        "hf_hub_download_with_retry_v2_final",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdW.c2",
        "AKIAABCDEFGHIJKLMNO2X",
    ],
)
def test_hashes_names_and_ids_are_none(word: str) -> None:
    assert found(f"x {word} y") == []


def test_a_random_word_and_a_jwt() -> None:
    assert found("aB3" * 14) == [("aB3" * 14, "TOKEN")]
    jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2"
    assert found(f"jwt.io/{jwt}.") == [(jwt, "JWT")]
    assert is_random("aB3aB3")
    assert not is_random("ab3ab3")
    assert not is_random("AbcdefGhijklMnopq3")


@pytest.mark.parametrize(
    "word",
    ["rnd_" + "aB3" * 8, "acme_live_" + "x7k2" * 8, "svc-prod-" + "aB3" * 9],
)
def test_a_random_word_behind_the_prefix_of_a_service(word: str) -> None:
    assert found(f"rejected {word} (401)") == [(word, "API_KEY")]


@pytest.mark.parametrize(
    "word",
    [
        "chatcmpl-" + "aB3" * 10,
        "file-" + "aB3" * 8,
        "sha256-" + "x7k2" * 8,
        "plugin-" + "0123456789abcdef" * 3,
        "worker_" + "abcdefgh" * 4 + "2",
        "ssh-rsa AAAAB3NzaC1yc2E" + "aB3" * 20,
    ],
)
def test_ids_hashes_and_public_keys_are_left(word: str) -> None:
    assert found(word) == []
