"""A deployment in the form of Dify's, indexed once: `upstreams/` holds its sources, in our own
words.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.extract.registry import LANGUAGES
from ctxkit.extract.source import Source
from ctxkit.model import Fact
from tests.ask.literal import Asked, Files, literal_index

UPSTREAMS = Path(__file__).parent / "upstreams"
VERSION = "1.14.0"


def facts_of(repo: str, path: str, text: str) -> list[Fact]:
    """Return what the real extractors say of a file."""
    source = Source(repo=repo, path=path, data=text.encode())
    return [
        fact
        for language in LANGUAGES
        if language.matches(path)
        for fact in language.extract(source)
    ]


def files_below(folder: Path) -> Files:
    """Return the files of each repository below a folder, with their facts."""
    files: Files = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            repo, _, path = file.relative_to(folder).as_posix().partition("/")
            text = file.read_text("utf8")
            files.setdefault(repo, {})[path] = (text, facts_of(repo, path, text))
    return files


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The index of `upstreams/`, at version 1.14.0 of Dify. Do not change it."""
    folder = tmp_path_factory.mktemp("check")
    found = literal_index(folder, files_below(UPSTREAMS), versions={"dify": VERSION})
    yield found
    found.index.close()
