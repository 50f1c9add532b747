"""Bits of single pieces of evidence, for `locate` and for whole log files (`triage`) alike.

Not here: which statements are scored (`statements.py`, `ask/triage/matcher.py`), and the weights
themselves (`weights.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log2

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.line_context import language_of, same_level
from ctxkit.dify.programs import homes_of, runs
from ctxkit.model import HOLE
from ctxkit.regex import regex
from ctxkit.text.template import template_words

_ALL_TEMPLATES = 20_000  # about as many as the repositories have; only the logarithm counts
_MARK = regex(rf"[^\w\s{HOLE}]|_")


def word_bits(count: int) -> float:
    """Return the bits of a word that `count` templates have."""
    bits = log2(_ALL_TEMPLATES / max(count, 1))
    return min(weights.WORD_MAX, max(weights.WORD_MIN, bits))


def mark_bits(text: str) -> float:
    """Return the bits of the punctuation in a literal text."""
    return min(weights.MARKS_MAX, len(_MARK.findall(text)) * weights.MARK)


def text_bits(template: str, counts: Mapping[str, int]) -> float:
    """Return the bits of a literal text: its words by their rarity, its punctuation a little."""
    words = template_words(template)
    return sum(word_bits(counts[word]) for word in words if word in counts) + mark_bits(template)


def remainder_bits(left: int) -> float:
    """Return the bits of what a fitting template leaves of the message, in characters."""
    if left == 0:
        return weights.TO_THE_END
    return max(weights.REMAINDER_MIN, weights.REMAINDER + weights.REMAINDER_CHAR * left)


def line_bits(first: int, last: int, line: int) -> float:
    """Return the bits of a line number in a prefix for a statement on `first` to `last`."""
    if first <= line <= last:
        return weights.SAME_LINE
    distance = min(abs(line - first), abs(line - last))
    return max(0.0, weights.NEAR_LINE - log2(1 + distance))


def level_bits(own: str, logged: str) -> float:
    """Return the bits of a line's level for a statement's own."""
    if not own or not logged:
        return 0.0
    return weights.SAME_LEVEL if same_level(own, logged) else weights.OTHER_LEVEL


def language_bits(path: str, language: str) -> float:
    """Return the bits of the language of a line's logger for a file."""
    if not language or language_of(path) in ("", language):
        return 0.0
    return weights.OTHER_LANGUAGE


def service_bits(repo: str, path: str, service: str) -> float:
    """Return the bits of the component that wrote a line for a file."""
    if not homes_of(service):
        return 0.0
    return weights.SERVICE if runs(service, repo, path) else weights.OTHER_SERVICE
