"""Permalinks, line numbers, fences."""

from __future__ import annotations

import pytest

from ctxkit.model import Checkout, Location
from ctxkit.text.code import fenced, numbered
from ctxkit.text.locations import permalink, place_name
from ctxkit.text.wording import columns

COMMIT = "a" * 40
PLACE = Location(repo="dify", path="api/app.py", line=3, end_line=5)


def checkout(url: str) -> Checkout:
    return Checkout(repo="dify", version="1.14.0", commit=COMMIT, match="tag", url=url)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/langgenius/dify",
        "https://github.com/langgenius/dify.git",
        "https://somebody:ghp_secret@github.com/langgenius/dify",
        "ssh://git@github.com/langgenius/dify.git",
        "ssh://git@github.com:22/langgenius/dify.git",
        "git@github.com:langgenius/dify.git",
    ],
)
def test_a_permalink_names_the_commit_and_never_credentials(url: str) -> None:
    assert (
        permalink(checkout(url), PLACE)
        == f"https://github.com/langgenius/dify/blob/{COMMIT}/api/app.py#L3-L5"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///srv/dify.git",
        "/srv/github.com/langgenius/dify",
        "https://git.example.com/langgenius/dify",
    ],
)
def test_a_source_without_a_web_page_has_no_permalink(url: str) -> None:
    assert permalink(checkout(url), PLACE) == ""


def test_a_path_is_quoted_in_a_permalink() -> None:
    place = Location(repo="dify", path="web/app/(common)/[id]/日.tsx", line=1, end_line=1)
    link = permalink(checkout("https://github.com/langgenius/dify"), place)
    assert link.endswith("/web/app/%28common%29/%5Bid%5D/%E6%97%A5.tsx#L1")


def test_places() -> None:
    assert place_name(PLACE) == "api/app.py:3-5"
    assert place_name(Location(repo="dify", path="a", line=3, end_line=3)) == "a:3"


def test_numbers_stand_on_every_tenth_line_and_on_cited_ones() -> None:
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


def test_columns() -> None:
    assert columns([("a", "b"), ("long", "")]) == "a     b\nlong\n"
