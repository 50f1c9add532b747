#!/usr/bin/env python3
"""Plant chains from a setting to a statement, and ask what led to the statement.

usage: cause_mechanical.py [--chains N] [--seed N] [--misses N]
       cause_mechanical.py --workspace WORKSPACE... [--sample N] [--seed N]

Each chain is a small program in Python or Go, written backwards from a log statement or an error:
its guard (a branch, an early return, a handler, a case, a timer, ...), then up to four hops (a
parameter, a field, a constructor, a constant, a closure, an option, ...) to the line that reads
the setting, with other settings read around it that decide nothing. So the setting, the guard and
the caller are known by construction (`tests/cause/planting.py`). All chains of a run are indexed
as one workspace.

`--workspace` slices N random lines of a synced workspace instead, log statements, errors and any
other line of its Python, Go and TypeScript, and counts what raises and what quotes another text
than stands there. An index that is not this version's is left alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

import ctxkit
from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import LogTemplate
from tests.cause.planted import Outcome, misquoted, outcome_of, planted_chains, planted_workspace

ENDINGS = (".py", ".go", ".ts", ".tsx")
TEXTS = ("timed out", "exceeds the limit", "connection refused", "status code 401", "it is done")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--chains", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0, help="name so many that are not right")
    parser.add_argument("--workspace", type=Path, nargs="+", default=[])
    parser.add_argument("--sample", type=int, default=2000)
    options = parser.parse_args()
    if options.workspace:
        wrong = [slice_lines(each, options.sample, options.seed) for each in options.workspace]
        return 1 if any(wrong) else 0
    chains = planted_chains(options.seed, options.chains)
    with tempfile.TemporaryDirectory() as folder:
        index, sources = planted_workspace(Path(folder), chains)
        outcomes = [outcome_of(index, sources, chain) for chain in chains]
        index.close()
    print("| | Python | Go | bar |\n|---|---|---|---|")
    languages = [[o for o in outcomes if o.chain.path.endswith(end)] for end in (".py", ".go")]
    for title, share, bar in ROWS:
        print(f"| {title} | {' | '.join(share(found) for found in languages)} | {bar} |")
    for outcome in [o for o in outcomes if not _is_right(o)][: options.misses]:
        print(f"{outcome.chain.name} ({', '.join(outcome.chain.how)}): {_what_is_wrong(outcome)}")
    missed = Counter(hop for o in outcomes if not o.named for hop in set(o.chain.how))
    if missed:
        print("missed, by form and hop:", ", ".join(f"{h} {n}" for h, n in missed.most_common()))
    return 0


def _of(right: int, all_: int) -> str:
    return f"{right} of {all_}" if all_ else "none"


def _named(found: Sequence[Outcome]) -> str:
    return _of(sum(o.named for o in found), len(found))


def _true(found: Sequence[Outcome]) -> str:
    named = sum(o.named for o in found)
    return _of(named, named + sum(len(o.false) for o in found))


def _guards(found: Sequence[Outcome]) -> str:
    return _of(sum(o.guards[0] for o in found), sum(o.guards[1] for o in found))


def _callers(found: Sequence[Outcome]) -> str:
    return _of(sum(o.callers[0] for o in found), sum(o.callers[1] for o in found))


def _quoted(found: Sequence[Outcome]) -> str:
    return _of(sum(not o.wrong for o in found), len(found))


def _times(found: Sequence[Outcome]) -> str:
    times = sorted(o.seconds * 1000 for o in found)
    return f"{times[len(times) // 2]:.0f} ({times[len(times) * 95 // 100]:.0f}) ms"


ROWS = (
    ("the planted setting is named", _named, "0.98"),
    ("settings named that are the planted one", _true, ""),
    ("the guard is named", _guards, "0.98"),
    ("the caller is named", _callers, "0.98"),
    ("every place holds the text that is quoted", _quoted, "all"),
    ("time of a slice, median (p95)", _times, "20 (80) ms"),
)


def _is_right(outcome: Outcome) -> bool:
    return not _what_is_wrong(outcome)


def _what_is_wrong(outcome: Outcome) -> str:
    found = "" if outcome.found else ", nor found"
    wrong = {
        f"{outcome.chain.setting} is not named{found}": not outcome.named,
        f"{', '.join(outcome.false)} named": bool(outcome.false),
        "a guard is missing": outcome.guards[0] < outcome.guards[1],
        "the caller is missing": outcome.callers[0] < outcome.callers[1],
        "; ".join(outcome.wrong): bool(outcome.wrong),
    }
    return "; ".join(what for what, is_so in wrong.items() if is_so)


def slice_lines(folder: Path, sample: int, seed: int) -> int:
    """Slice random lines of a workspace; return how many went wrong."""
    rng = Random(seed)
    times: list[float] = []  # of the processor: the sources are read for the first time, too
    wrong = cut = 0
    with ctxkit.open_workspace(folder) as workspace:
        index, sources = workspace.index, workspace.sources
        for fact in _lines(index, sources, sample, rng):
            before = time.process_time()
            try:
                cause = cause_of(Code(index, sources), fact, rng.choice(TEXTS))
                times.append((time.process_time() - before) * 1000)
                faults = list(misquoted(sources, cause))
                cut += bool(cause.cut)
            except Exception:  # whatever it is, it is a fault
                faults = [traceback.format_exc()]
            wrong += bool(faults)
            for fault in faults[:1]:
                print(f"{fact.repo} {fact.path}:{fact.line}: {fault}")
    times.sort()
    print(
        f"{folder.name}: {len(times)} slices, {wrong} wrong, {cut} cut, median"
        f" {times[len(times) // 2]:.0f} ms, p95 {times[len(times) * 95 // 100]:.0f} ms,"
        f" longest {times[-1]:.0f} ms"
    )
    return wrong


def _lines(index: Index, sources: Sources, sample: int, rng: Random) -> list[LogTemplate]:
    files = [f for f in index.files() if f.path.endswith(ENDINGS) and not f.test]
    found: list[LogTemplate] = []
    while files and len(found) < sample:
        file = rng.choice(files)
        lines = sources.lines(file.repo, file.path)
        line = rng.randrange(1, len(lines) + 2)  # the line after the last is a hostile question
        logged = [
            f
            for f in index.in_file(file.repo, file.path, LogTemplate)
            if isinstance(f, LogTemplate)
        ]
        if logged and rng.random() < 0.5:
            found.append(rng.choice(logged))
            continue
        found.append(
            LogTemplate(
                repo=file.repo, path=file.path, line=line, end_line=line, name="", template=""
            )
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
