"""Bits of single pieces of evidence."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.scoring import (
    language_bits,
    level_bits,
    line_bits,
    mark_bits,
    remainder_bits,
    service_bits,
    text_bits,
    word_bits,
)
from ctxkit.model import HOLE


@pytest.mark.parametrize(
    ("count", "bits"), [(0, 13.0), (1, 13.0), (10, 10.9658), (10_000, 1.0), (20_000, 1.0)]
)
def test_a_word_is_worth_more_the_fewer_templates_have_it(count: int, bits: float) -> None:
    assert word_bits(count) == pytest.approx(bits, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "bits"), [("a b_", 0.5), ("a: b.", 1.0), (HOLE, 0.0), ("!" * 20, 4.0), ("", 0.0)]
)
def test_punctuation_is_worth_a_little(text: str, bits: float) -> None:
    assert mark_bits(text) == bits


def test_a_text_is_worth_its_known_words_and_its_punctuation() -> None:
    counts = {"quota": 1, "of": 20_000}
    assert text_bits("quota of tenant!", counts) == 13.0 + 1.0 + 0.5


@pytest.mark.parametrize(
    ("left", "bits"), [(0, 2.0), (1, -1.05), (20, -2.0), (100, -6.0), (101, -6.0), (9_999, -6.0)]
)
def test_what_is_left_of_the_message_speaks_against_a_text(left: int, bits: float) -> None:
    assert remainder_bits(left) == pytest.approx(bits)


@pytest.mark.parametrize(
    ("line", "bits"),
    [(10, 8.0), (12, 8.0), (13, 4.0), (9, 4.0), (15, 3.0), (43, 0.0), (44, 0.0), (500, 0.0)],
)
def test_a_line_number_is_worth_more_the_nearer_it_is(line: int, bits: float) -> None:
    assert line_bits(10, 12, line) == pytest.approx(bits, abs=0.01)


@pytest.mark.parametrize(
    ("own", "logged", "bits"),
    [("info", "info", 1.5), ("info", "error", -2.5), ("", "info", 0.0), ("info", "", 0.0)],
)
def test_levels(own: str, logged: str, bits: float) -> None:
    assert level_bits(own, logged) == bits


@pytest.mark.parametrize(
    ("path", "language", "bits"),
    [("a.py", "py", 0.0), ("a.py", "go", -7.0), ("a.py", "", 0.0), ("a.conf", "go", 0.0)],
)
def test_languages(path: str, language: str, bits: float) -> None:
    assert language_bits(path, language) == bits


@pytest.mark.parametrize(
    ("service", "bits"), [("api", 2.0), ("web", -6.0), ("redis", 0.0), ("", 0.0)]
)
def test_components(service: str, bits: float) -> None:
    assert service_bits("dify", "api/app.py", service) == bits
