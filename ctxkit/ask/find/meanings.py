"""The words of a topic that say something, each with the words that find the same settings.

Not here: the synonyms themselves (`text/synonyms.py`), other languages (`translation.py`), how much
a word of the source counts (`find.py`, `index/search.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from ctxkit.ask.find.phrases import SpokenPhrase, phrases_of
from ctxkit.ask.find.translation import CJK, Term
from ctxkit.regex import regex
from ctxkit.text.synonyms import topic_meanings
from ctxkit.text.words import stem, text_words

MAX_TOPIC_CHARS = 400

Group = list[tuple[str, float]]
"""Stems of one meaning with their weights; the word that was asked for weighs 1."""

_SYNONYM = 0.6  # weight of a synonym against the word itself
_VAGUE = 0.25  # weight of a word that any topic may have
_INITIALS = (3, 4)  # words that may be written as their initials; two are too few
_MAX_NAMED = 4  # words of a topic that may be the name of something; a sentence is not

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

_VAGUE_STEMS = frozenset(stem(word) for word in _VAGUE_WORDS.split())
_SAME_STEMS = [frozenset(stem(word) for word in same) for same in topic_meanings()]

_PIECE = regex(r"[A-Za-z]{1,40}[0-9]{1,3}(?![A-Za-z0-9])|[A-Za-z]+")
_NUMBER = regex(r"(?<!\d)\d{3}(?!\d)")


def meanings(topic: str, terms: Sequence[Term] = ()) -> list[Group]:
    """Return a group of weighted stems for each word of `topic` that says something: the word and
    its synonyms.

    `terms` are its words in other languages; an unknown one is looked up as its pairs of
    characters.
    """
    topic = topic[:MAX_TOPIC_CHARS]
    said = list(phrases_of(_words(topic, terms)))
    wanted = list(dict.fromkeys(_wanted(topic, said)))
    asked = {each for stems in wanted for each in stems}
    groups = [_group(stems, _weight(stems, alone=len(wanted) == 1), asked) for stems in wanted]
    texts = [phrase.text for phrase in said]
    words = [text for text in texts if text.isascii() and " " not in text]
    if len(words) <= _MAX_NAMED:
        _add_initials(groups, words)
    return groups


def weight_of(group: Group) -> float:
    """Return the weight of a meaning, that of the words that say it."""
    return max(weight for _, weight in group)


def surely_meant(groups: Sequence[Group]) -> dict[str, float]:
    """Return the stems of a topic with how surely each is meant, up to 1; a vague word is, too."""
    meant: dict[str, float] = {}
    for group in groups:
        most = weight_of(group)
        for word, weight in group:
            meant[word] = max(weight / most, meant.get(word, 0.0))
    return meant


def without_synonyms(group: Group) -> Group:
    """Return the words that say a meaning, not those that settings have for it, too."""
    most = weight_of(group)
    return [each for each in group if each[1] == most]


def _words(topic: str, terms: Sequence[Term]) -> list[str | Term]:
    """Return the words of a topic in their order: those in Latin letters, of which a name may have
    digits, S3 or k8s, and the terms of those in other languages.
    """
    words: list[str | Term] = []
    others = list(terms)
    end = 0
    for run in CJK.finditer(topic):
        words += _latin_words(topic[end : run.start()])
        at, end = run.start(), run.end()
        while others and (found := topic.find(others[0].text, at, end)) >= 0:
            at = found + len(others[0].text)
            words.append(others.pop(0))
    return [*words, *_latin_words(topic[end:]), *others]


def _latin_words(text: str) -> list[str]:
    words: list[str] = []
    for piece in _PIECE.findall(text):
        words += text_words(piece) if piece.isalpha() else [piece.lower()]
    return words


def _wanted(topic: str, said: Sequence[SpokenPhrase]) -> Iterator[tuple[str, ...]]:
    """Yield the stems of each meaning that the topic asks for."""
    for phrase in said:
        yield from phrase.groups
    # `nginx 413`: a number alone would be a word that no setting has.
    for status in _NUMBER.findall(topic):
        for word in _STATUS.get(status, ()):
            yield (stem(word),)


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
                    group.append((initials, weight_of(group) * _SYNONYM))
