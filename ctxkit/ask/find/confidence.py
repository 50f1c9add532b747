"""How sure an answer to a question is: by how much of it the leading hit covers, and how clearly it
leads.

The benchmark fit_find says how often an answer of each confidence leads with a right one: of those
with a high one 95 in 100 shall, and no limits chosen by it did better than these. What the
documentation alone says makes hits, not certainty. Not here: the order of the hits (`merging.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from ctxkit.ask.find.coverage import cover_of_fact, cover_of_name
from ctxkit.ask.find.meanings import Group
from ctxkit.ask.find.ranking import is_setting
from ctxkit.model import Confidence, Hit

HIGH_COVER, HIGH_NAME = 0.8, 0.6  # shares of the question that the hit and its name cover
MEDIUM_COVER, MEDIUM_NAME = 0.55, 0.3
CLEAR_LEAD = 1.03  # the score of the first setting against that of the second
AGREED_RANK = 4  # the leading hit is among so many of those that are found by facts' own words


class TopicEvidence(NamedTuple):
    """What speaks for the leading hit: the shares of the question that it and its name cover,
    whether the search by facts' own words `agreed`, and how many times the score of the next
    setting it has.
    """

    cover: float
    name: float
    agreed: bool
    lead: float


def confidence_of(
    hits: Sequence[Hit], facts: Sequence[Hit], settings: Sequence[Hit], groups: Sequence[Group]
) -> Confidence:
    """Return the confidence in the order `hits`, made of `facts` and `settings`."""
    return level_of(evidence_of(hits, facts, settings, groups)) if hits else "none"


def evidence_of(
    hits: Sequence[Hit], facts: Sequence[Hit], settings: Sequence[Hit], groups: Sequence[Group]
) -> TopicEvidence:
    """Return what speaks for the first of `hits`."""
    first = hits[0].fact
    return TopicEvidence(
        cover=cover_of_fact(groups, first).share,
        name=cover_of_name(groups, first.name).share,
        agreed=any(hit.fact.name == first.name for hit in facts[:AGREED_RANK]),
        lead=_lead(hits, settings),
    )


def level_of(evidence: TopicEvidence) -> Confidence:
    """Return the confidence that evidence gives."""
    if evidence.cover < MEDIUM_COVER or evidence.name < MEDIUM_NAME:
        return "low"
    is_whole = evidence.cover >= HIGH_COVER and evidence.name >= HIGH_NAME
    if is_whole and evidence.agreed and evidence.lead >= CLEAR_LEAD:
        return "high"
    return "medium"


def _lead(hits: Sequence[Hit], settings: Sequence[Hit]) -> float:
    """Return how many times the score of the second setting the first one has."""
    if not is_setting(hits[0].fact) or len(settings) < 2:
        return inf
    return settings[0].score / settings[1].score
