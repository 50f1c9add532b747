"""Pair removed settings with the added ones that they became, and find possible replacements.

Not here: which settings are removed and added (`drift.py`), values of charts
(`files/value_renames.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ctxkit.ask.drift.version_settings import ScopedName, VersionSetting, rank
from ctxkit.text.similarity import letter_share
from ctxkit.text.words import name_words

MAX_PAIRS = 30_000
"""Pairs of removed and added settings to compare."""

MIN_SHARED_WORDS, MIN_SHARED_WORDS_IN_PLACE = 0.6, 0.5
"""Share of the words of two names, anywhere and at the same position in the file."""

MIN_NAME_SIMILARITY = 0.75
"""Of two names by their letters, for names that share too few words."""

MIN_WORD_SIMILARITY = 0.8
"""Of a misspelt word or a plural."""

MIN_EVIDENCE = 2
MIN_DESCRIPTION_CHARS = 16
"""A shorter description is not distinctive."""

MIN_DEFAULT_CHARS = 6
"""A shorter default is not distinctive for settings with dissimilar names."""

MAX_BESIDE = 4
"""Settings at the same position of which one may be the replacement."""

ALIAS_SCORE, PROOF_SCORE = 9, 5
"""Higher than any score of names, defaults and positions."""

_COMMON_DEFAULTS = frozenset({"", "0", "1", "true", "false", "none", "null", "[]", "{}", '""'})
_UNITS = frozenset(
    """ms millis milliseconds second seconds sec secs s minute minutes min mins hour hours day days
    byte bytes kb mb gb mib gib percent""".split()  # noqa: SIM905
)


class SettingRename(NamedTuple):
    """A renamed setting, and the evidence."""

    old: VersionSetting
    new: VersionSetting
    evidence: tuple[str, ...]


class _Gap(NamedTuple):
    """The position of a setting between the nearest ones that both versions have."""

    scope: str
    path: str
    before: str
    after: str


class Positions:
    """The positions of added and removed settings in their files."""

    def __init__(
        self,
        before: Mapping[ScopedName, VersionSetting],
        after: Mapping[ScopedName, VersionSetting],
    ) -> None:
        kept = frozenset(before.keys() & after.keys())
        self._gaps = {**_gaps(before.values(), kept), **_gaps(after.values(), kept)}

    def same(self, old: VersionSetting, new: VersionSetting) -> bool:
        place = self._gaps.get(id(old))
        return place is not None and place == self._gaps.get(id(new))


def renames(
    removed: Sequence[VersionSetting], added: Sequence[VersionSetting], positions: Positions
) -> list[SettingRename]:
    """Pair removed settings with those that they were renamed to, if the evidence is sufficient."""
    scored = sorted(
        _pairs(removed, added, positions),
        key=lambda each: (-each[0], each[1].old.name, each[1].new.name),
    )
    pairs = [pair for _, pair in scored]
    olds: set[int] = set()
    news: set[int] = set()
    found: list[SettingRename] = []
    for pair in pairs:
        if id(pair.old) not in olds and id(pair.new) not in news:
            olds.add(id(pair.old))
            news.add(id(pair.new))
            found.append(pair)
    for pair in pairs:  # two settings became one with a more general name
        if id(pair.old) not in olds and _words(pair.new.name) < _words(pair.old.name):
            olds.add(id(pair.old))
            found.append(pair)
    return sorted(found, key=lambda pair: (rank(pair.old.scope), pair.old.scope, pair.old.name))


def _pairs(
    removed: Sequence[VersionSetting], added: Sequence[VersionSetting], positions: Positions
) -> Iterator[tuple[float, SettingRename]]:
    by_scope: dict[str, list[VersionSetting]] = defaultdict(list)
    for setting in added:
        by_scope[setting.scope].append(setting)
    if sum(len(by_scope[setting.scope]) for setting in removed) > MAX_PAIRS:
        return
    for old in removed:
        for new in by_scope[old.scope]:
            score, evidence = _scored_evidence(old, new, in_place=positions.same(old, new))
            if evidence:
                yield score, SettingRename(old, new, evidence)


def _gaps(settings: Iterable[VersionSetting], kept: frozenset[ScopedName]) -> dict[int, _Gap]:
    """Return by identity the position of each setting that is not kept."""
    files: dict[tuple[str, str], list[VersionSetting]] = defaultdict(list)
    for setting in settings:
        files[setting.scope, setting.location.path].append(setting)
    found: dict[int, _Gap] = {}
    for (scope, path), members in files.items():
        members.sort(key=lambda setting: setting.location.line)
        names = [each.name if (each.scope, each.name) in kept else "" for each in members]
        befores, afters = _last_before(names), _last_before(names[::-1])[::-1]
        for setting, name, before, after in zip(members, names, befores, afters, strict=True):
            if not name and (before or after):
                found[id(setting)] = _Gap(scope, path, before, after)
    return found


def _last_before(names: Sequence[str]) -> list[str]:
    """Return for each index the last non-empty name before it."""
    last, found = "", []
    for name in names:
        found.append(last)
        last = name or last
    return found


# --- evidence ------------------------------------------------------------------------------------


def _scored_evidence(
    old: VersionSetting, new: VersionSetting, *, in_place: bool
) -> tuple[float, tuple[str, ...]]:
    """Return a score and the evidence that `new` is `old` renamed, empty if it is insufficient."""
    if old.name in new.aliases:
        return ALIAS_SCORE, ("the new setting also accepts the old name",)
    common = _common(old.name, new.name)
    if proof := _proof(old, new):
        return PROOF_SCORE + len(proof) + common, proof
    if _is_other_kind(old, new):
        return 0, ()
    evidence = _evidence(old, new, in_place=in_place)
    if len(evidence) < MIN_EVIDENCE:
        return 0, ()
    score = len(evidence) + common
    was, now = (_last_word(setting.name) for setting in (old, new))
    if was != now and _UNITS.issuperset((was, now)):
        evidence.append(f"the unit changed from {was} to {now}")
    return score, tuple(evidence)


def _proof(old: VersionSetting, new: VersionSetting) -> tuple[str, ...]:
    """Return evidence that is sufficient by itself."""
    found: list[str] = []
    shared = [target for target in old.targets if target in new.targets]
    if shared:
        found.append(f"both set {shared[0]} in the container")
    is_renamed_only_outside = old.attribute == new.attribute != old.name
    if old.attribute and is_renamed_only_outside:
        found.append(f"same name in the code: {old.attribute}")
    if old.name.casefold() == new.name.casefold():
        found.append("same name but for its case")
    return tuple(found)


def _evidence(old: VersionSetting, new: VersionSetting, *, in_place: bool) -> list[str]:
    found: list[str] = []
    if _has_similar_name(old.name, new.name, in_place=in_place):
        found.append("similar name")
    # The position alone and a short default are that of every new setting.
    min_chars = MIN_DEFAULT_CHARS if in_place and not found else 0
    if _has_same_default(old, new, min_chars):
        found.append("same default")
    if _has_same_description(old, new):
        found.append("same description")
    if found and in_place:
        found.append("same position in the file")
    return found


def _has_same_default(old: VersionSetting, new: VersionSetting, min_chars: int) -> bool:
    """Return whether two settings have the same default, and few others have it."""
    if old.default is None or old.default != new.default:
        return False
    is_common = old.default.strip("'\"").lower() in _COMMON_DEFAULTS
    return not is_common and len(old.default) >= min_chars


def _has_same_description(old: VersionSetting, new: VersionSetting) -> bool:
    if len(old.description) < MIN_DESCRIPTION_CHARS:
        return False
    return old.description == new.description


def _is_other_kind(old: VersionSetting, new: VersionSetting) -> bool:
    """Return whether only one of two settings is a switch: it does not become an address."""
    return {_is_boolean(old), _is_boolean(new)} == {True, False}


def _is_boolean(setting: VersionSetting) -> bool | None:
    """Return whether a setting is a boolean, None if neither type nor default is known."""
    if setting.type:
        return "bool" in setting.type.lower()
    default = (setting.default or "").strip("'\"").lower()
    return default in ("true", "false") if default else None


# --- names ---------------------------------------------------------------------------------------


def _has_similar_name(one: str, other: str, *, in_place: bool) -> bool:
    """Return whether two names share most of their words, and the last one, which names the kind of
    value.
    """
    words, others = name_words(one), name_words(other)
    if _words(one).isdisjoint(_words(other)) or not _same_end(words, others):
        return False
    if _common(one, other) >= (MIN_SHARED_WORDS_IN_PLACE if in_place else MIN_SHARED_WORDS):
        return True
    return letter_share(one, other) >= MIN_NAME_SIMILARITY


def _same_end(words: Sequence[str], others: Sequence[str]) -> bool:
    one, other = words[-1], others[-1]
    if one in others or other in words or {one, other} <= _UNITS:
        return True
    return letter_share(one, other) >= MIN_WORD_SIMILARITY


def _common(one: str, other: str) -> float:
    words, others = _words(one), _words(other)
    return len(words & others) / max(1, len(words | others))


def _last_word(name: str) -> str:
    words = name_words(name)
    return words[-1] if words else ""


@lru_cache(maxsize=4_000)
def _words(name: str) -> frozenset[str]:
    return frozenset(name_words(name))


# --- replacements that are not renames -----------------------------------------------------------


def new_beside(
    old: VersionSetting, added: Iterable[VersionSetting], positions: Positions
) -> tuple[str, ...]:
    """Return the names of added settings at the position of `old` with the same first word:
    `MILVUS_URI` for `MILVUS_HOST` and `MILVUS_PORT`.
    """
    first = name_words(old.name)[:1]
    beside = [new for new in added if positions.same(old, new) and not _is_other_kind(old, new)]
    found = [new.name for new in beside if name_words(new.name)[:1] == first]
    return tuple(found) if len(found) <= MAX_BESIDE else ()
