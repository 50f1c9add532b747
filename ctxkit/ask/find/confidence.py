"""How sure an answer to a question is: by how much of it the leading hit covers, and how clearly it
leads.

The benchmark fit_find says how often an answer of each confidence leads with a right one: of those
with a high one 95 in 100 shall. What the documentation alone says makes hits, not certainty. Not
here: the order of the hits (`merging.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.find.coverage import cover_of_fact, cover_of_name
from ctxkit.ask.find.meanings import Group
from ctxkit.ask.find.ranking import is_setting
from ctxkit.model import Confidence, Hit

HIGH_COVER, HIGH_NAME = 0.8, 0.6  # shares of the question that the hit and its name cover
MEDIUM_COVER, MEDIUM_NAME = 0.55, 0.3
CLEAR_LEAD = 1.03  # the score of the first setting against that of the second
AGREED_RANK = 4  # the leading hit is among so many of those that are found by facts' own words


def confidence_of(
    hits: Sequence[Hit], facts: Sequence[Hit], settings: Sequence[Hit], groups: Sequence[Group]
) -> Confidence:
    """Return the confidence in the order `hits`, made of `facts` and `settings`."""
    if not hits:
        return "none"
    lead = hits[0].fact
    cover, name = cover_of_fact(groups, lead).share, cover_of_name(groups, lead.name).share
    if cover < MEDIUM_COVER or name < MEDIUM_NAME:
        return "low"
    agreed = any(hit.fact.name == lead.name for hit in facts[:AGREED_RANK])
    if cover >= HIGH_COVER and name >= HIGH_NAME and agreed and _is_clear(hits, settings):
        return "high"
    return "medium"


def _is_clear(hits: Sequence[Hit], settings: Sequence[Hit]) -> bool:
    """Return whether no other setting is as good as the leading one."""
    if not is_setting(hits[0].fact) or len(settings) < 2:
        return True
    return settings[0].score >= CLEAR_LEAD * settings[1].score
