"""The documents of the search index: facts by the words that a topic may find them by.

Not here: writing and asking the index (`search.py`), how words are cut and stemmed
(`text/words.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from sys import intern
from typing import NamedTuple

from ctxkit.dify.packages import PACKAGE_NAMES, is_installed
from ctxkit.dify.repositories import DOCS
from ctxkit.index.fact_queries import DocumentRow
from ctxkit.model import (
    ConfigKey,
    ConfigUse,
    Directive,
    LogTemplate,
    PageSection,
    Raise,
    Symbol,
)
from ctxkit.text.words import joins, name_words, stem, text_words

_MIN_MESSAGE_WORDS = 3  # shorter messages say too little to be found by a topic
_NAME_WEIGHT = 3  # times that a word of the name counts against one of the description
_MAX_WORDS = 40  # of one document
_MAX_SECTION_WORDS = 120  # of a section of a page
_DUNDER = "__"
_PLUGINS = "dify-official-plugins"
_SETTINGS = (ConfigKey.kind, ConfigUse.kind)
_NAMED = (*_SETTINGS, Symbol.kind)
_END = "\0"
_MESSAGES = (LogTemplate.kind, Raise.kind)


OWN, PACKAGES = "MAIN", "packages"
"""The parts of a search index: each has its own statistics."""


class StoredPlace(NamedTuple):
    """Where a fact is, what it is called, and the number of its row when the index was made."""

    kind: str
    repo: str
    path: str
    line: int
    name: str
    number: int


def parts(rows: Iterable[DocumentRow]) -> dict[str, dict[str, list[StoredPlace]]]:
    """Return the documents of packages, if there are any, apart from those of all else.

    What the repository of a package has beside it is not run by anybody.
    """
    own: list[DocumentRow] = []
    packages: list[DocumentRow] = []
    for row in rows:
        if row.repo == DOCS:
            continue  # in the profiles of settings, with which the order of the rest stays the same
        if row.repo not in PACKAGE_NAMES:
            own.append(row)
        elif is_installed(row.repo, row.path):
            packages.append(row)
    found = {OWN: documents(own)}
    return {**found, PACKAGES: documents(packages)} if packages else found


def documents(rows: Iterable[DocumentRow]) -> dict[str, list[StoredPlace]]:
    """Return the places of facts by their words.

    Facts of the same words are one document: half of them repeat.
    """
    rows = list(rows)
    written = {word for row in rows if row.kind in _NAMED for word in name_words(row.name)}
    found: dict[str, list[StoredPlace]] = {}
    settings: set[tuple[str, str, str]] = set()
    for row in rows:
        words = _words_of(row, written)
        if not words:
            continue
        if row.kind in _SETTINGS:
            # One document for a setting of a program, not one for each place that sets it.
            setting = _setting_of(row)
            if setting in settings:
                continue
            settings.add(setting)
        most = _MAX_SECTION_WORDS if row.kind == PageSection.kind else _MAX_WORDS
        found.setdefault(" ".join(sorted(words[:most])), []).append(_place(row))
    return found


def stored_places(places: Iterable[StoredPlace], files: dict[tuple[str, str], int]) -> str:
    """Return the places of facts as a document stores them, their files by the numbers in `files`,
    to which new ones are added: paths are half of all that there is to store.
    """
    parts: list[str] = []
    for kind, repo, path, line, name, number in places:
        file = files.setdefault((repo, path), len(files))
        # A name may have any character but this.
        parts += (kind, str(file), str(line), name.replace(_END, ""), str(number))
    return _END.join(parts)


def read_places(stored: str, files: Sequence[tuple[str, str]]) -> tuple[StoredPlace, ...]:
    """Return the places that a document stores."""
    parts = iter(stored.split(_END))
    return tuple(
        StoredPlace(intern(kind), *files[int(file)], int(line), name, int(number))
        for kind, file, line, name, number in zip(parts, parts, parts, parts, parts, strict=True)
    )


def _place(row: DocumentRow) -> StoredPlace:
    return StoredPlace(row.kind, row.repo, row.path, row.line, row.name, row.number)


def _setting_of(row: DocumentRow) -> tuple[str, str, str]:
    """Return what identifies a setting: where it is declared, or the program whose files use it."""
    file = row.path if row.kind == ConfigKey.kind else row.path.partition("/")[0]
    return row.repo, file, row.name


def _words_of(row: DocumentRow, written: AbstractSet[str]) -> list[str]:
    """Return the stems of a row, repeated by their weight; none if no topic should find it."""
    if row.kind in _MESSAGES:
        return _words_of_message(row)
    if row.kind == PageSection.kind:
        return _stems(text_words(row.name)) * _NAME_WEIGHT + _stems(text_words(row.text))
    if row.kind == Directive.kind:
        # The file says what the program is for: `ssrf_proxy/squid.conf`.
        said = " ".join([row.name, row.text, *row.path.split("/")[-2:]])
        return _stems(name_words(said))
    owner, last = "", row.name
    if row.kind == Symbol.kind:
        owner, _, last = row.name.rpartition(".")
    if last.startswith(_DUNDER):
        return []
    parts = name_words(last)
    # `TIME_OUT` is found by "timeout" if some other name is written so.
    joined = [join for join in joins(parts) if join in written]
    around = [*name_words(owner.rpartition(".")[2]), *text_words(row.text)]
    return _stems([*parts, *joined]) * _NAME_WEIGHT + _stems(around)


def _stems(words: Iterable[str]) -> list[str]:
    return [stem(word) for word in words]


def _words_of_message(row: DocumentRow) -> list[str]:
    if row.kind == Raise.kind and row.repo == _PLUGINS:
        return []  # a tenth of all words, and none of them about how a deployment behaves
    words = _stems(text_words(row.text))
    return words if len(words) >= _MIN_MESSAGE_WORDS else []
