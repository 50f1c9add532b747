"""What a question of few words may be about, where Dify has several things of that word.

The readings are data (`dify/readings.py`). A question that names one of them, or has words that no
reading knows, is not ambiguous. Not here: hits by words (`ranking.py`, `setting_hits.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from ctxkit.ask.find.meanings import Group, without_synonyms
from ctxkit.dify.readings import READINGS, TopicReading
from ctxkit.index.reader import Index
from ctxkit.model import ConfigKey, ConfigUse, Fact, Hit, Symbol
from ctxkit.text.words import stem, text_words

_MEASURES = "limit max maximum number count times amount value policy setting"
"""Words that any reading may have."""


class ReadingHits(NamedTuple):
    """A reading and the settings and code of these sources that decide it."""

    title: str
    hits: list[Hit]


def readings_of(groups: Sequence[Group], index: Index) -> list[ReadingHits]:
    """Return the readings of a question, those that it names or else all; none where it is about
    something else.
    """
    asked = [frozenset(word for word, _ in without_synonyms(group)) for group in groups]
    about = next((row.about for row in READINGS if _any_in(asked, row.about)), "")
    rows = [row for row in READINGS if row.about == about]
    known = _stems(" ".join([_MEASURES, about, *(f"{row.beside} {row.title}" for row in rows)]))
    if not rows or any(known.isdisjoint(stems) for stems in asked):
        return []
    leaves_open = _stems(" ".join([about, *(row.beside for row in rows)]))
    others = [stems for stems in asked if stems.isdisjoint(leaves_open)]
    named = [row for row in rows if _any_in(others, row.title)] or rows
    found = [ReadingHits(row.title, _hits_of(row, index)) for row in named]
    return [reading for reading in found if reading.hits]


def by_turns(readings: Sequence[ReadingHits]) -> list[Hit]:
    """Return the first hit of each reading, then the second of each, and so on."""
    turns = zip_longest(*(reading.hits for reading in readings))
    return [hit for hit in chain.from_iterable(turns) if hit is not None]


def readings_note(readings: Sequence[ReadingHits]) -> str:
    """Return a sentence that names the readings, and what to do."""
    named = [f"{reading.title} ({reading.hits[0].fact.name})" for reading in readings]
    return f"this may be about {'; '.join(named)}: name one of them for a surer answer"


def _any_in(asked: Sequence[frozenset[str]], words: str) -> bool:
    return any(not stems.isdisjoint(_stems(words)) for stems in asked)


def _stems(words: str) -> set[str]:
    return {stem(word) for word in text_words(words)}


def _hits_of(row: TopicReading, index: Index) -> list[Hit]:
    hits: list[Hit] = []
    for name in row.names:
        facts: list[Fact] = [*index.named(ConfigKey, name), *index.named(ConfigUse, name)]
        facts = facts or [*index.named(Symbol, name)]
        own = [fact for fact in facts if not fact.test and _leads(fact)]
        if own:
            why = f"decides for {row.title}"
            hits.append(Hit(fact=min(own, key=_order), score=1.0, why=(why,)))
    return hits


def _leads(fact: Fact) -> bool:
    return not isinstance(fact, ConfigUse) or fact.role in ("sets", "reads", "renames")


def _order(fact: Fact) -> tuple[bool, bool, str, str, int]:
    return not isinstance(fact, ConfigKey), fact.repo != "dify", fact.repo, fact.path, fact.line
