"""The count of tokens: never less than that of o200k_base, little more, and in linear time."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctxkit.text import tokens
from ctxkit.text.tokens import count_tokens, vocabulary_file
from tests.pace import at_most


@pytest.mark.parametrize(
    ("text", "true", "counted"),  # `true` by o200k_base (benchmarks/tokens.py)
    [
        ("", 0, 0),
        ("a", 1, 1),
        ("explain", 2, 2),
        ("LOG_LEVEL", 2, 2),
        ("SSRF_DEFAULT_MAX_RETRIES=3\n", 9, 9),
        ("    return response.status_code\n", 6, 6),
        ("it's we'll DON'T\n", 4, 7),
        ("1234567890", 4, 4),
        ('x = {"a": [1, 2]}\n\n\n', 12, 12),
        ("日本語のログ", 4, 4),
        ("工作流执行超时", 5, 5),
        ("naïve façade", 4, 7),
        ("🎉🎉", 4, 8),
        ("Zm9vYmFyYmF6cXV4", 11, 11),
        ("########################\n", 3, 3),
        ("ÉCOLE Überprüfung\n", 6, 10),
        ("\r\n\r\n", 1, 4),
        ("\t\tif err != nil {\n\t\t\treturn nil, err\n\t\t}\n", 15, 15),
        ("zyxqvjkw", 5, 5),
    ],
)
def test_a_count_is_never_less_than_that_of_o200k_base(text: str, true: int, counted: int) -> None:
    assert count_tokens(text) == counted
    assert true <= counted


@pytest.mark.parametrize(
    ("text", "counted"),
    [("\n\n", 1), ("\u240a\u240a", 6), ("\u240a", 3), (";\n", 1), (";\u240a", 4), ("\r\u240d", 4)],
)
def test_a_sign_that_stands_for_a_line_end_is_none(text: str, counted: int) -> None:
    assert count_tokens(text) == counted


@pytest.mark.parametrize("text", ["\x1e the", " the\x1f", "\x1e the\x1f12\x1e", "\x1e\x1f"])
def test_what_separates_entries_costs_its_bytes(text: str) -> None:
    separators = text.count("\x1e") + text.count("\x1f")
    assert count_tokens(text) >= separators + (" the" in text)


def test_the_file_of_entries_has_every_rank_once() -> None:
    file = Path(tokens.__file__).with_name("o200k_common.txt").read_bytes()
    ranked = re.findall(rb"\x1e([^\x1e\x1f]+)\x1f(\d+)(?=\x1e)", file)
    ordered = sorted(ranked, key=lambda entry: int(entry[1]))
    assert [int(rank) for _, rank in ordered] == [*range(len(ranked))]
    entries = [
        entry.replace("\u240a".encode(), b"\n").replace("\u240d".encode(), b"\r")
        for entry, _ in ordered
    ]
    assert vocabulary_file(entries) == file


LINES = st.text(alphabet="ab_C1 \t(;\"'é日🎉/\n\r").map(lambda text: f"{text}\n")


@given(LINES, LINES.filter(lambda text: not text.lstrip().startswith("/")))
@example("a\n\n", "\n\nb\n")
def test_parts_cost_at_least_as_much_as_the_whole(a: str, b: str) -> None:
    assert count_tokens(a + b) <= count_tokens(a) + count_tokens(b)


RANDOM = Random(1)


@pytest.mark.parametrize(
    "text",
    [
        *(character * 500_000 for character in "aA日_ \n\t'=7\r"),
        "aB" * 250_000,
        " \n" * 250_000,
        "a'" * 250_000,
        "".join(RANDOM.choices("abcdefghij", k=100_000)),
        "".join(RANDOM.choices("=+-/*\n", k=100_000)),
    ],
)
def test_a_long_text_takes_time_in_proportion(text: str) -> None:
    with at_most(4):  # what takes the square of 100,000 takes hours
        assert count_tokens(text) > 0
