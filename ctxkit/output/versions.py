"""Which versions an answer names: of the sources that it cites, and those that may differ from what
runs.

Pure. Not here: how a version was found (`workspace/versions.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.dify.packages import PACKAGE_NAMES
from ctxkit.model import Checkout, Finding
from ctxkit.model.cause import CausePlace
from ctxkit.text.wording import CERTAIN_MATCHES

_FOUND = ("high", "medium")
"""The confidence of an answer whose first place is in the sources that it cites."""


def cited_versions(finding: Finding) -> list[Checkout]:
    """Return the versions of the sources that an answer cites."""
    cited = set(_cited_repos(finding))
    return [checkout for checkout in finding.versions if checkout.repo in cited]


def needed_versions(finding: Finding) -> list[Checkout]:
    """Return the same and those that are uncertain, without packages: an answer that cites none
    does not hang on them. Nor does a statement that was found hang on the sources of others.
    """
    uncertain = {c.repo for c in finding.versions if _is_uncertain(c)}
    if finding.question.pasted and finding.confidence in _FOUND:
        uncertain &= {place.location.repo for place in _cause_places(finding)}
    needed = {*_cited_repos(finding), *uncertain}
    return [checkout for checkout in finding.versions if checkout.repo in needed]


def _cause_places(finding: Finding) -> Iterator[CausePlace]:
    for cause in (hit.cause for hit in finding.hits):
        if cause is not None:
            yield from (*cause.guards, *cause.callers, *cause.wraps)
            for decider in cause.decides:
                yield from decider.how


def _is_uncertain(checkout: Checkout) -> bool:
    return checkout.match not in CERTAIN_MATCHES and checkout.repo not in PACKAGE_NAMES


def _cited_repos(finding: Finding) -> Iterator[str]:
    yield from (hit.fact.repo for hit in finding.hits)
    yield from (
        place.repo
        for plan in finding.plans
        for section in plan.sections
        for row in section.rows
        for place in row.places
    )
    yield from (place.location.repo for key in finding.keys for place in key.places)
