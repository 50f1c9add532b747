"""How much the head of a bundle says.

Not here: its lines (`summary.py`), what fits into a budget (`budget.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from ctxkit.bundle.cause_rows import MAX_CALLERS
from ctxkit.bundle.place_rows import Quotes
from ctxkit.model import Location
from ctxkit.output.translation import translated
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language

MAX_TOPIC_HITS = 24  # the best of up to 90


class HeadForm(Struct, frozen=True, kw_only=True):
    """How much the head of a bundle says.

    `texts` is the source of the places that it names, of which those in `quotes` are shown with
    it. `absent` are, by the name of a setting, the blocks that prove that it is not passed on.
    `most_hits` of a topic are listed, and `most_callers` of a statement. A head that `is_brief` is
    for readers who have the files and the pasted text. A `compact` head has room for places, and
    for little else.
    """

    texts: Quotes
    quotes: Quotes
    absent: Mapping[str, Sequence[Location]] = field(default_factory=dict)
    most_hits: int = MAX_TOPIC_HITS
    most_callers: int = MAX_CALLERS
    is_brief: bool = False
    diagram: bool = False
    compact: bool = False
    lang: Language = DEFAULT_LANGUAGE

    def said(self, text: str) -> str:
        """Return a part of a line in the reader's language; whole lines are translated later."""
        return translated(text, self.lang)
