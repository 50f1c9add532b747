"""How a place is written: path and lines, a heading, a permalink."""

from __future__ import annotations

import pytest

from ctxkit.model import Checkout, Location
from ctxkit.text.locations import heading, permalink, place_name

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


def test_a_place_is_a_path_and_its_lines() -> None:
    assert place_name(PLACE) == "api/app.py:3-5"
    assert place_name(Location(repo="dify", path="a", line=3, end_line=3)) == "a:3"


def test_a_heading_names_the_version() -> None:
    assert heading(checkout(""), PLACE) == "dify@1.14.0 api/app.py:3-5"
    assert heading(None, PLACE) == "dify api/app.py:3-5"
    assert permalink(None, PLACE) == ""
