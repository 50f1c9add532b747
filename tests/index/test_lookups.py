"""What is looked up by a word or a name takes as long in a large index as in a small one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.index.builder import SourceFile, building
from ctxkit.index.reader import Index
from ctxkit.index.rows import encode
from tests.index.trees import OID, checkout, log, symbol

Lookup = Callable[[Index], object]
LOOKUPS: dict[str, Lookup] = {
    "template_lines": lambda index: list(index.template_lines(["Sent mail"])),
    "with_word": lambda index: index.with_word("mail"),
    "with_words": lambda index: index.with_words(["sent", "mail"], at_least=2, limit=5),
    "paths_mentioning": lambda index: index.paths_mentioning("send", "calls", "dify"),
    "mentions_at_most": lambda index: index.mentions_at_most("send", "calls", "dify", 1),
    "definitions": lambda index: index.definitions("send", "dify"),
}


def steps(folder: Path, others: int, lookup: Lookup) -> int:
    """Return the instructions that SQLite takes where as many files have nothing to do with it."""
    folder.mkdir()
    with building(folder, digest="d") as builder:
        paths = ["a.py", *(f"b{number}.py" for number in range(others))]
        of = checkout()
        for number, file in builder.add_tree(
            of.repo, of.commit, [SourceFile(path, OID, False) for path in paths]
        ):
            facts = [log("Sent mail"), symbol("send")] if file.path == "a.py" else [log("Other")]
            builder.add_facts(number, [encode(fact) for fact in facts])
            builder.add_mentions(number, calls=["send"] if file.path == "a.py" else ["other"])
        builder.set_view([of])
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    with Index.open(folder) as index:
        index._db.set_progress_handler(count, 1)
        assert lookup(index)
    return taken


@pytest.mark.parametrize("name", LOOKUPS)
def test_other_files_cost_nothing(tmp_path: Path, name: str) -> None:
    few, many = (steps(tmp_path / str(n), n, LOOKUPS[name]) for n in (20, 400))
    assert many < 2 * few
