"""Topics in Chinese, Japanese or Korean -> the English words that the source writes for them,
without a network.

A glossary knows the words of operations; those of the product are learned from the console's
catalogs, which have every text in each language (`catalog_words.py`). Not here: synonyms of English
words (`meanings.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ctxkit.ask.find.catalog_words import UNKNOWN, Learned, catalog_of_locale
from ctxkit.ask.find.glossary import GLOSSARY, MAX_TERM_CHARS
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.regex import regex
from ctxkit.text.words import stem

CJK = regex("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_HANGUL = regex("[\uac00-\ud7af]")
_KANA = regex("[\u3040-\u30ff]")
_HIRAGANA = regex("[\u3041-\u309f]+")
_MIN_WORD_CHARS, _MAX_WORD_CHARS = 2, 8  # of a word that is looked for in the catalogs
# A word of the glossary counts a little more than the best of those that are learned.
_KNOWN_WEIGHT, _LEARNED_WEIGHT = 1.05, 0.95
_NATIVE_WEIGHT = 0.5  # of a pair of characters against a word: a word has two or three of them

_Learn = Callable[[str], Learned]


class Term(NamedTuple):
    """A word of a topic and the English stems for it, one group for each meaning that must be
    there.

    `unknown`: nobody knows what it means. A known term without groups says nothing about the topic.
    """

    text: str
    groups: tuple[tuple[str, ...], ...]
    unknown: bool = False


def terms_of(topic: str, index: Index, sources: Sources) -> list[Term]:
    """Return the words of `topic` in Chinese, Japanese or Korean, in their order."""
    runs: list[str] = CJK.findall(topic)
    if not runs:
        return []
    best = [term for run in runs for term in _cut(run, lambda _: UNKNOWN)]
    for locale in _locales(topic):
        if not any(term.unknown for term in best):
            break
        catalog = catalog_of_locale(locale, index, sources)
        if catalog is None:
            continue
        found = [term for run in runs for term in _cut(run, catalog.learn)]
        if _unknown_chars(found) < _unknown_chars(best):
            best = found
    return best


def native_groups(topic: str) -> list[list[tuple[str, float]]]:
    """Return a group for each pair of characters of `topic` in Chinese, Japanese or Korean, as the
    documentation in these languages is searched by; pairs of hiragana are endings.
    """
    pairs = dict.fromkeys(
        run[at : at + 2] for run in CJK.findall(topic) for at in range(len(run) - 1)
    )
    return [[(pair, _NATIVE_WEIGHT)] for pair in pairs if not _HIRAGANA.fullmatch(pair)]


def _unknown_chars(terms: Sequence[Term]) -> int:
    return sum(len(term.text) for term in terms if term.unknown)


def _locales(topic: str) -> tuple[str, ...]:
    """Return the locales that a topic may be written in, the likeliest first."""
    if _HANGUL.search(topic):
        return ("ko-KR",)
    if _KANA.search(topic):
        return ("ja-JP",)
    return ("zh-Hans", "zh-Hant", "ja-JP")


def _cut(run: str, learn: _Learn) -> Iterator[Term]:
    """Cut a run of characters into the words that cover it best, each end by the best of its
    beginnings; a character that no word covers is unknown.
    """
    learn = cache(learn)
    scores, last_terms = [0.0], [Term("", ())]
    for end in range(1, len(run) + 1):
        score, term = scores[end - 1], Term(run[end - 1], (), unknown=True)
        for start in range(max(0, end - max(MAX_TERM_CHARS, _MAX_WORD_CHARS)), end):
            weight, found = _term(run[start:end], learn)
            choice = scores[start] + weight
            if found and (choice, len(found.text)) > (score, len(term.text)):
                score, term = choice, found
        scores.append(score)
        last_terms.append(term)
    return _joined(last_terms)


def _term(piece: str, learn: _Learn) -> tuple[float, Term | None]:
    """Return a piece as a term with its score, None if it is not a word."""
    if piece in GLOSSARY:
        groups = tuple(tuple(stem(word) for word in words) for words in GLOSSARY[piece])
        return _KNOWN_WEIGHT * len(piece), Term(piece, groups)
    if _may_be_word(piece):
        learned = learn(piece)
        if learned.stems:
            score = _LEARNED_WEIGHT * learned.confidence * len(piece)
            return score, Term(piece, (learned.stems,))
    return 0.0, None


def _may_be_word(piece: str) -> bool:
    """Return whether `piece` may be a word: hiragana at an end are most often endings or
    particles.
    """
    if not _MIN_WORD_CHARS <= len(piece) <= _MAX_WORD_CHARS:
        return False
    return not _HIRAGANA.match(piece[0]) and not _HIRAGANA.match(piece[-1])


def _joined(last_terms: Sequence[Term]) -> Iterator[Term]:
    """Yield the terms of the best cut, unknown neighbours as one, particles left out.

    `last_terms` are, for each end, the last term of the best cut up to there.
    """
    terms: list[Term] = []
    end = len(last_terms) - 1
    while end > 0:
        terms.append(last_terms[end])
        end -= len(last_terms[end].text)
    unknown = ""
    for term in reversed(terms):
        if term.unknown and not _HIRAGANA.fullmatch(term.text):
            unknown += term.text
            continue
        if unknown:
            yield Term(unknown, (), unknown=True)
            unknown = ""
        if not term.unknown:
            yield term
    if unknown:
        yield Term(unknown, (), unknown=True)
