"""The chain of the errors of a line, as the places that made them.

Not here: the order of texts inside each other (`error_chain.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.locate.candidates import Candidate, has_whole_text
from ctxkit.ask.locate.error_chain import CarriedText, chain_of
from ctxkit.ask.locate.links import told_texts
from ctxkit.ask.locate.statement_score import template_of
from ctxkit.cause.code import Code
from ctxkit.model import LogTemplate
from ctxkit.model.cause import CausePlace


def wraps_of(code: Code, text: str, ranked: Sequence[Candidate]) -> list[CausePlace]:
    """Return the chain of the errors of the line, the innermost first; nothing where it carries
    only one.
    """
    first, *others = ranked
    told = told_texts(c.fact for c in ranked)
    others = [c for c in others if template_of(c.fact) in told]
    parts = [first, *(c for c in others if c.link or has_whole_text(c))]
    order = chain_of(text, [_carried(part) for part in parts])
    if len(order) == 1 or 0 not in order:
        return []
    *wrapped, outermost = (parts[number].fact.location for number in order)
    return [
        *(code.place(location, "wrapped error") for location in wrapped),
        code.place(outermost, "outermost"),
    ]


def _carried(part: Candidate) -> CarriedText:
    return CarriedText(
        template=template_of(part.fact),
        values=[value for _, value in part.values],
        is_link=part.link,
        is_log=isinstance(part.fact, LogTemplate),
    )
