"""The verdict on a log line: the statement that wrote it, its values, what caused it, what decides
it, what to do next.

Not here: where a statement is found (`ask/locate/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.model import HOLE, Confidence, Finding, Hit, KeyAnswer, LogTemplate
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict, Tone, VerdictLine
from ctxkit.output.verdict.setting import EFFECTS
from ctxkit.output.verdict.values import shown_value
from ctxkit.text.locations import place_name
from ctxkit.text.template import fold_space
from ctxkit.text.wording import prefixed, short, shown_template, symbol_of

TONES: dict[Confidence, Tone] = {
    "high": "good",
    "medium": "doubtful",
    "low": "bad",
    "none": "bad",
}
"""How sure an answer is, as a colour."""

_MIN_PIECE_CHARS = 8  # of a text that is looked for in the line: a shorter one is anywhere
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
        start = _start(hit, line)
        if start is not None:
            placed.setdefault(start, hit)
    if best not in placed.values():
        return best, [], list(finding.hits[1:])
    order = [placed[start] for start in sorted(placed)]
    first = order[0] if isinstance(order[0].fact, LogTemplate) else best
    chain = order[order.index(first) + 1 :]
    used = [first, *chain]
    return first, chain, [hit for hit in finding.hits if hit not in used]


def _start(hit: Hit, line: str) -> int | None:
    """Return where the longest piece of a hit's own text is in the line."""
    pieces = [fold_space(part) for part in getattr(hit.fact, "template", "").split(HOLE)]
    longest = max(pieces, key=len)
    if len(longest) < _MIN_PIECE_CHARS:
        return None
    start = line.find(longest)
    return start if start >= 0 else None


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
