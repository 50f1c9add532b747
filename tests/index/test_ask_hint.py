"""How a note says to ask another version: one that is here, or one that must be brought first."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.index.ask_hint import how_to_ask
from ctxkit.index.builder import building
from ctxkit.index.reader import Index
from ctxkit.model import Checkout

NEW, OLD = (
    Checkout(repo="dify", version=version, commit=digit * 40, match="tag", url="")
    for version, digit in (("1.14.0", "b"), ("1.13.3", "a"))
)


@pytest.mark.parametrize(
    ("view", "version", "words"),
    [
        (None, "1.13.3", "ask with --version old"),
        (None, "1.12.0", "bring it (ctxkit sync --also 1.12.0), then ask with --version 1.12.0"),
        ((OLD,), "1.14.0", "ask without --version"),
    ],
)
def test_the_words(
    tmp_path: Path, view: tuple[Checkout, ...] | None, version: str, words: str
) -> None:
    with building(tmp_path, digest="x") as builder:
        for each in (NEW, OLD):
            builder.add_tree(each.repo, each.commit, [])
        builder.set_view([NEW], further={"old": [OLD]})
    with Index.open(tmp_path, checkouts=view) as index:
        assert how_to_ask(index, "dify", version) == words
