"""How a triage looks as text, with small charts; secrets of the log are masked.

Not here: the JSON form (`triage_json.py`), what was counted (`ask/triage/tally.py`), the bundle
(`bundle/budget.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from ctxkit.ask.triage.case_results import common_folder
from ctxkit.ask.triage.histogram import Histogram, clock, width_at_least
from ctxkit.ask.triage.log_versions import Fit
from ctxkit.ask.triage.results import Cluster, StackGroup, StatementGroup, Triage
from ctxkit.ask.triage.tally import EventCount, Tally
from ctxkit.logline.log_format import SERIOUS_LEVELS
from ctxkit.output.translation import translated
from ctxkit.output.triage_causes import cause_lines
from ctxkit.output.triage_shapes import masked_shape
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.locations import place_name
from ctxkit.text.redact import Redactor
from ctxkit.text.untrusted import quoted
from ctxkit.text.visible import visible_line
from ctxkit.text.wording import counted, match_words, short, shown_template

MAX_CHART_BUCKETS = 60
MAX_GROUP_BUCKETS = 20
MAX_NAMES = 2
MAX_STACKS = 3
MAX_EXAMPLE_CHARS = 240
MAX_TEMPLATE_CHARS = 100
_BARS = "▁▂▃▄▅▆▇█"


def report_text(found: Triage, top: int, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the report as text in a language, at most `top` groups in each list."""
    view = _View(found.tally, Redactor(found.tally.told), partial(translated, lang=lang))
    causes = cause_lines(found.case, top, view.redactor, lang)
    whole = "\n".join(_lines(found, top, causes, view)) + "\n"
    return "\n".join((whole, *(report_text(each, top, lang) for each in found.deployments)))


class _View(NamedTuple):
    """What every line of the report needs."""

    tally: Tally
    redactor: Redactor
    said: Callable[[str], str]


def _lines(found: Triage, top: int, causes: Iterable[str], view: _View) -> Iterator[str]:
    said = view.said
    yield f"# ctxkit triage {short(named_files(found.names))}"
    yield from causes
    yield ""
    yield from _summary(found, view)
    yield from _chart(view)
    serious = [group for group in found.statements if group.level in SERIOUS_LEVELS]
    others = [group for group in found.statements if group.level not in SERIOUS_LEVELS]
    if serious:
        yield f"\n## {said('Errors and warnings')}\n"
        for number, group in enumerate(serious[:top], 1):
            yield from _statement(number, group, view)
        yield from _more(len(serious) - top, said)
    if others:
        yield f"\n## {said('Other log statements')}\n"
        for number, group in enumerate(others[:top], 1):
            yield from _brief(number, group, view)
        yield from _more(len(others) - top, said)
    if found.clusters:
        yield f"\n## {said('Unmatched lines')}\n"
        for number, cluster in enumerate(found.clusters[:top], 1):
            yield from _cluster(number, cluster, view)
        yield from _more(len(found.clusters) - top, said)


def named_files(names: Sequence[str]) -> str:
    """Return the names of a few files, else how many there are, and the folder they are in."""
    if len(names) <= MAX_NAMES:
        return " ".join(names)
    folder = common_folder(names)
    return f"{folder} ({counted(len(names), 'log')})"


def _summary(found: Triage, view: _View) -> Iterator[str]:
    tally, said = view.tally, view.said
    if found.deployments:
        yield f"- {said('deployments, each with its report below:')} {len(found.deployments):,}"
    share = f" ({100 * tally.matched // tally.events} %)" if tally.events else ""
    counts = (
        f"{_many(tally.lines, 'line')}, {_many(tally.events, 'event')}; "
        f"{tally.matched:,}{share} matched to log statements of these repositories; "
        f"{_many(tally.continued, 'line')} of stack traces and multi-line messages"
    )
    yield f"- {said(counts)}"
    if tally.levels:
        levels = (
            f"{count:,} {level or said('without a level')}" for level, count in ranked(tally.levels)
        )
        services = ", ".join(f"{name} {count:,}" for name, count in ranked(tally.services))
        yield f"- {said('levels:')} {', '.join(levels)}" + (
            f"; {said('services:')} {services}" if services else ""
        )
    parts = (
        f"{c.repo} {c.version} ({match_words(c.match)}, {c.commit[:10]})" for c in found.versions
    )
    yield f"- {said('versions:')} {', '.join(parts)}"
    for fit in found.fits:
        if fit.fits:
            name = fit.version or fit.commit[:10]
            matches = f"line numbers match {fit.repo} {name}{_whose(fit)}: {fit.fits} of {fit.of}"
            yield f"- {said(matches)}"
    for note in found.notes:
        yield f"- {said('note:')} {visible_line(said(view.redactor.mask(note)))}"


def _whose(fit: Fit) -> str:
    if fit.own:
        return " (this workspace)"
    return " (the version asked)" if fit.current else ""


