"""A small real index made from source texts by the real extractors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ctxkit.extract.registry import extract, is_test
from ctxkit.extract.source import Source
from tests.ask.literal import Asked, Files, literal_index


def source_index(folder: Path, sources: Iterable[tuple[str, str]]) -> Asked:
    """Extract and index `sources`, each a pair of `repository path` and text."""
    files: Files = {}
    for place, text in sources:
        repo, _, path = place.partition(" ")
        source = Source(repo=repo, path=path, data=text.encode(), test=is_test(path))
        files.setdefault(repo, {})[path] = (text, list(extract(source)))
    return literal_index(folder, files)
