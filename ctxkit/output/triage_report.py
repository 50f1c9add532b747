"""What a triage looks like: text with small charts, and the JSON form. Secrets of the log are
masked in both.

Pure. Not here: what was counted (`ask/triage/tally.py`), the bundle (`bundle/budget.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ctxkit.ask.triage.tally import Count, Tally
from ctxkit.ask.triage.times import clock, width_at_least
from ctxkit.ask.triage.triage import Cluster, Entry, Trace, Triage, is_log
from ctxkit.model import Checkout, Fact, Location
from ctxkit.output.json_form import SCHEMA_VERSION, versions_dict
from ctxkit.text.locations import permalink, place_name
from ctxkit.text.redact import Redactor
from ctxkit.text.wording import match_words, public_kind, short, shown_template, symbol_of

_BARS = "▁▂▃▄▅▆▇█"
_CHART = 60  # buckets of a chart
_SMALL = 20
_GRAVE = ("critical", "error", "warning")
_EXAMPLE = 240


def sparkline(row: Sequence[int]) -> str:
    """Return counts as bars; a blank where there is nothing."""
    top = max(row, default=0)
    return "".join(
        " " if not n else _BARS[min(len(_BARS) - 1, (n * len(_BARS) - 1) // top)] for n in row
    )


def span(tally: Tally, most: int) -> tuple[int, int, int]:
    """Return (minutes of a bucket, first minute, end) of a chart of the whole log in at most `most`
    buckets.
    """
    first, last = tally.over_time.span()
    if last < first:
        return 1, 0, 0
    start, end = first * tally.over_time.width, (last + 1) * tally.over_time.width
    width = width_at_least(-(-(end - start) // most))
    width = max(width, tally.over_time.width)
    start -= start % width
    return width, start, end


# --- text -------------------------------------------------------------------------------------------------------------


def report_text(found: Triage, top: int) -> str:
    """Return the report as text; `top` bounds each list."""
    return "\n".join(_lines(found, top, Redactor())) + "\n"


def _lines(found: Triage, top: int, redactor: Redactor) -> Iterator[str]:
    tally = found.tally
    yield f"# ctxkit triage {short(' '.join(found.names))}"
    yield ""
    share = f" ({100 * tally.matched // tally.events} %)" if tally.events else ""
    yield (
        f"- {_many(tally.lines, 'line')}, {_many(tally.events, 'event')}; {tally.matched:,}{share} written by "
        f"statements of these repositories; {_many(tally.continued, 'line')} of stacks and continued messages"
    )
    yield from _counts(tally)
    parts = (
        f"{c.repo} {c.version} ({match_words(c.match)}, {c.commit[:10]})" for c in found.versions
    )
    yield f"- versions: {', '.join(parts)}"
    for fit in found.fits:
        if fit.fits:
            name = fit.version or fit.commit[:10]
            yield (
                f"- fits {fit.repo} {name}: {fit.fits} of {fit.of} lines of the log"
                + " (the workspace)" * fit.current
            )
    for note in found.notes:
        yield f"- note: {note}"
    yield from _chart(tally)
    grave = [e for e in found.entries if e.level in _GRAVE]
    rest = [e for e in found.entries if e.level not in _GRAVE]
    for heading, entries in (("Errors and warnings", grave), ("Other statements", rest)):
        if entries:
            yield f"\n## {heading}\n"
            for number, entry in enumerate(entries[:top], 1):
                yield from _entry(number, entry, tally, redactor, brief=entries is rest)
            yield from _more(len(entries) - top)
    if found.clusters:
        yield "\n## Lines that no statement fits\n"
        for number, cluster in enumerate(found.clusters[:top], 1):
            yield from _cluster(number, cluster, tally, redactor)
        yield from _more(len(found.clusters) - top)


def _more(hidden: int) -> Iterator[str]:
    if hidden > 0:
        yield f"… {hidden} more: --top"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def _counts(tally: Tally) -> Iterator[str]:
    levels = ", ".join(
        f"{count:,} {level or 'without level'}" for level, count in _ranked(tally.levels)
    )
    services = ", ".join(f"{name} {count:,}" for name, count in _ranked(tally.services))
    if levels:
        yield f"- levels: {levels}" + (f"; services: {services}" if services else "")


def _ranked(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _chart(tally: Tally) -> Iterator[str]:
    width, start, end = span(tally, _CHART)
    if end <= start:
        return
    yield ""
    for name, histogram in (("events", tally.over_time), ("errors", tally.errors)):
        row = histogram.row(width, start, end)
        if any(row):
            peak = row.index(max(row))
            yield f"{name} |{sparkline(row)}| most {max(row):,} from {clock(start + peak * width)}"
    yield f"       {clock(start)} to {clock(end)}, {_long(width)} a bar"


def _long(minutes: int) -> str:
    for name, length in (("day", 1440), ("hour", 60)):
        if minutes % length == 0:
            return _many(minutes // length, name)
    return _many(minutes, "minute")


def _when(count: Count, tally: Tally) -> str:
    width, start, end = span(tally, _SMALL)
    if not count.first:
        return ""
    text = f"  {count.first}" + (f" to {count.last}" if count.last != count.first else "")
    return text + (
        f"  |{sparkline(count.over_time.row(width, start, end))}|" if end - start > width else ""
    )


def _title(number: int, count: Count, level: str, tally: Tally) -> str:
    services = f"  {', '.join(sorted(count.services))}" if count.services else ""
    return (
        f"{number}. {count.count:,}×{f' {level}' if level else ''}{services}{_when(count, tally)}"
    )


def _entry(
    number: int, entry: Entry, tally: Tally, redactor: Redactor, *, brief: bool
) -> Iterator[str]:
    row = entry.row
    if row is not None and brief:
        what = short(shown_template(row.template), 100)
        yield f"{number}. {entry.count.count:,}× {what} - {row.repo} {row.path}:{row.line}"
        return
    yield _title(number, entry.count, entry.level, tally)
    if row is not None:
        yield f"   {short(shown_template(row.template))}"
        yield f"   {row.repo} {row.path}:{row.line}{_equals(entry.equals)}"
    for cause in entry.causes:
        fact = cause.hit.fact
        text = short(shown_template(getattr(fact, "template", "")), 100)
        yield f"   {cause.count:,}× with: {text} - {fact.repo} {place_name(fact.location)}{_equals(cause.equals)}"
    for trace in entry.traces[:3]:
        yield f"   {_trace(trace, with_count=row is not None)}"
    yield f"   example: {short(redactor.mask(_first_line(entry.count)), _EXAMPLE)}"


def _equals(places: int) -> str:
    return f" (the same text stands at {places} places)" if places > 1 else ""


def _trace(trace: Trace, *, with_count: bool) -> str:
    times = f"{trace.count.count:,}× " if with_count else ""
    where = ""
    if trace.place is not None:
        where = f" at {trace.place.repo} {place_name(trace.place.location)}"
    elif trace.path:
        where = f" at {trace.path}:{trace.line}"
    return f"{times}{trace.error or 'a stack'}{where}" + (
        f" in {trace.function}" if trace.function else ""
    )


def _first_line(count: Count) -> str:
    return count.example.decode("utf8", "replace").partition("\n")[0]


def _cluster(number: int, cluster: Cluster, tally: Tally, redactor: Redactor) -> Iterator[str]:
    yield _title(number, cluster.count, cluster.level, tally)
    yield f"   {short(redactor.mask(cluster.shape))}"
    if cluster.hit is not None:
        fact = cluster.hit.fact
        why = f" ({short(redactor.mask(cluster.hit.why[0]))})" if cluster.hit.why else ""
        yield f"   locate: {fact.repo} {place_name(fact.location)}{why}"
    yield f"   example: {short(redactor.mask(_first_line(cluster.count)), _EXAMPLE)}"


# --- JSON -------------------------------------------------------------------------------------------------------------


def report_dict(found: Triage, top: int) -> dict[str, Any]:
    """Return the JSON form; `top` bounds each list."""
    tally, redactor = found.tally, Redactor()
    checkouts = {c.repo: c for c in found.versions}
    width, start, end = span(tally, _OVER_TIME)
    chart = end > start
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "triage",
        "files": list(found.names),
        "versions": versions_dict(found.versions),
        "complete": not found.stopped,
        "lines": tally.lines,
        "events": tally.events,
        "matched": tally.matched,
        "continued_lines": tally.continued,
        "levels": dict(_ranked(tally.levels)),
        "services": dict(_ranked(tally.services)),
        "over_time": {
            "start": clock(start) if chart else "",
            "minutes": width,
            "events": tally.over_time.row(width, start, end) if chart else [],
            "errors": tally.errors.row(width, start, end) if chart else [],
        },
        "statements": [_entry_dict(e, checkouts, redactor) for e in found.entries[:top]],
        "unmatched": [_cluster_dict(c, checkouts, redactor) for c in found.clusters[:top]],
        "left_out": {
            "statements": max(0, len(found.entries) - top),
            "unmatched": max(0, len(found.clusters) - top),
            "rare_events": tally.others,
        },
        "fits": [
            {
                "repo": f.repo,
                "version": f.version,
                "commit": f.commit,
                "fits": f.fits,
                "of": f.of,
                "current": f.current,
            }
            for f in found.fits
        ],
        "notes": list(found.notes),
    }


_OVER_TIME = 240


def _count_dict(count: Count, redactor: Redactor) -> dict[str, Any]:
    return {
        "count": count.count,
        "first": count.first,
        "last": count.last,
        "services": dict(_ranked(count.services)),
        "example": redactor.mask(count.example.decode("utf8", "replace")),
    }


def _entry_dict(entry: Entry, checkouts: dict[str, Checkout], redactor: Redactor) -> dict[str, Any]:
    row = entry.row
    out: dict[str, Any] = {
        "kind": "traceback" if row is None else "log" if is_log(row) else "raise"
    }
    if row is not None:
        place = Location(repo=row.repo, path=row.path, line=row.line, end_line=row.end_line)
        out |= {
            "repo": row.repo,
            "path": row.path,
            "line": row.line,
            "end_line": row.end_line,
            "name": row.name,
            "template": shown_template(row.template),
            "url": permalink(checkouts.get(row.repo), place),
            "equals": entry.equals,
        }
    elif entry.traces[0].place is not None:
        out |= _fact_dict(entry.traces[0].place, checkouts)
    return {
        **out,
        "level": entry.level,
        **_count_dict(entry.count, redactor),
        "causes": [
            {
                "count": c.count,
                "equals": c.equals,
                "kind": public_kind(c.hit.fact),
                **_fact_dict(c.hit.fact, checkouts),
            }
            for c in entry.causes
        ],
        "tracebacks": [_trace_dict(trace, checkouts) for trace in entry.traces[:20]],
    }


def _fact_dict(fact: Fact, checkouts: dict[str, Checkout]) -> dict[str, Any]:
    return {
        "repo": fact.repo,
        "path": fact.path,
        "line": fact.line,
        "end_line": fact.end_line,
        "symbol": symbol_of(fact),
        "url": permalink(checkouts.get(fact.repo), fact.location),
    }


def _trace_dict(trace: Trace, checkouts: dict[str, Checkout]) -> dict[str, Any]:
    return {
        "error": trace.error,
        "count": trace.count.count,
        "frame": {"path": trace.path, "line": trace.line, "function": trace.function},
        "place": _fact_dict(trace.place, checkouts) if trace.place is not None else None,
    }


def _cluster_dict(
    cluster: Cluster, checkouts: dict[str, Checkout], redactor: Redactor
) -> dict[str, Any]:
    hit = cluster.hit
    located = None
    if hit is not None:
        located = {"kind": public_kind(hit.fact), **_fact_dict(hit.fact, checkouts)}
        located["why"] = [redactor.mask(reason) for reason in hit.why]
    return {
        "shape": redactor.mask(cluster.shape),
        "level": cluster.level,
        **_count_dict(cluster.count, redactor),
        "located": located,
    }
