"""Words of operations that mean the same, and words of a question that say nothing about its topic.

Not here: how much a word of the source counts (`find.py`, `index/search.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from ctxkit.ask.find.translation import Term
from ctxkit.text.synonyms import topic_meanings
from ctxkit.text.words import stem, text_words

LONGEST_TOPIC = 400  # characters

Group = list[tuple[str, float]]
"""Stems of one meaning and what each weighs, the word that was asked for 1."""

_SAME_STEMS = [frozenset(stem(word) for word in same) for same in topic_meanings()]
_STATUS = {
    "408": ("timeout",),
    "413": ("body", "size"),
    "429": ("rate", "limit"),
    "502": ("proxy",),
    "504": ("proxy", "timeout"),
}
"""What decides about a request that is answered with a status of HTTP."""

_NUMBER = re.compile(r"(?<!\d)\d{3}(?!\d)")
_INITIALS = (3, 4)  # words that may be written as their initials; two are too few
_SYNONYM = 0.6  # weight of a word that means the same, against the word itself
_VAGUE = 0.25  # weight of a word that any topic may hold
_VAGUE_WORDS = frozenset(
    word
    for line in (
        "policy policies setting settings config configuration configure option options behaviour behavior value",
        "values default parameter parameters feature mode control dify system service file files handling handle",
        "allow allowed deny enable enabled disable disabled long large big small high low valid",
    )
    for word in line.split()
)
_VAGUE_STEMS = frozenset(stem(word) for word in _VAGUE_WORDS)
_NOT_ENGLISH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_SILENT_WORDS = frozenset(
    word
    for line in (
        "a after an and are as at be before by can cannot change changed changing do does for from get how i if in",
        "increase is it its make many much my no not of off on or our reduce set should so stay that the there this to",
        "too turn use used using want we what when where which who why will with you your",
    )
    for word in line.split()
)


def meanings(topic: str, terms: Sequence[Term] = ()) -> list[Group]:
    """Return a group of weighted stems for each word of `topic` that says something: the word and
    its synonyms.

    `terms` are its words in other languages; one that nobody knows stands for itself, as its pairs
    of characters.
    """
    words = [
        word
        for word in text_words(_NOT_ENGLISH.sub(" ", topic[:LONGEST_TOPIC]))
        if word not in _SILENT_WORDS
    ]
    decides = [
        word
        for status in _NUMBER.findall(topic[:LONGEST_TOPIC])
        for word in _STATUS.get(status, ())
    ]
    wanted: dict[tuple[str, ...], None] = {(stem(word),): None for word in (*words, *decides)}
    for term in terms:
        wanted.update(
            (group, None)
            for group in (((tuple(text_words(term.text))),) if term.unknown else term.groups)
        )
    asked = {each for stems in wanted for each in stems}
    groups = [
        _group(stems, 1.0 if len(wanted) < 2 or _VAGUE_STEMS.isdisjoint(stems) else _VAGUE, asked)
        for stems in wanted
    ]
    for start, initials in _initials(words):
        short = {stem(word) for word in words[start : start + len(initials)]}
        groups = [
            [*group, (initials, max(weight for _, weight in group) * _SYNONYM)]
            if group[0][0] in short
            else group
            for group in groups
        ]
    return groups


def _initials(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield what neighbours are called for short: content security policy, csp."""
    for length in _INITIALS:
        for start in range(len(words) - length + 1):
            yield start, "".join(word[0] for word in words[start : start + length])


def _group(stems: tuple[str, ...], weight: float, asked: AbstractSet[str]) -> Group:
    """Return the stems and, for less, what means the same; a word that is asked for, too, stands
    for itself alone.
    """
    group = dict.fromkeys(stems, weight)
    for same in _SAME_STEMS:
        if not same.isdisjoint(stems):
            for other in sorted(same - asked):
                group.setdefault(other, weight * _SYNONYM)
    return list(group.items())
