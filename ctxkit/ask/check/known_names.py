"""Which variables exist and which one a name is a misspelling of; which programs read one.

Not here: the paths of a chart's values (`chart_paths.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctxkit.dify.programs import scope_of_file
from ctxkit.index.rows import fold_key
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.regex import regex
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import SettingFact, written_names
from ctxkit.settings.status import is_dead_end
from ctxkit.settings.suggest import nearest
from ctxkit.text.similarity import edits

PLUGINS_REPO = "dify-official-plugins"

_VARIABLE = regex(r"[A-Z][A-Z0-9_]*\Z")
_MAX_NAME_CHARS = 200
_MAX_SUGGESTED_FOR_CHARS = 100
_MAX_SUGGESTED_NAMES = 40  # of one file; a file with more unknown names is not of this deployment
_MAX_SUGGESTIONS = 3
_MIN_LONG_NAME_CHARS = 11
_MOST_EDITS = 2  # of one word
_CHARS_FOR_AN_EDIT = 6  # of a name of which several words are misspelt


class _Gap(NamedTuple):
    """A name without one of its words."""

    position: int
    word: str
    others: tuple[str, ...]


class Names:
    """The variables that anything sets or reads, and the ones nearest to a name; each search is
    paid for once.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.known = sorted({name for name in names if _VARIABLE.match(name)})
        self._by_fold: dict[str, list[str]] = defaultdict(list)
        self._without_last_word: dict[str, list[str]] = defaultdict(list)
        self._with_gap: dict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
        for name in self.known:
            self._by_fold[fold_key(name)].append(name)
            self._without_last_word[name.rpartition("_")[0]].append(name)
            for gap in _gaps(name):
                self._with_gap[gap.position, gap.others].append(name)
        self._suggestions_left = _MAX_SUGGESTED_NAMES

    def intended(self, name: str) -> str:
        """Return the one name that `name` is a misspelling of: another case, a letter or two in one
        of its words.
        """
        same = self._by_fold.get(fold_key(name), [])
        if same:
            return same[0]
        found = [
            known
            for gap in _gaps(name.upper()[:_MAX_NAME_CHARS])
            for known in self._with_gap.get((gap.position, gap.others), ())
            if is_misspelling(
                gap.word,
                known.split("_")[gap.position],
                in_long_name=len(known) >= _MIN_LONG_NAME_CHARS,
            )
        ]
        return found[0] if len(found) == 1 else ""

    def likely(self, name: str) -> str:
        """Return the one name that a longer name was most likely meant to be, though more than one
        of its words is misspelt, or its last word is missing; empty without one.
        """
        whole = self._without_last_word.get(name.upper(), ())
        if len(whole) == 1 and "_" in name:
            return whole[0]
        budget = len(name) // _CHARS_FOR_AN_EDIT
        if budget < 2 or self._suggestions_left <= 0 or len(name) > _MAX_SUGGESTED_FOR_CHARS:
            return ""
        self._suggestions_left -= 1
        found: dict[int, list[str]] = defaultdict(list)
        for known in self.known:
            if abs(len(known) - len(name)) <= budget and known.count("_") == name.count("_"):
                distance = edits(name.upper(), known, budget)
                if distance <= budget:
                    found[distance].append(known)
        nearest_names = found[min(found)] if found else []
        return nearest_names[0] if len(nearest_names) == 1 else ""

    def near(self, name: str) -> list[str]:
        """Return the nearest other names, best first; none once very many were asked for."""
        if self._suggestions_left <= 0 or len(name) > _MAX_SUGGESTED_FOR_CHARS:
            return []
        self._suggestions_left -= 1
        others = [known for known in self.known if known != name]
        return nearest(name, others, limit=_MAX_SUGGESTIONS)


def _gaps(name: str) -> Iterator[_Gap]:
    """Yield each word of a name, with its position and the others around it."""
    words = name.split("_")
    for position, word in enumerate(words):
        yield _Gap(position, word, (*words[:position], *words[position + 1 :]))


def is_misspelling(word: str, known: str, *, in_long_name: bool = False) -> bool:
    """Return whether two words differ by fewer letters than two words of the language would.

    Names that differ by a number are two settings, and so are a singular and its plural, unless
    the name around them is long.
    """
    max_edits = _max_edits(known)
    if not max_edits or word.strip("0123456789") == known.strip("0123456789"):
        return False
    if _is_plural(word, known) and not in_long_name:
        return False
    return edits(word, known, max_edits) <= max_edits


def may_be_misspelling(letters: frozenset[str], known: frozenset[str]) -> bool:
    """Return False for the letters of two words that differ too much to be counted: each edit
    brings one letter and takes one.
    """
    return len(letters ^ known) <= 2 * _MOST_EDITS


def _max_edits(word: str) -> int:
    """Return by how many letters a misspelling of a word may differ from it."""
    if len(word) < 4:
        return 0
    return 1 if len(word) < 8 else _MOST_EDITS


def _is_plural(word: str, known: str) -> bool:
    """Return whether one of the words is the plural of the other."""
    word, known = word.lower(), known.lower()
    return word in (f"{known}s", f"{known}es") or known == f"{word}s"


def facts_of(walker: SettingsGraph, name: str) -> list[SettingFact]:
    """Return the facts with exactly this name, without tests, comments and what any plugin names
    for itself.
    """
    facts = [fact for fact in walker.about([name]) if fact.repo != PLUGINS_REPO]
    return [fact for fact in facts if name in written_names(fact) and not is_dead_end(fact)]


def readers_of(facts: Iterable[SettingFact]) -> list[str]:
    """Return the programs that declare or read the setting of the facts."""
    found: dict[str, None] = {}
    for fact in facts:
        if _is_reader(fact):
            found[scope_of_file(fact.repo, fact.path)] = None
    return list(found)


def reads_in_any_case(walker: SettingsGraph, program: str, name: str) -> bool:
    """Return whether a program reads a name that differs from its setting's only in case:
    pydantic-settings does not tell them apart.
    """
    return any(
        isinstance(fact, ConfigKey)
        and fact.origin == "pydantic"
        and scope_of_file(fact.repo, fact.path) == program
        for fact in facts_of(walker, name.upper())
    )


def _is_reader(fact: SettingFact) -> bool:
    if isinstance(fact, ConfigUse):
        return fact.role == "reads"
    return isinstance(fact, ConfigKey)
