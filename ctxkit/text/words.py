"""Names and prose cut into words, and words into stems: what `find`, the suggestions and the search
index share.

Not here: the words of log templates, which must be cut as log lines are (`template.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

_IN_NAME = re.compile(
    r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|\d+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_IN_TEXT = re.compile(r"[A-Za-z]{2,40}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_CJK = "\u3040"
_ENDINGS = (
    "ations",
    "ation",
    "ings",
    "ions",
    "ing",
    "ion",
    "ies",
    "ied",
    "ers",
    "ed",
    "es",
    "er",
    "y",
    "s",
    "e",
)
_SHORTEST_STEM = 3


def name_words(name: str) -> list[str]:
    """Return the lower-case words of a name: `pluginDaemon.auth.serverKey` is plugin, daemon, auth,
    server, key.
    """
    if name.isupper() and name.isascii():  # the commonest form, and by far the cheapest to cut
        return [
            word for word in name.lower().replace(".", "_").replace("-", "_").split("_") if word
        ]
    return _cut(_IN_NAME.findall(name))


def text_words(text: str) -> list[str]:
    """Return the lower-case words of prose; Chinese, Japanese and Korean as pairs of characters."""
    return _cut(_IN_TEXT.findall(text))


def joins(words: Sequence[str]) -> list[str]:
    """Return what neighbours make together: `TIME_OUT` is a timeout, `rateLimit` a ratelimit."""
    return [left + right for left, right in pairwise(words)]


def _cut(found: list[str]) -> list[str]:
    words: list[str] = []
    for word in found:
        if word[0] >= _CJK:
            words.extend([word[i : i + 2] for i in range(len(word) - 1)] or [word])
        else:
            words.append(word.lower())
    return words


@lru_cache(maxsize=1 << 15)  # the words of the source are few and come back again and again
def stem(word: str) -> str:
    """Return `word` without its ending, as far as the names of settings need it: `retries` and
    `retry` are `retr`.
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
