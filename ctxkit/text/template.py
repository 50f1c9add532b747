"""Message templates: the words that make one findable among thousands.

A template is the text of a message with HOLE for each value and white space folded to single
blanks. Words are cut twice in this package, on purpose: here at the ends of identifiers, because
`app_config` in a line is evidence as a whole; in `words.py` at each hump and underscore. Not here:
how source literals become templates (`extract/literals.py`) and how a line is matched
(`ask/locate/locate.py`).
"""

from __future__ import annotations

import re

from ctxkit.model import HOLE

_SPACE = re.compile(rf"[^\S{HOLE}]+")  # Unicode counts HOLE as white space
_WORD = re.compile(
    r"[A-Za-z_][A-Za-z0-9_]+|[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+"
)


def fold_space(text: str) -> str:
    """Return `text` with each run of white space as one blank, and none at the ends."""
    return _SPACE.sub(" ", text).strip(" ")


def template_words(template: str) -> set[str]:
    """Return the lower-case words that every message of `template` must hold.

    A fragment that touches a hole is no word of the message (`app_<hole>`); text in Chinese,
    Japanese or Korean, which has no blanks, is cut into pairs of characters.
    """
    found: set[str] = set()
    for match in _WORD.finditer(template):
        word = match.group()
        if word[0] >= "\u3040":
            found.update(word[i : i + 2] for i in range(len(word) - 1))
        elif (
            template[match.start() - 1 : match.start()] != HOLE
            and template[match.end() : match.end() + 1] != HOLE
        ):
            found.add(word.lower())
    return found


def line_words(line: str) -> list[str]:
    """Return the lower-case words of a log line, cut as `template_words` cuts, in order of first
    appearance.
    """
    return list(dict.fromkeys(_cut(line)))


def _cut(line: str) -> list[str]:
    words: list[str] = []
    for match in _WORD.finditer(line):
        word = match.group()
        if word[0] >= "\u3040":
            words.extend(word[i : i + 2] for i in range(len(word) - 1))
        else:
            words.append(word.lower())
    return words
