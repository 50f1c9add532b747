"""Names and prose cut into words, and words into stems: for `find`, suggestions and the search
index.

Words are cut twice in this package, on purpose: here at each hump and underscore, so that
`logLevel`, `LOG_LEVEL` and "log level" meet; in `template.py` at the ends of identifiers, because
`app_config` in a log line is evidence as a whole. Not here: words that mean the same
(`synonyms.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

# Compiled when first used: a class with characters beyond Latin takes long, and few questions need
# either.
_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
_IN_NAME = rf"[A-Z]{{2,}}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|\d+|{_CJK}"
_IN_TEXT = rf"[A-Za-z]{{2,40}}|{_CJK}"
_FIRST_CJK = "\u3040"
# The first that fits is cut off: longer ones precede their own endings.
_ENDINGS = (
    "ations",
    "ation",
    "ering",
    "ings",
    "ions",
    "ying",
    "ing",
    "ion",
    "ies",
    "ied",
    "ered",
    "ers",
    "yed",
    "ed",
    "es",
    "er",
    "y",
    "s",
    "e",
)
_FROM_FY = ("ification", "ifications")
_DOUBLING = ("ing", "ings", "ed")
_MIN_STEM_CHARS = 3
_MAX_CACHED = 1 << 15  # stems: the words of the source are few and repeat


def name_words(name: str) -> list[str]:
    """Return the lower-case words of a name: `pluginDaemon.auth.serverKey` is plugin, daemon, auth,
    server, key.
    """
    if name.isupper() and name.isascii():  # the commonest form, and by far the cheapest to cut
        plain = name.lower().replace(".", "_").replace("-", "_")
        return [word for word in plain.split("_") if word]
    return _lower_words(re.findall(_IN_NAME, name))


def text_words(text: str) -> list[str]:
    """Return the lower-case words of prose; Chinese, Japanese and Korean as pairs of characters."""
    return _lower_words(re.findall(_IN_TEXT, text))


def joins(words: Sequence[str]) -> list[str]:
    """Return what neighbours make together: `TIME_OUT` is a timeout, `rateLimit` a ratelimit."""
    return [left + right for left, right in pairwise(words)]


def _lower_words(found: Iterable[str]) -> list[str]:
    words: list[str] = []
    for word in found:
        if word[0] < _FIRST_CJK:
            words.append(word.lower())
        elif len(word) == 1:
            words.append(word)
        else:
            words.extend(word[i : i + 2] for i in range(len(word) - 1))
    return words


@lru_cache(maxsize=_MAX_CACHED)
def stem(word: str) -> str:
    """Return `word` without its ending, as far as the names of settings need it: `retries`, `retry`
    and `retrying` are `retr`, `verification` and `verify` are `verif`, `running` is `run`.
    """
    if word.endswith(_FROM_FY):
        return word[: word.rindex("ication")]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM_CHARS:
            short = word[: -len(ending)]
            return short[:-1] if ending in _DOUBLING and _is_doubled(short) else short
    return word


def _is_doubled(short: str) -> bool:
    """Return whether the last letter is doubled before an ending: `runn`, but not `call`."""
    return len(short) > _MIN_STEM_CHARS and short[-1] == short[-2] and short[-1] in "bdgmnprt"
