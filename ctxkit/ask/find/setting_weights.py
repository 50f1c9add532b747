"""How much a setting counts by what a question asks for besides its words: a number that is its
default, the program that has it, a choice between stores, the queues of a worker.

Not here: the words (`meanings.py`), the factors (`weights.py`), the search (`setting_hits.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ctxkit.ask.find.kinds import asks_to_choose
from ctxkit.ask.find.meanings import Group, surely_meant, without_synonyms
from ctxkit.ask.find.quantities import quantities
from ctxkit.ask.find.weights import (
    CHART_ASKED,
    CHART_ONLY,
    CHOICE_ASKED,
    EXPLAINED_NAME,
    IS_DEFAULT,
    OWNER_ASKED,
    PUBLIC_COPY,
    QUEUES_ASKED,
    SHIPPED,
    UNASKED_CHOICE,
    UNASKED_OWNER,
)
from ctxkit.dify.choice import Choice
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import CHART, DIFY, DOCS
from ctxkit.dify.services import SERVICE_CHOICES
from ctxkit.dify.storages import STORAGES
from ctxkit.dify.vector_stores import VECTOR_STORES
from ctxkit.dify.worker_settings import QUEUE_VARIABLES
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.text.words import joins, name_words, stem

Setting = ConfigKey | ConfigUse

_ALL_CHOICES = [row for row in (*VECTOR_STORES, *STORAGES, *SERVICE_CHOICES) if not row.is_switch]
_CHOICES = [row for row in _ALL_CHOICES if row.prefixes]
_DOCKER = COMPOSE_FILE.rpartition("/")[0] + "/"
_PUBLIC = "NEXT_PUBLIC_"


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


_CHART_STEMS = _stems("helm chart kubernetes values")
_KINDS = _stems("type store storage local provider")
_WORKER_STEMS = _stems("worker queue celery")
_OWNERS = {"dify-sandbox": "sandbox", "dify-plugin-daemon": "plugin_daemon"}
"""The programs whose settings are in repositories of their own. The last word of each names it and
nothing else: plugins are also the api's.
"""

_MEASURES = _stems("enable enabled use seconds minutes hours days ms bytes mb")
"""Words of names that nobody says who asks for the setting: the switch of a feature is asked for by
its name, and what a value is counted in is known by its answer.
"""


class SettingRequest(NamedTuple):
    """What a question asks of settings: the stems of its words with how surely each is meant, the
    values that its numbers may be, and what it names.
    """

    stems: dict[str, float]
    values: frozenset[str]
    chart: bool
    choice: bool
    queues: bool
    owners: frozenset[str]


def request_of(question: str, groups: Sequence[Group], queued: Collection[str]) -> SettingRequest:
    """Return what a question asks of settings; `queued` are the stems of the names of queues."""
    stems = surely_meant(groups)
    said = {word for group in groups for word, _ in without_synonyms(group)}
    return SettingRequest(
        stems=stems,
        values=quantities(question),
        chart=not _CHART_STEMS.isdisjoint(stems),
        choice=asks_to_choose(question),
        queues=not _WORKER_STEMS.isdisjoint(said) and not said.isdisjoint(queued),
        owners=frozenset(
            repo for repo, name in _OWNERS.items() if stem(name_words(name)[-1]) in said
        ),
    )


def factor_of(
    name: str, places: Sequence[Setting], request: SettingRequest, *, said: float
) -> float:
    """Return what the score of a setting is multiplied by; the question says the share `said` of
    what it says of any.
    """
    factor = 1 + EXPLAINED_NAME * said_of_name(name, request.stems) * said
    factor *= _owner_factor(name, places, request)
    if _is_unasked_choice(name, request.stems):
        factor *= UNASKED_CHOICE
    if request.choice and not request.stems.keys().isdisjoint(_selected_by(name)):
        factor *= CHOICE_ASKED
    if request.queues and name in QUEUE_VARIABLES:
        factor *= QUEUES_ASKED
    if not request.values.isdisjoint(_values_of(places)):
        factor *= 1 + IS_DEFAULT
    return factor


def owned(name: str, places: Sequence[Setting]) -> str:
    """Return a name with the program before it that alone has the setting, in whose files it needs
    not be named: MAX_WORKERS are the workers of the sandbox.
    """
    repos = {fact.repo for fact in places} - {DOCS}
    owner = _OWNERS.get(next(iter(repos))) if len(repos) == 1 else None
    return f"{owner}.{name}" if owner else name


def said_of_name(name: str, asked: Mapping[str, float]) -> float:
    """Return the share of a name, 0 to 1, that the question says: of the limits of videos, images
    and files in general, the last is meant where neither of the others is named.
    """
    words = name_words(name)
    joined = [asked.get(stem(join), 0.0) for join in joins(words)]
    total, counted = 0.0, 0
    for at, word in enumerate(words):
        around = joined[max(0, at - 1) : at + 1]
        share = max(asked.get(stem(word), 0.0), *around, 0.0)
        if share or stem(word) not in _MEASURES:
            total += share
            counted += 1
    return total / counted if counted else 0.0


def telling_words(name: str) -> list[str]:
    """Return the words of a name by which somebody asks for the setting; all where none is."""
    words = name_words(name)
    return [word for word in words if stem(word) not in _MEASURES] or words


def _is_unasked_choice(name: str, asked: Collection[str]) -> bool:
    """Return whether only a store or a service reads a setting that is not asked for."""
    rows = [row for row in _CHOICES if row.owns(name)]
    return bool(rows) and not any(word in asked for row in rows for word in _telling_stems(row))


@cache
def _telling_stems(row: Choice) -> frozenset[str]:
    """Return the stems that tell a choice from the others: several stores are a vector db."""
    others = [each for each in _CHOICES if each.switch == row.switch and each.value != row.value]
    common = {word for other in others for word in _stems_of(other)} - {stem(row.value.lower())}
    return frozenset(_stems_of(row) - common)


@cache
def _selected_by(name: str) -> frozenset[str]:
    """Return the stems of what a setting selects, if it selects what Dify works with: vector of
    VECTOR_STORE, and its values.
    """
    rows = [row for row in _ALL_CHOICES if row.switch == name]
    said = [*(row.value for row in rows), name if rows else ""]
    return frozenset(stem(word) for text in said for word in name_words(text)) - _KINDS


def _stems_of(row: Choice) -> set[str]:
    return {stem(word) for text in (row.value, *row.prefixes) for word in name_words(text)}


def _owner_factor(name: str, places: Sequence[Setting], request: SettingRequest) -> float:
    """Return what a setting counts by whose it is."""
    repos = {fact.repo for fact in places} - {DOCS}
    if repos <= {CHART}:
        return CHART_ASKED if request.chart else CHART_ONLY
    if name.startswith(_PUBLIC):
        return PUBLIC_COPY
    factor = OWNER_ASKED if not request.owners.isdisjoint(repos) else 1.0
    if any(fact.repo == DIFY and fact.path.startswith(_DOCKER) for fact in places):
        return factor * SHIPPED
    return factor * UNASKED_OWNER


def _values_of(places: Sequence[Setting]) -> set[str]:
    values = {fact.default for fact in places if isinstance(fact, ConfigKey)}
    values |= {fact.value for fact in places if isinstance(fact, ConfigUse) and fact.role == "sets"}
    return {value.strip("'\"") for value in values if value}
