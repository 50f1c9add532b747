"""Free text over the facts: a Whoosh index, made from the SQLite one, that ranks settings,
statements and symbols.

Whoosh is imported here alone and only when a search is made or its index built. The index lies
beside the SQLite file as one folder a view, named by the commits that the view holds, so that going
back to a version finds it again; it is written under another name and renamed when whole. Not here:
what the words mean (`ask/find/find.py`), which cut them (`text/words.py`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from time import time
from typing import NamedTuple

from ctxkit.errors import IndexMissingError
from ctxkit.index.reader import DocumentRow, Index
from ctxkit.text.words import joins, name_words, stem, text_words

_FORMAT = "4"  # of the documents: another number makes every search index be built anew
_PREFIX = "search-"
_LONGEST_BUILD = 600  # seconds
_KEPT = 4  # generations: as many versions as one goes back and forth between
_FEWEST_WORDS = 3  # of a statement: shorter ones say too little to be found by a topic
_NAME_WEIGHT = 3  # times that a word of the name counts against one of the description
_LONGEST = 40  # words of one document
_DUNDER = "__"
_PLUGINS = "dify-official-plugins"
_NAMED = ("config_key", "config_use", "symbol")


class Searched(NamedTuple):
    """What a search found; `counts` tells how many of the `total` documents hold each of the words."""

    found: list[Found]
    counts: dict[str, int]
    total: int


class Found(NamedTuple):
    """A document that a search found: a fact by its place, and Whoosh's score."""

    kind: str
    repo: str
    path: str
    line: int
    name: str
    score: float


def search(
    folder: Path, index: Index, words: Sequence[Sequence[tuple[str, float]]], *, limit: int
) -> Searched:
    """Return the documents that hold the most and rarest of `words`, best first, and how rare the
    words are.

    Each of `words` is a group of stems of one meaning with their weights. The search index is built
    if it is missing.
    """
    from whoosh.index import open_dir
    from whoosh.query.compound import Or
    from whoosh.query.terms import Term

    groups = [
        Or([Term("text", word, boost=weight) for word, weight in group]) for group in words if group
    ]
    if not groups:
        return Searched([], {}, 0)
    found = open_dir(str(ensure_search(folder, index)), readonly=True)
    with found.searcher() as searcher:
        results = searcher.search(Or(groups), limit=limit)
        counts = {
            word: searcher.doc_frequency("text", word) for group in words for word, _ in group
        }
        hits = [
            _found(fact, hit.score or 0.0) for hit in results for fact in hit["facts"].split("\n")
        ]
        return Searched(hits, counts, searcher.doc_count_all())


def _found(stored: str, score: float) -> Found:
    kind, repo, path, line, name = stored.split("\t")
    return Found(kind, repo, path, int(line), name, score)


def ensure_search(folder: Path, index: Index) -> Path:
    """Return the folder of the search index of the view, building it if there is none.

    Raise IndexMissingError where it cannot be written.
    """
    wanted = _folder_of(folder, index)
    if not wanted.is_dir():
        try:
            _build(wanted, index)
        except OSError as error:
            hint = f"make {folder.name} writable: it is made once for each version"
            raise IndexMissingError(
                f"the search index cannot be written: {error}", hint=hint
            ) from None
        _forget_old(folder, wanted)
    else:
        with suppress(OSError):
            os.utime(wanted)
    return wanted


def has_search(folder: Path, index: Index) -> bool:
    """Tell whether the search index of the view is there."""
    return _folder_of(folder, index).is_dir()


def _folder_of(folder: Path, index: Index) -> Path:
    parts = [_FORMAT, index.digest, *(f"{c.repo}@{c.commit}" for c in index.checkouts().values())]
    return folder / f"{_PREFIX}{sha256(chr(10).join(parts).encode()).hexdigest()[:16]}"


def _build(wanted: Path, index: Index) -> None:
    from whoosh.fields import KEYWORD, STORED, Schema
    from whoosh.index import create_in

    beside = wanted.with_name(f"{wanted.name}.tmp-{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        made = create_in(str(beside), Schema(text=KEYWORD(scorable=True), facts=STORED))
        writer = made.writer(limitmb=256)
        for text, facts in _documents(index.document_rows()).items():
            writer.add_document(text=text, facts="\n".join(facts))
        writer.commit()
        made.close()  # type: ignore[no-untyped-call]
        with suppress(OSError):  # another process was faster: its index is as good
            beside.rename(wanted)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _forget_old(folder: Path, kept: Path) -> None:
    for left in folder.glob(
        f"{_PREFIX}*.tmp-*"
    ):  # by a build that was killed; one that runs is younger
        if time() - left.stat().st_mtime > _LONGEST_BUILD:
            shutil.rmtree(left, ignore_errors=True)
    others = [
        p for p in folder.glob(f"{_PREFIX}*") if p.is_dir() and p != kept and ".tmp-" not in p.name
    ]
    others.sort(key=lambda p: p.stat().st_mtime, reverse=True)
    for old in others[_KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _documents(rows: Iterable[DocumentRow]) -> dict[str, list[str]]:
    """Return the places of facts by their words: facts of the same words are one document, for half
    of them repeat.
    """
    documents: dict[str, list[str]] = {}
    known: set[tuple[str, str, str]] = set()
    rows = list(rows)
    written = {word for row in rows if row.kind in _NAMED for word in name_words(row.name)}
    for row in rows:
        words = _words_of(row, written)
        if not words:
            continue
        if row.kind in ("config_key", "config_use"):
            # One document for a setting of a program, not one for each place that sets it.
            key = (
                row.repo,
                row.path.partition("/")[0] if row.kind == "config_use" else row.path,
                row.name,
            )
            if key in known:
                continue
            known.add(key)
        text = " ".join(sorted(words[:_LONGEST]))
        documents.setdefault(text, []).append(
            f"{row.kind}\t{row.repo}\t{row.path}\t{row.line}\t{row.name}"
        )
    return documents


def _words_of(row: DocumentRow, written: AbstractSet[str]) -> list[str]:
    if row.kind in ("log_template", "raise"):
        if row.kind == "raise" and row.repo == _PLUGINS:
            return []  # a tenth of all words, and none of them about how a deployment behaves
        words = [stem(word) for word in text_words(row.text)]
        return words if len(words) >= _FEWEST_WORDS else []
    owner, _, last = row.name.rpartition(".") if row.kind == "symbol" else ("", "", row.name)
    if last.startswith(_DUNDER):
        return []
    parts = name_words(last)
    name = [stem(word) for word in (*parts, *(join for join in joins(parts) if join in written))]
    if row.kind == "config_key":
        owner = f"{row.symbol}."
    around = [*name_words(owner.rpartition(".")[2]), *text_words(row.text)]
    return name * _NAME_WEIGHT + [stem(word) for word in around]
