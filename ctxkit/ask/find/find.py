"""`find TOPIC`: the settings, statements and symbols that decide something, for free words.

Whoosh ranks by the words; here the ranks are mended by what the facts are: settings before
constants before functions before messages, code that runs Dify before plugins, and no file more
than its share. Not here: how the search index is made (`index/search.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from math import log

from ctxkit.ask.explain.explain import answer_for
from ctxkit.ask.find.synonyms import LONGEST_TOPIC, Group, meanings
from ctxkit.ask.find.translation import terms_of
from ctxkit.index.reader import Index
from ctxkit.index.search import Found, Searched, search
from ctxkit.index.sources import Sources
from ctxkit.model import (
    Confidence,
    ConfigKey,
    ConfigUse,
    Fact,
    Finding,
    Hit,
    KeyAnswer,
    Question,
    Symbol,
)
from ctxkit.text.words import joins, name_words, stem, text_words

QUESTION = Question(command="find", hits_hold_settings=True)

_LOOKED_AT = 1500  # documents that the search gives; a common word has some hundred
_MOST_HITS = 90
_MOST_KEYS = 12
_KEY_SHARE = 0.4  # of the best setting's score
_PLACES = 8  # of each setting: the topic is the question, not the setting
_PER_FILE, _SETTINGS_PER_FILE = 3, 15  # hits of one file before files that have none yet
_WHOLE_TOPIC, _HALF_TOPIC, _LEAST_SHARE = (
    0.8,
    0.5,
    0.25,
)  # of the weight of the topic's words, in one hit
_EVEN = 0.4  # of the weight of a word that it has however common it is
_IN_TEXT = 0.7  # worth of a word in a description or message against one in a name
_KIND_WORTH = {
    "config_key": 1.0,
    "config_use": 0.92,
    "symbol": 0.85,
    "log_template": 0.5,
    "raise": 0.45,
}
_WHAT_WORTH = {
    "constant": 0.92,
    "argument": 0.86,
    "function": 0.82,
    "method": 0.8,
    "class": 0.79,
    "template": 0.5,
}
_REPO_WORTH = {"dify": 1.0, "dify-plugin-daemon": 0.97, "dify-sandbox": 0.97, "dify-helm": 0.8}
_PLUGIN_WORTH = 0.62
_CONSOLE, _CONSOLE_WORTH = ("web/", "sdks/"), 0.8  # its components show what the servers decide
_OWN_NAMES = (
    "shell",
    "getenv",
    "env",
    "template",
    "compose",
)  # reads that no declaration stands for


def find(index: Index, sources: Sources, topic: str) -> Finding:
    """Return what has to do with `topic`, a few words in any order; nothing, with confidence none,
    if nothing has.
    """
    versions = tuple(index.checkouts().values())
    topic = topic[:LONGEST_TOPIC]
    groups = meanings(topic, terms_of(topic, index, sources))
    searched = search(index.folder, index, groups, limit=_LOOKED_AT)
    if not searched.found:
        return Finding(
            question=QUESTION,
            query=topic,
            confidence="none",
            versions=versions,
            notes=("nothing here has these words",),
        )
    groups = _by_rarity(groups, searched)
    hits = _hits(index, searched.found, groups)
    best = max(
        (_covered(groups, own=_own_words(h.fact), other=_other_words(h.fact))[0] for h in hits),
        default=0.0,
    )
    confidence: Confidence = (
        "high" if best >= _WHOLE_TOPIC else "medium" if best >= _HALF_TOPIC else "low"
    )
    return Finding(
        question=QUESTION,
        query=topic,
        confidence=confidence if hits else "none",
        versions=versions,
        hits=tuple(hits),
        keys=tuple(_keys(index, sources, hits, {word for group in groups for word, _ in group})),
    )


def _by_rarity(groups: list[Group], searched: Searched) -> list[Group]:
    """Return the groups with the weights that the rarity of their words gives them: nginx tells
    more than size.

    A word that nothing holds counts as a rare one: where it is not found, the answer is not all
    that was asked for.
    """
    known = [
        max(searched.counts.get(word, 0) if weight >= 1 else 0 for word, weight in group)
        for group in groups
    ]
    same = [max(searched.counts.get(word, 0) for word, _ in group) for group in groups]
    rarity = [
        log((2 + searched.total) / (2 + (own or other))) / log(2 + searched.total)
        for own, other in zip(known, same, strict=True)
    ]
    return [
        [(word, weight * (_EVEN + rare)) for word, weight in group]
        for group, rare in zip(groups, rarity, strict=True)
    ]


def _hits(index: Index, found: list[Found], groups: list[Group]) -> list[Hit]:
    """Return the hits, best first, no file with more than its share before the others have had a
    turn.
    """
    top = max(document.score for document in found)
    ranked = []
    for document in found:
        worth = _KIND_WORTH.get(document.kind, 0.3) * _REPO_WORTH.get(document.repo, _PLUGIN_WORTH)
        share, _ = _covered(groups, own=_words(document.name), other=_owner_words(document.name))
        ranked.append(((0.35 * document.score / top + 0.65 * share) * worth, document))
    ranked.sort(key=lambda item: (-item[0], item[1][:4]))
    hits: list[Hit] = []
    for _, document in ranked[: 4 * _MOST_HITS]:
        fact = index.at(document.kind, document.repo, document.path, document.line, document.name)
        if fact is not None and not fact.test:
            share, words = _covered(groups, own=_own_words(fact), other=_other_words(fact))
            if share >= _LEAST_SHARE:
                relative = document.score / top
                score = (0.3 * relative + 0.7 * share) * _worth_of(fact)
                hits.append(Hit(fact=fact, score=round(score, 3), why=_why(fact, words)))
    hits.sort(key=lambda hit: (-hit.score, hit.fact.repo, hit.fact.path, hit.fact.line))
    return _diverse(_once_a_setting(hits))[:_MOST_HITS]


def _covered(
    groups: list[Group], *, own: AbstractSet[str], other: AbstractSet[str] = frozenset()
) -> tuple[float, list[str]]:
    """Return the share of the topic that the words of a name hold, those of its text for less, and
    which they are.
    """
    total = sum(max(weight for _, weight in group) for group in groups)
    share, words = 0.0, []
    for group in groups:
        found = [
            (weight * (1.0 if word in own else _IN_TEXT), word)
            for word, weight in group
            if word in own or word in other
        ]
        if found:
            best = max(found)
            share += best[0]
            words.append(best[1])
    return share / total, words


def _words(name: str) -> set[str]:
    words = name_words(name.rpartition(".")[2])
    return {stem(word) for word in (*words, *joins(words))}


def _own_words(fact: Fact) -> set[str]:
    """Return the words of a fact's name; what an argument is called says little without what it is
    given to.
    """
    whole = isinstance(fact, Symbol) and fact.what == "argument"
    return _words(fact.name) | (_owner_words(fact.name) if whole else set())


def _other_words(fact: Fact) -> set[str]:
    """Return the words that a fact holds besides its name: what it is part of, its description,
    message and value.
    """
    text = " ".join(
        str(getattr(fact, field, "") or "") for field in ("description", "template", "doc")
    )
    owner = f"{fact.symbol}." if isinstance(fact, ConfigKey) else fact.name
    return _owner_words(owner) | {stem(word) for word in text_words(text)}


def _owner_words(name: str) -> set[str]:
    """Return the words of what a symbol belongs to: of the class of a method, of the function of an
    argument.
    """
    return {stem(word) for word in name_words(name.rpartition(".")[0])}


def _once_a_setting(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits, one of a line, without places of settings that are hits: the settings show
    these.
    """
    known: set[str] = set()
    lines: set[tuple[str, str, int]] = set()
    kept = []
    for hit in sorted(hits, key=lambda hit: not isinstance(hit.fact, ConfigKey)):
        line = (hit.fact.repo, hit.fact.path, hit.fact.line)
        if line in lines:
            continue  # another argument of the same call
        lines.add(line)
        if isinstance(hit.fact, (ConfigKey, ConfigUse)):
            if isinstance(hit.fact, ConfigUse) and hit.fact.name in known:
                continue
            known.add(hit.fact.name)
        kept.append(hit)
    return sorted(kept, key=lambda hit: -hit.score)


