"""Source as it is shown: line numbers, cut lines, fences."""

from __future__ import annotations

import pytest

from ctxkit.text.code import cut_mark, fence_language, fenced, numbered


def test_every_tenth_line_and_the_cited_ones_have_numbers() -> None:
    lines = [f"line {n}" for n in range(1, 31)]
    assert numbered(lines, [(8, 12), (20, 21)], [9], more=2) == (
        "    line 8\n 9: line 9\n10: line 10\n    line 11\n    line 12\n⋮ 7 lines cut\n"
        "20: line 20\n    line 21\n⋮ 2 lines cut"
    )


@pytest.mark.parametrize(
    ("text", "fence"), [("a", "```"), ("```\na\n```", "````"), ("a ````` b", "``````")]
)
def test_a_fence_outgrows_the_backticks_inside(text: str, fence: str) -> None:
    assert fenced(text, "md") == f"{fence}md\n{text}\n{fence}\n"


def test_no_spans_are_no_text() -> None:
    assert numbered(["a"], [], []) == ""


@pytest.mark.parametrize(("count", "text"), [(1, "⋮ 1 line cut"), (2, "⋮ 2 lines cut")])
def test_cut_lines_are_counted(count: int, text: str) -> None:
    assert cut_mark(count) == text


@pytest.mark.parametrize(
    ("path", "language"),
    [("a/b.py", "python"), ("x.yml", "yaml"), ("Makefile", ""), ("a.b.go", "go")],
)
def test_a_fence_names_the_language_of_the_file(path: str, language: str) -> None:
    assert fence_language(path) == language
