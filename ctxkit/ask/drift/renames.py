"""Which setting that is gone became which new one, and what says so; what else may have taken its
place.

Not here: which settings are gone and new (`drift.py`), values of charts
(`files/values_changes.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ctxkit.ask.drift.version_settings import Setting, rank
from ctxkit.text.similarity import letter_share
from ctxkit.text.words import name_words

_MOST_PAIRS = 30_000  # of removed and added settings that are compared
_ALIKE, _ALIKE_IN_PLACE = 0.6, 0.5  # share of common words
_ALIKE_LETTERS = 0.75
_SAME_WORD = 0.8  # a misspelt word, a plural
_TELLING_TEXT = 16  # characters from which an equal description says something
_TELLING_DEFAULT = (
    6  # characters from which an equal default says something of names that are not alike
)
_PLAIN = frozenset({"", "0", "1", "true", "false", "none", "null", "[]", "{}", '""'})
_UNITS = frozenset(
    """ms millis milliseconds second seconds sec secs s minute minutes min mins hour hours day days byte bytes kb mb gb
    mib gib percent""".split()  # noqa: SIM905
)
_MOST_BESIDE = 4

Key = tuple[str, str]
"""Scope and name."""


class Rename(NamedTuple):
    old: Setting
    new: Setting
    evidence: tuple[str, ...]


class _Pair(NamedTuple):
    score: float
    rename: Rename


class Places:
    """Where in its file a setting stands that only one version has: between which two that both
    have.
    """

    def __init__(self, before: Mapping[Key, Setting], after: Mapping[Key, Setting]) -> None:
        kept = before.keys() & after.keys()
        self._gaps = {**_gaps(before.values(), kept), **_gaps(after.values(), kept)}

    def same(self, old: Setting, new: Setting) -> bool:
        place = self._gaps.get(id(old))
        return place is not None and place == self._gaps.get(id(new))


def renames(gone: Sequence[Setting], come: Sequence[Setting], places: Places) -> list[Rename]:
    """Pair what is gone with what it was renamed to, where something speaks for it."""
    pairs = sorted(
        _pairs(gone, come, places), key=lambda p: (-p.score, p.rename.old.name, p.rename.new.name)
    )
    olds: set[int] = set()
    news: set[int] = set()
    found: list[Rename] = []
    for _, pair in pairs:
        if id(pair.old) not in olds and id(pair.new) not in news:
            olds.add(id(pair.old))
            news.add(id(pair.new))
            found.append(pair)
    for _, pair in pairs:  # two settings that became one, of a more general name
        if id(pair.old) not in olds and _words(pair.new.name) < _words(pair.old.name):
            olds.add(id(pair.old))
            found.append(pair)
    return sorted(found, key=lambda r: (rank(r.old.scope), r.old.scope, r.old.name))


def _pairs(gone: Sequence[Setting], come: Sequence[Setting], places: Places) -> Iterator[_Pair]:
    by_scope: dict[str, list[Setting]] = defaultdict(list)
    for setting in come:
        by_scope[setting.scope].append(setting)
    if sum(len(by_scope[setting.scope]) for setting in gone) > _MOST_PAIRS:
        return
    for old in gone:
        for new in by_scope[old.scope]:
            score, evidence = _likeness(old, new, in_place=places.same(old, new))
            if evidence:
                yield _Pair(score, Rename(old, new, evidence))


def _gaps(settings: Iterable[Setting], kept: Iterable[Key]) -> dict[int, tuple[str, str, str, str]]:
    """Return for each setting that is not kept its scope, its file, and which kept ones stand
    before and behind it.
    """
    known = frozenset(kept)
    files: dict[tuple[str, str], list[Setting]] = defaultdict(list)
    for setting in settings:
        files[setting.scope, setting.location.path].append(setting)
    found: dict[int, tuple[str, str, str, str]] = {}
    for (scope, path), members in files.items():
        members.sort(key=lambda s: s.location.line)
        names = [s.name if (s.scope, s.name) in known else "" for s in members]
        behind, ahead = _last_before(names), _last_before(names[::-1])[::-1]
        for setting, name, last, following in zip(members, names, behind, ahead, strict=True):
            if not name and (last or following):
                found[id(setting)] = (scope, path, last, following)
    return found


def _last_before(names: Sequence[str]) -> list[str]:
    """Return for each place the last name before it that is not empty."""
    last, found = "", []
    for name in names:
        found.append(last)
        last = name or last
    return found


def _likeness(old: Setting, new: Setting, *, in_place: bool) -> tuple[float, tuple[str, ...]]:
    """Return how surely `new` is `old` renamed, and what says so; nothing where too little does."""
    if old.name in new.aliases:
        return 9, ("the new declaration takes the old name too",)
    common = _common(old.name, new.name)
    evidence: list[str] = []
    shared = [target for target in old.targets if target in new.targets]
    if shared:
        evidence.append(f"both become {shared[0]}")
    if old.attribute and old.attribute == new.attribute and old.attribute != old.name:
        evidence.append(f"the code still calls it {old.attribute}")
    if evidence:
        return 5 + len(evidence) + common, tuple(evidence)
    if not _may_be_one(old, new):
        return 0, ()
    if _is_alike(old.name, new.name, in_place=in_place):
        evidence.append("alike name")
    if (
        _tells(old.default)
        and old.default == new.default
        and (evidence or not in_place or _tells_much(old.default))
    ):
        evidence.append("same default")
    if len(old.description) >= _TELLING_TEXT and old.description == new.description:
        evidence.append("same description")
    if evidence and in_place:
        evidence.append("same place in the file")
    if len(evidence) < 2:
        return 0, ()
    units = [(name_words(s.name) or [""])[-1] for s in (old, new)]
    if units[0] != units[1] and _UNITS.issuperset(units):
        return len(evidence) + common, (*evidence, f"another unit: {units[0]}, now {units[1]}")
    return len(evidence) + common, tuple(evidence)


def _tells(default: str | None) -> bool:
    return default is not None and default.strip("'\"").lower() not in _PLAIN


def _tells_much(default: str | None) -> bool:
    return default is not None and len(default) >= _TELLING_DEFAULT


def _may_be_one(old: Setting, new: Setting) -> bool:
    """Tell whether both may hold the same: a switch becomes no address."""
    kinds = {_is_switch(old), _is_switch(new)} - {None}
    return len(kinds) < 2


def _is_switch(setting: Setting) -> bool | None:
    """Tell whether a setting is true or false, None where nothing says what it is."""
    kind = setting.type.lower()
    if kind:
        return "bool" in kind
    if setting.default is None or not setting.default.strip("'\""):
        return None
    return setting.default.strip("'\"").lower() in ("true", "false")


# --- names ------------------------------------------------------------------------------------------------------------


def _is_alike(one: str, other: str, *, in_place: bool) -> bool:
    """Tell whether two names may be of one setting: most of their words, and the last one, which
    says what it holds.
    """
    words, others = name_words(one), name_words(other)
    if not words or not others or not _words(one) & _words(other) or not _same_end(words, others):
        return False
    if _common(one, other) >= (_ALIKE_IN_PLACE if in_place else _ALIKE):
        return True
    return letter_share(one, other) >= _ALIKE_LETTERS


def _same_end(words: Sequence[str], others: Sequence[str]) -> bool:
    one, other = words[-1], others[-1]
    if one in others or other in words or {one, other} <= _UNITS:
        return True
    return letter_share(one, other) >= _SAME_WORD


def _common(one: str, other: str) -> float:
    words, others = _words(one), _words(other)
    return len(words & others) / max(1, len(words | others))


@lru_cache(maxsize=4000)
def _words(name: str) -> frozenset[str]:
    return frozenset(name_words(name))


# --- no rename, but something that took its place ---------------------------------------------------------------------


def new_beside(old: Setting, come: Iterable[Setting], places: Places) -> tuple[str, ...]:
    """Return the names of new settings in the place of `old` that begin as it does: `MILVUS_URI`,
    where `MILVUS_HOST` and `MILVUS_PORT` were.
    """
    first = name_words(old.name)[:1]
    found = [s.name for s in come if places.same(old, s) and name_words(s.name)[:1] == first]
    return tuple(found) if len(found) <= _MOST_BESIDE else ()
