from __future__ import annotations

import pytest

from ctxkit.text.code import cut_mark, fence_language, fenced, numbered

LINES = [f"line {n}" for n in range(1, 120)]


def test_every_tenth_line_and_the_cited_ones_have_a_number() -> None:
    assert numbered(LINES, [(8, 12), (20, 21)], [9], more=2) == (
        "    line 8\n 9: line 9\n10: line 10\n    line 11\n    line 12\n⋮ 7 lines cut\n"
        "20: line 20\n    line 21\n⋮ 2 lines cut"
    )


def test_the_margin_is_as_wide_as_the_largest_number() -> None:
    assert numbered(LINES, [(9, 9), (100, 101)], []) == (
        "     line 9\n⋮ 90 lines cut\n100: line 100\n     line 101"
    )


def test_neighbouring_spans_are_not_cut_and_blank_lines_have_no_margin() -> None:
    assert numbered(["a", "", "b  "], [(1, 1), (2, 3)], [3]) == "   a\n\n3: b"
    assert numbered(["a"], [], [1], more=3) == ""


def test_one_line_and_several_are_cut() -> None:
    assert (cut_mark(1), cut_mark(2)) == ("⋮ 1 line cut", "⋮ 2 lines cut")


@pytest.mark.parametrize(
    ("text", "fence"),
    [("a", "```"), ("a `` b", "```"), ("```\na\n```", "````"), ("a ````` b ``", "``````")],
)
def test_a_fence_outgrows_the_backticks_inside(text: str, fence: str) -> None:
    assert fenced(text, "md") == f"{fence}md\n{text}\n{fence}\n"


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("api/a.py", "python"), ("a.go", "go"), ("a.ts", "ts"), ("a.tsx", "tsx"), ("a.js", "js"),
        ("a.mjs", "js"), ("a.yaml", "yaml"), ("a.yml", "yaml"), ("a.sh", "sh"), ("a.json", "json"),
        ("templates/_a.tpl", "gotemplate"), ("a.toml", "toml"), ("a.md", "markdown"),
        ("Dockerfile", ""), ("a.unknown", ""), ("a.py.bak", ""),
    ],
)  # fmt: skip
def test_the_language_of_a_file(path: str, language: str) -> None:
    assert fence_language(path) == language
