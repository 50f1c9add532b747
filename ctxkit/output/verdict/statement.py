"""The verdict on a log line: the statement that wrote it, its values, what caused it, what decides
it, what to do next; then who led there.

Not here: where a statement is found (`ask/locate/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.model import Confidence, Finding, Hit, KeyAnswer, LogTemplate
from ctxkit.model.cause import CausePlace, KnownCause
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict, Tone, VerdictLine
from ctxkit.output.verdict.setting import EFFECTS
from ctxkit.output.verdict.values import shown_value
from ctxkit.text.locations import at_version, file_and_line, named_place
from ctxkit.text.wording import (
    DECIDES_AFTER,
    cause_label,
    prefixed,
    short,
    shown_template,
    symbol_of,
)

TONES: dict[Confidence, Tone] = {
    "high": "good",
    "medium": "doubtful",
    "low": "bad",
    "none": "bad",
}
"""How sure an answer is, as a colour."""

_MAX_NAME_CHARS = 30
_MAX_TEXT_CHARS = 140
_MAX_DECIDING = 3
_FRAME = "stack frame"
_MORE_LINES = "paste the lines before and after it, or the whole traceback"


def statement_verdict(finding: Finding) -> AnswerVerdict:
    """Return the verdict on a pasted log line."""
    known = finding.known_cause
    if known is not None and known.is_sure and finding.confidence == "low":
        return _cause_verdict(finding, known)
    first, chain, others = _chain(finding)
    fact = first.fact
    text = shown_template(getattr(fact, "template", ""))
    if not any(map(str.isalnum, text)):
        text = fact.name if fact.name != symbol_of(fact) else ""
    lines = [
        VerdictLine(label="Text", text=short(text, _MAX_TEXT_CHARS), need=MUST, rows=1),
        _values(first),
        *_known_cause(finding),
        *(_cause(place, finding.hits, fact.repo) for place in chain),
        *_condition(first),
        *_deciding(finding.keys),
        VerdictLine(label="Next", text=_next(finding), need=MUST, is_command=True),
        *_caller(first),
        VerdictLine(label="In", text=symbol_of(fact), need=MAY if text else MUST),
        *_level(first),
        *(VerdictLine(label="Note", text=note, need=SHOULD) for note in finding.notes),
        *_frames(others),
        *_candidates(others),
    ]
    return AnswerVerdict(
        title=named_place(fact.location),
        word=finding.confidence,
        tone=TONES[finding.confidence],
        lines=tuple(line for line in lines if line.text or line.items),
    )


def _cause_verdict(finding: Finding, known: KnownCause) -> AnswerVerdict:
    """Return the verdict on a text that tells its cause better than any place in the sources."""
    lines = [
        VerdictLine(label="Change", text=known.change, need=MUST, rows=3),
        *_deciding(finding.keys),
        *_level(finding.hits[0]),
        *(VerdictLine(label="Note", text=note, need=SHOULD) for note in finding.notes),
        *_candidates(finding.hits),
    ]
    return AnswerVerdict(title=known.what, word=known.label, tone="good", lines=tuple(lines))


def _known_cause(finding: Finding) -> Iterator[VerdictLine]:
    """Yield what the text is known to tell, and what to change."""
    known = finding.known_cause
    if known is None:
        return
    if known.is_sure:
        yield VerdictLine(label="Cause", text=known.what, need=MUST)
    else:
        yield VerdictLine(label="Likely", text=known.what, need=MUST)
    yield VerdictLine(label="Change", text=known.change, need=MUST, rows=3)


def _level(hit: Hit) -> Iterator[VerdictLine]:
    if hit.judged is not None:
        text = f"{hit.judged.level}: {hit.judged.why}"
        yield VerdictLine(label="Level", text=text, need=MAY, rows=1)


def _chain(finding: Finding) -> tuple[Hit, list[CausePlace], list[Hit]]:
    """Return the statement that wrote the line, the errors inside it from the outermost to the
    innermost, and all other hits.

    An error that the line carries may rank above the statement that logged it.
    """
    best = finding.hits[0]
    chain = list(best.cause.wraps[::-1]) if best.cause is not None else []
    hits = {hit.fact.location: hit for hit in finding.hits}
    outermost = hits.get(chain[0].location) if chain else None
    first = outermost if outermost and isinstance(outermost.fact, LogTemplate) else best
    places = [place.location for place in chain]
    inner = chain[places.index(first.fact.location) + 1 :] if chain else []
    used = {first.fact.location, *(place.location for place in inner)}
    return first, inner, [hit for hit in finding.hits if hit.fact.location not in used]


def _values(hit: Hit) -> VerdictLine:
    """Return the values of the line: of several, as many as one row has room for."""
    values = [
        f"{short(name, _MAX_NAME_CHARS)} = {short(value, _MAX_TEXT_CHARS) or '(empty)'}"
        for name, value in hit.values
    ]
    if len(values) == 1:
        return VerdictLine(label="Values", text=values[0])
    return VerdictLine(label="Values", items=tuple(values))


def _cause(place: CausePlace, hits: Sequence[Hit], repo: str) -> VerdictLine:
    """Return an error inside a line: its text as it is in the log, and not as the source has it."""
    hit = next((hit for hit in hits if hit.fact.location == place.location), None)
    template = getattr(hit.fact, "template", "") if hit else ""
    where = file_and_line(place.location)
    if place.location.repo != repo:
        where = f"{place.location.repo} {where}"
    text = f"{where}  {short(shown_template(template) or place.text, _MAX_TEXT_CHARS)}"
    return VerdictLine(label="Caused by", text=text, need=MUST, rows=1)


def _place(hit: Hit) -> str:
    return named_place(hit.fact.location)


def _condition(hit: Hit) -> Iterator[VerdictLine]:
    """Yield the condition next to a statement."""
    guards = hit.cause.guards if hit.cause is not None else ()
    for guard in [guard for guard in guards if cause_label(guard.why) != DECIDES_AFTER][:1]:
        yield VerdictLine(label="When", text=_line(guard), need=SHOULD, rows=1)


def _caller(hit: Hit) -> Iterator[VerdictLine]:
    """Yield who leads to a statement."""
    places = hit.cause.callers if hit.cause is not None else ()
    callers = [place for place in places if not cause_label(place.why)]
    more = f" (+{len(callers) - 1})" if len(callers) > 1 else ""
    for caller in callers[:1]:
        yield VerdictLine(label="Called from", text=_line(caller, more), need=MAY, rows=1)


def _line(place: CausePlace, more: str = "") -> str:
    return f"{file_and_line(place.location)}{more}  {short(place.text, _MAX_TEXT_CHARS)}"


def _deciding(keys: Sequence[KeyAnswer]) -> Iterator[VerdictLine]:
    for key in keys[:_MAX_DECIDING]:
        value = key.effective[0].value if key.effective else key.default
        text = f"{key.name} = {shown_value(key, value)}"
        if key.status != "live":
            text += f", {EFFECTS[key.status][0]}"
        yield VerdictLine(label="Decided by", text=text, need=SHOULD)
    more = len(keys) - _MAX_DECIDING
    if more > 0:
        yield VerdictLine(label="Decided by", text=f"{more} more settings", need=MAY)


def _frames(hits: Sequence[Hit]) -> Iterator[VerdictLine]:
    frames = [hit for hit in hits if hit.why and hit.why[0].startswith(_FRAME)]
    if frames:
        more = f" (+{len(frames) - 1})" if len(frames) > 1 else ""
        name = symbol_of(frames[0].fact).rpartition(".")[2]
        text = f"{_place(frames[0])}{prefixed(' ', name)}{more}"
        yield VerdictLine(label="Called by", text=text, need=SHOULD)


def _candidates(hits: Sequence[Hit]) -> Iterator[VerdictLine]:
    others = [hit for hit in hits if not (hit.why and hit.why[0].startswith(_FRAME))]
    if others:
        more = f" (+{len(others) - 1})" if len(others) > 1 else ""
        yield VerdictLine(label="Or", text=f"{_place(others[0])}{more}", need=MAY)


def _next(finding: Finding) -> str:
    if finding.confidence == "low":
        return _MORE_LINES
    if finding.keys:
        command = f"ctxkit explain {finding.keys[0].name}"
    else:
        fact = finding.hits[0].fact
        command = f"ctxkit show {fact.repo} {fact.path}:{fact.line}"
    return at_version(command, finding.asked_version)


def nothing_found(finding: Finding) -> AnswerVerdict:
    """Return the verdict on a question without an answer."""
    lines = [*_known_cause(finding)]
    lines += [VerdictLine(label="Note", text=note, need=MUST) for note in finding.notes]
    if finding.suggestions:
        names = ", ".join(finding.suggestions)
        lines.append(VerdictLine(label="Nearest", text=names, need=MUST))
    if finding.question.pasted and not finding.notes:
        lines.append(VerdictLine(label="Next", text=_MORE_LINES, need=MUST))
    return AnswerVerdict(
        title="nothing in these repositories answers this",
        word=finding.confidence,
        tone=TONES[finding.confidence],
        lines=tuple(lines),
    )
