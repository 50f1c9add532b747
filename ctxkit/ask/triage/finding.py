"""The causes of a case and the groups of its log as a finding, from which a bundle is made.

Not here: the bundle (`bundle/budget.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ctxkit.ask.locate.locate import locate
from ctxkit.ask.triage.case_results import CaseCauses, with_short_paths
from ctxkit.ask.triage.results import StatementGroup, Triage
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.logline.log_format import SERIOUS_LEVELS
from ctxkit.model import Confidence, Finding, Hit, KeyAnswer, Question
from ctxkit.text.locations import place_name
from ctxkit.text.untrusted import LOG_WORDS
from ctxkit.text.wording import short

QUESTION = Question(command="triage")

MAX_GROUPS = 8
MAX_NOTED = 5
MAX_NOTED_PROOFS = 2
MAX_PROOF_CHARS = 80
MAX_KEYS = 6
MAX_HITS_WITH_KEYS = 3
"""Settings are shown for the first hits only."""

_UNLOCATED_SCORE = 0.5


def finding_of(found: Triage, index: Index, sources: Sources) -> Finding:
    """Return the causes in words, and as hits the groups that prove them, then the severest others:
    each located by its example, with the settings there.
    """
    hits: list[Hit] = []
    keys: dict[str, KeyAnswer] = {}
    confidence: Confidence = "none"
    for group in _proving_first(found)[:MAX_GROUPS]:
        answer = locate(index, sources, group.count.example.decode("utf8", "replace"))
        hit = _hit_of(group, answer.hits, index)
        if hit is None or _is_shown(hit, hits):
            continue
        if not hits:
            confidence = answer.confidence if answer.confidence != "none" else "low"
        hits += _with_causes(group, hit, hits)
        if len(hits) <= MAX_HITS_WITH_KEYS:
            keys.update((key.name, key) for key in answer.keys if key.name not in keys)
    return Finding(
        question=QUESTION,
        query=" ".join(found.names),
        confidence=confidence,
        versions=found.versions,
        hits=tuple(hits),
        keys=tuple(keys.values())[:MAX_KEYS],
        notes=(*cause_notes(found.case), *found.notes),
        asked_version=found.asked_version,
    )


def _proving_first(found: Triage) -> list[StatementGroup]:
    """Return the groups whose statements the causes name first, in the order of the causes; with a
    likely cause, none that harms nothing.
    """
    ranks: dict[tuple[str, str, int], tuple[int, bool]] = {}
    for rank, cause in enumerate(found.case.causes):
        for place in cause.places:
            key = place.repo, place.path, place.line
            ranks.setdefault(key, (rank, cause.confidence != "low"))
    has_likely = any(likely for _, likely in ranks.values())
    ranked: list[tuple[int, StatementGroup]] = []
    for group in found.statements:
        row = group.row
        key = (row.repo, row.path, row.line) if row else ("", "", 0)
        rank, is_likely = ranks.get(key, (len(ranks), group.level in SERIOUS_LEVELS))
        if is_likely or not has_likely:
            ranked.append((rank, group))
    ranked.sort(key=lambda item: item[0])
    return [group for _, group in ranked]


def cause_notes(case: CaseCauses) -> Iterator[str]:
    """Yield each likely cause in one line, and what was not there."""
    likely = with_short_paths(case.likely[:MAX_NOTED])
    for number, cause in enumerate(likely, 1):
        proof = "; ".join(
            f"{each.place} {short(each.text, MAX_PROOF_CHARS)}"
            for each in cause.proof[:MAX_NOTED_PROOFS]
        )
        parts = [f"cause {number} ({cause.confidence}, {cause.judged.level})"]
        parts[0] += "" if cause.is_quoted else f": {short(cause.what)}"
        parts.append(f"change: {cause.change}")
        if cause.defect is not None and cause.defect.elsewhere:
            parts.append(f"the code there: {cause.defect.elsewhere}")
        if cause.settings:
            parts.append(f"settings: {', '.join(cause.settings)}")
        if cause.is_quoted:
            parts.append(f"{LOG_WORDS}{short(cause.what)}")
        if proof:
            parts.append(f"proof: {proof}")
        yield "; ".join(parts)
    if likely and case.absent:
        yield f"not looked at: {'; '.join(case.absent)}"
    if likely and case.ask:
        yield f"this would settle cause 1: {case.ask}"


def _hit_of(group: StatementGroup, hits: Sequence[Hit], index: Index) -> Hit | None:
    """Return the hit at the group's own statement, else that statement, else the first hit."""
    row = group.row
    if row is not None:
        place = (row.repo, row.path, row.line)
        for hit in hits:
            if (hit.fact.repo, hit.fact.path, hit.fact.line) == place:
                return hit
        fact = index.at(row.kind, *place, row.name)
        if fact:
            return Hit(fact=fact, score=_UNLOCATED_SCORE)
    return next(iter(hits), None)


def _with_causes(group: StatementGroup, hit: Hit, shown: Sequence[Hit]) -> Iterator[Hit]:
    """Yield the hit of a group and those of its causes, a cause with one possible place first."""
    causes = [cause for cause in group.causes if not _is_shown(cause.hit, shown)]
    for cause in causes:
        if cause.equals == 1:
            yield _explained(cause.hit, _inside(cause.count, hit))
    yield _explained(hit, describe(group))
    for cause in causes:
        if cause.equals > 1:
            yield _explained(cause.hit, _inside(cause.count, hit))


def _is_shown(hit: Hit, hits: Sequence[Hit]) -> bool:
    return any(other.fact.location == hit.fact.location for other in hits)


def _explained(hit: Hit, why: str) -> Hit:
    return replace(hit, why=(why, *hit.why))


def _inside(count: int, outer: Hit) -> str:
    return f"{_times(count)} inside the message of {place_name(outer.fact.location)}"


def _times(count: int) -> str:
    return f"{count:,} time" if count == 1 else f"{count:,} times"


def describe(group: StatementGroup) -> str:
    """Return how often and when a group's events happened, in words."""
    count = group.count
    parts = [_times(count.count) + (f" at level {group.level}" if group.level else "")]
    if count.first:
        parts.append(count.first if count.last == count.first else f"{count.first} to {count.last}")
    if count.services:
        parts.append(f"in {', '.join(sorted(count.services))}")
    return ", ".join(parts)
