from __future__ import annotations

import pytest

from ctxkit.model import Checkout, Location
from ctxkit.text.locations import file_and_line, heading, permalink, place_name

COMMIT = "a" * 40
LINES = Location(repo="dify", path="api/app.py", line=3, end_line=5)
LINE = Location(repo="dify", path="api/app.py", line=3, end_line=3)
GITHUB = "https://github.com/langgenius/dify"


def checkout(url: str = GITHUB) -> Checkout:
    return Checkout(repo="dify", version="1.14.0", commit=COMMIT, match="tag", url=url)


def test_one_line_and_several() -> None:
    assert place_name(LINES) == "api/app.py:3-5"
    assert place_name(LINE) == "api/app.py:3"
    assert file_and_line(LINES) == "app.py:3"
    assert heading(checkout(), LINES) == "dify@1.14.0 api/app.py:3-5"
    assert heading(None, LINE) == "dify api/app.py:3"


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/langgenius/dify",
        "http://github.com/langgenius/dify/",
        "https://github.com/langgenius/dify.git",
        "https://somebody:ghp_secret@github.com/langgenius/dify",
        "ssh://git@github.com/langgenius/dify.git",
        "ssh://git@github.com:22/langgenius/dify.git",
        "git://github.com/langgenius/dify.git",
        "git@github.com:langgenius/dify.git",
        "github.com:langgenius/dify",
    ],
)
def test_a_permalink_names_the_commit_and_never_credentials(url: str) -> None:
    assert permalink(checkout(url), LINES) == f"{GITHUB}/blob/{COMMIT}/api/app.py#L3-L5"


def test_a_permalink_to_one_line() -> None:
    assert permalink(checkout(), LINE) == f"{GITHUB}/blob/{COMMIT}/api/app.py#L3"
    assert permalink(None, LINE) == ""


def test_a_github_of_ones_own_has_permalinks_too() -> None:
    link = permalink(checkout("https://github.example.com/mirror/dify"), LINE)
    assert link.startswith("https://github.example.com/mirror/dify/blob/")


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
    assert permalink(checkout(url), LINES) == ""


def test_a_path_is_quoted_in_a_permalink() -> None:
    place = Location(repo="dify", path="web/~a-b/(common)/[id]/日 .tsx", line=1, end_line=1)
    link = permalink(checkout(), place)
    assert link.endswith("/web/~a-b/%28common%29/%5Bid%5D/%E6%97%A5%20.tsx#L1")
