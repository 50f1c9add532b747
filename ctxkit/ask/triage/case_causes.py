"""Evidence -> causes, joined and ranked: what several lines tell of one cause is one cause, and
what follows from another is below it.

Not here: evidence (`evidence.py`), the rows about causes (`dify/causes.py`), causes that no row
tells (`unknown_causes.py`), what the files of the deployment show (`file_causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import log2

from msgspec import Struct, field

from ctxkit.ask.triage.case_results import Proof, RankedCause
from ctxkit.ask.triage.evidence import FailureEvidence
from ctxkit.ask.triage.file_settings import FileSettings
from ctxkit.ask.triage.message_words import Symptoms
from ctxkit.dify.cause_row import OWN_SERVICE, PROVING, CauseRow, Judged, Standing
from ctxkit.dify.causes import Causes, told_by_clients
from ctxkit.dify.charts import POD_VALUES, section_of
from ctxkit.logline.wrappers import unwrap, without_wrappers
from ctxkit.model import Confidence, Location, Problem
from ctxkit.text.locations import named_place

MAX_SETTINGS = 5
MAX_PLACES = 5
MAX_PROOFS = 6
MAX_FOLLOWS = 5

BASE: Mapping[Standing, float] = {
    "cause": 80.0,
    "likely": 62.0,
    "consequence": 22.0,
    "harmless": 4.0,
}
"""What a text alone is worth, by what it proves."""

PROVED_BY_FILES = 25.0
DOES_NOT_RUN = 25.0
SAYS_NO_MORE = -8.0
RARE = -22.0
"""Once, in whole logs: something else is what goes on."""

PAST = ELSEWHERE = -22.0
"""It is over, or of another program: something else is what goes on."""

ASIDE = -18.0
"""Who uses Dify makes mistakes at all times; the sender writes of something else."""

_PER_DOUBLING = 3.0
_MOST_FOR_RATE = 18.0
_HIGH, _MEDIUM = 84.0, 50.0
_MIN_EVENTS = 5
_MIN_FIT = 6.0


class Draft(Struct, kw_only=True):
    """A cause while its evidence is collected."""

    id: str
    what: str
    change: str
    judged: Judged
    standing: Standing
    settings: list[str] = field(default_factory=list)
    of: str = ""
    rules: tuple[str, ...] = ()
    evidence: list[FailureEvidence] = field(default_factory=list)
    places: list[Location] = field(default_factory=list)
    file_proofs: list[Proof] = field(default_factory=list)
    follows: list[str] = field(default_factory=list)
    bonus: float = 0.0
    is_certain: bool = True
    """A row or the files prove it; else it is read from the source alone."""

    is_quoted: bool = False
    """`what` is in the words of a log."""

    is_answer: bool = False
    """It is only the status that a request was answered with."""

    at_start: bool = False
    """Services tell it also while they start and wait for each other."""

    is_elsewhere: bool = False
    """Only containers that are none of Dify's tell it, and it may be of what they use."""

    is_past: bool = False
    """It ended long before the logs do, and what failed worked."""

    score: float = 0.0
    fits: float = 0.0
    """How well it fits what the sender writes."""

    @property
    def count(self) -> int:
        return sum(each.count for each in self.evidence if not each.is_part) or len(self.evidence)

    @property
    def services(self) -> set[str]:
        return {service for each in self.evidence for service in each.services}

    @property
    def best_evidence(self) -> list[FailureEvidence]:
        """All evidence, first what is serious and often."""
        return sorted(self.evidence, key=lambda each: (not each.is_serious, -each.count))


def drafts_of_rows(
    evidence: Sequence[FailureEvidence],
) -> tuple[dict[str, Draft], list[FailureEvidence]]:
    """Return the causes that rows tell, by id, and the evidence that tells none."""
    drafts: dict[str, Draft] = {}
    rest: list[FailureEvidence] = []
    texts = [each.text if each.is_state else without_wrappers(each.text) for each in evidence]
    causes = Causes(texts)
    for each, text in zip(evidence, texts, strict=True):
        row = causes.of_text(text, state=each.is_state)
        if row is None:
            rest.append(each)
        else:
            draft = drafts.setdefault(row.id, _draft(row))
            draft.evidence.append(each)
            if each.is_failing and draft.standing == "harmless":
                draft.standing = "likely"  # it is of a container that does not run
    for draft in drafts.values():
        if draft.id in told_by_clients():
            draft.is_elsewhere = all(map(_is_of_other_container, draft.evidence))
    return drafts, rest


def _is_of_other_container(evidence: FailureEvidence) -> bool:
    """Return whether a container wrote a text that is none of Dify's."""
    if evidence.is_state or evidence.services:
        return False
    found = unwrap(evidence.text.partition("\n")[0])
    return bool(found.container) and not found.service


