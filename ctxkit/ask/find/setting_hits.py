"""The settings that a question is about, by all that the sources say of each: its profile.

A search over profiles gives the candidates. They are ordered by how much of their names the
question explains, whether a number of the question is their default, and whose they are. Not here:
the profiles (`index/setting_profiles.py`), what a question tells outright
(`told.py`), hits of other kinds (`ranking.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ctxkit.ask.find.coverage import Covering
from ctxkit.ask.find.kinds import asks_how
from ctxkit.ask.find.meanings import Group
from ctxkit.ask.find.setting_weights import Setting, factor_of, owned, request_of
from ctxkit.ask.find.translation import native_groups
from ctxkit.ask.find.weights import LEAST_SETTING
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import DIFY, DOCS
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.index.search import search_settings
from ctxkit.index.setting_profiles import FAILURE
from ctxkit.model import ConfigKey, ConfigUse, Hit, Task
from ctxkit.regex import regex
from ctxkit.text.words import name_words, stem, text_words

_MAX_SETTINGS = 40
_MAX_KEPT = 1000  # settings with their places, some 10 KB each
_NUMBER = regex(r"(?<![A-Za-z0-9_.:])[0-9]{2,6}(?![A-Za-z0-9_.%])")
_DOCKER = COMPOSE_FILE.rpartition("/")[0] + "/"
_SHOWN_WORDS = 4


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
    request = request_of(question, groups, _queued(index))
    covering = Covering(groups)
    said = {name: covering.of_name(owned(name, facts.get(name, ()))).share for name, _ in found}
    most = max(said.values()) or 1.0
    hits: list[Hit] = []
    for name, score in found:
        places = facts.get(name, ())
        leading = leading_place(places)
        if leading is None:
            continue
        score *= factor_of(name, places, request, said=said[name] / most)
        why = _reason(name, places, request.stems)
        hits.append(Hit(fact=leading, score=score, why=(why,)))
    hits.sort(key=lambda hit: (-hit.score, hit.fact.name))
    return [hit for hit in hits if hit.score >= LEAST_SETTING * hits[0].score]


@kept(1)
def _queued(index: Index) -> frozenset[str]:
    """Return the stems of the names of all queues."""
    queues = {task.queue for task in index.all(Task) if not task.test}
    return frozenset(stem(word) for queue in queues for word in name_words(queue))


def facts_of(names: Sequence[str], index: Index) -> dict[str, tuple[Setting, ...]]:
    """Return the places of those settings of these names that there are, tests left out."""
    return {name: facts for name in names if (facts := _facts_of(index, name))}


@kept(_MAX_KEPT)
def _facts_of(index: Index, name: str) -> tuple[Setting, ...]:
    found: list[Setting] = [*index.named(ConfigKey, name), *index.named(ConfigUse, name)]
    return tuple(fact for fact in found if not fact.test)


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


def _reason(name: str, places: Sequence[Setting], asked: Collection[str]) -> str:
    """Return why a setting is a hit: what of the question is in its name, or else in its text."""
    named = [word for word in name_words(name) if stem(word) in asked]
    if named:
        return f"setting with {', '.join(dict.fromkeys(named))} in its name"
    texts = " ".join(fact.description for fact in places)
    said = dict.fromkeys(word for word in text_words(texts) if stem(word) in asked)
    if not said:
        return "setting whose text mentions it"
    return f"setting whose description has {', '.join(list(said)[:_SHOWN_WORDS])}"
