"""Measure how much of a topic a fact covers: the words of its name, and for less those of its text.

Not here: what a word of the topic weighs (`meanings.py`, `find.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ctxkit.ask.find.meanings import Group, weight_of
from ctxkit.model import ConfigKey, Directive, Fact, Symbol
from ctxkit.text.words import joins, name_words, stem, text_words

_IN_TEXT = 0.7  # weight of a word in a description or message against one in a name
_MAX_CACHED = 1 << 15  # names: the questions of a session look at the same
"""Their stems are tuples: a set takes four times as much room."""
_TEXT_FIELDS = ("description", "template", "doc")


class Coverage(NamedTuple):
    """The share of the topic's weight, 0 to 1, that a fact covers, and the stems that do."""

    share: float
    stems: list[str]


def cover_of_fact(groups: Sequence[Group], fact: Fact) -> Coverage:
    """Return how much of the topic a fact covers."""
    return Covering(groups).of_fact(fact)


def cover_of_name(groups: Sequence[Group], name: str) -> Coverage:
    """Return how much of the topic a name covers, for less by what it belongs to."""
    return Covering(groups).of_name(name)


class Covering:
    """The words of a topic by their stems, for a question that looks at thousands of names."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._total = sum(map(weight_of, groups))
        self._groups_of: dict[str, list[tuple[int, float]]] = {}
        self._known: dict[tuple[frozenset[str], frozenset[str]], Coverage] = {}
        for number, group in enumerate(groups):
            for word, weight in group:
                self._groups_of.setdefault(word, []).append((number, weight))
        self._asked = frozenset(self._groups_of)

    def of_fact(self, fact: Fact) -> Coverage:
        """Return how much of the topic a fact covers."""
        return self._cover(_name_stems(fact), _text_stems(fact))

    def of_name(self, name: str) -> Coverage:
        """Return how much of the topic a name covers, for less by what it belongs to."""
        return self._cover(last_stems(name), _owner_stems(name))

    def _cover(self, in_name: Iterable[str], in_text: Iterable[str]) -> Coverage:
        # Of thousands of names, most have the same few words of the topic.
        words = (self._asked.intersection(in_name), self._asked.intersection(in_text))
        known = self._known.get(words)
        if known is None:
            known = self._known[words] = self._covered(*words)
        return known

    def _covered(self, in_name: frozenset[str], in_text: frozenset[str]) -> Coverage:
        best: dict[int, tuple[float, str]] = {}
        for stems, share in ((in_name, 1.0), (in_text, _IN_TEXT)):
            for word in stems:
                for number, weight in self._groups_of[word]:
                    found = (weight * share, word)
                    if number not in best or found > best[number]:
                        best[number] = found
        ordered = [best[number] for number in sorted(best)]
        covered = sum(weight for weight, _ in ordered)
        return Coverage(
            covered / self._total if self._total else 0.0, [word for _, word in ordered]
        )


def weightiest(groups: Sequence[Group], fact: Fact) -> set[str]:
    """Return the stems of the group that says most of those that the name of a fact has one of."""
    own = _name_stems(fact)
    named = [group for group in groups if any(word in own for word, _ in group)]
    best = max(named, key=weight_of, default=[])
    return {word for word, _ in best}


def _name_stems(fact: Fact) -> tuple[str, ...]:
    if isinstance(fact, Symbol) and fact.what == "argument":
        # The name of an argument says little without that of the function it is given to.
        return (*last_stems(fact.name), *_owner_stems(fact.name))
    return last_stems(fact.name)


def _text_stems(fact: Fact) -> set[str]:
    """Return the stems of a fact's description, message or docstring and of what it belongs to."""
    # The class that declares a setting is not part of its name; the dot makes it an owner.
    owner = f"{fact.symbol}." if isinstance(fact, ConfigKey) else fact.name
    texts = [str(getattr(fact, field, "") or "") for field in _TEXT_FIELDS]
    if isinstance(fact, Directive):
        # The file says what the program is for: `ssrf_proxy/squid.conf`.
        texts += [*name_words(f"{fact.value} {fact.path}"), fact.program]
    return {*_owner_stems(owner), *(stem(word) for word in text_words(" ".join(texts)))}


@lru_cache(maxsize=_MAX_CACHED)
def last_stems(name: str) -> tuple[str, ...]:
    """Return the stems of the last part of a dotted name; of `TIME_OUT` also that of timeout."""
    words = name_words(name.rpartition(".")[2])
    return tuple(map(stem, (*words, *joins(words))))


@lru_cache(maxsize=_MAX_CACHED)
def _owner_stems(name: str) -> tuple[str, ...]:
    """Return the stems of what a symbol belongs to: the class of a method, the function of an
    argument.
    """
    return tuple(map(stem, name_words(name.rpartition(".")[0])))
