"""How sure an answer to a question is: by how much of it the leading hit covers, how much of the
hit's own name the question says, and how clearly it leads.

"redis" is in the names of dozens of settings, and none of them is the answer; "port" is what the
names of twenty programs' settings end with. The benchmark fit_find says how often an answer of each
confidence leads with a right one: of those with a high one 95 in 100 shall, and no limits chosen by
it did better than these. What the documentation alone says makes hits, not certainty. Not here: the
order of the hits (`merging.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

from ctxkit.ask.find.coverage import Covering
from ctxkit.ask.find.meanings import Group, surely_meant
from ctxkit.ask.find.ranking import is_setting
from ctxkit.ask.find.setting_weights import said_of_name, telling_words
from ctxkit.model import Confidence, Hit, Symbol
from ctxkit.text.words import name_words, stem

HIGH_COVER, HIGH_NAME = 0.7, 0.5  # shares of the question that the hit and its name cover
MEDIUM_COVER, MEDIUM_NAME = 0.55, 0.3
CLEAR_LEAD = 1.03  # the score of the first setting against that of the second
AGREED_RANK = 4  # the leading hit is among so many of those that are found by facts' own words
HIGH_SAID = 0.55  # share of the words of the lead's name that the question says
MAX_RIVALS = 2  # others whose settings the question names as well
_RIVAL_SCORE, _RIVAL_NAME = 0.5, 0.95  # shares of the lead's score and cover that a rival has


class TopicEvidence(NamedTuple):
    """What speaks for the leading hit: the shares of the question that it and its name cover,
    whether the search by facts' own words `agreed`, how many times the score of the next setting it
    has, the share of its name that the question `said`, and how many others, programs or features,
    have a setting that the question names as well.
    """

    cover: float
    name: float
    agreed: bool
    lead: float
    said: float
    rivals: int


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
    covering = Covering(groups)
    meant = surely_meant(groups)
    has_name = is_setting(first) or isinstance(first, Symbol)
    return TopicEvidence(
        cover=covering.of_fact(first).share,
        name=covering.of_name(first.name).share,
        agreed=any(hit.fact.name == first.name for hit in facts[:AGREED_RANK]),
        lead=_lead(hits, settings),
        said=said_of_name(first.name, meant) if has_name else 1.0,
        rivals=len(_rivals(first.name, settings, covering, meant)) if has_name else 0,
    )


def level_of(evidence: TopicEvidence) -> Confidence:
    """Return the confidence that evidence gives."""
    if evidence.cover < MEDIUM_COVER or evidence.name < MEDIUM_NAME:
        return "low"
    is_whole = evidence.cover >= HIGH_COVER and evidence.name >= HIGH_NAME
    is_meant = evidence.said >= HIGH_SAID and evidence.rivals <= MAX_RIVALS
    if is_whole and is_meant and evidence.agreed and evidence.lead >= CLEAR_LEAD:
        return "high"
    return "medium"


def _lead(hits: Sequence[Hit], settings: Sequence[Hit]) -> float:
    """Return how many times the score of the second setting the first one has."""
    if not is_setting(hits[0].fact) or len(settings) < 2:
        return inf
    return settings[0].score / settings[1].score


def _rivals(
    name: str, settings: Sequence[Hit], covering: Covering, meant: Mapping[str, float]
) -> set[str]:
    """Return the words by which settings that the question names as much of as of `name` begin,
    but for those that it says, too: `nginx` and `redis` where it asks for a port.
    """
    own = set(name_words(name))
    least = _RIVAL_NAME * covering.of_name(name).share
    found: set[str] = set()
    for hit in settings:
        if hit.score < _RIVAL_SCORE * settings[0].score:
            break
        owner = next(iter(telling_words(hit.fact.name)), "")
        known = not owner or owner in own or stem(owner) in meant
        if not known and covering.of_name(hit.fact.name).share >= least:
            found.add(owner)
    return found