def _worth_of(fact: Fact) -> float:
    """Return how likely a fact of this kind decides something: a setting is a dial, a message only
    speaks of one.
    """
    if isinstance(fact, Symbol):
        worth = _WHAT_WORTH.get(fact.what, 0.6)
    elif isinstance(fact, ConfigUse) and fact.role == "reads" and fact.via not in _OWN_NAMES:
        worth = 0.65
    else:
        worth = _KIND_WORTH.get(fact.kind, 0.4)
    console = (
        isinstance(fact, Symbol) and fact.what != "constant" and fact.path.startswith(_CONSOLE)
    )
    return worth * _REPO_WORTH.get(fact.repo, _PLUGIN_WORTH) * (_CONSOLE_WORTH if console else 1.0)


def _why(fact: Fact, stems: list[str]) -> tuple[str, ...]:
    what = (
        fact.what
        if isinstance(fact, Symbol)
        else "setting"
        if isinstance(fact, (ConfigKey, ConfigUse))
        else "message"
    )
    written = {stem(word): word for word in reversed(name_words(fact.name))}
    words = [written[each] for each in stems if each in written]
    return (
        f"{what} with {', '.join(words)} in its name" if words else f"{what} that speaks of it",
    )


def _diverse(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits in their order, those put last that are one too many of their file."""
    first: list[Hit] = []
    later: list[Hit] = []
    used: Counter[tuple[str, str]] = Counter()
    for hit in hits:
        file = (hit.fact.repo, hit.fact.path)
        used[file] += 1
        most = _SETTINGS_PER_FILE if isinstance(hit.fact, (ConfigKey, ConfigUse)) else _PER_FILE
        (first if used[file] <= most else later).append(hit)
    return first + later


def _keys(
    index: Index, sources: Sources, hits: list[Hit], stems: AbstractSet[str]
) -> list[KeyAnswer]:
    """Return what is known of the settings among the hits that are near the best of them, each told
    once.

    Of the code that reads a setting comes first what is named like the topic.
    """
    settings = [hit for hit in hits if isinstance(hit.fact, (ConfigKey, ConfigUse))]
    least = _KEY_SHARE * max((hit.score for hit in settings), default=0.0)
    answers: list[KeyAnswer] = []
    told: set[str] = set()
    for name in dict.fromkeys(hit.fact.name for hit in settings if hit.score >= least):
        if name in told or len(answers) == _MOST_KEYS:
            continue
        if answer := answer_for(index, sources, name, places=_PLACES, like=stems):
            answers.append(answer)
            nodes = [node.name for link in answer.chain for node in (link.source, link.target)]
            told.update((name, *nodes, *(node.rpartition(".")[2] for node in nodes)))
    return answers
