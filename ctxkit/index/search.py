"""Free text over the facts: a Whoosh index, made from the SQLite one, that ranks settings,
statements and symbols.

Whoosh is imported here alone and only when a search is made or its index built. The index lies
beside the SQLite file as one folder a view, named by the commits of the view, so that going back to
a version finds it again, and by the digests of the code that decides its content; it is written
under another name and renamed when whole. It may have come with a workspace from somebody else:
what its pickles may name is bounded. Where the workspace cannot be written, it is built among the
caches of the user. Not here: the words of a fact (`search_documents.py`), and of
a topic (`ask/find/meanings.py`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from math import log
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec import json

from ctxkit.errors import IndexMissingError
from ctxkit.files.atomic import flush, flush_folder
from ctxkit.index.digest import search_digest
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.index.search_documents import OWN, PACKAGES, parts, stored_places
from ctxkit.index.search_parts import Bm25, LastRead, SearchPart
from ctxkit.index.setting_profiles import WEIGHTS, profiles
from ctxkit.index.spare import is_not_writable, spare_folder
from ctxkit.index.unpickling import only_these
from ctxkit.model import Checkout, Task
from ctxkit.workspace.leftovers import remove_dead

_Answer = TypeVar("_Answer")

_PREFIX = "search-"
_SETTINGS = "settings"
_FILES = ".files.json"  # end of the name of the list of the files of a part's facts
_MAX_KEPT = 4  # search indexes: as many versions as one goes back and forth between
_MAX_MEGABYTES = 256  # of memory while writing

_PICKLED = (
    ("_codecs", "encode"),
    ("builtins", "int"),
    ("collections", "defaultdict"),
    ("whoosh.codec.whoosh3", "W3Codec"),
    ("whoosh.codec.whoosh3", "W3Segment"),
)
"""All that the pickles of a search index name, but for the schema."""


_FACTS = Bm25(saturation=1.2, length=0.75)
# A word in two texts counts little more than in one; a long profile says more of its setting, not
# less.
_PROFILES = Bm25(saturation=1.2 * WEIGHTS["text"], length=0.3)


class Searched(NamedTuple):
    """The result of a search; `counts` are how many of the `total` documents have each word."""

    found: list[Found]
    counts: dict[str, int]
    total: int


_NOTHING = Searched([], {}, 0)


class Found(NamedTuple):
    """A fact that a search found by its document: its place, the score of the document, and the
    number of its row when the search index was made.
    """

    kind: str
    repo: str
    path: str
    line: int
    name: str
    score: float
    number: int = 0


def search(
    folder: Path, index: Index, words: Sequence[Sequence[tuple[str, float]]], *, limit: int
) -> Searched:
    """Return the documents with the most and rarest of `words`, best first, and how rare the words
    are.

    Each of `words` is a group of stems of one meaning with their weights. The search index is built
    if it is missing or damaged. Packages are searched apart, so that a workspace with them finds
    the rest in the same order as one without, and says how rare a word is likewise.
    """
    groups = [group for group in words if group]
    if not groups:
        return _NOTHING
    return _asked(folder, index, lambda made, last: _search_in(made, last, groups, limit))


@kept(1)
def _last_read(index: Index) -> LastRead:
    """Return what was read of the search index of an index, with which it goes."""
    return LastRead()


def _asked(folder: Path, index: Index, question: Callable[[Path, LastRead], _Answer]) -> _Answer:
    """Return what a search index says; a damaged one is built again."""
    made, last = ensure_search(folder, index), _last_read(index)
    try:
        return question(made, last)
    except Exception:  # what Whoosh makes of files that lost their bytes may be any
        last.forget()
        shutil.rmtree(made, ignore_errors=True)
    try:
        # One that cannot be removed is in a folder that cannot be written.
        made = _in_spare(folder, index) if made.is_dir() else ensure_search(folder, index)
        return question(made, last)
    except Exception as error:
        message = f"the search index is damaged: {type(error).__name__}: {error}"
        hint = f"make {folder.name} writable, or delete {folder.name}/{made.name}"
        raise IndexMissingError(message, hint=hint) from None


def _search_in(
    made: Path, last: LastRead, groups: Sequence[Sequence[tuple[str, float]]], limit: int
) -> Searched:
    with only_these(_PICKLED), _opened(made, OWN).reader() as reader:
        own = SearchPart(reader, OWN, _FACTS, last, partial(_read_files, made, OWN))
        searched = _searched(own, groups, limit, own)
        if not any(made.glob(f"_{PACKAGES}_*.toc")):
            return searched
        with _opened(made, PACKAGES).reader() as other:
            read_files = partial(_read_files, made, PACKAGES)
            packages = SearchPart(other, PACKAGES, _FACTS, last, read_files)
            others = _searched(packages, groups, limit, own)
    found = sorted([*searched.found, *others.found], key=lambda each: -each.score)
    return searched._replace(found=found)


def _opened(made: Path, name: str) -> Any:
    """Open a part of the search index. Its own schema, a pickle, is not asked for."""
    from whoosh import legacy
    from whoosh.index import open_dir

    legacy.toc_loaders.clear()  # loaders of old forms, which look names up for themselves
    return open_dir(str(made), name, readonly=True, schema=_schema())


def _schema() -> Any:
    from whoosh.fields import COLUMN, KEYWORD, Schema

    # A field that Whoosh stores is a compressed pickle of its own for each document.
    return Schema(text=KEYWORD(scorable=True), facts=COLUMN())


def _read_files(made: Path, name: str) -> list[tuple[str, str]]:
    """Return the files of the facts of a part, by their numbers in it."""
    return json.decode((made / f"{name}{_FILES}").read_bytes(), type=list[tuple[str, str]])


def search_settings(
    folder: Path, index: Index, words: Sequence[Sequence[tuple[str, float]]], *, limit: int
) -> list[tuple[str, float]]:
    """Return the names of the settings whose profiles have the most and rarest of `words`, with
    their scores, best first; of each group the word that counts most.

    The search index is built if it is missing or damaged.
    """
    groups = [group for group in words if group]
    if not groups:
        return []
    return _asked(folder, index, lambda made, last: _settings_in(made, last, groups, limit))


def _settings_in(
    made: Path, last: LastRead, groups: Sequence[Sequence[tuple[str, float]]], limit: int
) -> list[tuple[str, float]]:
    with only_these(_PICKLED), _opened(made, _SETTINGS).reader() as reader:
        settings = SearchPart(reader, _SETTINGS, _PROFILES, last)
        best = _best(_scores(settings, groups), limit)
        return [(settings.stored(number), score) for number, score in best]


def _scores(part: SearchPart, groups: Sequence[Sequence[tuple[str, float]]]) -> dict[int, float]:
    """Return the scores of the documents with any word of the groups, by the best of each group."""
    scores: dict[int, float] = {}
    for group in groups:
        best: dict[int, float] = {}
        for word, weight in group:
            having = part.having(word)
            rarity = weight * log(1 + (part.total - having + 0.5) / (having + 0.5))
            for number, share in part.counted(word):
                best[number] = max(rarity * share, best.get(number, 0.0))
        for number, score in best.items():
            scores[number] = scores.get(number, 0.0) + score
    return scores


def _searched(
    part: SearchPart, groups: Sequence[Sequence[tuple[str, float]]], limit: int, like: SearchPart
) -> Searched:
    """Return the best documents of a part. A word is as rare as in that which is `like` it, so that
    scores can be compared.
    """
    by = like if like.total else part
    scores: dict[int, float] = {}
    for group in groups:
        for word, weight in group:
            rarity = weight * (log(by.total / (by.having(word) + 1)) + 1) if by.total else 0.0
            for number, share in part.counted(word):
                scores[number] = scores.get(number, 0.0) + rarity * share
    found = [
        Found(kind, repo, path, line, name, score, row)
        for number, score in _best(scores, limit)
        for kind, repo, path, line, name, row in part.places(number)
    ]
    counts = {word: part.having(word) for group in groups for word, _ in group}
    return Searched(found, counts, part.total)


def _best(scores: Mapping[int, float], limit: int) -> list[tuple[int, float]]:
    # The scores alone are sorted several times as fast as the documents by them.
    least = sorted(scores.values(), reverse=True)[:limit][-1:]
    best = [each for each in scores.items() if each[1] >= least[0]] if least else []
    return sorted(best, key=lambda each: (-each[1], each[0]))[:limit]


def ensure_search(folder: Path, index: Index) -> Path:
    """Return the folder of the search index of the view; build it if it is missing, elsewhere
    where `folder` cannot be written.

    Raise IndexMissingError where nothing can be.
    """
    try:
        return _ensured(folder, index)
    except OSError as error:
        if is_not_writable(error):
            return _in_spare(folder, index)
        raise _unwritten(folder, error) from None


def _in_spare(folder: Path, index: Index) -> Path:
    """Return the folder of the search index of the view among the caches of this user."""
    try:
        return _ensured(spare_folder(), index)
    except OSError as error:
        raise _unwritten(folder, error) from None


def _unwritten(folder: Path, error: OSError) -> IndexMissingError:
    hint = f"make {folder.name} writable: the search index is built once per version"
    return IndexMissingError(f"cannot write the search index: {error}", hint=hint)


def _ensured(folder: Path, index: Index) -> Path:
    wanted = _folder_of(folder, index, index.checkouts().values())
    if wanted.is_dir():
        with suppress(OSError):  # a read-only index serves as well
            os.utime(wanted)  # the oldest is forgotten first
        return wanted
    _build(wanted, index)
    _forget_old(folder, {wanted, *wanted_searches(folder, index)})
    return wanted


def has_search(folder: Path, index: Index) -> bool:
    """Return whether the search index of the view is there."""
    return _folder_of(folder, index, index.checkouts().values()).is_dir()


def _folder_of(folder: Path, index: Index, view: Iterable[Checkout]) -> Path:
    commits = [f"{c.repo}@{c.commit}" for c in view]
    identity = "\n".join([search_digest(), index.digest, *commits])
    return folder / f"{_PREFIX}{sha256(identity.encode()).hexdigest()[:16]}"


def _build(wanted: Path, index: Index) -> None:
    beside = wanted.with_name(f"{wanted.name}.tmp-{os.getpid()}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        for name, made_of in parts(index.document_rows()).items():
            files: dict[tuple[str, str], int] = {}
            _write(beside, name, ((text, stored_places(at, files)) for text, at in made_of.items()))
            (beside / f"{name}{_FILES}").write_bytes(json.encode(list(files)))
        settings = profiles(index.profile_rows(), index.all(Task))
        _write(beside, _SETTINGS, ((text, setting) for setting, text in settings))
        flush_folder(beside)
        with suppress(OSError):  # another process was faster: its index is as good
            beside.rename(wanted)
            flush(wanted.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(folder: Path, name: str, documents: Iterable[tuple[str, str]]) -> None:
    """Write a part of the search index: the words of each document, and what it stores."""
    from whoosh.index import create_in

    made = create_in(str(folder), _schema(), name)
    writer = made.writer(limitmb=_MAX_MEGABYTES)
    for text, facts in documents:
        writer.add_document(text=text, facts=facts.encode())
    writer.commit()
    made.close()  # type: ignore[no-untyped-call]


def wanted_searches(folder: Path, index: Index, forgotten: Collection[str] = ()) -> set[Path]:
    """Return the folders of the search indexes of all versions that can be asked, but for the
    further ones `forgotten`.
    """
    views = [index.own_checkouts()]
    views += [own for label, own in index.further().items() if label not in forgotten]
    return {_folder_of(folder, index, view.values()) for view in views}


def search_folders(folder: Path) -> list[Path]:
    """Return all search indexes, without the copies that are being built."""
    found = (path for path in sorted(folder.glob(f"{_PREFIX}*")) if path.is_dir())
    return [path for path in found if ".tmp-" not in path.name]


def _forget_old(folder: Path, kept: Collection[Path]) -> None:
    """Delete the copies that killed builds left, and all search indexes but `kept` and the last
    used ones.
    """
    remove_dead(folder, f"{_PREFIX}*")
    others = [path for path in search_folders(folder) if path not in kept]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in others[_MAX_KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
