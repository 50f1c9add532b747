"""`find TOPIC`: the settings, statements and symbols that decide something, for free words.

Whoosh ranks by the words; the ranks are corrected by what the facts are (`ranking.py`): settings
before constants before functions before messages, code that runs Dify before plugins. Not here: the
words of a topic (`meanings.py`), how the search index is made (`index/search.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from math import log

from ctxkit.ask.explain.explain import answer_for
from ctxkit.ask.find.confidence import confidence_of
from ctxkit.ask.find.coverage import cover_of_fact
from ctxkit.ask.find.meanings import MAX_TOPIC_CHARS, Group, meanings, without_synonyms
from ctxkit.ask.find.merging import merged
from ctxkit.ask.find.pages import leading_pages
from ctxkit.ask.find.ranking import MAX_HITS, is_setting, ranked_hits
from ctxkit.ask.find.readings import by_turns, readings_note, readings_of
from ctxkit.ask.find.setting_hits import setting_hits
from ctxkit.ask.find.told import told_hits
from ctxkit.ask.find.translation import terms_of
from ctxkit.dify.repositories import missing_in_words, missing_repositories
from ctxkit.index.missing_sources import missing_sources
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.index.search import Searched, search
from ctxkit.index.sources import Sources
from ctxkit.model import Finding, Hit, KeyAnswer, Question
from ctxkit.settings.graph import SettingsGraph

QUESTION = Question(command="find", hits_hold_settings=True)

_MAX_DOCUMENTS = 1500  # that the search gives; a common word has some hundred
_MAX_KEYS = 12
_MAX_TOPIC_GROUPS = 4  # meanings of a topic; more are a sentence
_MIN_KEY_SCORE = 0.105  # of the best hit: found by its profile, or among the first by its words
_MAX_PLACES = 8  # of each setting: the topic is the question, not the setting
_WHOLE = 0.8  # share of the topic that a setting must cover to be all of the answer
_EVEN = 0.4  # weight of a word however common it is; the rest goes by its rarity


def find(index: Index, sources: Sources, topic: str) -> Finding:
    """Return what decides `topic`, a few words in any order; confidence none where nothing does."""
    versions = tuple(index.checkouts().values())
    topic = topic[:MAX_TOPIC_CHARS]
    groups = meanings(topic, terms_of(topic, index, sources))
    settings = setting_hits(index, topic, groups)
    searched = search(index.folder, index, _words_of_facts(groups), limit=_MAX_DOCUMENTS)
    if not searched.found and not settings:
        return Finding(
            question=QUESTION,
            query=topic,
            confidence="none",
            versions=versions,
            notes=(
                "no setting, statement or symbol matches these words",
                *_missing(index, sources, packages=True),
            ),
        )
    asked, groups = groups, _by_rarity(groups, searched)
    facts = ranked_hits(index, sources, searched.found, groups) if searched.found else []
    readings = readings_of(asked, index)
    told = [*told_hits(index, sources, topic), *by_turns(readings)]
    leading = [*leading_pages(facts, settings, groups), *settings]
    hits = merged(told, facts, leading, limit=MAX_HITS)
    sure = confidence_of(hits, facts, settings, groups)
    ambiguous = len(readings) > 1
    stems = {word for group in groups for word, _ in group}
    return Finding(
        question=QUESTION,
        query=topic,
        confidence="medium" if ambiguous and sure == "high" else sure,
        versions=versions,
        hits=tuple(hits),
        keys=tuple(_keys(index, sources, hits, stems)),
        notes=(
            *((readings_note(readings),) if ambiguous else ()),
            *_missing(index, sources, packages=not _is_answered_by_setting(hits, groups)),
        ),
    )


def _words_of_facts(groups: Sequence[Group]) -> list[Group]:
    """Return the groups that single facts are searched by: those of a sentence without synonyms,
    of which every fact has some.
    """
    if len(groups) <= _MAX_TOPIC_GROUPS:
        return list(groups)
    return [without_synonyms(group) for group in groups]


def _missing(index: Index, sources: Sources, *, packages: bool) -> tuple[str, ...]:
    """Return a note on the repositories that were not searched, and on the packages."""
    present = index.checkouts()
    rows = missing_sources(index, sources) if packages else missing_repositories(present)
    words = missing_in_words(rows)
    return (words,) if words else ()


def _is_answered_by_setting(hits: Sequence[Hit], groups: Sequence[Group]) -> bool:
    """Return whether a setting leads that is about all of the topic: packages come after it."""
    if not hits or not is_setting(hits[0].fact):
        return False
    return cover_of_fact(groups, hits[0].fact).share >= _WHOLE


def _by_rarity(groups: Sequence[Group], searched: Searched) -> list[Group]:
    """Return the groups with weights by the rarity of their words: nginx says more than size.

    A word that is in no document counts as a rare one: where it is not found, the answer is not all
    that was asked for.
    """
    # The 2 keeps a word of one document in a small index from weighing everything.
    highest = log(2 + searched.total)
    found: list[Group] = []
    for group in groups:
        rarity = log((2 + searched.total) / (2 + _documents_with(group, searched))) / highest
        found.append([(word, weight * (_EVEN + rarity)) for word, weight in group])
    return found


def _documents_with(group: Group, searched: Searched) -> int:
    """Return in how many documents the commonest of the words asked for is, or of their synonyms
    where none of these is in any.
    """
    known = (searched.counts.get(word, 0) for word, weight in group if weight >= 1)
    asked = max(known, default=0)
    return asked or max(searched.counts.get(word, 0) for word, _ in group)


def _keys(
    index: Index, sources: Sources, hits: Sequence[Hit], stems: AbstractSet[str]
) -> list[KeyAnswer]:
    """Return what is known of the settings among the hits that are near the best of them, each once
    under one of its names.

    Code that is named like the topic is listed first.
    """
    settings = [hit for hit in hits if is_setting(hit.fact)]
    least = _MIN_KEY_SCORE * max((hit.score for hit in settings), default=0.0)
    names = dict.fromkeys(hit.fact.name for hit in settings if hit.score >= least)
    answers: list[KeyAnswer] = []
    covered: set[str] = set()
    graph = _graph_of(index)
    for name in names:
        if name in covered:
            continue
        answer = answer_for(graph, index, sources, name, places=_MAX_PLACES, like=stems)
        if answer is None:
            continue
        answers.append(answer)
        if len(answers) == _MAX_KEYS:
            break
        covered |= _names_of(answer)
    return answers


@kept(1)
def _graph_of(index: Index) -> SettingsGraph:
    """Return the settings of an index, with what was looked up of them for other topics."""
    return SettingsGraph(index)


def _names_of(answer: KeyAnswer) -> set[str]:
    """Return the names that a setting has along its way to the programs, dotted ones also by their
    last part.
    """
    nodes = {node.name for link in answer.chain for node in (link.source, link.target)}
    return nodes | {name.rpartition(".")[2] for name in nodes}
