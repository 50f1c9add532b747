"""What the other versions of the workspace know of a log that the asked one does not.

A line is said to be of another version only where that version is sure of it, with a text that the
asked version does not have: its answer has the confidence `high`. Where both have the text, the
asked one may be less sure only because it has it twice. Not here: lines and stacks whose place in
another version is compared without asking it (`messages.py`, `version_match.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.locate.locate import locate
from ctxkit.dify.repositories import DIFY
from ctxkit.index.ask_hint import ask_words
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding, Hit

MAX_VERSIONS = 4


class OtherVersion(Struct, frozen=True, kw_only=True):
    """Another version of the workspace than the one that is asked; `label` is empty for its own."""

    label: str
    index: Index
    sources: Sources

    @property
    def dify(self) -> str:
        """The version of dify in it."""
        dify = self.index.checkouts().get(DIFY)
        return dify.version if dify is not None else self.label


def told_of_others(finding: Finding, text: str, others: Iterable[OtherVersion]) -> Finding:
    """Return the answer to "who wrote `text`" with the version that is sure of it, if one is."""
    known = {_template(hit) for hit in finding.hits}
    if finding.confidence == "high":
        return finding
    for other in islice(others, MAX_VERSIONS):
        if any(ask_words(other.label) in note for note in finding.notes):
            return finding  # which tells it already
        hit = sure_hit(other, text)
        if hit is not None and _template(hit) not in known:
            version = f"{hit.fact.repo} {_version(other.index, hit.fact.repo)}"
            now = next((c.version for c in finding.versions if c.repo == hit.fact.repo), "")
            place = f"{hit.fact.path}:{hit.fact.line}"
            note = f"the line fits {version} ({place}), not {now or 'this version'}"
            return replace(finding, notes=(f"{note}: {ask_words(other.label)}", *finding.notes))
    return finding


def sure_hit(other: OtherVersion, text: str) -> Hit | None:
    """Return the statement from which another version is sure that a text comes."""
    found = locate(other.index, other.sources, text)
    if found.confidence != "high" or not found.hits:
        return None
    return found.hits[0] if _template(found.hits[0]) else None


def _template(hit: Hit) -> str:
    return getattr(hit.fact, "template", "")


def _version(index: Index, repo: str) -> str:
    return index.checkouts()[repo].version
