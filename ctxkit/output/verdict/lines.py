"""What a verdict consists of: a headline and lines, each with the name of what it says.

Pure data. Not here: what the lines of an answer are (`setting.py`, `statement.py`, `topic.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "doubtful", "plain"]

MUST, SHOULD, MAY = 0, 1, 2
"""How much a reader needs a line: where there is no room for all, the last are left out first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictLine:
    """One fact. Lines of one `label` follow each other; only the first of them shows it.

    Of `items`, which take the place of `text`, as many are shown as one row has room for.
    """

    label: str
    text: str = ""
    items: tuple[str, ...] = ()
    need: int = SHOULD


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerVerdict:
    """`title` is what was found, `word` how good that is, before it or after it; the lines are in
    the order in which they are shown.
    """

    title: str
    word: str
    tone: Tone
    lines: tuple[VerdictLine, ...]
    is_word_first: bool = True
