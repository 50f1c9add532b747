"""The verdict on a case: its likely causes, the first in full; where no cause is likely, what fails
most. Secrets are masked.

Not here: the whole report (`output/triage_report.py`), the words of other answers (`verdict.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ctxkit.ask.triage.case_results import RankedCause, with_short_paths
from ctxkit.ask.triage.line_words import said_by
from ctxkit.ask.triage.results import StatementGroup, Triage
from ctxkit.dify.repositories import DIFY
from ctxkit.logline.log_format import ERROR_LEVELS, SERIOUS_LEVELS
from ctxkit.model import Checkout
from ctxkit.output.verdict.lines import MAY, MUST, AnswerVerdict, VerdictLine
from ctxkit.text.locations import named_place, place_name
from ctxkit.text.redact import Redactor
from ctxkit.text.wording import counted, short, shown_template

MAX_CAUSES = 3
MAX_PROOFS = 3
MAX_FAILURES = 5
_MAX_NOTES = 2
_MAX_PROOF_CHARS = 200


class CaseVerdict(Struct, frozen=True, kw_only=True):
    """`head` is what was read, `causes` the likeliest, `rest` what they leave open; `versions` are
    the sources that it rests on. Without a likely cause, `failing` is what fails most.
    """

    versions: tuple[Checkout, ...]
    head: str
    causes: tuple[AnswerVerdict, ...]
    failing: tuple[VerdictLine, ...]
    rest: tuple[VerdictLine, ...]


def case_verdict(found: Triage, redactor: Redactor) -> CaseVerdict:
    """Return the verdict on what was sent."""
    likely = with_short_paths(found.case.likely[:MAX_CAUSES])
    causes = (_cause(each, redactor, in_full=not number) for number, each in enumerate(likely))
    cited = {DIFY, *(place.repo for cause in likely for place in cause.places)}
    return CaseVerdict(
        versions=tuple(each for each in found.versions if each.repo in cited),
        head=_head(found),
        causes=tuple(causes),
        failing=tuple(_failures(found)) if not likely else (),
        rest=tuple(_rest(found, len(likely), redactor)),
    )


def _head(found: Triage) -> str:
    tally = found.tally
    levels = {level: tally.levels.get(level, 0) for level in SERIOUS_LEVELS}
    errors = sum(levels[level] for level in ERROR_LEVELS)
    read = counted(len(found.names), "log")
    if found.deployments:
        read = counted(len(found.deployments), "deployment")
    return (
        f"{read}, {tally.lines:,} lines: "
        f"{counted(errors, 'error')}, {counted(levels['warning'], 'warning')}"
    )


def _cause(cause: RankedCause, redactor: Redactor, *, in_full: bool) -> AnswerVerdict:
    lines = [
        VerdictLine(label="Next", text=redactor.mask(cause.change), need=MUST, rows=3),
        *_proofs(cause, redactor, MAX_PROOFS if in_full else 1),
    ]
    if in_full:
        lines += _details(cause, redactor)
    return AnswerVerdict(
        title=short(redactor.mask(cause.what)),
        word=cause.grade,
        tone="good" if cause.confidence == "high" else "doubtful",
        lines=tuple(line for line in lines if line.text or line.items),
        is_word_first=False,
        is_quoted=cause.is_quoted,
    )


def _proofs(cause: RankedCause, redactor: Redactor, most: int) -> Iterator[VerdictLine]:
    for number, proof in enumerate(cause.proof[:most]):
        text = short(said_by(redactor.mask(proof.text)), _MAX_PROOF_CHARS)
        need = MAY if number else MUST
        yield VerdictLine(label="Proof", text=f"{proof.place}  {text}", need=need, rows=2)


def _details(cause: RankedCause, redactor: Redactor) -> Iterator[VerdictLine]:
    yield VerdictLine(label="Deployments", items=cause.deployments)
    yield VerdictLine(label="Decided by", items=cause.settings)
    yield VerdictLine(label="Code", items=tuple(map(named_place, cause.places)))
    if cause.defect is not None:
        yield VerdictLine(label="There", text=cause.defect.elsewhere)
    follows = "; ".join(redactor.mask(each) for each in cause.follows)
    yield VerdictLine(label="Explains", text=follows, need=MAY, rows=2)
    yield VerdictLine(label="Missing", text=cause.judged.missing)


def _failures(found: Triage) -> Iterator[VerdictLine]:
    yield VerdictLine(label="Cause", text="nothing that was sent tells a cause", need=MUST)
    serious = [each for each in found.statements if each.level in SERIOUS_LEVELS]
    yield from map(_failure, serious[:MAX_FAILURES])


def _failure(group: StatementGroup) -> VerdictLine:
    parts = [f"{group.count.count:,}× {group.level}"]
    if group.row is not None:
        parts.append(short(shown_template(group.row.template)))
        parts.append(f"{group.row.repo} {place_name(group.row.location)}")
    for stack in group.stacks[:1]:
        parts.append(stack.error)
        if stack.place is not None:
            parts.append(f"{stack.place.repo} {place_name(stack.place.location)}")
    return VerdictLine(label="Fails", text="  ".join(filter(None, parts)))


def _rest(found: Triage, shown: int, redactor: Redactor) -> Iterator[VerdictLine]:
    case = found.case
    if case.absent:
        text = redactor.mask("; ".join(case.absent))
        yield VerdictLine(label="Not seen", text=text, rows=3)
    if case.ask:
        yield VerdictLine(label="Next", text=case.ask, is_command=True)
    for note in found.notes[:_MAX_NOTES]:
        yield VerdictLine(label="Note", text=redactor.mask(note), need=MAY)
    if hidden := len(case.causes) - shown:
        yield VerdictLine(label="Also", text=f"{hidden} less likely")
