"""The question "what is in this log?": whole files, each statement, shape and stack counted, the
gravest first.

Here the counts get their places and their order. Not here: reading and counting (`scan.py`,
`tally.py`), how the answer looks (`output/triage_report.py`), single lines (`locate`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.frames import resolve_frames
from ctxkit.ask.locate.locate import locate
from ctxkit.ask.triage.blocks import BLOCK, Seen, bytes_of, read_blocks
from ctxkit.ask.triage.inner_messages import Cause, causes_of
from ctxkit.ask.triage.log_versions import Fit, fitting_versions
from ctxkit.ask.triage.tally import Count, Tally
from ctxkit.ask.triage.workers import WorkerPool
from ctxkit.errors import GitError
from ctxkit.index.reader import Index, MessageRow
from ctxkit.index.sources import Sources
from ctxkit.logline import parse_events
from ctxkit.model import Checkout, Confidence, Fact, Finding, Hit, KeyAnswer, LogTemplate, Question
from ctxkit.text.locations import place_name
from ctxkit.workspace.git_objects import run_git

QUESTION = Question(command="triage")

_GRAVITY = {"critical": 0, "error": 0, "warning": 1, "info": 2, "": 2, "debug": 3}
_LOCATED_CLUSTERS = 16
_PLACED_STACKS = 8
_LARGE_SHARE = 0.9
_BUNDLED = 8
_FEW_LINES = 3  # line numbers that tell nothing of a version: one may agree, or not, by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A stack that came several times: its error, its deepest frame outside of packages, the place
    of that here.
    """

    error: str
    path: str
    line: int
    function: str
    count: Count
    place: Fact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A statement and its events, or a stack that belongs to none (`row` is None).

    `equals` bear the same text.
    """

    count: Count
    level: str
    row: MessageRow | None = None
    equals: int = 1
    traces: tuple[Trace, ...] = ()
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Events of one shape that no statement fits; `hit` is what `locate` makes of the example, if
    it is sure enough.
    """

    shape: str
    level: str
    count: Count
    hit: Hit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What is in the log files: entries and clusters, the gravest first.

    `stopped`: not all of them was read.
    """

    names: tuple[str, ...]
    versions: tuple[Checkout, ...]
    tally: Tally
    entries: tuple[Entry, ...]
    clusters: tuple[Cluster, ...]
    fits: tuple[Fit, ...] = ()
    notes: tuple[str, ...] = field(default=())
    stopped: bool = False


def triage(
    index: Index,
    sources: Sources,
    names: Sequence[str],
    *,
    jobs: int = 1,
    seen: Seen | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Triage:
    """Return what is in the files (`-` is standard input). Raise UsageError where one cannot be
    read.

    Once `stopped` says so, no more is read.
    """
    crew = WorkerPool(index, jobs)
    if bytes_of(names) > 2 * BLOCK:
        crew.start()
    tally = Tally()
    for block in crew.scan(read_blocks(names, seen, stopped or _never)):
        tally.add(block)
    tally.trim()
    halted = stopped is not None and stopped()
    rows = crew.statements
    fits = fitting_versions(
        index,
        sources,
        rows,
        tally.sites,
        _commonest(tally),
        lambda repo, commit: _tag(sources, repo, commit),
    )
    return Triage(
        names=tuple(names),
        versions=tuple(index.checkouts().values()),
        tally=tally,
        entries=_entries(tally, rows, index, sources),
        clusters=_clusters(tally, index, sources),
        fits=tuple(fits),
        notes=_notes(tally, fits)
        if not halted
        else (_HALTED.format(tally.lines), *_notes(tally, fits)),
        stopped=halted,
    )


_HALTED = "interrupted: this is what the first {:,} lines say"


def _never() -> bool:
    return False


def _commonest(tally: Tally) -> Iterator[bytes]:
    """Yield an example of each stack, those that came most often first."""
    for _, count in sorted(tally.stacks.items(), key=lambda item: (-item[1].count, str(item[0]))):
        yield count.example


def _tag(sources: Sources, repo: str, commit: str) -> str:
    """Return the first tag of a commit, or an empty string."""
    try:
        tags = run_git(sources.root(repo), "tag", "--points-at", commit).decode().split()
    except GitError:
        return ""
    return tags[0] if tags else ""


def _gravest(level: str, count: Count) -> tuple[int, int, str]:
    return _GRAVITY.get(level, 2), -count.count, count.first


def _entries(
    tally: Tally, rows: list[MessageRow], index: Index, sources: Sources
) -> tuple[Entry, ...]:
    texts = Counter((row.template, row.kind) for row in rows)
    in_file = Counter((row.template, row.kind, row.base) for row in rows)
    headed = {number for number, _ in tally.sites}
    traces: dict[int, list[Trace]] = defaultdict(list)
    for (number, error, path, function, line), count in tally.stacks.items():
        traces[number].append(
            Trace(error=error, path=path, line=line, function=function, count=count)
        )
    entries = []
    for number, count in tally.statements.items():
        row = rows[number]
        named = (row.template, row.kind, row.base)
        entries.append(
            Entry(
                count=count,
                level=count.level or row.level,
                row=row,
                equals=1 if number in headed and in_file[named] > 1 else in_file[named] if number in headed
                else texts[row.template, row.kind],
                traces=tuple(sorted(traces.get(number, ()), key=_trace_order)),
            )
        )  # fmt: skip
    entries += [
        Entry(count=t.count, level=t.count.level or "error", traces=(t,))
        for t in traces.get(-1, ())
    ]
    entries.sort(key=lambda e: (*_gravest(e.level, e.count), _where(e)))
    causes = causes_of([e.row for e in entries if e.row], tally.causes, rows, index, sources)
    return tuple(
        replace(entry, causes=causes[entry.row]) if entry.row in causes else entry
        for entry in _placed(entries, index, sources)
    )


def _trace_order(trace: Trace) -> tuple[int, str, str, int]:
    return -trace.count.count, trace.error, trace.path, trace.line


def _where(entry: Entry) -> tuple[str, str, int]:
    if entry.row is not None:
        return entry.row.repo, entry.row.path, entry.row.line
    trace = entry.traces[0]
    return trace.error, trace.path, trace.line


def _placed(entries: list[Entry], index: Index, sources: Sources) -> list[Entry]:
    """Return the entries with the places of the first few stacks."""
    left = _PLACED_STACKS
    out = []
    for entry in entries:
        placed = []
        for trace in entry.traces[:2]:
            if left > 0 and trace.path:
                left -= 1
                trace = replace(trace, place=_place_of(trace, index, sources))
            placed.append(trace)
        out.append(replace(entry, traces=(*placed, *entry.traces[2:])) if placed else entry)
    return out


def _place_of(trace: Trace, index: Index, sources: Sources) -> Fact | None:
    for event in parse_events(trace.count.example.decode("utf8", "replace")):
        if event.frames:
            leads = resolve_frames(LocateContext(event=event, index=index, sources=sources))
            return leads[0].fact if leads and leads[0].sure != "low" else None
    return None


def _clusters(tally: Tally, index: Index, sources: Sources) -> tuple[Cluster, ...]:
    found = [
        Cluster(shape=shape.decode("utf8", "replace"), level=level, count=count)
        for (shape, level, _), count in tally.clusters.items()
    ]
    found.sort(key=lambda c: (*_gravest(c.level, c.count), c.shape))
    return tuple(
        replace(cluster, hit=_located(cluster, index, sources))
        if place < _LOCATED_CLUSTERS
        else cluster
        for place, cluster in enumerate(found)
    )


def _located(cluster: Cluster, index: Index, sources: Sources) -> Hit | None:
    finding = locate(index, sources, cluster.count.example.decode("utf8", "replace"))
    return finding.hits[0] if finding.hits and finding.confidence in ("high", "medium") else None


def _notes(tally: Tally, fits: Sequence[Fit]) -> tuple[str, ...]:
    notes = []
    for repo in dict.fromkeys(fit.repo for fit in fits):
        own = [fit for fit in fits if fit.repo == repo]
        now = next(fit for fit in own if fit.current)
        best = own[0]
        if best.of < _FEW_LINES:
            continue
        if best.fits > now.fits:
            notes.append(
                f"{repo}: the log looks like {best.version or best.commit[:10]}, not {now.version}: "
                f"{best.fits} of {best.of} line numbers fit there, {now.fits} here"
            )
        elif now.fits < _LARGE_SHARE * now.of:
            notes.append(
                f"{repo}: only {now.fits} of {now.of} line numbers fit {now.version}: it runs another version"
            )
    notes += _zone_notes(tally.zones)
    if tally.cut:
        notes.append(f"{tally.cut} lines are longer than 16,000 bytes; their beginnings were read")
    if tally.others:
        notes.append(f"{tally.others} events of rare shapes are counted together")
    return tuple(notes)


def _zone_notes(zones: Mapping[str, int]) -> Iterator[str]:
    """Say how times of several zones were put in order."""
    told = [zone for zone, _ in sorted(zones.items(), key=lambda item: (-item[1], item[0])) if zone]
    if any(zone != "+00:00" for zone in told):
        yield f"times are given in UTC; the log has them as {', '.join(told[:5])}"
        if zones.get(""):
            yield f"times without a zone are taken for UTC: {zones['']:,} of {sum(zones.values()):,}"


def finding_of(found: Triage, index: Index, sources: Sources) -> Finding:
    """Return the gravest entries as a finding, for a bundle: each located by its example, with the
    settings there.
    """
    hits: list[Hit] = []
    keys: dict[str, KeyAnswer] = {}
    confidence: Confidence = "none"
    for entry in found.entries[:_BUNDLED]:
        answer = locate(index, sources, entry.count.example.decode("utf8", "replace"))
        hit = _same(entry, answer.hits) or _own_hit(entry, index) or next(iter(answer.hits), None)
        if hit is None or any(h.fact.location == hit.fact.location for h in hits):
            continue
        if not hits:
            confidence = answer.confidence if answer.confidence != "none" else "low"
        inner = [
            c for c in entry.causes if all(h.fact.location != c.hit.fact.location for h in hits)
        ]
        # The innermost first, if it is but at one place.
        hits += [_inside(cause, hit) for cause in inner if cause.equals == 1]
        hits.append(replace(hit, why=(told(entry), *hit.why)))
        hits += [_inside(cause, hit) for cause in inner if cause.equals > 1]
        if len(hits) <= 3:
            keys.update((key.name, key) for key in answer.keys if key.name not in keys)
    return Finding(
        question=QUESTION,
        query=" ".join(found.names),
        confidence=confidence,
        versions=found.versions,
        hits=tuple(hits),
        keys=tuple(keys.values())[:6],
        notes=found.notes,
    )


def _inside(cause: Cause, outer: Hit) -> Hit:
    times = f"{cause.count:,} time{'s' * (cause.count != 1)}"
    why = f"{times} inside the message of {place_name(outer.fact.location)}"
    return replace(cause.hit, why=(why, *cause.hit.why))


def _same(entry: Entry, hits: Sequence[Hit]) -> Hit | None:
    row = entry.row
    if row is None:
        return hits[0] if hits else None
    places = (
        h for h in hits if (h.fact.repo, h.fact.path, h.fact.line) == (row.repo, row.path, row.line)
    )
    return next(places, None)


def _own_hit(entry: Entry, index: Index) -> Hit | None:
    row = entry.row
    fact = row and index.at(row.kind, row.repo, row.path, row.line, row.name)
    return Hit(fact=fact, score=0.5) if fact else None


def told(entry: Entry) -> str:
    """Return how often and when an entry's events came, in words."""
    count = entry.count
    text = f"{count.count:,} time{'s' * (count.count != 1)}"
    text += f" as {entry.level}" if entry.level else ""
    if count.first:
        text += f", {count.first}" + (f" to {count.last}" if count.last != count.first else "")
    return text + (f", in {', '.join(sorted(count.services))}" if count.services else "")


def is_log(row: MessageRow) -> bool:
    """Tell whether a statement writes a log line, rather than raising an error."""
    return row.kind == LogTemplate.kind