def _draft(row: CauseRow) -> Draft:
    return Draft(
        id=row.id,
        what=row.what,
        change=row.change,
        judged=row.judged,
        standing=row.standing,
        settings=list(row.settings),
        of=row.of,
        rules=row.rules,
        at_start=row.at_start,
    )


def join_problems(drafts: Mapping[str, Draft], problems: Sequence[Problem]) -> list[Problem]:
    """Join what `check` found with the causes that it proves; return the other problems."""
    rest: list[Problem] = []
    for problem in problems:
        owner = next((d for d in drafts.values() if problem.id in d.rules), None)
        if owner is None and problem.severity != "note":
            owner = next(
                (d for d in drafts.values() if problem.key in d.settings and d.standing in PROVING),
                None,
            )
        if owner is None:
            rest.append(problem)
            continue
        owner.bonus = max(owner.bonus, PROVED_BY_FILES)
        proof = Proof(file=problem.path, line=problem.line, text=problem.message)
        if proof not in owner.file_proofs:
            owner.file_proofs.append(proof)
    return rest


def mark_consequences(drafts: Sequence[Draft], down: AbstractSet[str]) -> None:
    """Rank what follows from another cause of the case below it: by the rows, by the services that
    do not run, by the messages that it wraps. A status says only that something failed.
    """
    by_id = {draft.id: draft for draft in drafts}
    _promote(drafts)
    explained = any(each.is_certain and each.standing == "cause" for each in drafts)
    for draft in drafts:
        owner = by_id.get(draft.of)
        if draft.of.startswith("@"):
            owners = [other for other in drafts if _owns(other, draft)]
            owner = max(owners, key=lambda other: _worth_as_owner(other, draft), default=None)
            if owners or draft.of[1:] in down:
                draft.standing = "consequence"
        elif not draft.is_certain and (wrapped := _wrapped(draft, drafts)) is not None:
            owner, draft.standing = wrapped, "consequence"
        elif draft.is_answer and explained:
            draft.standing = "consequence"
        if owner is not None:
            if said := _said_below(draft):
                owner.follows.append(said)
            owner.bonus += 4.0


def _promote(drafts: Sequence[Draft]) -> None:
    """Make what only follows from another cause likely where no cause is there."""
    if any(each.is_certain and each.standing in PROVING for each in drafts):
        return
    for draft in drafts:
        if draft.standing == "consequence":
            draft.standing = "likely"


def _worth_as_owner(other: Draft, draft: Draft) -> tuple[bool, bool, bool, int]:
    """Return how well a draft explains what fails in a service: what is known of that service, and
    says more than that it fails, before what may be of another one.
    """
    says_more = other.of != OWN_SERVICE
    return bool(draft.services & other.services), says_more, other.is_certain, other.count


