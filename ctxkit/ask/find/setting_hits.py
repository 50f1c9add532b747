"""The settings that a question is about, by all that the sources say of each: its profile.

A search over profiles gives the candidates. They are ordered by how much of their names the
question explains, whether a number of the question is their default, and whose they are. Not here:
the profiles (`index/setting_profiles.py`), what a question tells outright
(`told.py`), hits of other kinds (`ranking.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from ctxkit.ask.find.coverage import Covering
from ctxkit.ask.find.kinds import asks_how
from ctxkit.ask.find.meanings import Group, weight_of
from ctxkit.ask.find.quantities import quantities
from ctxkit.ask.find.translation import native_groups
from ctxkit.ask.find.weights import (
    CHART_ASKED,
    CHART_ONLY,
    EXPLAINED_NAME,
    IS_DEFAULT,
    LEAST_SETTING,
    PUBLIC_COPY,
    SHIPPED,
    UNASKED_CHOICE,
    UNASKED_OWNER,
)
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import CHART, DIFY, DOCS
from ctxkit.dify.services import SERVICE_CHOICES
from ctxkit.dify.storages import STORAGES
from ctxkit.dify.vector_stores import VECTOR_STORES
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.index.search import search_settings
from ctxkit.index.setting_profiles import FAILURE
from ctxkit.model import ConfigKey, ConfigUse, Hit
from ctxkit.text.words import joins, name_words, stem, text_words

_MAX_SETTINGS = 40
_MAX_KEPT = 1000  # settings with their places, some 10 KB each
_NUMBER = re.compile(r"(?<![A-Za-z0-9_.:])[0-9]{2,6}(?![A-Za-z0-9_.%])")
_CHOICES = [
    row
    for row in (*VECTOR_STORES, *STORAGES, *SERVICE_CHOICES)
    if row.prefixes and not row.is_switch
]
_CHART_STEMS = frozenset(map(stem, ("helm", "chart", "kubernetes", "values")))
_DOCKER = COMPOSE_FILE.rpartition("/")[0] + "/"
_PUBLIC = "NEXT_PUBLIC_"
_SHOWN_WORDS = 4

Setting = ConfigKey | ConfigUse


def setting_hits(index: Index, question: str, groups: Sequence[Group]) -> list[Hit]:
    """Return the settings that `question` is likely about, best first, with scores up to 1."""
    exact = [*native_groups(question), *[[(number, 1.0)] for number in _NUMBER.findall(question)]]
    said_of_settings = [*groups, *exact]
    if not asks_how(question):
        said_of_settings = [
            [*group, *((FAILURE + word, weight) for word, weight in group)]
            for group in said_of_settings
        ]
    found = search_settings(index.folder, index, said_of_settings, limit=_MAX_SETTINGS)
    if not found:
        return []
    facts = facts_of([name for name, _ in found], index)
    asked = _asked(groups)
    values = quantities(question)
    wants_chart = not _CHART_STEMS.isdisjoint(asked)
    covering = Covering(groups)
    said = {name: covering.of_name(name).share for name, _ in found}
    most = max(said.values()) or 1.0
    hits: list[Hit] = []
    for name, score in found:
        places = facts.get(name, ())
        leading = leading_place(places)
        if leading is None:
            continue
        score *= 1 + EXPLAINED_NAME * _explained(name, asked) * said[name] / most
        score *= _weight_of(name, places, wants_chart=wants_chart)
        if _is_unasked_choice(name, asked):
            score *= UNASKED_CHOICE
        if not values.isdisjoint(_values_of(places)):
            score *= 1 + IS_DEFAULT
        hits.append(Hit(fact=leading, score=score, why=(_reason(name, places, asked),)))
    hits.sort(key=lambda hit: (-hit.score, hit.fact.name))
    return [hit for hit in hits if hit.score >= LEAST_SETTING * hits[0].score]


def facts_of(names: Sequence[str], index: Index) -> dict[str, tuple[Setting, ...]]:
    """Return the places of those settings of these names that there are, tests left out."""
    return {name: facts for name in names if (facts := _facts_of(index, name))}


@kept(_MAX_KEPT)
def _facts_of(index: Index, name: str) -> tuple[Setting, ...]:
    found: list[Setting] = [*index.named(ConfigKey, name), *index.named(ConfigUse, name)]
    return tuple(fact for fact in found if not fact.test)


def _asked(groups: Sequence[Group]) -> dict[str, float]:
    """Return the stems of a question with how surely each is meant; a vague word is meant, too."""
    asked: dict[str, float] = {}
    for group in groups:
        most = weight_of(group)
        for word, weight in group:
            asked[word] = max(weight / most, asked.get(word, 0.0))
    return asked


def _explained(name: str, asked: Mapping[str, float]) -> float:
    """Return the share of a name, 0 to 1, that the question says: of the limits of videos, images
    and files in general, the last is meant where neither of the others is named.
    """
    words = name_words(name)
    if not words:
        return 0.0
    joined = [asked.get(stem(join), 0.0) for join in joins(words)]
    total = 0.0
    for at, word in enumerate(words):
        around = joined[max(0, at - 1) : at + 1]
        total += max(asked.get(stem(word), 0.0), *around, 0.0)
    return total / len(words)


def _is_unasked_choice(name: str, asked: Collection[str]) -> bool:
    """Return whether only a store or a service reads a setting that is not asked for."""
    rows = [row for row in _CHOICES if row.owns(name)]
    return bool(rows) and not any(
        stem(word) in asked
        for row in rows
        for text in (row.value, *row.prefixes)
        for word in name_words(text)
    )


def leading_place(places: Sequence[Setting]) -> Setting | None:
    """Return the place that a setting is shown at: its declaration, or where it is set."""

    def order(fact: Setting) -> tuple[bool, bool, bool, bool, str, str, int]:
        declares = isinstance(fact, ConfigKey)
        sets = isinstance(fact, ConfigUse) and fact.role == "sets"
        in_docker = fact.path.startswith(_DOCKER)
        return (
            not declares,
            fact.repo != DIFY,
            not sets,
            not in_docker,
            fact.repo,
            fact.path,
            fact.line,
        )

    return min((fact for fact in places if fact.repo != DOCS), key=order, default=None)


def _weight_of(name: str, places: Sequence[Setting], *, wants_chart: bool) -> float:
    """Return what a setting counts by whose it is."""
    repos = {fact.repo for fact in places} - {DOCS}
    if repos <= {CHART}:
        return CHART_ASKED if wants_chart else CHART_ONLY
    if name.startswith(_PUBLIC):
        return PUBLIC_COPY
    if any(fact.repo == DIFY and fact.path.startswith(_DOCKER) for fact in places):
        return SHIPPED
    return UNASKED_OWNER


def _values_of(places: Sequence[Setting]) -> set[str]:
    values = {fact.default for fact in places if isinstance(fact, ConfigKey)}
    values |= {fact.value for fact in places if isinstance(fact, ConfigUse) and fact.role == "sets"}
    return {value.strip("'\"") for value in values if value}


def _reason(name: str, places: Sequence[Setting], asked: Collection[str]) -> str:
    """Return why a setting is a hit: what of the question is in its name, or else in its text."""
    named = [word for word in name_words(name) if stem(word) in asked]
    if named:
        return f"setting with {', '.join(dict.fromkeys(named))} in its name"
    texts = " ".join(fact.description for fact in places)
    said = dict.fromkeys(word for word in text_words(texts) if stem(word) in asked)
    return f"setting whose description has {', '.join(list(said)[:_SHOWN_WORDS])}"
