"""When it happened: events, errors and the causes over time, as a picture in SVG.

Not here: the page around it (`case_page.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ctxkit.ask.triage.case_results import RankedCause
from ctxkit.ask.triage.histogram import clock
from ctxkit.ask.triage.tally import Tally
from ctxkit.output.page.escaped import shown
from ctxkit.output.triage_report import chart_axis

MAX_BUCKETS = 120
MAX_SPANS = 8
_LEFT, _WIDTH, _RIGHT = 76, 860, 24
_LANE, _GAP, _SPAN = 56, 28, 18
_AXIS = 32
_EPOCH = datetime(1970, 1, 1)


def timeline(tally: Tally, causes: Sequence[RankedCause]) -> str:
    """Return the picture, or nothing if the logs have no times."""
    width, start, end = chart_axis(tally.over_time, MAX_BUCKETS)
    if end <= start:
        return ""
    spans = list(_spans(causes, start, end))
    height = 2 * (_LANE + _GAP) + _AXIS + _SPAN * len(spans)
    whole = _LEFT + _WIDTH + _RIGHT
    label = shown(f"events, errors and causes from {clock(start)} to {clock(end)}")
    parts = [f'<svg viewBox="0 0 {whole} {height}" role="img" aria-label="{label}">']
    top = _GAP
    for name, histogram in (("events", tally.over_time), ("errors", tally.errors)):
        row = histogram.row(width, start, end)
        parts += _lane(name, row, top, start, width)
        top += _LANE + _GAP
    for number, (cause, first, last) in spans:
        parts += _span(number, cause, first, last, top)
        top += _SPAN
    parts.append(f'<text x="{_LEFT}" y="{height - 6}">{clock(start)}</text>')
    parts.append(
        f'<text x="{_LEFT + _WIDTH}" y="{height - 6}" text-anchor="end">{clock(end)}</text></svg>'
    )
    return "".join(parts)


def _lane(name: str, row: Sequence[int], top: int, start: int, width: int) -> Iterator[str]:
    highest, bottom = max(row, default=0), top + _LANE
    step = _WIDTH / max(1, len(row))
    yield f'<text x="{_LEFT - 8}" y="{bottom - 4}" text-anchor="end">{name}</text>'
    if highest:
        peak = f"peak {highest:,} at {clock(start + row.index(highest) * width)}"
        yield f'<text x="{_LEFT + _WIDTH}" y="{top - 6}" text-anchor="end">{peak}</text>'
    for at, count in enumerate(row):
        if count:
            high = max(1.5, _LANE * count / highest)
            yield (
                f'<rect class="{name}" x="{_LEFT + at * step:.1f}" y="{bottom - high:.1f}"'
                f' width="{max(1.0, step - 1):.1f}" height="{high:.1f}">'
                f"<title>{clock(start + at * width)}: {count:,}</title></rect>"
            )
    yield (
        f'<line class="axis" x1="{_LEFT}" y1="{bottom + 0.5}" x2="{_LEFT + _WIDTH}"'
        f' y2="{bottom + 0.5}"/>'
    )


def _spans(
    causes: Sequence[RankedCause], start: int, end: int
) -> Iterator[tuple[int, tuple[RankedCause, float, float]]]:
    """Yield the number of each of the first causes with its place on the axis, from 0 to 1."""
    for number, cause in list(enumerate(causes, 1))[:MAX_SPANS]:
        first, last = _minute(cause.first), _minute(cause.last)
        if first is not None and last is not None and start <= first <= last <= end:
            yield number, (cause, (first - start) / (end - start), (last - start) / (end - start))


def _minute(time: str) -> float | None:
    try:
        return (datetime.fromisoformat(time[:19]) - _EPOCH).total_seconds() / 60
    except ValueError:
        return None


def _span(number: int, cause: RankedCause, first: float, last: float, top: int) -> Iterator[str]:
    y = top + _SPAN // 2
    title = shown(f"{cause.first} to {cause.last}")
    yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">cause {number}</text>'
    yield (
        f'<line class="span {cause.confidence}" x1="{_LEFT + first * _WIDTH:.1f}" y1="{y}"'
        f' x2="{_LEFT + last * _WIDTH + 0.1:.1f}" y2="{y}"><title>{title}</title></line>'
    )