def _wrapped(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """Return the cause whose message all of the evidence of a draft wraps."""
    inner = [{_line_of(place) for place in each.inner} for each in draft.evidence]
    for other in drafts:
        if other is not draft and other.is_certain and other.standing in PROVING:
            lines = {_line_of(place) for each in other.evidence for place in each.places}
            if inner and all(each & lines for each in inner):
                return other
    return None


def _line_of(place: Location) -> tuple[str, str, int]:
    return place.repo, place.path, place.line


def _said_below(draft: Draft) -> str:
    """Return a draft in words of ours; nothing if there are none."""
    if not draft.is_quoted:
        return draft.what
    return f"the error at {named_place(draft.places[0])}" if draft.places else ""


def _owns(other: Draft, draft: Draft) -> bool:
    """Return whether a draft that follows from what else fails in a service follows from `other`.

    A log that names no service may be of that one.
    """
    if other is draft or other.standing not in PROVING or other.is_answer:
        return False
    if not other.evidence:  # only files tell it, not what happens
        return False
    if draft.of == OWN_SERVICE:
        own = other.of == OWN_SERVICE
        return not own and (not other.services or bool(draft.services & other.services))
    return draft.of[1:] in other.services


def ranked(drafts: Sequence[Draft], symptoms: Symptoms) -> list[Draft]:
    """Return the drafts with their scores, the likeliest first."""
    for draft in drafts:
        draft.fits = _fits(draft, symptoms)
        draft.score = _score_of(draft)
    return sorted(drafts, key=lambda draft: (-round(draft.score, 1), draft.what))


def _score_of(draft: Draft) -> float:
    """Return how likely it is that a draft, which is known to fit, is what the case is about."""
    score = BASE[draft.standing] + draft.bonus
    if draft.of == OWN_SERVICE:
        # It says no more than that something fails, however often.
        return score + draft.fits / 4 + SAYS_NO_MORE
    if any(each.is_failing for each in draft.evidence):
        score += DOES_NOT_RUN
    if draft.is_past:
        score += PAST
    if draft.is_elsewhere:
        score += ELSEWHERE
    if draft.judged.level == "use" and draft.standing == "likely" and not draft.fits:
        score += ASIDE
    harmless = draft.standing == "harmless"
    score += draft.fits / (4 if harmless else 1)
    if draft.evidence:
        rate = min(_MOST_FOR_RATE, _PER_DOUBLING * log2(max(1, draft.count)))
        score += rate / (4 if harmless else 1)
        in_logs = not any(each.is_state for each in draft.evidence)
        if draft.count == 1 and in_logs and not draft.fits and not draft.bonus:
            score += RARE
    return score


def _fits(draft: Draft, symptoms: Symptoms) -> float:
    """Return how well a draft fits what the sender writes."""
    own = symptoms.bits(" ".join([draft.what, draft.change, *draft.settings]))
    return max([own, *(symptoms.bits(each.text) for each in draft.evidence)])


def finished(
    draft: Draft, settings: FileSettings, places: Mapping[tuple[int, bytes], tuple[str, int]]
) -> RankedCause:
    """Return the cause that a ranked draft is; `places` are those of lines in the logs."""
    evidence = draft.best_evidence
    names, set_proofs = _settings_of(draft, settings)
    proofs = [_proof(each, places) for each in evidence]
    firsts = sorted(each.first for each in evidence if each.first)
    lasts = sorted(each.last for each in evidence if each.last)
    every = (*(p for p in proofs if p is not None), *draft.file_proofs, *set_proofs)
    return RankedCause(
        what=draft.what,
        settings=tuple(names),
        places=_unique(_places(draft, evidence)),
        proof=tuple(_spread(every, len(draft.file_proofs) + len(set_proofs))),
        judged=draft.judged,
        confidence=_confidence(draft),
        change=draft.change,
        count=draft.count if evidence else 0,
        first=firsts[0] if firsts else "",
        last=lasts[-1] if lasts else "",
        services=tuple(sorted(draft.services)),
        follows=tuple(dict.fromkeys(draft.follows))[:MAX_FOLLOWS],
        is_quoted=draft.is_quoted,
    )


def _spread(proofs: Sequence[Proof], of_files: int) -> list[Proof]:
    """Return the first proofs, some of the logs and some of the files, each once."""
    unique = list(dict.fromkeys(proofs))
    logs, files = unique[: len(unique) - of_files], unique[len(unique) - of_files :]
    kept = files[: max(2, MAX_PROOFS - len(logs))]
    return [*logs[: MAX_PROOFS - len(kept)], *kept]


def _unique(places: Iterable[Location]) -> tuple[Location, ...]:
    """Return the first places, one of each line."""
    found: dict[tuple[str, str, int], Location] = {}
    for each in places:
        found.setdefault(_line_of(each), each)
    return tuple(found.values())[:MAX_PLACES]


def _places(draft: Draft, evidence: Sequence[FailureEvidence]) -> Iterable[Location]:
    yield from draft.places
    for each in evidence:
        yield from each.places


def _settings_of(draft: Draft, settings: FileSettings) -> tuple[list[str], list[Proof]]:
    """Return the names of the settings, those that the files set first, and the lines that do."""
    wanted = [*_of_sections(draft), *draft.settings]
    known = [(name, settings.get(name)) for name in wanted]
    names = [name for name, value in known if value is not None]
    names += [name for name in wanted if name not in names]
    proofs = [value.proof for _, value in known if value is not None]
    return names[:MAX_SETTINGS], proofs[:3]


def _of_sections(draft: Draft) -> list[str]:
    """Return the values of pods that decide a draft by their paths in a chart, where its sections
    are the services.
    """
    states = (each for each in draft.evidence if each.is_state)
    sections = {section_of(service) for each in states for service in each.services} - {""}
    own = [name for name in draft.settings if name.partition(".")[0] in POD_VALUES]
    return [f"{section}.{name}" for name in own[:2] for section in sorted(sections)[:2]]


def _proof(
    each: FailureEvidence, places: Mapping[tuple[int, bytes], tuple[str, int]]
) -> Proof | None:
    text = each.line.decode("utf8", "replace") if each.line else each.text.partition("\n")[0]
    if each.path:
        return Proof(file=each.path, line=each.row, text=text)
    place = places.get((each.block, each.line))
    return Proof(file=place[0], line=place[1], text=text) if place else None


def _confidence(draft: Draft) -> Confidence:
    is_sure = draft.is_certain and not draft.is_past and not draft.is_elsewhere
    if is_sure and draft.standing == "cause" and draft.score >= _HIGH:
        # A few lines of a log tell a cause, but not that it is what the case is about.
        is_failing = any(each.is_failing for each in draft.evidence)
        is_supported = draft.bonus >= PROVED_BY_FILES or draft.fits >= _MIN_FIT
        if is_failing or is_supported or draft.count >= _MIN_EVENTS:
            return "high"
    return "medium" if draft.score >= _MEDIUM else "low"
