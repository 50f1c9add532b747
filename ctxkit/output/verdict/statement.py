"""The verdict on a log line: the statement that wrote it, its values, what caused it, what decides
it, what to do next.

Not here: where a statement is found (`ask/locate/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.model import Confidence, Finding, Hit, KeyAnswer, LogTemplate
from ctxkit.model.cause import CausePlace
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict, Tone, VerdictLine
from ctxkit.output.verdict.setting import EFFECTS
from ctxkit.output.verdict.values import shown_value
from ctxkit.text.locations import place_name
from ctxkit.text.pieces import start_in
from ctxkit.text.template import fold_space
from ctxkit.text.wording import prefixed, short, shown_template, symbol_of

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
    first, chain, others = _chain(finding)
    fact = first.fact
    text = shown_template(getattr(fact, "template", ""))
    if not text and fact.name != symbol_of(fact):
        text = fact.name
    lines = [
        VerdictLine(label="Text", text=short(text, _MAX_TEXT_CHARS), need=MUST),
        _values(first),
        *(VerdictLine(label="Caused by", text=_cause(hit), need=MUST) for hit in chain),
        *_conditions(first),
        *_deciding(finding.keys),
        VerdictLine(label="Next", text=_next(finding), need=MUST),
        VerdictLine(label="In", text=symbol_of(fact), need=MAY if text else MUST),
        *(VerdictLine(label="Note", text=note, need=SHOULD) for note in finding.notes),
        *_frames(others),
        *_candidates(others),
    ]
    return AnswerVerdict(
        title=f"{fact.repo} {place_name(fact.location)}",
        word=finding.confidence,
        tone=TONES[finding.confidence],
        lines=tuple(line for line in lines if line.text or line.items),
    )


def _chain(finding: Finding) -> tuple[Hit, list[Hit], list[Hit]]:
    """Return the statement that wrote the line, the errors inside it from the outermost to the
    innermost, and all other hits.

    A wrapped error is a text within a text: whose own words begin further right was there before.
    """
    line = fold_space(finding.query)
    best = finding.hits[0]
    placed: dict[int, Hit] = {}
    for hit in finding.hits:
        start = start_in(line, getattr(hit.fact, "template", ""))
        if start is not None:
            placed.setdefault(start, hit)
    if best not in placed.values():
        return best, [], list(finding.hits[1:])
    order = [placed[start] for start in sorted(placed)]
    first = order[0] if isinstance(order[0].fact, LogTemplate) else best
    chain = order[order.index(first) + 1 :]
    used = [first, *chain]
    return first, chain, [hit for hit in finding.hits if hit not in used]


def _values(hit: Hit) -> VerdictLine:
    """Return the values of the line: of several, as many as one row has room for."""
    values = [
        f"{short(name, _MAX_NAME_CHARS)} = {short(value, _MAX_TEXT_CHARS) or '(empty)'}"
        for name, value in hit.values
    ]
    if len(values) == 1:
        return VerdictLine(label="Values", text=values[0])
    return VerdictLine(label="Values", items=tuple(values))


def _cause(hit: Hit) -> str:
    text = short(shown_template(getattr(hit.fact, "template", "")), _MAX_TEXT_CHARS)
    return f"{_place(hit)}  {text}"


def _place(hit: Hit) -> str:
    return f"{hit.fact.repo} {place_name(hit.fact.location)}"


def _conditions(hit: Hit) -> Iterator[VerdictLine]:
    """Yield the condition next to a statement, and who leads there."""
    cause = hit.cause
    if cause is None:
        return
    for guard in cause.guards[:1]:
        yield VerdictLine(label="When", text=_line(guard), need=SHOULD)
    more = f" (+{len(cause.callers) - 1})" if len(cause.callers) > 1 else ""
    for caller in cause.callers[:1]:
        yield VerdictLine(label="Called from", text=f"{_line(caller)}{more}", need=MAY)


def _line(place: CausePlace) -> str:
    where = place.location
    return f"{where.path.rpartition('/')[2]}:{where.line}  {short(place.text, _MAX_TEXT_CHARS)}"


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
        return f"ctxkit explain {finding.keys[0].name}"
    fact = finding.hits[0].fact
    return f"ctxkit show {fact.repo} {fact.path}:{fact.line}"


def nothing_found(finding: Finding) -> AnswerVerdict:
    """Return the verdict on a question without an answer."""
    lines = [VerdictLine(label="Note", text=note, need=MUST) for note in finding.notes]
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
