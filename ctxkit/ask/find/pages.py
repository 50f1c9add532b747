"""Directives of nginx and squid and sections of READMEs, which decide or explain what no setting
does.

Most questions are about a setting; one of which a directive or a section says clearly more than the
first settings do is about that. Not here: what a fact covers (`coverage.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.find.coverage import Covering
from ctxkit.ask.find.meanings import Group
from ctxkit.ask.find.weights import PAGE_COVER, PAGE_LEAD
from ctxkit.model import Directive, Hit, PageSection

_MAX_PAGES, _FIRST = 2, 3


def leading_pages(
    facts: Sequence[Hit], settings: Sequence[Hit], groups: Sequence[Group]
) -> list[Hit]:
    """Return the directives and sections among `facts` that cover clearly more of the question
    than the first of `settings`, best first.
    """
    covering = Covering(groups)
    best = max((covering.of_fact(hit.fact).share for hit in settings[:_FIRST]), default=0.0)
    least = max(PAGE_COVER, PAGE_LEAD * best)
    pages = [hit for hit in facts if isinstance(hit.fact, Directive | PageSection)]
    covers = [(covering.of_fact(hit.fact).share, hit) for hit in pages]
    leading = sorted((each for each in covers if each[0] >= least), key=lambda each: -each[0])
    return [hit for _, hit in leading[:_MAX_PAGES]]
