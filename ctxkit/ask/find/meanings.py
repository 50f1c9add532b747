"""The words of a topic that say something, each with the words that find the same settings.

Not here: the synonyms themselves (`text/synonyms.py`), other languages (`translation.py`), how much
a word of the source counts (`find.py`, `index/search.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from ctxkit.ask.find.translation import CJK, Term
from ctxkit.text.synonyms import topic_meanings
from ctxkit.text.words import stem, text_words

MAX_TOPIC_CHARS = 400

Group = list[tuple[str, float]]
"""Stems of one meaning with their weights; the word that was asked for weighs 1."""

_SYNONYM = 0.6  # weight of a synonym against the word itself
_VAGUE = 0.25  # weight of a word that any topic may have
_INITIALS = (3, 4)  # words that may be written as their initials; two are too few

_STATUS = {
    "408": ("timeout",),
    "413": ("body", "size"),
    "429": ("rate", "limit"),
    "502": ("proxy",),
    "504": ("proxy", "timeout"),
}
"""Words for what causes a response with that HTTP status."""

_VAGUE_WORDS = """
policy policies setting settings config configuration configure option options behaviour behavior
value values default parameter parameters feature mode control dify system service file files
handling handle allow allowed deny enable enabled disable disabled long large big small high low
valid
"""
"""Words that any topic may have."""

_SILENT_WORDS = """
a after an and are as at be before by can cannot change changed changing do does for from get how i
if in increase is it its make many much my no not of off on or our reduce set should so stay that
the there this to too turn use used using want we what when where which who why will with you your
"""
"""Words of asking, which say nothing about the topic."""

_SILENT = frozenset(_SILENT_WORDS.split())
_VAGUE_STEMS = frozenset(stem(word) for word in _VAGUE_WORDS.split())
_SAME_STEMS = [frozenset(stem(word) for word in same) for same in topic_meanings()]

_NUMBER = re.compile(r"(?<!\d)\d{3}(?!\d)")


def meanings(topic: str, terms: Sequence[Term] = ()) -> list[Group]:
    """Return a group of weighted stems for each word of `topic` that says something: the word and
    its synonyms.

    `terms` are its words in other languages; an unknown one is looked up as its pairs of
    characters.
    """
    topic = topic[:MAX_TOPIC_CHARS]
    words = [word for word in text_words(CJK.sub(" ", topic)) if word not in _SILENT]
    wanted = list(dict.fromkeys(_wanted(topic, words, terms)))
    asked = {each for stems in wanted for each in stems}
    groups = [_group(stems, _weight(stems, alone=len(wanted) == 1), asked) for stems in wanted]
    _add_initials(groups, words)
    return groups


def _wanted(topic: str, words: Sequence[str], terms: Sequence[Term]) -> Iterator[tuple[str, ...]]:
    """Yield the stems of each meaning that the topic asks for."""
    for word in words:
        yield (stem(word),)
    # `nginx 413`: a number alone would be a word that no setting has.
    for status in _NUMBER.findall(topic):
        for word in _STATUS.get(status, ()):
            yield (stem(word),)
    for term in terms:
        if term.unknown:
            yield tuple(text_words(term.text))
        else:
            yield from term.groups


def _weight(stems: Sequence[str], *, alone: bool) -> float:
    """Return the weight of a word of the topic: a vague one counts in full if there is no other."""
    return _VAGUE if not alone and not _VAGUE_STEMS.isdisjoint(stems) else 1.0


def _group(stems: tuple[str, ...], weight: float, asked: AbstractSet[str]) -> Group:
    """Return the stems and, for less, their synonyms without those that are asked for, too."""
    group = dict.fromkeys(stems, weight)
    for same in _SAME_STEMS:
        if not same.isdisjoint(stems):
            for other in sorted(same - asked):
                group.setdefault(other, weight * _SYNONYM)
    return list(group.items())


def _add_initials(groups: Sequence[Group], words: Sequence[str]) -> None:
    """Add to the groups of neighbouring words their initials: content security policy, csp."""
    for length in _INITIALS:
        for start in range(len(words) - length + 1):
            neighbours = words[start : start + length]
            initials = "".join(word[0] for word in neighbours)
            stems = {stem(word) for word in neighbours}
            for group in groups:
                if group[0][0] in stems:
                    group.append((initials, max(weight for _, weight in group) * _SYNONYM))
