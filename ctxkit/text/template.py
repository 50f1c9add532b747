"""Message templates: the words that make one findable among thousands.

A template is the text of a message with HOLE for each value and white space folded to single
blanks. Words are cut twice in this package, on purpose: here at the ends of identifiers, because
`app_config` in a line is evidence as a whole; in `words.py` at each hump and underscore. Not here:
how source literals become templates (`extract/literals.py`) and how a template
fits a line (`ask/locate/matching.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ctxkit.model import HOLE
from ctxkit.regex import regex

_SPACE = regex(rf"[^\S{HOLE}]+")  # Unicode counts HOLE as white space
_LATIN = "[A-Za-z_][A-Za-z0-9_]+"
_LATIN_WORD = regex(_LATIN)  # most texts have no others, which take long to compile
_WORD = regex(rf"{_LATIN}|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+")
_CJK = "\u3040"
"""From here on words are Chinese, Japanese or Korean, which have no blanks between them."""


def fold_space(text: str) -> str:
    """Return `text` with each run of white space as one blank, and none at the ends."""
    if HOLE not in text:  # which split() would drop: a fifth of the time
        return " ".join(text.split())
    return _SPACE.sub(" ", text).strip(" ")


def template_words(template: str) -> set[str]:
    """Return the lower-case words that every message of `template` must hold.

    A fragment that touches a hole is not a word of the message (`app_<hole>`).
    """
    found: set[str] = set()
    for match in _words_of(template):
        word = match.group()
        if word[0] >= _CJK:
            found.update(_pairs(word))
            continue
        start, end = match.span()
        if HOLE not in template[start - 1 : start] + template[end : end + 1]:
            found.add(word.lower())
    return found


def line_words(line: str) -> list[str]:
    """Return the lower-case words of a log line, cut as `template_words` cuts, in order of first
    appearance.
    """
    words: list[str] = []
    for match in _words_of(line):
        word = match.group()
        if word[0] >= _CJK:
            words.extend(_pairs(word))
        else:
            words.append(word.lower())
    return list(dict.fromkeys(words))


def _words_of(text: str) -> Iterator[re.Match[str]]:
    return (_LATIN_WORD if text.isascii() else _WORD).finditer(text)


def _pairs(word: str) -> Iterable[str]:
    """Yield each two characters that follow one another: the words of a text without blanks."""
    return (word[i : i + 2] for i in range(len(word) - 1))