def _more(hidden: int, said: Callable[[str], str]) -> Iterator[str]:
    if hidden > 0:
        yield said(f"… {hidden} more (--top N shows more)")


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def ranked(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return names and counts, the largest first."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


# --- charts ---------------------------------------------------------------------------------------


def chart_axis(over_time: Histogram, max_buckets: int) -> tuple[int, int, int]:
    """Return (minutes of a bucket, first minute, end) of a chart of a whole log; (1, 0, 0) if it
    has no times.
    """
    start, end = over_time.span()
    if end <= start:
        return 1, 0, 0
    width = max(width_at_least(-(-(end - start) // max_buckets)), over_time.width)
    return width, start - start % width, end


def sparkline(row: Sequence[int]) -> str:
    """Return counts as bars; a blank for none."""
    highest = max(row, default=0)
    return "".join(_bar(count, highest) if count else " " for count in row)


def _bar(count: int, highest: int) -> str:
    return _BARS[min(len(_BARS) - 1, (count * len(_BARS) - 1) // highest)]


def _chart(view: _View) -> Iterator[str]:
    tally, said = view.tally, view.said
    width, start, end = chart_axis(tally.over_time, MAX_CHART_BUCKETS)
    if end <= start:
        return
    yield ""
    for name, histogram in (("events", tally.over_time), ("errors", tally.errors)):
        row = histogram.row(width, start, end)
        if any(row):
            peak = start + row.index(max(row)) * width
            most = said(f"peak {max(row):,} at {clock(peak)}")
            yield f"{said(name)} |{sparkline(row)}| {most}"
    yield f"       {said(f'{clock(start)} to {clock(end)}, {_duration(width)} per bar')}"


def _duration(minutes: int) -> str:
    for name, length in (("day", 1440), ("hour", 60)):
        if minutes % length == 0:
            return _many(minutes // length, name)
    return _many(minutes, "minute")


# --- groups ---------------------------------------------------------------------------------------


def _brief(number: int, group: StatementGroup, view: _View) -> Iterator[str]:
    row = group.row
    if row is None:
        yield from _statement(number, group, view)
        return
    template = short(shown_template(row.template), MAX_TEMPLATE_CHARS)
    yield f"{number}. {group.count.count:,}× {template} - {row.repo} {row.path}:{row.line}"


def _statement(number: int, group: StatementGroup, view: _View) -> Iterator[str]:
    row = group.row
    yield _title(number, group.count, group.level, view)
    if row is not None:
        yield f"   {short(shown_template(row.template))}"
        yield f"   {row.repo} {row.path}:{row.line}{_equals(group.equals, view)}"
    for cause in group.causes:
        fact = cause.hit.fact
        text = short(shown_template(getattr(fact, "template", "")), MAX_TEMPLATE_CHARS)
        place = f"{fact.repo} {place_name(fact.location)}"
        same = _equals(cause.equals, view)
        yield f"   {cause.count:,}× {view.said('cause:')} {text} - {place}{same}"
    for stack in group.stacks[:MAX_STACKS]:
        times = f"{stack.count.count:,}× " if row is not None else ""
        yield f"   {times}{_stack(stack, view)}"
    yield _example(group.count, view)


def _title(number: int, count: EventCount, level: str, view: _View) -> str:
    parts = [f"{number}. {count.count:,}×" + (f" {level}" if level else "")]
    if count.services:
        parts.append(", ".join(sorted(count.services)))
    if count.first:
        is_one = count.last == count.first
        parts.append(count.first if is_one else view.said(" to ").join((count.first, count.last)))
        width, start, end = chart_axis(view.tally.over_time, MAX_GROUP_BUCKETS)
        if end - start > width:
            parts.append(f"|{sparkline(count.over_time.row(width, start, end))}|")
    return "  ".join(parts)


def _equals(places: int, view: _View) -> str:
    if places <= 1:
        return ""
    return f" ({view.said(f'one of {places} statements with this text')})"


def _stack(stack: StackGroup, view: _View) -> str:
    text = stack.error or view.said("stack trace")
    if stack.place is not None:
        text += f" at {stack.place.repo} {place_name(stack.place.location)}"
    elif stack.path:
        text += f" at {stack.path}:{stack.line}"
    text = f"{text} {view.said(f'in {stack.function}')}" if stack.function else text
    return text if stack.place is not None else quoted(text)


def _cluster(number: int, cluster: Cluster, view: _View) -> Iterator[str]:
    yield _title(number, cluster.count, cluster.level, view)
    yield f"   {quoted(short(masked_shape(cluster, view.redactor)))}"
    hit = cluster.hit
    if hit is not None:
        why = f" ({view.said(short(view.redactor.mask(hit.why[0])))})" if hit.why else ""
        yield f"   locate: {hit.fact.repo} {place_name(hit.fact.location)}{why}"
    yield _example(cluster.count, view)


def _example(count: EventCount, view: _View) -> str:
    first_line = count.example.decode("utf8", "replace").partition("\n")[0]
    text = quoted(short(view.redactor.mask(first_line), MAX_EXAMPLE_CHARS))
    return f"   {view.said('example:')} {text}"
