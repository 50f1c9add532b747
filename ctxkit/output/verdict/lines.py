"""What a verdict consists of: a headline and lines, each with the name of what it says.

Pure data. Not here: what the lines of an answer are (`setting.py`, `statement.py`, `topic.py`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Tone = Literal["good", "bad", "doubtful", "plain"]

MUST, SHOULD, MAY = 0, 1, 2
"""How much a reader needs a line: where there is no room for all, the last are left out first."""


class VerdictLine(Struct, frozen=True, kw_only=True):
    """One fact. Lines of one `label` follow each other; only the first of them shows it.

    Of `items`, which take the place of `text`, as many are shown as one row has room for. A text
    has at most `rows` rows. A command is one to copy: it is in one row where `ctxkit show` still
    finds the shortened path.
    """

    label: str
    text: str = ""
    items: tuple[str, ...] = ()
    need: int = SHOULD
    rows: int = 2
    is_command: bool = False


class AnswerVerdict(Struct, frozen=True, kw_only=True):
    """`title` is what was found, `word` how good that is, before it or after it; the lines are in
    the order in which they are shown. A title that `is_quoted` is in the words of a log.
    """

    title: str
    word: str
    tone: Tone
    lines: tuple[VerdictLine, ...]
    is_word_first: bool = True
    is_quoted: bool = False
